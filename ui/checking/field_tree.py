"""The fields of the entry in the order of the paper, block by block: label, value, and in a word what is with it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QColor, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from station.domain.record import ValueState
from station.workflow.attention import Need
from ui.checking import wording
from ui.checking.sheet import Sheet
from ui.language import tr
from ui.theme import colour

_PATH = Qt.ItemDataRole.UserRole


class FieldTree(QTreeWidget):
    """Shows a sheet; a click or Enter on a field asks for it."""

    field_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setColumnCount(3)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(2, QHeaderView.ResizeMode.Fixed)
        self._items: dict[str, QTreeWidgetItem] = {}
        self._filled: dict[str, tuple[tuple[str, QColor], ...]] = {}
        """What each field's cells show: most stay as they are from one key to the next."""
        self._form: tuple[str, ...] = ()
        self.itemClicked.connect(lambda item, _: self._ask(item))
        self.itemActivated.connect(lambda item, _: self._ask(item))

    def show_sheet(self, sheet: Sheet | None, path: str) -> None:
        """All fields with their values; the one at `path` marked and in sight."""
        if sheet is None:
            self._empty()
            return
        if self._form != _form_of(sheet):
            self._build(sheet)
        for name, item in self._items.items():
            self._fill(item, sheet, name)
        self.setColumnWidth(0, round(self.viewport().width() * 0.35))
        self.setColumnWidth(2, round(self.viewport().width() * 0.19))
        current = self._items.get(path)
        if current is not None:
            self.setCurrentItem(current)
            self.scrollToItem(current)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offers under the input take room away: the current field stays in sight."""
        super().resizeEvent(event)
        current = self.currentItem()
        if current is not None:
            self.scrollToItem(current)

    def retranslate(self) -> None:
        """The language changed: the words are made anew with the next sheet."""
        self._form = ()
        self.setAccessibleName(tr(wording.FIELDS))

    def _empty(self) -> None:
        self.clear()
        self._items, self._filled, self._form = {}, {}, ()

    def _build(self, sheet: Sheet) -> None:
        self._empty()
        self._form = _form_of(sheet)
        for number, block in enumerate(sheet.form.blocks, start=1):
            inside = [path for path in sheet.paths if sheet.definition(path).block == block.id]
            if not inside:
                continue
            head = QTreeWidgetItem(self, [f"{tr(block.title.text)}  (Alt+{number})" if number <= 9 else tr(block.title.text)])
            head.setFirstColumnSpanned(True)
            head.setFlags(Qt.ItemFlag.ItemIsEnabled)
            bold = self.font()
            bold.setBold(True)
            head.setFont(0, bold)
            for path in inside:
                self._items[path] = item = QTreeWidgetItem(self, [tr(sheet.definition(path).label.text), "", ""])
                item.setData(0, _PATH, path)
                item.setToolTip(0, tr(sheet.definition(path).label.text))

    def _fill(self, item: QTreeWidgetItem, sheet: Sheet, path: str) -> None:
        value, word, shade = sheet.standing(path), "", "text"
        state = sheet.state(path)
        if sheet.is_open(path):
            word, shade = tr(wording.NEEDS_SHORT[sheet.needs[path]]), "error" if sheet.needs[path] is Need.FINDING else "warning"
        elif path in sheet.typed:
            word, shade = "✓ " + tr(wording.STATES.get(state or ValueState.READ, wording.STATES[ValueState.READ])), "good"
        elif state is not None:
            word, shade = tr(wording.STATES[state]), "muted"
        suggested = bool(sheet.suggestion(path))
        cells = ((f"({value})" if suggested else value, colour("muted" if suggested else "text")), (word.strip(), colour(shade)))
        if self._filled.get(path) == cells:
            return
        self._filled[path] = cells
        for column, (text, ink) in enumerate(cells, start=1):
            item.setText(column, text)
            item.setToolTip(column, text)
            item.setForeground(column, QBrush(ink))

    def _ask(self, item: QTreeWidgetItem) -> None:
        path = item.data(0, _PATH)
        if path:
            self.field_wanted.emit(path)


def _form_of(sheet: Sheet) -> tuple[str, ...]:
    """What the words and rows follow from: keyed a second time an entry has fewer fields."""
    return (sheet.form.id, sheet.form.version, *sheet.paths)
