"""The page of Người nộp over the real window, store and practice cards: by keys, in words, and nothing of a person left behind."""

import base64
import logging
import os
import tempfile
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton, QTableView

from station.domain.ids import OfficeId
from station.domain.states import ActionKind
from station.idcard import session
from station.idcard.simulator import PRACTICE_READER, SimulatedReader, practice_card, practice_trust
from station.idcard.simulator.people import BINH
from station.store.store import Store
from station.workflow.capture import capture_page, open_volume
from station.workflow.reading import read_waiting
from tests.flow.conftest import read, replaced
from tests.ui.conftest import DEVICE, PASSWORD, House, TableReader, birth, page
from tests.ui.widgets import shown_words
from ui.applicant.page import ApplicantPage
from ui.applicant.presenter import Stage
from ui.applicant.subject import Target
from ui.desktop.choices import Choices
from ui.language import Language
from ui.theme import Look

MOTHER = {
    "meHoTen": read("NGUYỄN THỊ THANH BÌNH"),
    "meNgaySinh": read("1985"),
    "meNoiCuTru": read("Khe Tre, xã Suối Mây, huyện Đá Trắng, tỉnh Cao Sơn"),
}
OF_THE_CARD = (BINH.full_name, BINH.number, BINH.old_number, BINH.residence, BINH.father, BINH.mother, BINH.features, BINH.origin)


@pytest.fixture
def window(house: House, sign_in, qtbot):
    reader = TableReader()
    with house.office.desk() as desk:
        volume = open_volume(desk, office_id=OfficeId("99001"), kind="KS", year=2018, number="01", title="Quyển 01")
        for name in ("An", "Chi"):
            capture_page(desk, volume, page(name))
            reader.knows(page(name), replaced(birth(name), **MOTHER))
        read_waiting(desk, reader)
        ids = [entry.entry_id for entry in desk.records.entries()]
    made = sign_in("clerk")
    made.activateWindow()
    made.entry_ids = ids
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    return made


def at_the_mother(window, qtbot, which: int = 0) -> ApplicantPage:
    window.go("applicant", Target(window.entry_ids[which], "mother"))
    idle(window, qtbot)
    return window.workplace.page("applicant")


def idle(window, qtbot) -> None:
    qtbot.waitUntil(lambda: window.tasks.asked == 0, timeout=30_000)


def press(key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget(), key, modifier)


def choose(desk: ApplicantPage, qtbot, card: str) -> None:
    combo = next(one for one in desk.findChildren(QComboBox) if one.findData("cloned-chip") >= 0)
    combo.setCurrentIndex(combo.findData(card))
    combo.activated.emit(combo.currentIndex())


def read_card(window, desk: ApplicantPage, qtbot, card: str, until: Stage = Stage.SHOWN) -> None:
    choose(desk, qtbot, card)
    idle(window, qtbot)
    desk.panel.take_focus()
    press(Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: desk._shown.stage is until and not desk._presenter._running, timeout=30_000)
    idle(window, qtbot)


def seen(desk: ApplicantPage) -> str:
    return "\n".join(label.text() for label in desk.findChildren(QLabel) if label.isVisibleTo(desk))


def everything(window) -> str:
    """Whatever any widget of the window could still show or say."""
    words = [*shown_words(window, hidden=True), *(edit.text() for edit in window.findChildren(QLineEdit))]
    for table in window.findChildren(QTableView):
        model = table.model()
        words += [str(model.index(row, column).data()) for row in range(model.rowCount()) for column in range(model.columnCount())]
    return "\n".join(words)


def test_a_practice_card_is_read_by_keys_and_shown_with_four_verdicts(window, qtbot):
    desk = at_the_mother(window, qtbot)
    read_card(window, desk, qtbot, "binh")
    said = seen(desk)
    assert BINH.full_name in said and "Nơi cấp tin cậy: có." in said and "Chip thật: có." in said and "Còn hạn: có." in said
    assert "Không bị sửa: có." in said
    cells = everything(window)
    assert "khớp" in cells and "Khe Tre" in cells and "chưa nói được" in cells


def test_the_face_is_on_the_desk(window, qtbot):
    desk = at_the_mother(window, qtbot)
    read_card(window, desk, qtbot, "binh")
    assert not desk.card._face.pixmap().isNull()


