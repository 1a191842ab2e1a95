"""The window: sign-in, rail by role, language and look while it runs, lock, an end that loses nothing."""

import subprocess
import sys
import time

import pytest
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QMessageBox, QWidget

from station.domain.errors import StationError
from station.domain.findings import Text
from station.domain.rights import Right
from station.domain.text import fold
from station.store.store import Store
from tests.ui.conftest import DEVICE, PASSWORD
from tests.ui.widgets import shown_words
from ui.changes import PAGES
from ui.desktop.choices import Choices, choices_file, load_choices, save_choices
from ui.desktop.frame import PRACTICE
from ui.desktop.freeze import FreezeDetector
from ui.desktop.place import Desk, Place
from ui.desktop.signs import Part
from ui.desktop.status import Status, status_words
from ui.desktop.window import STAY, STOP_IT
from ui.desktop.workplace import Workplace
from ui.language import Language, set_language, tr
from ui.practice_office import PracticeOffice
from ui.theme import Look, theme


class PlainPage(QWidget):
    """A desk for the tests: remembers what the window told it."""

    def __init__(self, place: Place, key: str) -> None:
        super().__init__()
        self.place, self.told, self.sentence = place, [], ""
        QLabel(key, self)

    def activated(self) -> None:
        self.told.append("activated")

    def retranslate(self) -> None:
        self.told.append("retranslate")

    def busy(self) -> str:
        return self.sentence

    def leaving(self) -> None:
        self.told.append("leaving")

    def open_at(self, target: object) -> None:
        self.told.append(("open_at", target))


def desk(key: str, rights=frozenset({Right.KEY, Right.APPROVE})) -> Desk:
    return Desk(key, Text(f"Bàn {key}", f"Desk {key}"), Text("Để thử", "For tests"), rights, lambda place: PlainPage(place, key))


DESKS = (desk("today"), desk("capture", frozenset({Right.CAPTURE})), desk("approval", frozenset({Right.APPROVE})), desk("search"))


def words(window) -> str:
    return "\n".join(shown_words(window))


# ---- sign-in ----------------------------------------------------------------------------------------------------------------


def type_and_enter(qtbot, window, name: str, password: str) -> None:
    """As a person: a name, Enter, a password, Enter."""
    window.activateWindow()
    qtbot.waitUntil(lambda: window.focusWidget() is not None)
    qtbot.keyClicks(window.focusWidget(), name)
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    qtbot.keyClicks(window.focusWidget(), password)
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Return)


def test_a_wrong_password_is_a_sentence_and_the_next_try_may_be_right(qtbot, open_window):
    window = open_window(desks=DESKS)
    type_and_enter(qtbot, window, "clerk", "sai")
    qtbot.waitUntil(lambda: "store.wrong-password" in words(window), timeout=30_000)
    assert window.session is None
    window.sign_in_page.submitted.emit("clerk", PASSWORD)
    qtbot.waitUntil(lambda: window.session is not None, timeout=30_000)
    assert "store.wrong-password" not in words(window)


def test_while_the_store_opens_the_keys_go_nowhere_and_come_back_to_the_password(qtbot, open_window):
    window = open_window(desks=DESKS)
    type_and_enter(qtbot, window, "clerk", "sai")
    assert not window.sign_in_page.ready and window.focusWidget() in (None, window.sign_in_page)
    qtbot.waitUntil(lambda: "store.wrong-password" in words(window), timeout=30_000)
    assert window.focusWidget().accessibleName() == "Mật khẩu"


def test_a_user_nobody_knows_is_answered_like_a_wrong_password(qtbot, open_window):
    window = open_window(desks=DESKS)
    type_and_enter(qtbot, window, "nobody", "x")
    qtbot.waitUntil(lambda: "store.wrong-password" in words(window), timeout=30_000)


@pytest.mark.parametrize(("name", "password", "wanted"), [("", "x", "Gõ tên"), ("clerk", "", "Gõ mật khẩu")])
def test_an_empty_field_is_named(open_window, name, password, wanted):
    window = open_window(desks=DESKS)
    window.sign_in_page.submitted.emit(name, password)
    assert wanted in words(window)


def test_a_missing_store_is_said_before_anybody_types(open_window, tmp_path):
    assert "store.not-found" in words(open_window(store=tmp_path / "none", desks=DESKS))


def test_a_store_open_elsewhere_is_said(qtbot, open_window, house):
    window = open_window(desks=DESKS)
    with Store.open(house.store, "clerk", PASSWORD, DEVICE):
        window.sign_in_page.submitted.emit("clerk", PASSWORD)
        qtbot.waitUntil(lambda: "store.in-use" in words(window), timeout=30_000)


