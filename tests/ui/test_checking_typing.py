"""Nothing typed is ever lost or disturbed at the desk Kiểm tra: news of the store, dying input methods, hidden windows, late pictures."""

import unicodedata

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtWidgets import QApplication, QWidget

from station.domain.errors import StationError
from station.domain.states import EntryState
from station.workflow.drafts import restore_draft
from tests.large_volume import put_large_volume
from tests.seated import fill, seated
from tests.ui.at_desk import AtDesk
from ui.changes import ENTRIES
from ui.checking import wording
from ui.checking.shown import PASTE_MAX
from ui.language import tr

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def at_desk(office, qtbot):
    with seated(office) as station:
        fill(station, ["An", "Bình"])
        clerk = AtDesk(station, qtbot)
        clerk.go_to("person_name")
        yield clerk


def news(at_desk):
    """The reading goes on behind the desk."""
    page = at_desk.station.desk.records.pages()[0].page_id
    put_large_volume(at_desk.station.store, at_desk.station.desk.forms, at_desk.presenter.volume_id, [page], read=2)
    at_desk.tasks.changes.announce(ENTRIES)


def test_entries_that_are_read_meanwhile_leave_what_is_typed_and_the_cursor_in_it_alone(at_desk):
    at_desk.write("Trần Thị")
    editor = at_desk.focus
    at_desk.press(Qt.Key.Key_Left)
    place = editor.textCursor().position()
    news(at_desk)
    assert "Mục 1/4" in at_desk.seen()
    at_desk.write("x")
    assert editor.toPlainText() == "Trần Thxị" and place + 1 == editor.textCursor().position()


def test_entries_that_are_read_meanwhile_leave_a_composition_alone(at_desk):
    at_desk.write("Trần Thị ")
    at_desk.compose("Ma")
    news(at_desk)
    at_desk.compose("Mâ")
    at_desk.write("Mây")
    assert at_desk.focus.toPlainText() == "Trần Thị Mây" and at_desk.presenter.hands.input == "Trần Thị Mây"


def test_a_note_being_written_survives_news(at_desk):
    at_desk.press(Qt.Key.Key_F6)
    at_desk.write("viết đè")
    news(at_desk)
    at_desk.press(Qt.Key.Key_Return)
    assert "Ghi chú: viết đè" in at_desk.seen()


def test_a_draft_that_cannot_be_written_is_a_sentence_and_the_input_goes_on(at_desk, monkeypatch):
    def full(*args):
        raise StationError("store.disk-full", path="x")

    monkeypatch.setattr(at_desk.station.store.drafts, "keep", full)
    at_desk.write("Trần")
    at_desk.presenter.save()
    assert "store.disk-full" in at_desk.seen()
    at_desk.write(" Thị Mây")
    assert at_desk.focus.toPlainText() == "Trần Thị Mây"


@pytest.mark.parametrize("leave", ["focus", "hidden", "closing", "finish", "find", "group"])
def test_letters_in_composition_become_text_when_the_input_method_dies(at_desk, leave):
    editor, station = at_desk.focus, at_desk.station
    at_desk.write("Trần Thị ")
    at_desk.compose("Mâ")
    if leave == "focus":
        at_desk.page.tree.setFocus()
    elif leave == "hidden":
        at_desk.page.hide()
    elif leave == "closing":
        at_desk.page.leaving()
    else:
        at_desk.press(
            {"finish": Qt.Key.Key_Return, "find": Qt.Key.Key_F, "group": Qt.Key.Key_F9}[leave], *([] if leave == "group" else [CONTROL])
        )
    at_desk.page.leaving()
    assert not editor.is_composing
    draft = restore_draft(station.desk, station.store.drafts, at_desk.entry().entry_id)
    kept = {draft.open_text, *(keyed.text for keyed in draft.typed.values())}
    assert "Trần Thị Mâ" in kept


def test_an_input_method_that_gives_its_letters_up_loses_nobodys_text(at_desk):
    at_desk.write("Trần ")
    at_desk.compose("Thị")
    at_desk.compose("")
    at_desk.page.tree.setFocus()
    assert at_desk.page.card.editor.toPlainText() == "Trần "


def test_keys_of_the_desk_wait_while_letters_are_composed(at_desk):
    first = at_desk.path
    at_desk.compose("Mâ")
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_PageDown, Qt.Key.Key_Up):
        at_desk.press(key)
    assert at_desk.path == first and at_desk.presenter.entry_id == at_desk.entry().entry_id


def test_a_megabyte_pasted_is_cut_with_a_sentence_and_the_rest_of_the_entry_stays(at_desk):
    at_desk.write("Trần Thị Mây")
    at_desk.press(Qt.Key.Key_Return)
    typed = dict(at_desk.presenter.hands.sheet.typed)
    mime = QMimeData()
    mime.setText("ễ" * 1_000_000)
    QApplication.clipboard().setMimeData(mime)
    at_desk.press(Qt.Key.Key_V, CONTROL)
    assert len(at_desk.focus.toPlainText()) == PASTE_MAX and "1000000" in at_desk.seen().replace(".", "").replace(" ", "")
    assert at_desk.presenter.hands.sheet.typed == typed
    QApplication.clipboard().clear()


def test_decomposed_letters_typed_by_an_input_method_are_stored_whole(at_desk):
    first = at_desk.path
    at_desk.write(unicodedata.normalize("NFD", "Trần Thị Hường"))
    at_desk.press(Qt.Key.Key_Return)
    assert at_desk.presenter.hands.sheet.keyed()[first].text == "Trần Thị Hường"


