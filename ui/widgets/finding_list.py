"""Findings beside a field: one plain sentence each, the gravity as a word first, a colour only repeating it."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from station.domain.findings import Finding, Severity, Text
from ui.language import tr
from ui.theme import colours, set_ink, theme

_WORDS: Final[dict[Severity, Text]] = {
    Severity.INFO: Text("Lưu ý", "Note"),
    Severity.WARNING: Text("Cần xem", "Look"),
    Severity.ERROR: Text("Lỗi", "Error"),
}
_SHOWN_MAX: Final = 4


class FindingList(QWidget):
    """The sentences, gravest first; nothing when there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._findings: list[Finding] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._labels = [self._label() for _ in range(_SHOWN_MAX)]
        theme().changed.connect(self._draw)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Sentences in the language in force; the graver come first, more than four are too many to read."""
        order = list(reversed(Severity))
        self._findings = sorted(findings, key=lambda finding: order.index(finding.severity))[:_SHOWN_MAX]
        self._draw()

    def retranslate(self) -> None:
        """The language changed."""
        self._draw()

    def _label(self) -> QLabel:
        label = QLabel()
        label.setWordWrap(True)
        label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        label.hide()
        self._column.addWidget(label)
        return label

    def _draw(self) -> None:
        look = colours()
        shades = {Severity.INFO: look.muted, Severity.WARNING: look.warning, Severity.ERROR: look.error}
        for at, label in enumerate(self._labels):
            if at < len(self._findings):
                finding = self._findings[at]
                label.setText(f"{tr(_WORDS[finding.severity])}: {tr(finding.message)}")
                set_ink(label, shades[finding.severity])
                label.setAccessibleName(label.text())
            label.setVisible(at < len(self._findings))
        self.setVisible(bool(self._findings))