def test_a_forged_card_is_told_in_words_not_in_colour_alone(window, qtbot):
    desk = at_the_mother(window, qtbot)
    read_card(window, desk, qtbot, "cloned-chip")
    assert "Đừng dựa vào thẻ này" in seen(desk) and "Chip thật: không." in seen(desk)
    read_card(window, desk, qtbot, "unknown-issuer")
    assert "chưa rõ người cấp" in seen(desk) and "có." not in seen(desk).replace("Nốt ruồi", "")


def test_a_card_pulled_halfway_gets_a_sentence_and_the_next_one_is_read(window, qtbot):
    desk = at_the_mother(window, qtbot)
    read_card(window, desk, qtbot, "pulled", until=Stage.IDLE)
    qtbot.waitUntil(lambda: "nhấc ra" in seen(desk), timeout=30_000)
    read_card(window, desk, qtbot, "binh")
    assert "nhấc ra" not in seen(desk)


def test_taking_the_card_away_drops_photo_and_words(window, qtbot):
    desk = at_the_mother(window, qtbot)
    read_card(window, desk, qtbot, "binh")
    choose(desk, qtbot, "")
    qtbot.waitUntil(lambda: desk._shown.stage is Stage.PULLED, timeout=10_000)
    assert desk.card._face.pixmap().isNull()
    left = everything(window).replace("\n".join(card.title.vi for card in desk._shown.deck), "")
    assert BINH.residence not in left and BINH.number not in left and BINH.father not in left


def test_escape_stops_a_silent_chip_at_once(window, qtbot):
    desk = at_the_mother(window, qtbot)
    choose(desk, qtbot, "stalls")
    idle(window, qtbot)
    desk.panel.take_focus()
    press(Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: desk._shown.stage is Stage.READING, timeout=30_000)
    qtbot.wait(200)
    press(Qt.Key.Key_Escape)
    assert desk._shown.stage is Stage.IDLE and "Đã dừng" in seen(desk)
    idle(window, qtbot)


def test_recording_by_key_is_seen_on_the_desk_and_at_checking(window, qtbot):
    desk = at_the_mother(window, qtbot)
    read_card(window, desk, qtbot, "binh")
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    idle(window, qtbot)
    assert "Đã ghi vào mục" in seen(desk) and "Đã xác minh lúc" in seen(desk)
    press(Qt.Key.Key_F2)
    idle(window, qtbot)
    assert window.workplace.current == "checking"


def test_f5_at_a_field_of_checking_opens_the_person_of_that_field(window, qtbot):
    window.go("checking", window.entry_ids[0])
    idle(window, qtbot)
    checking = window.workplace.page("checking")
    checking._go_to("meHoTen")
    idle(window, qtbot)
    press(Qt.Key.Key_F5)
    idle(window, qtbot)
    desk = window.workplace.page("applicant")
    assert window.workplace.current == "applicant" and desk._shown.subject.person.role == "mother"
    assert "NGUYỄN THỊ THANH BÌNH" in seen(desk)


def test_by_eye_space_says_how_a_part_compares(window, qtbot):
    desk = at_the_mother(window, qtbot)
    combo = desk.panel._evidence
    combo.setCurrentIndex(combo.findText("Chứng minh nhân dân"))
    combo.activated.emit(combo.currentIndex())
    desk.panel.take_focus()
    press(Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: desk._shown.stage is Stage.SHOWN, timeout=10_000)
    assert "Yếu hơn chip" in seen(desk)
    press(Qt.Key.Key_F3)
    press(Qt.Key.Key_Space)
    assert "Công chức so bằng mắt: khớp." in seen(desk)


def test_nobody_brings_back_by_undo_what_was_typed_for_the_person_before(window, qtbot):
    desk = at_the_mother(window, qtbot)
    desk.panel.take_focus()
    QTest.keyClicks(QApplication.focusWidget(), "099185000117")
    press(Qt.Key.Key_F8)
    idle(window, qtbot)
    desk.panel.take_focus()
    press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget().text() == ""


def test_the_words_follow_the_language_without_a_restart(window, qtbot):
    desk = at_the_mother(window, qtbot)
    read_card(window, desk, qtbot, "binh")
    window.choose(Choices(Language.EN, Look.LIGHT))
    assert "Issuer trusted: yes." in seen(desk) and "Record (Ctrl+Enter)" in [button.text() for button in desk.findChildren(QPushButton)]
    window.choose(Choices(Language.VI, Look.LIGHT))


