"""Closing the window during long work: it asks, staying changes nothing, stopping ends the work, the store has all that was done."""

import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence

import pytest
from PySide6.QtWidgets import QMessageBox

from station.domain.ids import OfficeId
from station.domain.states import EntryState
from station.scanner.scanner import Device, ScanSettings
from station.scanner.source import Captured, CapturedImage
from station.store.reviews import StoredReviews
from station.workflow import approval
from station.workflow.capture import open_volume
from station.workflow.checking import finish_checking
from sync.client.sending import SendReport
from tests.ui.conftest import TableReader, page
from tests.unit.test_sending_presenter import FakeCourier
from ui.capture.page import CapturePage
from ui.capture.presenter import CapturePresenter
from ui.capture.shelf import Fields
from ui.changes import BATCHES
from ui.desktop.desks import DESKS
from ui.desktop.place import Desk, Place
from ui.desktop.window import STAY, STOP_IT, MainWindow
from ui.language import tr
from ui.sending.page import SendingPage
from ui.sending.presenter import Sending

FIELDS = Fields("KS", 2018, "01")


def with_desk(key: str, factory: Callable[[Place], object]) -> tuple[Desk, ...]:
    return tuple(Desk(one.key, one.title, one.purpose, one.rights, factory) if one.key == key else one for one in DESKS)


class EndlessScanner:
    """One sheet, then it waits until somebody stops it."""

    def __init__(self) -> None:
        self.waits, self.stopped = threading.Event(), threading.Event()

    def devices(self) -> list[Device]:
        return [Device("endless", "Máy thử")]

    def scan(self, device: Device, settings: ScanSettings) -> Iterator[Captured]:
        sheet = page("Một")
        yield CapturedImage(sheet.content, sheet.media_type, sheet.width, sheet.height, sheet.source_name, sheet.source_hash)
        self.waits.set()
        self.stopped.wait()

    def cancel(self) -> None:
        self.stopped.set()


class SlowReader(TableReader):
    """Reads one page, then waits until it is let go on."""

    def __init__(self) -> None:
        super().__init__()
        self.waits, self.go_on, self.closed = threading.Event(), threading.Event(), threading.Event()

    @contextlib.contextmanager
    def opened(self) -> Iterator["SlowReader"]:
        yield self
        self.closed.set()

    def read(self, pages, kind=None):
        for number, answer in enumerate(super().read(pages, kind)):
            if number == 1:
                self.waits.set()
                self.go_on.wait()
            yield answer


def capture_with(scanners: Sequence[object], reader: SlowReader | None) -> tuple[Desk, ...]:
    def made(place: Place) -> CapturePage:
        presenter = CapturePresenter(
            place.tasks, place.changes, scanners=scanners, pages_of=lambda _paths: iter(()),
            make_reader=lambda _forms: reader.opened() if reader is not None else contextlib.nullcontext(TableReader()),
        )  # fmt: skip
        made.presenter = presenter  # type: ignore[attr-defined]
        return CapturePage(presenter)

    made.desks = with_desk("capture", made)  # type: ignore[attr-defined]
    return made  # type: ignore[return-value]


def answer(window: MainWindow, wanted: object) -> str:
    """What the window asks; press this button."""
    window.close()
    box = window.findChild(QMessageBox)
    next(button for button in box.buttons() if button.text() == tr(wanted)).click()
    return box.text()


def test_while_sheets_are_fed(qtbot, sign_in, house):
    scanner = EndlessScanner()
    made = capture_with([scanner], None)
    window = sign_in(desks=made.desks)
    window.go("capture")
    presenter = made.presenter
    qtbot.waitUntil(lambda: window.tasks.asked == 0, timeout=30_000)
    presenter.scan(FIELDS, scanner.devices()[0], ScanSettings())
    qtbot.waitUntil(scanner.waits.is_set, timeout=30_000)
    assert window.workplace.busy()
    answer(window, STAY)
    assert not scanner.stopped.is_set() and presenter.feeding and window.session is not None
    answer(window, STOP_IT)
    qtbot.waitUntil(lambda: window.closed, timeout=30_000)
    assert scanner.stopped.is_set()
    with house.office.desk() as desk:
        (volume,) = desk.records.volumes()
        assert len(desk.records.pages(volume.volume_id)) == 1


