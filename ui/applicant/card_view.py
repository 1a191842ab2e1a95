"""What a proof shows: the photo, the civil data, the four verdicts each with its sentence. Looks only; everything goes with `clear`."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPalette, QPixmap
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from station.domain.findings import Text
from station.domain.identification import CivilData, Question
from station.workflow.identification import ANSWERS, QUESTIONS
from ui import theme
from ui.applicant.portrait import Face
from ui.applicant.presenter import Held
from ui.desktop.icons import pixmap
from ui.language import tr

_FACE_PX: Final = (144, 192)
_ICON_PX: Final = 20
_ICONS: Final = {True: ("good", "good"), False: ("bad", "error"), None: ("unknown", "warning")}
_FACE: Final = Text("Ảnh trên thẻ: so với người trước mặt", "Photo on the card: compare with the person before you")
_NO_FACE: Final = Text("Không có ảnh", "No photo")
_CIVIL: Final = Text("Thẻ ghi", "The card says")
_VERDICTS: Final = Text("Bốn kết luận về thẻ", "Four verdicts on the card")
_FINDINGS: Final = Text("Cần xem thêm: {what}", "To be looked at: {what}")

ROWS: Final[tuple[tuple[Text, Callable[[CivilData], str]], ...]] = (
    (Text("Họ tên", "Name"), lambda card: card.full_name),
    (Text("Số định danh", "Number"), lambda card: card.number),
    (Text("Ngày sinh", "Birth date"), lambda card: card.birth_date),
    (Text("Giới tính", "Sex"), lambda card: card.sex),
    (Text("Quốc tịch", "Nationality"), lambda card: card.nationality),
    (Text("Dân tộc", "Ethnic group"), lambda card: card.ethnic_group),
    (Text("Tôn giáo", "Religion"), lambda card: card.religion),
    (Text("Quê quán", "Origin"), lambda card: card.origin),
    (Text("Nơi cư trú", "Residence"), lambda card: card.residence),
    (Text("Đặc điểm", "Features"), lambda card: card.features),
    (Text("Cấp ngày", "Issued"), lambda card: card.issue_date),
    (Text("Hết hạn", "Expires"), lambda card: card.expiry_date),
    (Text("Cha", "Father"), lambda card: card.father),
    (Text("Mẹ", "Mother"), lambda card: card.mother),
    (Text("Vợ, chồng", "Spouse"), lambda card: card.spouse),
    (Text("Số CMND cũ", "Former number"), lambda card: card.old_number),
)
"""Everything that a card may say of its holder, in the order in which it is shown."""


class CardView(QWidget):
    """Photo left, civil data beside it, verdicts right."""

    def __init__(self) -> None:
        super().__init__()
        self._held: Held | None = None
        self._face = QLabel()
        self._face.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self._face.setWordWrap(True)
        self._names = [QLabel() for _ in ROWS]
        self._values = [QLabel() for _ in ROWS]
        self._icons = {question: QLabel() for question in Question}
        self._answers = {question: QLabel() for question in Question}
        self._findings = QLabel()
        for label in (*self._values, *self._answers.values(), self._findings):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._civil, self._verdicts = _scroll(self._civil_rows()), _scroll(self._verdict_rows())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.GRID_PX * 2)
        row.addWidget(self._face, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._civil, 5)
        row.addWidget(self._verdicts, 6)
        theme.theme().changed.connect(self._redress)
        self._redress()

    def show_held(self, held: Held | None) -> None:
        """A proof, or none."""
        if held is None:
            self.clear()
            return
        self._held = held
        self._show_face(held.face)
        for name, value, (label, of) in zip(self._names, self._values, ROWS, strict=True):
            words = of(held.civil)
            value.setText(words)
            value.setAccessibleName(f"{tr(label)}: {words}" if words else "")
            for part in (name, value):
                part.setVisible(bool(words))
        self._civil.setVisible(any(value.text() for value in self._values))
        for question in Question:
            verdict = held.verdicts.get(question)
            shown = verdict is not None
            if verdict is not None:
                picture, colour = _ICONS[verdict.ok]
                self._icons[question].setPixmap(pixmap(picture, theme.colour(colour), int(_ICON_PX * theme.theme().scale)))
                words = f"{tr(QUESTIONS[question])}: {tr(ANSWERS[verdict.ok])}. {tr(verdict.why)}"
                self._answers[question].setText(words)
                self._answers[question].setAccessibleName(words)
            self._icons[question].setVisible(shown)
            self._answers[question].setVisible(shown)
        said = " ".join(tr(finding.message) for finding in held.findings)
        self._findings.setText(tr(_FINDINGS, what=said) if said else "")
        self._findings.setVisible(bool(said))
        self._verdicts.setVisible(bool(held.verdicts))

    def clear(self) -> None:
        """Nothing of a person is left in any widget."""
        self._held = None
        self._face.clear()
        self._face.setAccessibleName("")
        for label in (*self._values, *self._answers.values(), self._findings):
            label.clear()
            label.setAccessibleName("")

    def retranslate(self) -> None:
        """Words in the language in force."""
        self._civil.setAccessibleName(tr(_CIVIL))
        self._verdicts.setAccessibleName(tr(_VERDICTS))
        for name, (label, _) in zip(self._names, ROWS, strict=True):
            name.setText(tr(label))
        if self._held is not None:
            self.show_held(self._held)

    def _show_face(self, face: Face | None) -> None:
        self._face.setVisible(self._held is not None and (face is not None or bool(self._held.civil.number)))
        if face is None:
            self._face.setText(tr(_NO_FACE))
            self._face.setAccessibleName(tr(_NO_FACE))
            return
        height, width = face.pixels.shape[:2]
        image = QImage(face.pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888)
        scaled = QPixmap.fromImage(image).scaled(
            self._face.size(), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        self._face.setPixmap(scaled)
        self._face.setAccessibleName(tr(_FACE))

    def _redress(self) -> None:
        scale = min(theme.theme().scale, 1.5)
        self._face.setFixedSize(round(_FACE_PX[0] * scale), round(_FACE_PX[1] * scale))
        if self._held is not None:
            self.show_held(self._held)

    def _civil_rows(self) -> QWidget:
        rows = QWidget()
        grid = QGridLayout(rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        for place, (name, value) in enumerate(zip(self._names, self._values, strict=True)):
            name.setAlignment(Qt.AlignmentFlag.AlignTop)
            name.setForegroundRole(QPalette.ColorRole.PlaceholderText)
            grid.addWidget(name, place, 0)
            grid.addWidget(value, place, 1)
        grid.setRowStretch(len(ROWS), 1)
        return rows

    def _verdict_rows(self) -> QWidget:
        rows = QWidget()
        column = QVBoxLayout(rows)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID_PX)
        for question in Question:
            line = QHBoxLayout()
            line.addWidget(self._icons[question], 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(self._answers[question], 1)
            column.addLayout(line)
        column.addWidget(self._findings)
        column.addStretch(1)
        return rows


def _scroll(rows: QWidget) -> QScrollArea:
    """A part that scrolls where it is higher than its room; a tab stop, so that arrows scroll it."""
    room = QScrollArea()
    room.setWidgetResizable(True)
    room.setFrameShape(QScrollArea.Shape.NoFrame)
    room.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    room.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    room.setWidget(rows)
    return room
