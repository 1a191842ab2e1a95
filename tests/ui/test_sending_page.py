"""The page of Đồng bộ with keys only: may the PC be switched off, F9 sends, Esc stops, receipts and refusals are read on the screen."""

import datetime
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QProgressBar, QPushButton, QTableView, QWidget

from station.domain.errors import StationError
from station.domain.ids import BatchName, UserId
from station.signing.signer import KeySigner
from station.workflow.approval import approve
from sync.client.meeting import TIME_FILE
from sync.client.parcel import Parcel
from sync.client.sending import SendReport, Sent
from sync.protocol.clocks import make_time
from tests.flow.conftest import Office, forms, office, province  # noqa: F401
from tests.seated import check, fill, reviews_of, seated
from tests.ui.immediate import ImmediateTasks
from tests.unit.test_sending_presenter import FakeCourier, nothing
from ui.bootstrap import Station, outbox_folder
from ui.changes import Changes
from ui.desktop.lanes import QtTasks
from ui.language import Language, set_language
from ui.sending.page import SendingPage
from ui.sending.presenter import SENDING, Sending, Step


@pytest.fixture(autouse=True)
def vietnamese() -> Iterator[None]:
    set_language(Language.VI)
    yield
    set_language(Language.VI)


@pytest.fixture
def sealed(office: Office) -> Iterator[Station]:  # noqa: F811
    with seated(office) as station:
        check(station, fill(station, ["Hoa"]))
    with seated(office, "supervisor") as station:
        approve(station.desk, reviews_of(station), station.desk.records.volumes()[0].volume_id, station.outbox, station.station_id)
        yield station


def opened(qtbot, station: Station, courier: FakeCourier, tasks: ImmediateTasks | None = None) -> SendingPage:
    tasks = tasks or ImmediateTasks(station)
    presenter = Sending(tasks, courier)
    page = SendingPage(presenter)
    tasks.changes.listen(presenter.changed)
    qtbot.addWidget(page)
    page.resize(1196, 700)
    page.show()
    page.activateWindow()
    page.activated()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    return page


def texts(page: QWidget) -> str:
    shown = [widget.text() for kind in (QLabel, QPushButton) for widget in page.findChildren(kind) if widget.isVisible()]
    return "\n".join(shown)


def cells(page: QWidget) -> list[str]:
    model = page.findChild(QTableView).model()
    return [model.index(row, column).data() for row in range(model.rowCount()) for column in range(model.columnCount())]


def test_a_batch_that_waits_may_be_left_over_night(qtbot, sealed: Station) -> None:
    page = opened(qtbot, sealed, FakeCourier(nothing))
    assert "Có thể tắt máy, không mất gì: 1 lô chờ gửi" in texts(page) and "1 mục chờ gửi" in texts(page)
    assert "Chỉ có ở máy này" in cells(page) and "KS 01/2018" in cells(page) and page.busy() == ""


def test_clock_behind_what_the_central_signed_is_said(qtbot, sealed: Station, office: Office) -> None:  # noqa: F811
    later = datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=30)
    signer = KeySigner(UserId("central"), office.province.receipt_key, office.province.public.receipt_certificate)
    (outbox_folder(sealed.folder) / TIME_FILE).write_bytes(make_time(office.province.public.realm, later, signer))
    page = opened(qtbot, sealed, FakeCourier(nothing))
    assert "chậm ít nhất 30 phút" in texts(page)


def test_f9_sends_and_the_desk_says_what_came_back(qtbot, sealed: Station) -> None:
    report = SendReport((Sent(BatchName("b"), "complete"),))
    page = opened(qtbot, sealed, FakeCourier(lambda *_: report))
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F9)
    assert "Đã gửi xong 1 lô" in texts(page)


def test_without_an_address_the_desk_says_so(qtbot, sealed: Station) -> None:
    page = opened(qtbot, sealed, FakeCourier(nothing, address=""))
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F9)
    assert texts(page).count("Chưa đặt địa chỉ trung tâm") == 2


def test_an_empty_desk_says_where_batches_come_from(qtbot, office: Office) -> None:  # noqa: F811
    with seated(office) as station:
        page = opened(qtbot, station, FakeCourier(nothing))
        assert "Chưa có lô nào" in texts(page) and not page.findChild(QTableView).isVisible()


def test_while_sending_the_bar_the_rate_and_the_time_left_are_shown(qtbot, sealed: Station) -> None:
    page = opened(qtbot, sealed, FakeCourier(nothing))
    page.show_step(Step(1_250_000, 5_000_000, 62_500.0, SENDING))
    assert "1,2 / 5,0 MB · 62 kB/giây · còn khoảng 60 giây" in texts(page)
    bar = page.findChild(QProgressBar)
    assert bar.isVisible() and bar.value() == bar.maximum() // 4
    page.show_step(Step(0, 0, 0.0, SENDING))
    assert bar.maximum() == 0


@pytest.mark.parametrize(("rate", "said"), [(1_000.0, "giờ"), (20_000.0, "phút"), (1e6, "giây")])
def test_the_time_left_is_said_in_a_unit_one_can_plan_with(qtbot, sealed: Station, rate: float, said: str) -> None:
    page = opened(qtbot, sealed, FakeCourier(nothing))
    page.show_step(Step(0, 10_000_000, rate, SENDING))
    assert said in texts(page).split("còn khoảng")[1].splitlines()[0]


def test_escape_stops_the_real_lane_and_closing_would_have_asked(qtbot, sealed: Station) -> None:
    begun = threading.Event()

    def work(stop, on_bytes, on_progress) -> SendReport | None:
        begun.set()
        while not stop():
            on_bytes(1)
            threading.Event().wait(0.005)
        return None

    changes = Changes()
    lanes = QtTasks(changes)
    tasks = ImmediateTasks(sealed, changes)
    tasks.free = lanes.free  # type: ignore[method-assign]
    page = opened(qtbot, sealed, FakeCourier(work), tasks)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F9)
    qtbot.waitUntil(begun.is_set)
    assert "dừng cũng không mất gì" in page.busy() and "bấm Dừng (Esc) trước khi tắt máy" in texts(page)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: "Đã dừng" in texts(page))
    assert page.busy() == "" and "Có thể tắt máy, không mất gì" in texts(page)
    lanes.close()


def test_trouble_of_the_last_attempt_stands_at_its_batch(qtbot, sealed: Station) -> None:
    folder = outbox_folder(sealed.folder) / sealed.desk.records.batches()[0].name
    Parcel(folder).note_attempt(StationError("sending.unreachable", url="https://central.example"))
    page = opened(qtbot, sealed, FakeCourier(nothing))
    assert "https://central.example" in texts(page).splitlines()[-1] or "central.example" in texts(page)


def test_english_needs_no_restart(qtbot, sealed: Station) -> None:
    page = opened(qtbot, sealed, FakeCourier(nothing))
    set_language(Language.EN)
    page.retranslate()
    assert "Send now (F9)" in texts(page) and "Safe to switch off" in texts(page) and "On this PC alone" in cells(page)
    assert "máy" not in texts(page)


def test_it_fits_the_small_screen(qtbot, sealed: Station) -> None:
    page = opened(qtbot, sealed, FakeCourier(nothing))
    assert page.minimumSizeHint().width() <= 1196 and page.minimumSizeHint().height() <= 690
