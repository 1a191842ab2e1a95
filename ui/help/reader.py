"""A page of words to read over the window: the form's page, the guide. Esc closes it, and the focus is back where it was."""

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from station.domain.findings import Text
from ui.language import tr
from ui.widgets.keys import bind

_CLOSE = Text("Đóng (Esc)", "Close (Esc)")
_BACK = Text("Lùi (Alt+←)", "Back (Alt+←)")
_SHARE = 0.94


class Reader(QDialog):
    """One text with links inside itself. Made anew each time; opened over `window`."""

    def __init__(self, window: QWidget, title: str) -> None:
        super().__init__(window)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.browser = QTextBrowser()
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
        bind(self, "F1", self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._back)
        foot.addWidget(self._close)
        column = QVBoxLayout(self)
        column.addWidget(self.browser, 1)
        column.addLayout(foot)
        self.resize(window.size() * _SHARE)
        self.browser.setFocus()

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