def test_a_store_open_in_another_process_says_to_close_it(qtbot, open_window, house):
    window = open_window(desks=DESKS)
    holds = f"from station.store.store import Store\nfrom pathlib import Path\nimport sys\nwith Store.open(Path({str(house.store)!r}), 'clerk', {PASSWORD!r}, {DEVICE!r}): print('open', flush=True); sys.stdin.read()"  # noqa: E501
    with subprocess.Popen([sys.executable, "-c", holds], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None and other.stdout.readline() == b"open\n"
        window.sign_in_page.submitted.emit("clerk", PASSWORD)
        qtbot.waitUntil(lambda: "Đóng cửa sổ hoặc lệnh kia rồi thử lại" in words(window), timeout=30_000)
        assert window.sign_in_page.ready and window.session is None
        other.communicate()
    window.sign_in_page.submitted.emit("clerk", PASSWORD)
    qtbot.waitUntil(lambda: window.session is not None, timeout=30_000)


@pytest.mark.parametrize("where", ["opening", "desks"])
def test_a_bug_while_signing_in_lets_the_person_try_again(qtbot, open_window, monkeypatch, where):
    broken = [True]

    def desks_of() -> tuple[Desk, ...]:
        if where == "desks" and broken:
            raise RuntimeError("a bug")
        return DESKS

    window = open_window(desks=DESKS)
    window._desks = desks_of
    real = Store.users

    def users(store):
        if where == "opening" and broken:
            raise RuntimeError("a bug")
        return real(store)

    monkeypatch.setattr(Store, "users", users)
    with qtbot.capture_exceptions() as bugs:
        window.sign_in_page.submitted.emit("clerk", PASSWORD)
        qtbot.waitUntil(lambda: bool(bugs), timeout=30_000)
    assert window.sign_in_page.ready and "Đang mở kho" not in words(window)
    broken.clear()
    window.sign_in_page.submitted.emit("clerk", PASSWORD)
    qtbot.waitUntil(lambda: window.session is not None, timeout=30_000)


def test_a_practice_store_with_a_secret_of_its_own_gives_no_hint(open_window):
    assert "thuc-hanh" not in words(open_window(desks=DESKS))


def test_the_practice_office_says_how_to_get_in(open_window, house):
    office = PracticeOffice(house.store.parent)
    assert office.store == house.store
    office.pages.mkdir(exist_ok=True)
    office.mark_made()
    shown = words(open_window(desks=DESKS))
    assert "clerk (công chức)" in shown and "thuc-hanh" in shown


def test_names_are_small_letters_however_they_are_typed(qtbot, sign_in):
    window = sign_in(" Clerk ", desks=DESKS)
    assert window.session.user_id == "clerk"


def test_the_practice_frame_is_there_before_and_after_sign_in(sign_in):
    window = sign_in(desks=DESKS)
    assert tr(PRACTICE) in words(window)


# ---- the rail ---------------------------------------------------------------------------------------------------------------


def test_the_rail_shows_the_desks_of_the_role(sign_in):
    assert sign_in("clerk", desks=DESKS).workplace.rail.keys == ["today", "capture", "search"]


def test_a_supervisor_sees_other_desks(sign_in):
    assert sign_in("supervisor", desks=DESKS).workplace.rail.keys == ["today", "approval", "search"]


def test_desks_are_reached_by_key(qtbot, sign_in):
    window = sign_in(desks=DESKS)
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.workplace.current == "capture"
    qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert window.workplace.current == "search"


def test_desks_are_reached_by_key_by_the_next_person_too(qtbot, sign_in):
    window = sign_in(desks=DESKS)
    window.sign_out()
    qtbot.waitUntil(lambda: window.sign_in_page.ready, timeout=30_000)
    window.sign_in_page.submitted.emit("supervisor", PASSWORD)
    qtbot.waitUntil(lambda: window.session is not None, timeout=30_000)
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.workplace.current == "approval"


def test_a_desk_sends_to_another_at_a_target(sign_in):
    window = sign_in(desks=DESKS)
    window.workplace.page("today").place.go("search", "entry-1")
    assert window.workplace.current == "search"
    assert window.workplace.page("search").told[-1] == ("open_at", "entry-1")


def test_a_desk_of_another_role_is_not_opened(sign_in):
    window = sign_in(desks=DESKS)
    window.go("approval")
    assert window.workplace.current == "today"


def test_a_desk_is_told_when_it_is_left(sign_in):
    window = sign_in(desks=DESKS)
    window.go("search")
    assert window.workplace.page("today").told == ["activated", "leaving"]


# ---- status -----------------------------------------------------------------------------------------------------------------


def test_the_strip_says_who_what_waits_and_how_full_the_disk_is(sign_in):
    shown = words(sign_in(desks=DESKS))
    assert "Đàm Ngọc Hậu, công chức" in shown
    assert "Không có lô chờ gửi" in shown
    assert "Đã đọc hết các trang" in shown
    assert "Đĩa" in shown


def test_the_strip_says_what_desks_tell_of_scanner_and_link(sign_in):
    window = sign_in(desks=DESKS)
    assert "Máy quét: bàn Quét chưa tìm" in words(window) and "Trung tâm: chưa liên lạc" in words(window)
    signs = window.workplace.page("today").place.signs
    signs.put(Part.SCANNER, Text("Máy quét sẵn sàng: A3", "Scanner ready: A3"))
    signs.put(Part.LINK, Text("Trung tâm: không liên lạc được", "Central: not reached"), doubtful=True)
    assert "Máy quét sẵn sàng: A3" in words(window) and "Trung tâm: không liên lạc được" in words(window)
    window.choose(Choices(Language.EN, Look.LIGHT))
    assert "Scanner ready: A3" in words(window) and "Central: not reached" in words(window)


def test_a_full_disk_and_stuck_pages_are_said_in_words():
    shown = status_words(Status(0, None, 2, 1, 10**9))
    assert ("queue", "1 trang đọc không được; 2 trang chờ đọc", "warning") in shown
    assert ("disk", "Đĩa sắp đầy: còn 0,9 GB", "warning") in shown


# ---- language and look ------------------------------------------------------------------------------------------------------


def test_the_language_changes_while_the_window_stands(sign_in):
    window = sign_in(desks=DESKS)
    window.choose(Choices(Language.EN, Look.LIGHT))
    shown = words(window)
    assert "Desk today" in shown and "Bàn today" not in shown
    assert window.workplace.page("today").told[-1] == "retranslate"


def test_choices_are_kept_for_the_next_start(open_window, house):
    window = open_window(desks=DESKS)
    window.choose(Choices(Language.EN, Look.DARK, scale=1.5))
    kept = load_choices(choices_file(house.home))
    assert (kept.language, kept.look, kept.scale) == (Language.EN, Look.DARK, 1.5)
    window.choose(Choices(Language.VI, Look.LIGHT))
    assert theme().scale == 1.0


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"look": "pink", "scale": 9, "language": 3}', b"\xff\xfe"])
def test_a_spoilt_file_of_choices_keeps_nobody_out(tmp_path, content):
    path = tmp_path / "desktop.json"
    path.write_bytes(content)
    assert load_choices(path) == Choices()