class Held:
    """A store whose answers come when they are let go."""

    def __init__(self, tasks, monkeypatch):
        self._now, self._held = tasks.change, []
        monkeypatch.setattr(tasks, "change", lambda *args, **named: self._held.append((args, named)))

    def let_go(self):
        held, self._held = self._held, []
        for args, named in held:
            self._now(*args, **named)


def test_while_the_last_entry_is_written_keys_do_nothing_and_closing_the_window_says_what_is_going_on(at_desk, monkeypatch):
    last = at_desk.entry(-1).entry_id
    at_desk.presenter.open(last)
    at_desk.confirm_all()
    held = Held(at_desk.tasks, monkeypatch)
    at_desk.press(Qt.Key.Key_Return, CONTROL)
    while at_desk.presenter.reasons is not None and at_desk.presenter.reasons.next_error is not None:
        at_desk.press(Qt.Key.Key_1)
    assert at_desk.page.busy() == tr(wording.FINISHING) and at_desk.entry(-1).state is EntryState.READ
    typed = dict(at_desk.presenter.hands.sheet.typed)
    at_desk.page.card.editor.setFocus()
    at_desk.write("lạc vào đây")
    for key in (Qt.Key.Key_Return, Qt.Key.Key_PageDown, Qt.Key.Key_F4, Qt.Key.Key_F9):
        at_desk.press(key)
    at_desk.press(Qt.Key.Key_Return, CONTROL)
    at_desk.press(Qt.Key.Key_F, CONTROL)
    at_desk.page.leaving()
    assert at_desk.presenter.hands.sheet.typed == typed
    held.let_go()
    assert at_desk.entry(-1).state is EntryState.CHECKED and at_desk.page.busy() == ""
    assert at_desk.presenter.entry_id == at_desk.entry().entry_id and at_desk.presenter.hands.input != "lạc vào đây"
    at_desk.write("Lê")
    assert at_desk.focus.toPlainText() == "Lê"


def test_an_entry_that_could_not_be_written_stands_there_with_everything_typed(at_desk, monkeypatch):
    at_desk.confirm_all()
    typed = dict(at_desk.presenter.hands.sheet.typed)

    def full(*args):
        raise StationError("store.disk-full", path="x")

    with monkeypatch.context() as patch:
        patch.setattr(at_desk.station.store.log, "append", full)
        at_desk.press(Qt.Key.Key_Return, CONTROL)
        while at_desk.presenter.reasons is not None and at_desk.presenter.reasons.next_error is not None:
            at_desk.press(Qt.Key.Key_1)
    assert "store.disk-full" in at_desk.seen() and at_desk.presenter.entry_id == at_desk.entry().entry_id
    assert at_desk.presenter.hands.sheet.typed == typed and not at_desk.page.card.editor.isReadOnly()


def test_a_form_that_is_gone_is_a_sentence_on_the_screen_and_the_next_entry_can_be_reached(office, qtbot, monkeypatch):
    with seated(office) as station:
        fill(station, ["An", "Bình"])
        gone = station.desk.records.entries()[0].form
        of_ref = type(station.desk.forms).of_ref
        broken = {"on": True}

        def without(self, ref):
            if broken["on"]:
                raise StationError("forms.unknown", form=ref.form_id, version=ref.version)
            return of_ref(self, ref)

        monkeypatch.setattr(type(station.desk.forms), "of_ref", without)
        at_desk = AtDesk(station, qtbot)
        assert "forms.unknown" in at_desk.seen() and not at_desk.page.card.isVisible() and gone.form_id in at_desk.seen()
        broken["on"] = False
        at_desk.presenter.open_neighbour(1)
        assert at_desk.presenter.hands is not None and at_desk.page.card.isVisible()


def test_a_picture_that_comes_late_leaves_the_input_alone(at_desk):
    at_desk.write("Trần Thị")
    at_desk.press(Qt.Key.Key_Left)
    place = at_desk.focus.textCursor().position()
    at_desk.page.paper.follow(at_desk.presenter.hands)
    at_desk.page.refresh()
    assert at_desk.focus.textCursor().position() == place and not at_desk.focus.textCursor().hasSelection()


def test_no_control_disappears_under_the_hands_while_something_is_asked(at_desk):
    at_desk.press(Qt.Key.Key_F4)
    news(at_desk)
    assert at_desk.page.card.choices.isVisible() and isinstance(at_desk.focus, QWidget)


def test_while_an_entry_is_written_the_next_is_typed_and_leaving_asks_nothing(at_desk, monkeypatch):
    at_desk.confirm_all()
    held = Held(at_desk.tasks, monkeypatch)
    at_desk.press(Qt.Key.Key_Return, CONTROL)
    while at_desk.presenter.reasons is not None and at_desk.presenter.reasons.next_error is not None:
        at_desk.press(Qt.Key.Key_1)
    assert at_desk.page.busy() == "" and at_desk.entry().state is EntryState.READ
    at_desk.write("Lê")
    assert at_desk.presenter.entry_id == at_desk.entry(1).entry_id and at_desk.focus.toPlainText() == "Lê"
    at_desk.page.leaving()
    held.let_go()
    assert at_desk.entry().state is EntryState.CHECKED
    assert at_desk.presenter.entry_id == at_desk.entry(1).entry_id and at_desk.focus.toPlainText() == "Lê"
