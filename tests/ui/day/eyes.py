"""The screen as a screen reader gives it: names, values, states of what is in front. Nothing else of the window is looked at."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtGui import QAccessible, QAccessibleInterface, QGuiApplication
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

_Role = QAccessible.Role
_TEXT = QAccessible.Text
_GRIDS = frozenset({_Role.Table, _Role.Tree, _Role.List})
_CELLS = frozenset({_Role.TreeItem, _Role.ListItem, _Role.Cell})
_KEY_IN_WORDS = re.compile(r"\(([^()]+)\)\s*$")


@dataclass(frozen=True)
class Seen:
    """One thing on the screen, as it was when it was looked at."""

    role: QAccessible.Role
    name: str
    value: str = ""
    description: str = ""
    disabled: bool = False
    checked: bool = False

    @property
    def key(self) -> str:
        """The key that its words tell: "F9" of "Chọn thư mục… (F9)"; empty when they tell none."""
        found = _KEY_IN_WORDS.search(self.name) or _KEY_IN_WORDS.search(self.description)
        return found[1] if found else ""


@dataclass(frozen=True)
class Grid:
    """A table, list or tree: its cells' words, and the row the cursor is on (-1: on none)."""

    rows: tuple[tuple[str, ...], ...]
    at: int

    @property
    def current(self) -> tuple[str, ...]:
        return self.rows[self.at] if 0 <= self.at < len(self.rows) else ()


def focus() -> Seen:
    """What the keys go to."""
    front()
    seen = _interface(QGuiApplication.focusObject())
    return _seen(seen) if seen is not None else Seen(_Role.NoRole, "")


def controls(*roles: QAccessible.Role) -> list[Seen]:
    """Everything in front that is one of these, in the order of the window."""
    return [_seen(one) for one in _all_in_front() if one.role() in roles]


def button(beginning: str) -> Seen | None:
    """The button whose words begin so."""
    found = controls(_Role.Button, _Role.PushButton, _Role.RadioButton, _Role.CheckBox)
    return next((one for one in found if one.name.startswith(beginning)), None)


def words() -> str:
    """Every word in front, apart from the cells of tables."""
    parts = []
    for one in _all_in_front():
        seen = _seen(one)
        parts += [seen.name, *([seen.value] if seen.value != seen.name else [])]
    return "\n".join(part for part in parts if part)


def says(part: str) -> bool:
    """Whether these words are in front."""
    return part in words()


def line(pattern: str) -> re.Match[str] | None:
    """The first words in front that match."""
    return re.search(pattern, words())


def grid(name: str) -> Grid | None:
    """The table, list or tree in front whose name begins so."""
    found = next((one for one in _all_in_front() if one.role() in _GRIDS and one.text(_TEXT.Name).startswith(name)), None)
    return _grid(found) if found is not None else None


def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """Of that table; none where there is no such table."""
    found = grid(name)
    return found.rows if found is not None else ()


def focused_grid() -> Grid | None:
    """The table, list or tree that the keys go to."""
    found = _interface(QGuiApplication.focusObject())
    return _grid(found) if found is not None and found.role() in _GRIDS else None


def grid_names() -> list[str]:
    """Of all tables, lists and trees in front."""
    return [one.text(_TEXT.Name) for one in _all_in_front() if one.role() in _GRIDS]


def menu() -> tuple[list[str], str]:
    """The menu that is open: its lines, and the one that Enter would take."""
    popup = _interface(QApplication.activePopupWidget())
    if popup is None or popup.role() is not _Role.PopupMenu:
        return [], ""
    lines = [popup.child(at) for at in range(popup.childCount())]
    named = [(one.text(_TEXT.Name), one.state().focused) for one in lines if one is not None]
    return [name for name, _ in named], next((name for name, marked in named if marked), "")


def _interface(of: object) -> QAccessibleInterface | None:
    return QAccessible.queryAccessibleInterface(of) if of is not None else None  # type: ignore[call-overload]


def _seen(one: QAccessibleInterface) -> Seen:
    state = one.state()
    name = _label_of(one) if one.role() is _Role.ComboBox else one.text(_TEXT.Name)
    return Seen(one.role(), name, one.text(_TEXT.Value), one.text(_TEXT.Description), bool(state.disabled), bool(state.checked))


def _label_of(one: QAccessibleInterface) -> str:
    """The words beside a closed list: on some platforms its own name is what is chosen in it."""
    labels = [label for label, _ in one.relations(QAccessible.RelationFlag.Label)]
    return labels[0].text(_TEXT.Name) if labels else one.object().accessibleName()


def front() -> QWidget | None:
    """The menu, dialog or window that has the keyboard. Without a window manager a closed dialog hands it to nobody: done here."""
    found = QApplication.activePopupWidget() or QApplication.activeModalWidget() or QApplication.activeWindow()
    if found is None or QGuiApplication.focusWindow() is None:
        found = found or next((one for one in QApplication.topLevelWidgets() if isinstance(one, QMainWindow) and one.isVisible()), None)
        if found is not None:
            found.activateWindow()
            QApplication.processEvents()
    return found


def _all_in_front() -> Iterator[QAccessibleInterface]:
    root = _interface(front())
    if root is not None:
        yield from _inside(root)


def _inside(one: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    """Itself and all that is visible in it; tables are not opened."""
    if one.state().invisible:
        return
    yield one
    if one.role() not in _GRIDS and one.role() is not _Role.ComboBox:
        for at in range(one.childCount()):
            child = one.child(at)
            if child is not None:
                yield from _inside(child)


def _grid(of: QAccessibleInterface) -> Grid:
    rows: list[list[str]] = []
    chosen = marked = -1
    for at in range(of.childCount()):
        cell = of.child(at)
        if cell is None or cell.role() not in _CELLS:
            continue
        place = cell.tableCellInterface()
        if place is None or place.columnIndex() == 0 or not rows:
            rows.append([])
        rows[-1].append(cell.text(_TEXT.Name))
        chosen = len(rows) - 1 if cell.state().selected else chosen
        marked = len(rows) - 1 if cell.state().focused else marked
    return Grid(tuple(tuple(row) for row in rows), chosen if marked < 0 else marked)