def test_the_watched_folder_is_remembered_and_never_offered_across_practice(tmp_path):
    path = tmp_path / "desktop.json"
    save_choices(path, Choices(watched_folder="/giấy/thật", practice_folder="/giấy/tập"))
    kept = load_choices(path)
    assert (kept.watched_folder, kept.practice_folder) == ("/giấy/thật", "/giấy/tập")


def test_a_desk_remembers_its_folder_for_the_next_start(sign_in, house):
    window = sign_in(desks=DESKS)
    folder = window.findChild(PlainPage).place.folder
    folder.keep("/giấy/ở/đây")
    kept = load_choices(choices_file(house.home))
    assert folder.last == "" and sorted((kept.watched_folder, kept.practice_folder)) == ["", "/giấy/ở/đây"]


def test_choices_that_cannot_be_kept_are_no_trouble(tmp_path):
    (tmp_path / "file").write_text("x")
    save_choices(tmp_path / "file" / "desktop.json", Choices())


def test_the_options_open_by_key_and_change_the_language(qtbot, sign_in):
    window = sign_in(desks=DESKS)
    window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_F10)
    [menu] = [menu for menu in window.findChildren(QMenu) if menu.isVisible()]  # no menu of a line is unfolded
    assert menu.activeAction().text() == "Ngôn ngữ"
    languages = next(action.menu() for action in menu.actions() if action.text() == "Ngôn ngữ")
    next(action for action in languages.actions() if action.text() == "English").trigger()
    menu.close()
    assert "Desk today" in words(window)


# ---- lock, sign out, close --------------------------------------------------------------------------------------------------


