"""The one window: sign-in or workplace, options, lock, and an end that asks when something would be lost. No desk's business here."""

import gc
import importlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QClipboard, QCloseEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QMessageBox, QStackedWidget, QVBoxLayout, QWidget

from station.domain.errors import StationError
from station.domain.findings import Text
from ui import theme
from ui.changes import SETTINGS, Changes
from ui.desktop.choices import Choices, choices_file, save_choices
from ui.desktop.frame import PracticeFrame
from ui.desktop.garbage import Garbage
from ui.desktop.gathering import Gathering
from ui.desktop.idle import IdleWatch
from ui.desktop.lanes import QtTasks, Session
from ui.desktop.notice import Notice, Weight
from ui.desktop.options import Options
from ui.desktop.place import Desk, FolderMemory, Place
from ui.desktop.qt_texts import follow_language
from ui.desktop.workplace import Workplace
from ui.help.window_keys import FORM_KEY, GUIDE_KEY, SHEET_KEY, HelpPage
from ui.language import Language, sentence, set_language, tr
from ui.signin.page import SignInPage
from ui.signin.presenter import SignIn

if TYPE_CHECKING:
    from ui.desktop.away import Away
    from ui.help.helper import Helper

TITLE = Text("Trạm số hoá hồ sơ", "Records digitisation station")
WORK_RUNS = Text("Còn việc đang chạy.", "Work is still running.")
STOP_IT = Text("Dừng và đóng", "Stop and close")
STAY = Text("Ở lại", "Stay")
_CLOSING = Text("Đang đóng kho…", "Closing the store…")
_DESKS = "ui.desktop.desks"
_HELP = "ui.help.helper"
_AWAY = "ui.desktop.away"
_RESCUE = "ui.signin.rescue"
log = logging.getLogger(__name__)
_SMALLEST_PX = (800, 560)


