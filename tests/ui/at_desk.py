"""A clerk before the page of the desk Kiểm tra: keys pressed, letters composed, words read from the screen."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QListWidget, QWidget

from tests.ui.immediate import ImmediateTasks
from ui.checking.page import CheckingPage
from ui.checking.presenter import CheckingPresenter
from ui.checking.works import CLERKS_WORK


class AtDesk:
    """Everything asked of the store is answered at once."""

    def __init__(self, station, qtbot, works=CLERKS_WORK):
        self.station, self.tasks = station, ImmediateTasks(station)
        self.presenter = CheckingPresenter(self.tasks, self.tasks.changes, works)
        self.page = CheckingPage(self.presenter)
        qtbot.addWidget(self.page)
        self.page.resize(1196, 728)
        self.page.show()
        self.page.activateWindow()
        self.page.activated()
        qtbot.waitUntil(lambda: self.page.isActiveWindow())

    @property
    def focus(self) -> QWidget:
        return QApplication.focusWidget()

    def press(self, key, held=Qt.KeyboardModifier.NoModifier):
        QTest.keyClick(self.focus, key, held)

    def write(self, text: str):
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(self.focus, event)

    def compose(self, text: str):
        """Letters that the input method holds."""
        QApplication.sendEvent(self.focus, QInputMethodEvent(text, []))

    def seen(self) -> str:
        """Every word on the desk that is visible."""
        words = [label.text() for label in self.page.findChildren(QLabel) if label.isVisible()]
        lists = [made for made in self.page.findChildren(QListWidget) if made.isVisible()]
        return "\n".join([*words, *(made.item(row).text() for made in lists for row in range(made.count()))])

    @property
    def path(self) -> str:
        return self.presenter.hands.path

    def entry(self, at=0):
        return self.station.desk.records.entries()[at]

    def go_to(self, kind: str):
        """Tab would do it too: to the first field of a type."""
        hands = self.presenter.hands
        hands.go_to(next(path for path in hands.sheet.paths if hands.sheet.definition(path).type == kind))
        self.page.refresh()

    def confirm_all(self):
        for _ in range(80):
            if self.presenter.hands.is_done:
                return
            self.press(Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier)
            self.press(Qt.Key.Key_Return)
        raise AssertionError(self.presenter.hands.sheet.open_paths)
