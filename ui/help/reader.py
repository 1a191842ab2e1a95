"""A page of words to read over the window: the form's page, the guide. Esc closes it, and the focus is back where it was."""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QEvent, Qt, QUrl
from PySide6.QtGui import QImage, QKeyEvent, QPixmap, QTextCursor, QTextDocument
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from station.domain.findings import Text
from ui.language import tr
from ui.theme import GRID_PX
from ui.widgets.keys import bind

_CLOSE = Text("Đóng (Esc)", "Close (Esc)")
_BACK = Text("Lùi (Alt+←)", "Back (Alt+←)")
_SHARE = 0.94
_PICTURE_PX = 960


class _Pages(QTextBrowser):
    """Pictures no wider than the text."""

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """A picture scaled to the room; everything else as Qt finds it."""
        found = super().loadResource(kind, name)
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return found
        if isinstance(found, QByteArray):
            picture = QPixmap()
            picture.loadFromData(found)
        elif isinstance(found, QImage):
            picture = QPixmap.fromImage(found)
        elif isinstance(found, QPixmap):
            picture = found
        else:
            return found
        room = min(max(self.viewport().width() - 4 * GRID_PX, 1), _PICTURE_PX)
        return picture.scaledToWidth(room, Qt.TransformationMode.SmoothTransformation) if picture.width() > room else picture


class Reader(QDialog):
    """One text with links inside itself. Made anew each time; opened over `window`."""

    def __init__(self, window: QWidget, title: str) -> None:
        super().__init__(window)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.browser = _Pages()
        self.browser.setAccessibleName(title)
        self.browser.setOpenExternalLinks(False)
        self._close, self._back = QPushButton(tr(_CLOSE)), QPushButton(tr(_BACK))
        self._close.clicked.connect(self.reject)
        self._close.setAutoDefault(False)
        self._back.setAutoDefault(False)
        self._back.clicked.connect(self.browser.backward)
        self.browser.backwardAvailable.connect(self._back.setVisible)
        self._back.hide()
        bind(self, "Alt+Left", self.browser.backward)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._back)
        foot.addWidget(self._close)
        column = QVBoxLayout(self)
        column.addWidget(self.browser, 1)
        column.addLayout(foot)
        self.resize(window.size() * _SHARE)
        self.browser.setFocus()

    def done(self, result: int) -> None:
        """Closed: the window below gets the hands back, also where no window manager sees to it."""
        super().done(result)
        below = self.parentWidget()
        if below is not None:
            below.activateWindow()

    def event(self, event: QEvent) -> bool:
        """F1 closes; it is no shortcut, for the window below has one of that name."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_F1 and not event.modifiers():
            event.accept()
            if event.type() == QEvent.Type.KeyPress:
                self.reject()
            return True
        return super().event(event)

    def show_html(self, html: str) -> None:
        """Text as Qt's rich text."""
        self.browser.setHtml(html)

    def show_markdown(self, markdown: str, folder: Path) -> None:
        """Text as Markdown; its pictures lie relative to `folder`."""
        self.browser.setSearchPaths([str(folder)])
        self.browser.document().setBaseUrl(QUrl.fromLocalFile(f"{folder}/"))
        self.browser.setMarkdown(markdown)

    def go_to_heading(self, words: str) -> None:
        """Bring the heading with these words to the top; where there is none the text stays at its beginning."""
        found = self.browser.document().find(words, 0, QTextDocument.FindFlag.FindCaseSensitively)
        while not found.isNull() and not found.blockFormat().headingLevel():
            found = self.browser.document().find(words, found, QTextDocument.FindFlag.FindCaseSensitively)
        if not found.isNull():
            self.browser.moveCursor(QTextCursor.MoveOperation.End)
            found.clearSelection()
            self.browser.setTextCursor(found)
            self.browser.ensureCursorVisible()