@pytest.mark.parametrize("scale", [1.0, 1.25])
def test_with_a_card_on_it_the_desk_still_fits_the_smallest_screen(window, qtbot, scale):
    desk = at_the_mother(window, qtbot)
    read_card(window, desk, qtbot, "binh")
    window.choose(Choices(Language.VI, Look.LIGHT, scale=scale))
    need, room = desk.minimumSizeHint(), desk.parentWidget().size()
    window.choose(Choices(Language.VI, Look.LIGHT))
    assert need.width() <= room.width() and need.height() <= room.height()


def test_the_strip_tells_of_the_card_reader(window, qtbot):
    at_the_mother(window, qtbot)
    qtbot.waitUntil(lambda: "Đầu đọc thẻ sẵn sàng" in "\n".join(shown_words(window.workplace.strip)), timeout=10_000)


def files_under(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def photo_on(name: str) -> bytes:
    """The encoded picture as the chip gives it, read from the card once more."""
    card = practice_card(name)
    portrait = session.read_card(SimulatedReader(card.chip()), card.person.mrz_key, practice_trust()).portrait
    assert portrait is not None
    return portrait.content


def every_cell(store: Store) -> list[bytes]:
    """All that the opened store holds in clear: every cell of every table, those of the search index too."""
    names = [name for (name,) in store.database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = [cell for name in names for row in store.database.rows(f'SELECT * FROM "{name}"') for cell in row if cell is not None]
    return [cell if isinstance(cell, bytes) else str(cell).encode() for cell in found]


def holds(cells: list[bytes], wanted: bytes) -> bool:
    return any(wanted in cell for cell in cells)


def forms_of(photo: bytes) -> tuple[bytes, ...]:
    """A piece from the middle of a picture as it would lie anywhere: plain, in hex, in base64 of the whole."""
    middle = len(photo) // 2
    piece, text = photo[middle : middle + 48], base64.b64encode(photo)
    return piece, piece.hex().encode(), text[len(text) // 2 : len(text) // 2 + 48]


def test_after_the_person_is_left_neither_photo_nor_words_are_anywhere(window, house, qtbot, caplog, monkeypatch, tmp_path):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    for name in ("TMPDIR", "TMP", "TEMP"):
        monkeypatch.setenv(name, str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    caplog.set_level(logging.DEBUG)
    desk = at_the_mother(window, qtbot)
    read_card(window, desk, qtbot, "binh")
    assert BINH.father in everything(window)
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    idle(window, qtbot)
    face = desk.card._face.pixmap().toImage()
    assert not face.isNull()
    photo = photo_on("binh")
    # the next applicant: the other entry, from the rail and back
    window.go("today")
    idle(window, qtbot)
    at_the_mother(window, qtbot, which=1)
    titles = "\n".join(card.title.vi for card in desk._shown.deck)
    left = everything(window)
    for word in OF_THE_CARD:
        assert word not in left.replace(titles, "").replace(f"Nguyễn Thị Thanh Bình: {''}", ""), word
    assert desk.card._face.pixmap().isNull() and desk._shown.held is None
    assert not any(isinstance(one, QImage) and one == face for one in vars(desk.card).values())
    # the log of the program, the temporary folder
    assert not any(word in caplog.text for word in OF_THE_CARD)
    assert files_under(temporary) == {}
    # the store: every payload in clear, and the files as they lie there
    window.sign_out()
    qtbot.waitUntil(lambda: window.session is None and window.sign_in_page.isVisible() and window.tasks.asked == 0, timeout=30_000)
    with Store.open(house.store, "clerk", PASSWORD, DEVICE) as store:
        actions = list(store.log.actions())
        said = "".join(str(action.payload) for action in actions)
        cells = every_cell(store)
    assert {ActionKind.ENTRY_IDENTIFIED, ActionKind.NOTICE_SHOWN} <= {action.kind for action in actions}
    for word in OF_THE_CARD:
        if word != BINH.full_name:
            assert word not in said and not holds(cells, word.encode()), word
    assert holds(cells, PRACTICE_READER.encode())  # what is kept is found in the same cells: the search can see
    assert not any(holds(cells, form) for form in forms_of(photo))
    raw = b"".join(files_under(house.store).values())
    assert not any(form in raw for form in forms_of(photo)) and not any(word.encode() in raw for word in OF_THE_CARD)
    assert os.environ["TMPDIR"] == str(temporary)
