"""The columns of the approval desk's table, and a line in words: one row a point, or an entry without one. Looks only."""

from typing import Final

from PySide6.QtGui import QIcon

from station.domain.findings import Text
from station.workflow.points import Kind
from ui import theme
from ui.approval.presenter import Line
from ui.checking.shown import shown_value
from ui.desktop.icons import icon
from ui.language import tr
from ui.widgets.row_table import Column

_KINDS: Final = {
    Kind.DOUBTFUL: Text("Nghi ngờ", "Doubtful"),
    Kind.OVERRIDDEN: Text("Giữ lại", "Let stand"),
    Kind.CAME_BACK: Text("Đã trả lại trước đây", "Came back before"),
    Kind.IDENTIFIED: Text("Đã xác minh", "Identified"),
    Kind.SAMPLED: Text("Mẫu", "Sample"),
}
_ICONS: Final = {
    Kind.DOUBTFUL: ("warning", "warning"),
    Kind.OVERRIDDEN: ("warning", "accent"),
    Kind.CAME_BACK: ("returned", "error"),
    Kind.IDENTIFIED: ("applicant", "text"),
}
_CLEAN = Text("Không có điểm nghi ngờ", "Nothing doubtful")
_YOURS = Text("Do anh/chị nhập – người khác phê duyệt", "Keyed by you – somebody else approves")
_EMPTY = Text("(trống)", "(empty)")


def value_words(line: Line) -> str:
    """What stands in the field, written as the desk Kiểm tra writes it: what was read as "Vlệt Nam" counts as "Việt Nam"."""
    point = line.point
    if point is None or not point.path:
        return ""
    if point.field is None or point.field.type == "list":
        said = point.value.text or point.value.value if point.value is not None else ""
    else:
        said = shown_value(point.field, point.value)
    return said or tr(_EMPTY)


def field_words(line: Line) -> str:
    """Which field."""
    return tr(line.point.label) if line.point is not None else ""


def why_words(line: Line) -> str:
    """Why it is shown."""
    yours = tr(_YOURS) if line.item.held_back else ""
    if line.point is None:
        return yours or tr(_CLEAN)
    why = f"{tr(_KINDS[line.point.kind])}: {tr(line.point.why)}"
    return f"{yours}. {why}" if yours else why


def _icon(line: Line) -> QIcon | None:
    found = _ICONS.get(line.point.kind) if line.point is not None else None
    return icon(found[0], theme.colour(found[1]), 16) if found is not None else None


COLUMNS: Final = (
    Column[Line](Text("Mục", "Entry"), lambda line: line.item.name, 96),
    Column[Line](Text("Trường", "Field"), field_words, 184),
    Column[Line](Text("Giá trị", "Value"), value_words, 216),
    Column[Line](Text("Vì sao cần xem", "Why to look"), why_words, icon=_icon),
)
