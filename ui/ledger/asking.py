"""What the ledger asks: a reason, what the cover says, what a dossier's list says. Small dialogs that emit what was given."""

import dataclasses
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from station.domain.findings import Text
from station.domain.ledger import Dossier, ListedPaper, parse_spans, spans_text
from station.domain.record import Shelf, Volume
from ui import theme
from ui.language import tr

_REASON = Text("Lý do (phím mũi tên chọn, Enter ghi)", "Reason (arrows choose, Enter keeps)")
_OWN = Text("Lý do khác", "Another reason")
_KEEP, _CANCEL = Text("Ghi", "Keep"), Text("Thôi", "Cancel")
_COVER = Text("Bìa, dòng khóa sổ và chỗ để", "Cover, closing line and shelf")
_DOSSIER = Text("Mục lục của hồ sơ {number}", "List of papers of dossier {number}")
_NOT_A_RANGE = Text("Chưa hiểu: {said}", "Not understood: {said}")
_LABELS = {
    "office": Text("Cơ quan ghi trên bìa (tên thời đó)", "Office on the cover (as named then)"),
    "range": Text("Số đầu-số cuối", "First-last number"),
    "count": Text("Dòng khóa sổ: số việc", "Closing line: cases"),
    "pages": Text("Dòng khóa sổ: số trang", "Closing line: pages"),
    "warehouse": Text("Kho", "Warehouse"),
    "row": Text("Dãy", "Row"),
    "rack": Text("Kệ", "Rack"),
    "box": Text("Hộp", "Box"),
}
_TITLE, _PAPERS = Text("Tên hồ sơ", "Title"), Text("Giấy tờ (mỗi dòng: tên: số trang)", "Papers (a line each: name: pages)")
_FIRST_PAGE = Text("Trang quét đầu tiên", "First scanned page")
_WIDTH_PX = 560
_LETTERS_MAX = 300


class _Asking(QDialog):
    """A dialog with two buttons."""

    given = Signal(object)

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(_WIDTH_PX)
        self.column = QVBoxLayout(self)
        self.column.setSpacing(theme.GRID_PX)
        self._wrong = QLabel()
        self._wrong.setWordWrap(True)
        self._wrong.hide()

    def _end(self) -> None:
        buttons = QDialogButtonBox()
        keep = buttons.addButton(tr(_KEEP), QDialogButtonBox.ButtonRole.AcceptRole)
        keep.setDefault(True)
        buttons.addButton(tr(_CANCEL), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._give)
        buttons.rejected.connect(self.reject)
        self.column.addWidget(self._wrong)
        self.column.addWidget(buttons)

    def _give(self) -> None:
        try:
            given = self.value()
        except ValueError as error:
            self._wrong.setText(tr(_NOT_A_RANGE, said=str(error)))
            self._wrong.show()
            return
        self.accept()
        self.given.emit(given)

    def value(self) -> object:
        """What stands in the dialog. Raises ValueError for what cannot be understood."""
        raise NotImplementedError


class ReasonDialog(_Asking):
    """A reason of a list, or one's own words; emits the Vietnamese, which the log keeps."""

    def __init__(self, title: str, reasons: Sequence[Text], parent: QWidget) -> None:
        super().__init__(title, parent)
        self._reasons = tuple(reasons)
        self._list, self._own = QListWidget(), QLineEdit()
        for reason in reasons:
            self._list.addItem(QListWidgetItem(tr(reason)))
        self._list.setCurrentRow(0)
        self._list.itemActivated.connect(lambda _: self._give())
        self._own.setMaxLength(_LETTERS_MAX)
        for words, widget in ((_REASON, self._list), (_OWN, self._own)):
            label = QLabel(tr(words))
            label.setBuddy(widget)
            widget.setAccessibleName(tr(words))
            self.column.addWidget(label)
            self.column.addWidget(widget)
        self._list.setFixedHeight(len(reasons) * self._list.sizeHintForRow(0) + 2 * self._list.frameWidth() + theme.GRID_PX)
        self._end()
        self._list.setFocus()

    def value(self) -> str:
        """Own words come first."""
        return self._own.text().strip() or self._reasons[max(0, self._list.currentRow())].vi


class CoverDialog(_Asking):
    """Emits the Volume with what was filled in."""

    def __init__(self, volume: Volume, parent: QWidget) -> None:
        super().__init__(tr(_COVER), parent)
        self._volume = volume
        shelf = volume.shelf or Shelf()
        said = {
            "office": volume.office, "range": spans_text(volume.spans), "count": _figure(volume.closing_count),
            "pages": _figure(volume.closing_pages), **dataclasses.asdict(shelf),
        }  # fmt: skip
        self.edits = {name: QLineEdit(said[name]) for name in _LABELS}
        form = QFormLayout()
        for name, edit in self.edits.items():
            edit.setMaxLength(_LETTERS_MAX)
            edit.setAccessibleName(tr(_LABELS[name]))
            form.addRow(tr(_LABELS[name]), edit)
        self.edits["range"].setPlaceholderText(f"1-250/{volume.year}" if volume.numbered_by else "1-40")
        self.column.addLayout(form)
        self._end()
        self.edits["range"].setFocus()

    def value(self) -> Volume:
        """Raises ValueError for a range or a count that is none."""
        said = {name: edit.text().strip() for name, edit in self.edits.items()}
        shelf = Shelf(said["warehouse"], said["row"], said["rack"], said["box"])
        return dataclasses.replace(
            self._volume,
            office=said["office"],
            spans=parse_spans(said["range"], self._volume.year if self._volume.numbered_by else 0),
            closing_count=int(said["count"]) if said["count"] else None,
            closing_pages=int(said["pages"]) if said["pages"] else None,
            shelf=shelf if shelf != Shelf() else None,
        )


class DossierDialog(_Asking):
    """Emits the Dossier."""

    def __init__(self, dossier: Dossier, parent: QWidget) -> None:
        super().__init__(tr(_DOSSIER, number=dossier.number), parent)
        self._number = dossier.number
        self.title, self.first_page = QLineEdit(dossier.title), QLineEdit(str(dossier.first_page or ""))
        self.papers = QPlainTextEdit("\n".join(f"{paper.name}: {paper.pages}" for paper in dossier.papers))
        self.papers.setTabChangesFocus(True)
        form = QFormLayout()
        for words, widget in ((_TITLE, self.title), (_FIRST_PAGE, self.first_page), (_PAPERS, self.papers)):
            widget.setAccessibleName(tr(words))
            form.addRow(tr(words), widget)
        self.column.addLayout(form)
        self._end()
        self.title.setFocus()

    def value(self) -> Dossier:
        """Raises ValueError for a line without a count of pages."""
        papers = []
        for line in filter(None, map(str.strip, self.papers.toPlainText().splitlines())):
            name, _, pages = line.rpartition(":")
            if not name or not pages.strip().isdecimal() or not int(pages):
                raise ValueError(line)
            papers.append(ListedPaper(name.strip(), int(pages)))
        place = self.first_page.text().strip()
        if place and not place.isdecimal():
            raise ValueError(place)
        return Dossier(self._number, self.title.text().strip(), tuple(papers), int(place or 0))


def _figure(count: int | None) -> str:
    return "" if count is None else str(count)
