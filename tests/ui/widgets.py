"""Reading a window as a person or a screen reader would: every word it shows, every control it offers."""

from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QTableView,
    QTabWidget,
    QTreeView,
    QWidget,
)

_ROWS = 50


def shown_words(widget: QWidget, *, hidden: bool = False) -> Iterator[str]:
    """Every text of the widget and all inside it: labels, buttons, tool tips, accessible names, headers, cells, menus."""
    for one in [widget, *widget.findChildren(QWidget)]:
        if not hidden and not one.isVisibleTo(widget):
            continue
        yield from (words for words in _words(one) if words)


def _words(one: QWidget) -> Iterator[str]:
    yield from (one.toolTip(), one.accessibleName(), one.accessibleDescription())
    if isinstance(one, QLabel | QAbstractButton):
        yield one.text()
    if isinstance(one, QGroupBox):
        yield one.title()
    if isinstance(one, QLineEdit):
        yield one.placeholderText()
    if isinstance(one, QComboBox):
        yield from (one.itemText(row) for row in range(min(one.count(), _ROWS)))
    if isinstance(one, QTabWidget):
        yield from (one.tabText(index) for index in range(one.count()))
    if isinstance(one, QMenu):
        yield from (action.text().split("\t")[0] for action in one.actions())
    if isinstance(one, QHeaderView) and one.model() is not None:
        yield from _headers(one)
    if isinstance(one, QAbstractItemView) and not isinstance(one, QHeaderView) and one.model() is not None:
        yield from _cells(one.model(), one)


def _headers(header: QHeaderView) -> Iterator[str]:
    if not header.isHidden():
        for section in range(min(header.count(), _ROWS)):
            words = header.model().headerData(section, header.orientation())
            if isinstance(words, str):
                yield words


def _cells(model: QAbstractItemModel, view: QAbstractItemView) -> Iterator[str]:
    # a list shows one column, and its model may not even tell
    columns = model.columnCount(QModelIndex()) if isinstance(view, QTableView | QTreeView) else 1
    for row in range(min(model.rowCount(QModelIndex()), _ROWS)):
        for column in range(columns):
            index = model.index(row, column, QModelIndex())
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
                words = model.data(index, role)
                if isinstance(words, str):
                    yield words


def controls(widget: QWidget) -> list[QWidget]:
    """Everything visible inside that takes the focus."""
    return [
        one
        for one in widget.findChildren(QWidget)
        if one.focusPolicy() is not Qt.FocusPolicy.NoFocus and one.isVisibleTo(widget) and one.isEnabled()
    ]


def described(widget: QWidget) -> str:
    """For a test's message."""
    return f"{type(widget).__name__} {widget.objectName() or widget.accessibleName() or '(no name)'} in {type(widget.parent()).__name__}"