class MainWindow(QMainWindow):
    """Owns the session. Desks come from `ui.desktop.desks`, loaded behind the sign-in page, or from the caller."""

    def __init__(
        self,
        folder: Path,
        home: Path | None,
        choices: Choices,
        default_language: Language = Language.VI,
        desks: Callable[[], Sequence[Desk]] | None = None,
        *,
        first_tour: bool = False,
        lock_after_min: float = 0,
    ) -> None:
        """`first_tour`: whoever signs in to a practice store for the first time is shown around.

        `lock_after_min`: without a touch for so long the window locks itself; 0: never.
        """
        super().__init__()
        self._first_tour = first_tour
        self._folder, self._home, self._choices, self._default_language = folder, home, choices, default_language
        self._desks = desks or _all_desks
        self._needed = () if desks else (_DESKS,)
        self.changes = Changes()
        self.tasks = QtTasks(self.changes, self, self._needed)
        self.session: Session | None = None
        self.workplace: Workplace | None = None
        self._may_close = self.closed = False
        self._asking: QMessageBox | None = None
        self._idle = IdleWatch(60 * lock_after_min, self)
        self._gathering = Gathering(self.tasks, self)
        self._away: Away | None = None
        self._helper: Helper | None = None
        self.sign_in_page, self.notice, self.options = SignInPage(folder), Notice(), Options(self)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.sign_in_page)
        self.inside = QWidget()
        """Everything but the practice frame: what help lies over."""
        column = QVBoxLayout(self.inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._stack, 1)
        column.addWidget(self.notice)
        self.inside.setAutoFillBackground(True)
        self.frame = PracticeFrame(self.inside)
        self.setCentralWidget(self.frame)
        self.setMinimumSize(*_SMALLEST_PX)
        self._sign_in = SignIn(self.tasks, self.tasks, folder, home, self._signed_in, self.sign_in_page)
        self._connect()
        self._speak()
        self.sign_in_page.welcome(choices.last_user)

    def _connect(self) -> None:
        self._idle.idle.connect(self.lock_when_free)
        self.sign_in_page.submitted.connect(self._sign_in.submit)
        self.sign_in_page.submitted_own.connect(self._sign_in.submit_own)
        self.sign_in_page.options_wanted.connect(self.show_options)
        self.sign_in_page.rescue_wanted.connect(self.show_rescue)
        self.sign_in_page.store_seen.connect(self.frame.show_practice)
        self.tasks.trouble.connect(self.show_failure)
        self.options.chosen.connect(self.choose)
        self.options.own_wanted.connect(lambda: self.go("administration", "own"))
        self.options.lock_wanted.connect(self.lock)
        self.options.sign_out_wanted.connect(self.sign_out)
        self.options.quit_wanted.connect(self.close)
        self.options.help_wanted.connect(self.show_help)
        for keys, what in ((SHEET_KEY, HelpPage.KEYS), (FORM_KEY, HelpPage.FORM), (GUIDE_KEY, HelpPage.GUIDE)):
            QShortcut(QKeySequence(keys), self).activated.connect(partial(self.show_help, what))
        for keys, act in (("F10", self.show_options), ("Ctrl+L", self.lock), ("Ctrl+Q", self.close)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def start(self) -> None:
        """After the first paint: look at the store, and load behind the sign-in page what work will need."""
        Garbage(self)
        self._sign_in.look()
        self.tasks.preload("ui.bootstrap", *self._needed, _HELP, _AWAY)

    def show_rescue(self) -> None:
        """For whoever cannot get in: the recovery code, the province."""
        # loaded by name: of a thousand sign-ins one needs it
        dialog = importlib.import_module(_RESCUE).RescueDialog(self.tasks, self._folder, self._home, self._choices.last_user, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.rescued.connect(self.sign_in_page.welcome)
        dialog.open()

    def show_help(self, what: HelpPage) -> None:
        """The keys of the desk in front, its form, the guide, the tour."""
        self._help().show(what)

    def _help(self) -> "Helper":
        if self._helper is None:
            # loaded by name: the window is painted long before anybody asks for help
            self._helper = importlib.import_module(_HELP).Helper(self)
            self._helper.tour_ended.connect(self._tour_ended)
        return self._helper

    # ---- sessions -----------------------------------------------------------------------------------------------------------

    def _signed_in(self, session: Session) -> None:
        try:
            workplace = Workplace(self._desks(), Place(self.tasks, self.changes, session, self.go, folder=self._folder_memory(session)))
        except BaseException:
            self.tasks.sign_out()  # nobody sits down, so the store must not stay open: the next try would find it in use
            raise
        self.session, self.workplace = session, workplace
        self.sign_in_page.forget()
        self._keep(replace(self._choices, last_user=session.user_id))
        self.notice.hide()
        self.frame.show_practice(session.practice)
        self.workplace.menu_wanted.connect(self.show_options)
        self._stack.addWidget(self.workplace)
        self._stack.setCurrentWidget(self.workplace)
        self._idle.start()
        self._gathering.start()
        self._listen_for_away()
        self.workplace.begun.connect(self._show_around, Qt.ConnectionType.QueuedConnection)
        self.workplace.begin()

    def _show_around(self) -> None:
        session = self.session
        if session is not None and self._first_tour and session.practice and session.role not in self._choices.toured:
            self.show_help(HelpPage.TOUR)

    def _tour_ended(self) -> None:
        if self.session is not None and self.session.role not in self._choices.toured:
            self._keep(replace(self._choices, toured=(*self._choices.toured, self.session.role.value)))

    def go(self, desk: str, target: object = None) -> None:
        """Show a desk at a target."""
        if self.workplace is not None:
            self.workplace.show_desk(desk, target)

    def lock(self) -> None:
        """Close the store, keep the person's name on the sign-in page."""
        self._ask_then(lambda: self._leave(lambda: self.sign_in_page.welcome(self._choices.last_user)))

    def lock_when_free(self) -> None:
        """Nobody is there to be asked: lock, unless work runs that would be lost; then the next time it is told again."""
        if self.session is not None and not (self.workplace is not None and self.workplace.busy()):
            log.info("locked by itself")
            self._leave(lambda: self.sign_in_page.welcome(self._choices.last_user))

    def lock_now(self) -> None:
        """The machine goes to sleep: lock, whatever runs. What was shown as done is durable; the rest is begun again."""
        self._leave(lambda: self.sign_in_page.welcome(self._choices.last_user))

    def _listen_for_away(self) -> None:
        if self._away is None:
            self._away = importlib.import_module(_AWAY).away(self)
            self._away.screen_locked.connect(self.lock_when_free)
            self._away.sleeping.connect(self.lock_now)
            self._away.begin()

    def sign_out(self) -> None:
        """Close the store; anybody may sit down."""
        self._ask_then(lambda: self._leave(self.sign_in_page.welcome))

    def _leave(self, then: Callable[[], None]) -> None:
        if self.session is None or self.workplace is None:
            return
        if self._helper is not None:
            self._helper.leave()
        workplace, self.workplace, self.session = self.workplace, None, None
        self._idle.stop()
        self._gathering.stop()
        if self._asking is not None:
            self._asking.reject()
        workplace.leaving()
        self.changes.forget_all()
        for mode in (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection):
            QApplication.clipboard().clear(mode)  # what this person copied is nothing for the next one
        self._stack.setCurrentWidget(self.sign_in_page)
        self.sign_in_page.show_busy(True)
        # what the pages asked for while leaving is done before the store closes, and delivered to nobody
        self.tasks.sign_out(lambda: self._left(workplace, then))

    def _left(self, workplace: Workplace, then: Callable[[], None]) -> None:
        self._stack.removeWidget(workplace)
        workplace.deleteLater()
        gc.unfreeze()
        self.sign_in_page.show_busy(False)
        then()

    # ---- choices ------------------------------------------------------------------------------------------------------------

    def show_options(self) -> None:
        """Pop the menu up beside its button, or in the middle of the sign-in page."""
        menu = self.options.menu(self, self._choices, signed_in=self.session is not None)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        anchor = self.workplace.rail.menu_button if self.workplace is not None else self.sign_in_page
        at = anchor.mapToGlobal(anchor.rect().topRight() if self.workplace is not None else anchor.rect().center())
        menu.popup(at)
        # as a person would: the first line is marked, and its own menu stays folded
        QApplication.sendEvent(menu, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier))

    def _folder_memory(self, session: Session) -> FolderMemory:
        if session.practice:
            return FolderMemory(self._choices.practice_folder, lambda folder: self._keep(replace(self._choices, practice_folder=folder)))
        return FolderMemory(self._choices.watched_folder, lambda folder: self._keep(replace(self._choices, watched_folder=folder)))

    def choose(self, choices: Choices) -> None:
        """Put choices into force, at once and for the next start."""
        self._keep(choices)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        if (choices.look, choices.scale) != (theme.theme().look, theme.theme().scale):
            theme.theme().put_on(application, choices.look, choices.scale)
        self._speak()
        self.changes.announce(SETTINGS)

    def _keep(self, choices: Choices) -> None:
        if choices != self._choices:
            self._choices = choices
            save_choices(choices_file(self._home), choices)

    def _speak(self) -> None:
        set_language(self._choices.language or self._default_language)
        follow_language()
        self.setWindowTitle(tr(TITLE))
        self.sign_in_page.retranslate()
        self.notice.retranslate()
        self.frame.retranslate()
        if self.workplace is not None:
            self.workplace.retranslate()
        if self._helper is not None:
            self._helper.retranslate()

    # ---- saying -------------------------------------------------------------------------------------------------------------

    def show_failure(self, error: StationError) -> None:
        """A failure that no page took care of."""
        self.notice.tell(Weight.TROUBLE, lambda: sentence(error))

    def show_text(self, text: Text) -> None:
        """A sentence about trouble; from any thread."""
        self.notice.tell(Weight.TROUBLE, lambda: tr(text))

    # ---- the end ------------------------------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """Asks when something would be lost; closes the store first, then itself."""
        if self._may_close:
            self.tasks.close()
            self.closed = True
            event.accept()
            return
        event.ignore()
        self._ask_then(self._begin_to_close)

    def _begin_to_close(self) -> None:
        self.notice.tell(Weight.DONE, lambda: tr(_CLOSING))
        if self.workplace is not None:
            self._leave(self._close_now)
        else:
            self.tasks.sign_out(self._close_now)

    def _close_now(self) -> None:
        self._may_close = True
        QTimer.singleShot(0, self.close)

    def _ask_then(self, act: Callable[[], None]) -> None:
        """Do it; when work would be lost, only after the person has said so."""
        sentences = self.workplace.busy() if self.workplace is not None else []
        if not sentences:
            act()
            return
        if self._asking is not None:
            return
        box = QMessageBox(QMessageBox.Icon.Question, tr(TITLE), "\n".join([tr(WORK_RUNS), *sentences]), parent=self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        stay = box.addButton(tr(STAY), QMessageBox.ButtonRole.RejectRole)
        stop = box.addButton(tr(STOP_IT), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        self._asking = box

        def answered(_: int) -> None:
            self._asking = None
            wanted = box.clickedButton() is stop
            box.deleteLater()
            if wanted:
                act()

        box.finished.connect(answered)
        box.open()


def _all_desks() -> Sequence[Desk]:
    # loaded by name: the sign-in page is painted long before the desks and what stands behind them are in memory
    desks: Sequence[Desk] = importlib.import_module(_DESKS).DESKS
    return desks
