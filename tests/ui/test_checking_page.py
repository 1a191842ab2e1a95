"""The desk Kiểm tra under a clerk's fingers: keys pressed, the screen read, the store looked at."""

import itertools

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QStackedWidget, QWidget

from station.domain.findings import Finding, Text
from station.domain.record import ValueState
from station.domain.states import EntryState
from station.workflow.drafts import restore_draft
from tests.seated import fill, seated
from tests.ui.at_desk import AtDesk
from ui import theme
from ui.checking import wording
from ui.language import Language, set_language, tr
from ui.theme import Look


@pytest.fixture
def at_desk(office, qtbot):
    with seated(office) as station:
        fill(station, ["An", "Bình"])
        clerk = AtDesk(station, qtbot)
        clerk.go_to("person_name")
        yield clerk


def test_a_name_is_a_suggestion_beside_an_empty_input(at_desk):
    assert "Họ, chữ đệm, tên" in at_desk.seen() and "Gợi ý: Nguyễn Thị An" in at_desk.seen()
    assert at_desk.focus.toPlainText() == "" and at_desk.focus.accessibleName() == "Họ, chữ đệm, tên"


def test_the_field_says_in_words_why_it_is_doubtful_and_why_another_is_not(at_desk):
    assert "Tên riêng không có gì đối chiếu: so với giấy." in at_desk.seen()
    at_desk.presenter.hands.go_to("nksDanToc")
    at_desk.page.card.show_field(at_desk.presenter.hands, None)
    assert "Không cần xem: máy đọc chữ; đúng một mục của danh mục." in at_desk.seen()


def test_the_arrow_takes_the_suggestion_and_enter_goes_on(at_desk):
    first = at_desk.path
    at_desk.press(Qt.Key.Key_Right)
    assert at_desk.focus.toPlainText() == "Nguyễn Thị An"
    at_desk.press(Qt.Key.Key_Return)
    assert at_desk.path != first and at_desk.presenter.hands.sheet.keyed()[first].text == "Nguyễn Thị An"


def test_enter_on_an_empty_input_asks_first(at_desk):
    first = at_desk.path
    at_desk.press(Qt.Key.Key_Return)
    assert at_desk.path == first and tr(wording.EMPTY_SURE) in at_desk.seen()


def test_what_is_typed_offers_completions_and_arrow_down_and_enter_take_one(at_desk):
    at_desk.presenter.hands.words.note(at_desk.presenter.hands.sheet.definition(at_desk.path), "Nguyễn Văn Hải")
    first = at_desk.path
    at_desk.write("nguyen van h")
    assert at_desk.focus.toPlainText() == "nguyen van h"
    at_desk.press(Qt.Key.Key_Down)
    at_desk.press(Qt.Key.Key_Return)
    assert at_desk.presenter.hands.sheet.keyed()[first].text == "Nguyễn Văn Hải"


def test_f2_and_enter_take_the_best_other_reading(at_desk):
    first = at_desk.path
    at_desk.press(Qt.Key.Key_F2)
    at_desk.press(Qt.Key.Key_Return)
    assert at_desk.presenter.hands.sheet.keyed()[first].text == "Nguyễn Thị An"


def test_f4_and_a_digit_leave_the_field_as_unreadable_with_its_reason(at_desk):
    first = at_desk.path
    at_desk.press(Qt.Key.Key_F4)
    at_desk.press(Qt.Key.Key_2)
    sheet = at_desk.presenter.hands.sheet
    assert sheet.state(first) is ValueState.UNREADABLE and sheet.note(first) == "mờ" and at_desk.focus.toPlainText() is not None


def test_f6_puts_a_note_and_escape_puts_none(at_desk):
    first = at_desk.path
    at_desk.press(Qt.Key.Key_F6)
    at_desk.write("viết đè")
    at_desk.press(Qt.Key.Key_Return)
    assert at_desk.presenter.hands.sheet.note(first) == "viết đè" and "Ghi chú: viết đè" in at_desk.seen()
    at_desk.press(Qt.Key.Key_F6)
    at_desk.write("khác")
    at_desk.press(Qt.Key.Key_Escape)
    assert at_desk.presenter.hands.sheet.note(first) == "viết đè"


