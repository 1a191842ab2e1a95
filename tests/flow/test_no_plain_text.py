"""A day in which every word is marked, then every byte of store, home, temporary folders, stick and log is searched: nothing is readable.

What is marked: every field as it was read, keyed, keyed again and decided, the words of pictures and their files, the card, people,
volume, shelf, dossier, reasons, drafts, passwords. By rule some things lie in clear and are not marked: ids of logins, of the office and
of the station, what the ministry's export and printed sheets say.
"""

import dataclasses
import logging
import tempfile
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from station.domain.errors import StationError
from station.domain.ids import UserId
from station.domain.keying_plan import KeyingPlan, PlanKind
from station.domain.ledger import Account, Dossier, Number
from station.domain.record import AsideReason, PageReading, Reading, Shelf, Span, ValueState
from station.domain.roles import Role
from station.domain.search import Asked
from station.domain.states import EntryState
from station.store.audit import audit
from station.store.backup import make_backup
from station.store.people import NewUser
from station.store.store import Store
from station.workflow.agreement import compare
from station.workflow.approval import approve, return_entry
from station.workflow.capture import capture_page, open_volume
from station.workflow.checking import Keyed, finish_checking, key_fields
from station.workflow.closing import account_for, list_dossier
from station.workflow.drafts import Draft, keep_draft
from station.workflow.identification import identify, of_reading, take_from_card
from station.workflow.keying_plans import set_plan
from station.workflow.reading import read_waiting
from station.workflow.second_keying import decide, key_second
from station.workflow.setting_aside import set_aside
from tests.faults.killing import run_to_the_end
from tests.flow.conftest import DEVICE, PASSWORD, Captured, Office, TableReader
from tests.identified import CARD, ROLE, a_reading
from tests.keyers import SECOND, add_keyers, as_on_paper
from tests.seated import reviews_of, seated
from tests.traces import traces
from ui.desktop.bugs import log_to

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
WORD, NUMBER, SECRET = "Đấuvẽt Bínmật", "099190777131", "Mậtkhẩu Bínmật"
MARKED = (WORD, NUMBER, SECRET)


def word(at: object) -> str:
    """One of many words with the mark."""
    return f"{WORD} {at}"


def picture(at: int) -> Captured:
    """A page that has the word in its dots' neighbourhood: the comment of the file."""
    path = Path(tempfile.mkdtemp()) / "page.png"
    said = PngImagePlugin.PngInfo()
    said.add_text("Comment", word(f"picture {at}"))
    Image.new("RGB", (8, 8), (at, 0, 0)).save(path, pnginfo=said)
    content = path.read_bytes()
    path.unlink()
    path.parent.rmdir()
    assert WORD.encode() in content or b"Comment" in content
    return Captured(content + WORD.encode(), f"{word(at)}.png")


def marked_reading(office: Office, at: int) -> PageReading:
    form = office.forms.form("birth_certificate")
    fields = {one.id: Reading(word(one.id), word(one.id), ValueState.READ, 0.9) for one in form.fields if one.type != "list"}
    return PageReading("birth_certificate", 1, {**fields, "so": Reading(f"{at}/2018", f"{at}/2018", ValueState.READ, 0.9)}, seconds=0.1)


def let_stand(station, entry_id):
    return {finding.rule: word("reason") for finding in station.desk.records.entry(entry_id).findings}


@pytest.fixture
def places(office, tmp_path, monkeypatch):
    """Everything that may be written to on a day, temporary folders and the log among them."""
    temporary, home, stick = tmp_path / "temporary", tmp_path / "home", tmp_path / "stick"
    for folder in (temporary, home, stick):
        folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    before = list(logging.getLogger().handlers)
    log_to(home / "log")
    yield office.folder, home, temporary, stick
    for handler in set(logging.getLogger().handlers) - set(before):
        logging.getLogger().removeHandler(handler)
        handler.close()