def test_while_pages_are_read_nothing_is_lost_and_the_reader_is_let_go(qtbot, sign_in, house):
    reader = SlowReader()
    with house.office.desk() as desk:
        volume = open_volume(desk, office_id=OfficeId("99001"), kind="KS", year=2018, number="01")
        house.office.captured(desk, reader, "An", "Bình", "Chi", volume=volume)
    made = capture_with([], reader)
    window = sign_in(desks=made.desks)
    window.go("capture")
    qtbot.waitUntil(reader.waits.is_set, timeout=30_000)
    window.close()
    assert window.findChild(QMessageBox) is None, "reading goes on at the next start; nothing would be lost"
    qtbot.waitUntil(lambda: window.closed, timeout=30_000)
    reader.go_on.set()
    qtbot.waitUntil(reader.closed.is_set, timeout=30_000)
    with house.office.desk() as desk:
        waiting, read = len(desk.jobs.all()), len(desk.records.entries())
    assert waiting + read == 3 and waiting >= 1


def test_while_batches_are_sent(qtbot, sign_in, house):
    begun, stopped = threading.Event(), threading.Event()

    def work(stop, on_bytes, on_progress) -> SendReport | None:
        begun.set()
        while not stop():
            on_bytes(1)
            threading.Event().wait(0.005)
        stopped.set()
        return None

    def made(place: Place) -> SendingPage:
        made.presenter = Sending(place.tasks, FakeCourier(work))
        return SendingPage(made.presenter)

    _checked_volume(house)
    with house.office.desk("supervisor") as desk:
        approval.approve(desk, house.office.reviews, desk.records.volumes()[0].volume_id, house.office.outbox, house.office.station_id)
    window = sign_in(desks=with_desk("sending", made))
    window.go("sending")
    qtbot.waitUntil(lambda: window.tasks.asked == 0, timeout=30_000)
    made.presenter.send()
    qtbot.waitUntil(begun.is_set, timeout=30_000)
    assert "dừng cũng không mất gì" in answer(window, STAY)
    assert not stopped.is_set() and window.session is not None
    answer(window, STOP_IT)
    qtbot.waitUntil(lambda: window.closed and stopped.is_set(), timeout=30_000)
    with house.office.desk() as desk:
        assert [batch.receipts for batch in desk.records.batches()] in ([()], [frozenset()], [{}])


def test_while_a_batch_is_sealed_it_is_sealed_whole(qtbot, sign_in, house, monkeypatch):
    """The store closes after the writing that was asked for; a batch exists exactly when the log says so."""
    _checked_volume(house)
    waits, go_on = threading.Event(), threading.Event()
    real = approval.approve

    def slow(*given, **named):
        waits.set()
        go_on.wait()
        return real(*given, **named)

    window = sign_in("supervisor")
    volume_id: list[object] = []
    window.tasks.query(lambda station: station.desk.records.volumes()[0].volume_id, volume_id.append)
    qtbot.waitUntil(lambda: bool(volume_id), timeout=30_000)

    def seal(station):
        return slow(station.desk, StoredReviews(station.store.database), volume_id[0], station.outbox, station.station_id)

    window.tasks.change(seal, changed=BATCHES)
    qtbot.waitUntil(waits.is_set, timeout=30_000)
    window.close()
    assert not window.closed
    go_on.set()
    qtbot.waitUntil(lambda: window.closed, timeout=30_000)
    with house.office.desk() as desk:
        (batch,) = desk.records.batches()
        assert all(desk.records.entry(entry_id).state is EntryState.APPROVED for entry_id in batch.entries)


@pytest.mark.parametrize("way", ["close", "lock"])
def test_the_picture_of_the_charts_is_whole_or_not_there(qtbot, sign_in, house, tmp_path, way):
    house.fill(checked=1)
    window = sign_in()
    page_ = window.workplace.page("today")
    page_.save_chart(tmp_path / "charts.png")
    getattr(window, way)()
    qtbot.waitUntil(lambda: window.closed or window.session is None, timeout=30_000)
    assert (tmp_path / "charts.png").read_bytes().endswith(b"IEND\xaeB`\x82")


def _checked_volume(house) -> None:
    house.fill(checked=0)
    with house.office.desk() as desk:
        for entry in desk.records.entries():
            finish_checking(desk, entry.entry_id, {finding.rule: "đúng như giấy" for finding in entry.findings})