def test_lock_closes_the_store_and_keeps_the_name(qtbot, sign_in, house):
    window = sign_in(desks=DESKS)
    window.activateWindow()
    page = window.workplace.page("today")
    fold("Nguyễn Thị Ẩn Danh")
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert page.told[-1] == "leaving"
    qtbot.waitUntil(lambda: window.sign_in_page.ready, timeout=30_000)
    hits = fold.cache_info().hits
    fold("Nguyễn Thị Ẩn Danh")
    assert fold.cache_info().hits == hits  # nobody's name is kept while nobody sits here
    with house.office.desk("supervisor"):
        pass
    window.sign_in_page.submitted.emit("clerk", PASSWORD)
    qtbot.waitUntil(lambda: window.session is not None, timeout=30_000)


def test_what_a_page_saves_while_leaving_is_in_the_store(qtbot, sign_in):
    window = sign_in(desks=DESKS)
    saved = []
    page = window.workplace.page("today")
    page.leaving = lambda: page.place.tasks.change(lambda station: saved.append(station.folder), changed=PAGES)
    window.sign_out()
    qtbot.waitUntil(lambda: window.sign_in_page.ready, timeout=30_000)
    assert len(saved) == 1


def test_closing_while_work_runs_asks_and_staying_keeps_everything(qtbot, sign_in):
    window = sign_in(desks=DESKS)
    window.workplace.page("today").sentence = "Đang quét: 3 trang chưa lưu."
    window.close()
    box = window.findChild(QMessageBox)
    assert "Đang quét: 3 trang chưa lưu." in box.text()
    next(button for button in box.buttons() if button.text() == tr(STAY)).click()
    assert window.session is not None and not window.closed


def test_closing_after_the_answer_closes_the_store_first(qtbot, sign_in, house):
    window = sign_in(desks=DESKS)
    window.workplace.page("today").sentence = "Đang quét."
    window.close()
    box = window.findChild(QMessageBox)
    next(button for button in box.buttons() if button.text() == tr(STOP_IT)).click()
    qtbot.waitUntil(lambda: window.closed, timeout=30_000)
    with house.office.desk("clerk"):
        pass


def test_closing_without_work_just_closes(qtbot, sign_in):
    window = sign_in(desks=DESKS)
    window.close()
    qtbot.waitUntil(lambda: window.closed, timeout=30_000)


def test_a_failure_nobody_took_care_of_is_a_line_in_the_window(qtbot, sign_in):
    window = sign_in(desks=DESKS)
    window.tasks.query(lambda station: station.desk.records.page("none"), print)
    qtbot.waitUntil(lambda: "store.unknown-item" in window.notice.text)
    set_language(Language.VI)
    vietnamese = window.notice.text
    window.choose(Choices(Language.EN, Look.LIGHT))
    assert window.notice.text != vietnamese
    qtbot.mouseClick(window.notice.close_button, Qt.MouseButton.LeftButton)
    assert window.notice.text == ""


def test_a_notice_may_come_from_any_thread(qtbot, sign_in):
    window = sign_in(desks=DESKS)
    window.tasks.free(lambda progress: window.show_failure(StationError("store.no-province")), lambda _: None)
    qtbot.waitUntil(lambda: "store.no-province" in window.notice.text)


# ---- the freeze detector ----------------------------------------------------------------------------------------------------


@pytest.mark.may_freeze
def test_the_detector_names_the_line_that_froze_the_window(qtbot):
    detector = FreezeDetector(limit_ms=50)
    detector.start()
    stand_still_in(qtbot, seconds=0.3)
    qtbot.waitUntil(lambda: bool(detector.freezes))
    detector.stop()
    assert detector.worst_ms > 100
    assert any("stand_still" in place for place in detector.freezes[0].stack)


def stand_still_in(qtbot, seconds: float) -> None:
    def stand_still() -> None:
        time.sleep(seconds)

    QTimer.singleShot(0, stand_still)


# ---- the binding ------------------------------------------------------------------------------------------------------------


def test_slots_may_be_called_for_a_whole_day(qapp):
    """None, True and False outlive more slot calls than an interpreter of 3.11 has references to them."""

    class Bell(QObject):
        rung = Signal()

    bell = Bell()
    bell.rung.connect(lambda: None)
    bell.rung.connect(lambda: True)
    for _ in range(20_000):
        bell.rung.emit()
    assert min(sys.getrefcount(None), sys.getrefcount(True)) > 100


def test_a_workplace_that_is_left_before_its_first_desk_was_painted_opens_none(sign_in, qtbot):
    window = sign_in("clerk")
    left = Workplace(window.workplace.desks, window.workplace._place, window)
    left.begin()
    left.leaving()
    QApplication.processEvents()
    assert left.current == ""