def live_a_day(office: Office, stick: Path) -> None:
    add_keyers(office, SECOND)
    with Store.open(office.folder, UserId("clerk"), PASSWORD, DEVICE) as store:
        store.add_user(NewUser(UserId("moi"), word("person"), Role.CLERK, SECRET))
    with seated(office) as station:
        entries = scan_and_key(office, station)
    with seated(office, "supervisor") as station:
        set_plan(station.desk, station.desk.records.entry(entries[0]).volume_id, KeyingPlan(PlanKind.KEY_FIELDS, known_share=0.0), keyers=3)
    with seated(office) as station:
        for entry_id in entries:
            finish_checking(station.desk, entry_id, let_stand(station, entry_id))
        assert station.store.search.find(Asked(word("nksHoTen"))) and station.desk.records.entry(entries[0]).state is EntryState.SECOND
    with seated(office, SECOND) as station:
        for entry_id in entries:
            key_second(station.desk, entry_id, as_on_paper(station.desk, entry_id, nksHoTen=word("second")))
    with seated(office, "supervisor") as station:
        for entry_id in entries:
            decide(station.desk, entry_id, {"nksHoTen": Keyed(word("second"))}, let_stand(station, entry_id))
        return_entry(station.desk, entries[1], word("returned"))
        volume_id = station.desk.records.entry(entries[0]).volume_id
        approve(station.desk, reviews_of(station), volume_id, station.outbox, station.station_id)
        make_backup(station.store.backup_source(), stick, keep=2, tell=lambda done, total, text: None)
        assert audit(station.store, None).faults == []
    for user, said in (("moi", PASSWORD), ("clerk", SECRET)):
        with pytest.raises(StationError, match=r"store\.wrong-password"):
            Store.open(office.folder, UserId(user), said, DEVICE)


def scan_and_key(office: Office, station):
    """Everything that a clerk writes before finishing; what is typed and not finished stays as a draft."""
    desk, reader = station.desk, TableReader()
    volume = open_volume(
        desk, office_id=station.store.facts.office_id, kind="KS", year=2018, number="01", title=word("title"), office=word("office"),
        spans=(Span(2018, 1, 9),), shelf=Shelf(word("warehouse"), word("row"), word("rack"), word("box")),
    )  # fmt: skip
    pages = [capture_page(desk, volume, picture(at)) for at in (1, 2, 3)]
    for at in (1, 2):
        reader.knows(picture(at), marked_reading(office, at))
    set_aside(desk, pages[2].page_id, AsideReason.BLANK)
    read_waiting(desk, reader)
    entries = [entry.entry_id for entry in desk.records.entries()]
    account_for(desk, station.store.ledger, volume.volume_id, [Number(2018, 9)], Account.UNREADABLE, word("account"))
    list_dossier(desk, volume.volume_id, Dossier(1, word("dossier")))
    card = dataclasses.replace(CARD, number=NUMBER, full_name=word("card"), residence=word("residence"), father=word("father"))
    entry = desk.records.entry(entries[0])
    found = compare(desk.forms.of_ref(entry.form), desk.forms, entry, ROLE, card)
    identify(desk, entry.entry_id, of_reading(ROLE, "registration", a_reading(card), found))
    take_from_card(desk, entry.entry_id, "meHoTen", word("card"))
    key_fields(desk, entries[0], {"nycSoGiayToTuyThan": Keyed(NUMBER)})
    key_fields(desk, entries[1], {"nksHoTen": Keyed(word("keyed"), note=word("note"))})
    draft = Draft({"nksNgaySinh": Keyed(word("draft"))}, {"nksHoTen": word("remark")}, "nksHoTen", word("open"))
    keep_draft(desk, station.store.drafts, entries[1], draft)
    return entries


def test_after_a_day_no_marked_word_is_readable_anywhere(office, places):
    folder, home, temporary, stick = places
    live_a_day(office, stick)
    assert traces(MARKED, *places) == []
    assert list(temporary.rglob("*.png")) == [] and any(stick.rglob("*")) and (home / "log" / "station.log").exists()
    # open, with a write-ahead log that nobody has folded; and as a kill leaves it
    with seated(office) as station:
        key_fields(station.desk, station.desk.records.entries(state=EntryState.RETURNED)[0].entry_id, {"nksHoTen": Keyed(word("later"))})
        assert (folder / "station.db-wal").stat().st_size > 0
        assert word("later") in {value.text for entry in station.desk.records.entries() for value in entry.fields.values()}
        assert traces(MARKED, *places) == []
    run_to_the_end(lambda: _typed_and_killed(office))
    assert (folder / "station.db-wal").stat().st_size > 0
    assert traces(MARKED, *places) == []


def _typed_and_killed(office: Office) -> None:
    store = Store.open(office.folder, UserId("clerk"), PASSWORD, DEVICE)
    entry_id = store.records.entries(state=EntryState.RETURNED)[0].entry_id
    store.drafts.keep(entry_id, UserId("clerk"), {"open_text": word("killed")}, "2026-11-28T08:00:00Z")


@pytest.mark.parametrize("at", range(4))
def test_the_search_sees_each_of_these_places(office, places, at):
    """One readable word in the store, the home, a temporary folder or the stick, and the test above fails."""
    deep = places[at] / "images"
    deep.mkdir(exist_ok=True)
    (deep / "planted").write_bytes(b"\0" * 99 + word("planted").encode("utf-16-le"))
    assert {trace.path for trace in traces(MARKED, *places)} == {deep / "planted"}