def test_undo_goes_back_over_fields(at_desk):
    first = at_desk.path
    at_desk.write("Trần Thị Mây")
    at_desk.press(Qt.Key.Key_Return)
    at_desk.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert at_desk.path == first and "Gợi ý: Nguyễn Thị An" in at_desk.seen()
    at_desk.press(Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert at_desk.presenter.hands.sheet.keyed()[first].text == "Trần Thị Mây"


def test_a_digit_with_alt_jumps_to_a_block(at_desk):
    at_desk.press(Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    sheet = at_desk.presenter.hands.sheet
    assert sheet.definition(at_desk.path).block == sheet.form.blocks[2].id


def test_an_entry_is_finished_with_keys_alone_and_the_next_is_there(at_desk):
    at_desk.confirm_all()
    at_desk.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert "Vì sao để nguyên?" in at_desk.seen()
    while at_desk.presenter.reasons is not None:
        at_desk.press(Qt.Key.Key_1)
    assert at_desk.entry().state is EntryState.CHECKED and at_desk.presenter.entry_id == at_desk.entry(1).entry_id
    assert set(at_desk.entry().overrides.values()) == {"Đúng như trên giấy"}


def test_escape_from_the_reasons_goes_to_the_field_instead(at_desk):
    at_desk.confirm_all()
    at_desk.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    error: Finding = at_desk.presenter.reasons.next_error
    at_desk.press(Qt.Key.Key_Escape)
    assert at_desk.path == error.path and at_desk.entry().state is EntryState.READ


def test_typing_is_in_the_store_within_about_a_second(at_desk, qtbot):
    at_desk.write("dở dang")
    station = at_desk.station
    qtbot.waitUntil(lambda: restore_draft(station.desk, station.store.drafts, at_desk.entry().entry_id) is not None, timeout=5000)
    assert restore_draft(station.desk, station.store.drafts, at_desk.entry().entry_id).open_text == "dở dang"


def test_a_damaged_page_is_a_sentence_and_the_fields_still_work(office, qtbot):
    with seated(office) as station:
        fill(station, ["An"])
        [page] = station.desk.records.pages()
        path = station.desk.images.sealed(page.page_id).path
        path.write_bytes(path.read_bytes()[:-3] + b"xyz")
        at_desk = AtDesk(station, qtbot)
        assert "store.damaged" in at_desk.seen()
        first = at_desk.path
        at_desk.press(Qt.Key.Key_Right)
        at_desk.press(Qt.Key.Key_Return)
        assert first in at_desk.presenter.hands.sheet.typed


def test_switching_the_language_needs_no_restart(at_desk):
    set_language(Language.EN)
    at_desk.page.retranslate()
    assert "Suggestion: Nguyễn Thị An" in at_desk.seen() and "Gợi ý" not in at_desk.seen()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_desk_fits_a_small_screen(at_desk, scale):
    theme.theme().put_on(QApplication.instance(), Look.LIGHT, scale)
    try:
        at_desk.page.refresh()
        QApplication.processEvents()
        hint = at_desk.page.minimumSizeHint()
        assert hint.width() <= 1196 and hint.height() <= 728
    finally:
        theme.theme().put_on(QApplication.instance(), Look.LIGHT)


def test_at_the_largest_text_nothing_lies_over_the_input_or_its_strip(at_desk):
    theme.theme().put_on(QApplication.instance(), Look.LIGHT, 2.0)
    try:
        at_desk.presenter.hands.message = Text(_LONG_REASON, _LONG_REASON)
        at_desk.page.resize(1130, 640)  # what rail, frame and strip of signs leave of 1366x768
        at_desk.page.refresh()
        QApplication.processEvents()
        card = at_desk.page.card
        parts = [part for part in (card.strip, card.editor, card.suggestion, card.why) if part.isVisible()]
        assert len(parts) == 4
        for above, below in itertools.pairwise(parts):
            assert above.geometry().bottom() < below.geometry().top()
    finally:
        theme.theme().put_on(QApplication.instance(), Look.LIGHT)


_LONG_REASON = "Bị trả lại: Ngày sinh ghi bằng chữ không khớp với ngày ghi bằng số; xem lại trang giấy rồi sửa"


def test_everything_that_takes_the_focus_has_a_name(at_desk):
    at_desk.press(Qt.Key.Key_F2)
    nameless = [
        type(widget).__name__
        for widget in at_desk.page.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not (widget.accessibleName() or getattr(widget, "text", str)())
    ]
    assert nameless == []


def test_clicking_a_field_in_the_list_brings_it_before_the_hands(at_desk):
    tree = at_desk.page.tree
    target = at_desk.presenter.hands.sheet.paths[-1]
    tree.field_wanted.emit(target)
    assert at_desk.path == target and at_desk.focus is at_desk.page.card.editor


def test_behind_another_desk_it_takes_the_keys_from_nobody(at_desk, qtbot):
    desks, elsewhere = QStackedWidget(), QLineEdit()
    qtbot.addWidget(desks)
    desks.addWidget(elsewhere)
    desks.addWidget(at_desk.page)
    desks.show()
    desks.activateWindow()
    elsewhere.setFocus()
    qtbot.waitUntil(elsewhere.hasFocus)
    at_desk.presenter.open(at_desk.entry(1).entry_id)
    focus = at_desk.focus
    at_desk.page.setParent(None)
    assert focus is elsewhere
