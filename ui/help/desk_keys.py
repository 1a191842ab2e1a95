"""What the cheat sheet tells of a desk: the page's own `KEYS`, the keys of its page view, the keys of the window."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from station.domain.findings import Text
from ui.desktop.place import Desk
from ui.help.cheat_sheet import rows_of
from ui.help.key_names import shown
from ui.help.sheet_layout import Row, Section
from ui.help.window_keys import window_keys
from ui.language import tr
from ui.widgets.keys import Key
from ui.widgets.page_view import PageView

_DESK = Text("Bàn này", "This desk")
_PAGE = Text("Trang giấy", "The page")
_EVERYWHERE = Text("Ở mọi bàn", "On every desk")


def keys_of(page: QWidget | None) -> tuple[Key, ...]:
    """The keys a desk's page says it has."""
    return tuple(getattr(page, "KEYS", ()))


def sections(page: QWidget | None, desks: Sequence[Desk]) -> list[Section]:
    """Sections of the sheet, the desk's own first, without keys that stand in one before."""
    own = rows_of([(key.keys, key.does) for key in keys_of(page)])
    told = {row.keys for row in own}
    of_the_page = tuple(row for row in _view_rows(page) if row.keys not in told)
    everywhere = rows_of([(key.keys, key.does) for key in window_keys(desks)])
    parts = ((_DESK, own), (_PAGE, of_the_page), (_EVERYWHERE, everywhere))
    return [Section(tr(title), rows) for title, rows in parts if rows]


def _view_rows(page: QWidget | None) -> tuple[Row, ...]:
    view = page.findChild(PageView) if page is not None else None
    if view is None:
        return ()
    rows = []
    for action in view.commands.actions():
        keys = " / ".join(shown(sequence.toString()) for sequence in action.shortcuts())
        if keys:
            rows.append(Row(keys, action.text()))
    return tuple(rows)
