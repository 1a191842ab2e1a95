"""The volumes as bars: a table whose cells are bars with figures. Drawn with QPainter."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from station.domain.findings import Text
from station.workflow.overview import VolumeProgress
from ui import theme
from ui.language import number, tr
from ui.today.presenter import STAGES, volume_name

_VOLUME = Text("Quyển", "Volume")
_OF = Text("{done} trên {total}", "{done} of {total}")
_CAME_BACK = Text("{count} mục bị trả lại", "{count} {count:entry|entries} came back")
_UNKNOWN = Text("{count} trang chưa rõ loại", "{count} {count:page|pages} of unknown form")
_DONE_TOTAL = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex


class VolumesModel(QAbstractTableModel):
    """One row per volume, one column per stage; the first column names the volume."""

    def __init__(self) -> None:
        super().__init__()
        self.volumes: Sequence[VolumeProgress] = ()

    def show(self, volumes: Sequence[VolumeProgress]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self.volumes = tuple(volumes)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Volumes."""
        return 0 if parent.isValid() else len(self.volumes)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Name and stages."""
        return 0 if parent.isValid() else len(STAGES) + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words of the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(_VOLUME) if section == 0 else head(section - 1)
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words for eyes and readers; (done, total) for the delegate."""
        volume, column = self.volumes[index.row()], index.column()
        if column == 0:
            if role == Qt.ItemDataRole.DisplayRole:
                return name_lines(volume)
            return name_lines(volume) if role == Qt.ItemDataRole.ToolTipRole else None
        done, total = counted(volume, column - 1)
        if role == _DONE_TOTAL:
            return done, total
        if role == Qt.ItemDataRole.DisplayRole:
            return figures(done, total)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{tr(STAGES[column - 1].title)}: {tr(_OF, done=done, total=total)}"
        return None


def head(stage: int) -> str:
    """The words over a column, on two lines: the step, and what is counted."""
    return f"{tr(STAGES[stage].title)}\n{tr(STAGES[stage].unit)}"


def counted(volume: VolumeProgress, stage: int) -> tuple[int, int]:
    """(done, total) of a stage."""
    return STAGES[stage].done(volume), STAGES[stage].total(volume)


def figures(done: int, total: int) -> str:
    """ "15 / 20"."""
    return f"{number(done)} / {number(total)}"


def name_lines(volume: VolumeProgress) -> str:
    """The volume's name and, on a second line, what needs a person."""
    notes = [tr(text, count=count) for text, count in ((_CAME_BACK, volume.returned), (_UNKNOWN, volume.unknown)) if count]
    return "\n".join([volume_name(volume.volume), *([", ".join(notes)] if notes else [])])


class BarDelegate(QStyledItemDelegate):
    """Draws a stage's cell as a figure over a bar."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """A chosen row is softer and, while the table has the focus, underlined in the accent."""
        rect = option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(rect, theme.colour("soft"))
        pair = index.data(_DONE_TOTAL)
        if pair is None:
            painter.save()
            painter.setFont(theme.font())
            painter.setPen(theme.colour("text"))
            words = rect.adjusted(theme.GRID_PX, 0, -theme.GRID_PX, 0)
            painter.drawText(words, _NAME_FLAGS, str(index.data()))
            painter.restore()
        else:
            draw_bar(painter, rect, *pair)
        if chosen and option.state & QStyle.StateFlag.State_Active:
            painter.fillRect(QRect(rect.left(), rect.bottom() - 1, rect.width(), 2), theme.colour("accent"))

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """As wide as its words; the name as high as it wraps."""
        metrics = QFontMetrics(theme.font())
        if index.column() == 0:
            room = QRect(0, 0, max(option.rect.width() - 2 * theme.GRID_PX, _NAME_PX), 10_000)
            return QSize(_NAME_PX, metrics.boundingRect(room, _NAME_FLAGS, str(index.data())).height() + 2 * theme.GRID_PX)
        return QSize(
            metrics.horizontalAdvance(str(index.data())) + 2 * theme.GRID_PX,
            2 * metrics.height() + 2 * theme.GRID_PX,
        )


_NAME_PX = 160
_NAME_FLAGS = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap)


def draw_bar(painter: QPainter, rect: QRect, done: int, total: int) -> None:
    """The figure, and under it how much of `total` is done; a full bar is of another colour and says so by its figure."""
    colours, unit = theme.colours(), theme.GRID_PX
    inner = rect.adjusted(unit, unit // 2, -unit, -unit)
    bar = QRect(inner.left(), inner.bottom() - unit + 2, inner.width(), unit)
    painter.save()
    painter.setFont(theme.font())
    painter.setPen(theme.colour("text"))
    words = inner.adjusted(0, 0, 0, -unit)
    painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), figures(done, total))
    painter.setPen(theme.colour("line"))
    painter.setBrush(theme.colour("window"))
    painter.drawRect(bar)
    if done and total:
        full = QRect(bar.left(), bar.top(), max(2, round(bar.width() * done / total)), bar.height() + 1)
        painter.fillRect(full, colours.good if done == total else colours.accent)
    painter.restore()
