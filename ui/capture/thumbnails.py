"""The pages that came, as small pictures with words: the list's model and the delegate that draws one. No rule in here."""

from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QGuiApplication, QImage, QPainter, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from station.domain.findings import Severity
from station.domain.ids import PageId
from ui import theme
from ui.capture.arrivals import Thumbnail
from ui.capture.shelf import PageRow
from ui.capture.texts import aside_word, page_word, replaced_word, short_word, state_word
from ui.language import tr

ROW_ROLE: Final = Qt.ItemDataRole.UserRole
_PICTURE_PX: Final = QSize(144, 168)
_PAD_PX: Final = theme.GRID_PX
_LINES: Final = 3
_PICTURES_MAX: Final = 600
_ASIDE_OPACITY: Final = 0.4

Index = QModelIndex | QPersistentModelIndex


class PagesModel(QAbstractListModel):
    """Rows in the order of the paper; a picture that is not there yet is asked for when it is to be shown."""

    picture_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[PageRow] = []
        self._place: dict[PageId, int] = {}
        self._pictures: dict[PageId, QPixmap] = {}

    def show_rows(self, rows: tuple[PageRow, ...]) -> None:
        """Other pages."""
        self.beginResetModel()
        self._rows = list(rows)
        self._place = {row.page_id: at for at, row in enumerate(self._rows)}
        self._pictures = {page_id: picture for page_id, picture in self._pictures.items() if page_id in self._place}
        self.endResetModel()

    def add(self, row: PageRow) -> QModelIndex:
        """One more, at its place in the order of the paper: nearly always the end."""
        at = len(self._rows)
        while at and self._rows[at - 1].order > row.order:
            at -= 1
        self.beginInsertRows(QModelIndex(), at, at)
        self._rows.insert(at, row)
        for moved in range(at, len(self._rows)):
            self._place[self._rows[moved].page_id] = moved
        self.endInsertRows()
        return self.index(at)

    def update_row(self, row: PageRow) -> None:
        """The same page, with other words."""
        at = self._place.get(row.page_id)
        if at is not None:
            self._rows[at] = row
            self.dataChanged.emit(self.index(at), self.index(at))

    def set_picture(self, page_id: PageId, thumbnail: Thumbnail) -> None:
        """The picture has come."""
        image = QImage(thumbnail.rgb, thumbnail.width, thumbnail.height, 3 * thumbnail.width, QImage.Format.Format_RGB888)
        while len(self._pictures) >= _PICTURES_MAX:
            self._pictures.pop(next(iter(self._pictures)))
        self._pictures[page_id] = _fitted(image)
        at = self._place.get(page_id)
        if at is not None:
            self.dataChanged.emit(self.index(at), self.index(at))

    def retranslate(self) -> None:
        """Words in the language in force."""
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return page_word(row.ordinal)
            case Qt.ItemDataRole.DecorationRole:
                picture = self._pictures.get(row.page_id)
                if picture is None:
                    self.picture_wanted.emit(row.page_id)
                return picture
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return sentence_of(row)
            case _ if role == ROW_ROLE:
                return row
        return None

    @property
    def rows(self) -> list[PageRow]:
        """As shown."""
        return self._rows


def _fitted(image: QImage) -> QPixmap:
    """Scaled once, to the pixels it will have on the screen: drawn as it is, never scaled while painting."""
    ratio = QGuiApplication.primaryScreen().devicePixelRatio()
    size = QSizeF(_PICTURE_PX) * ratio
    aspect, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    picture = QPixmap.fromImage(image.scaled(size.toSize(), aspect, smooth))
    picture.setDevicePixelRatio(ratio)
    return picture


def sentence_of(row: PageRow) -> str:
    """Everything about a page in one line: for screen readers, the tool tip and the line below the list."""
    parts = [f"{page_word(row.ordinal)}, {state_word(row.state)} – {row.name}."]
    parts += [tr(finding.message) for finding in row.findings]
    if row.replaced_by is not None:
        parts.append(replaced_word(row.replaced_by) + ".")
    elif row.aside is not None:
        parts.append(aside_word(row.aside) + ".")
    return " ".join(parts)


def warning_of(row: PageRow) -> str:
    """The word on the thumbnail: why it was set aside, else its first doubt; empty when all is well."""
    if row.replaced_by is not None:
        return replaced_word(row.replaced_by)
    if row.aside is not None:
        return aside_word(row.aside)
    doubts = [finding for finding in row.findings if finding.severity is not Severity.INFO]
    if doubts:
        return short_word(doubts[0].rule) + (f" +{len(doubts) - 1}" if len(doubts) > 1 else "")
    return short_word(row.findings[0].rule) if row.findings else ""


class PageDelegate(QStyledItemDelegate):
    """Picture, number, state; a doubt as a word in a frame of its own."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The same for every page."""
        line = QFontMetrics(theme.font()).height()
        width = max(_PICTURE_PX.width(), round(_PICTURE_PX.width() * theme.theme().scale))
        return QSize(width + 2 * _PAD_PX, _PICTURE_PX.height() + _LINES * line + 4 * _PAD_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one page."""
        row: PageRow = index.data(ROW_ROLE)
        painter.save()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        frame = option.rect.adjusted(2, 2, -2, -2)
        if chosen:
            # not fillRect: Qt 6.12 may crash in it when a picture was drawn before
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("soft"))
            painter.drawRect(frame)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        if chosen and option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRect(frame)
        if row.aside is not None:
            # paler, and the word below says why
            painter.setOpacity(_ASIDE_OPACITY)
        self._paint_picture(painter, option.rect, index.data(Qt.ItemDataRole.DecorationRole))
        painter.setOpacity(1.0)
        self._paint_words(painter, option.rect, row, option.palette)
        painter.restore()

    def _paint_picture(self, painter: QPainter, rect: QRect, picture: QPixmap | None) -> None:
        place = QRect(rect.left() + _PAD_PX, rect.top() + _PAD_PX, rect.width() - 2 * _PAD_PX, _PICTURE_PX.height())
        if picture is None:
            painter.setPen(QPen(theme.colour("line"), 1, Qt.PenStyle.DotLine))
            painter.drawRect(place.adjusted(16, 0, -16, 0))
            return
        size = picture.deviceIndependentSize().toSize()
        shown = QRect(place.left() + (place.width() - size.width()) // 2, place.bottom() - size.height(), size.width(), size.height())
        painter.drawPixmap(shown.topLeft(), picture)
        painter.setPen(theme.colour("line"))
        painter.drawRect(shown)

    def _paint_words(self, painter: QPainter, rect: QRect, row: PageRow, palette: QPalette) -> None:
        painter.setFont(theme.font())
        metrics = painter.fontMetrics()
        line = metrics.height()
        words = QRect(rect.left() + 4, rect.top() + _PICTURE_PX.height() + 2 * _PAD_PX, rect.width() - 8, line)
        middle = Qt.AlignmentFlag.AlignCenter
        painter.setPen(palette.color(QPalette.ColorRole.Text) if row.aside is None else theme.colour("muted"))
        painter.drawText(words, middle, page_word(row.ordinal))
        painter.setPen(theme.colour("muted"))
        painter.drawText(
            words.translated(0, line), middle, metrics.elidedText(state_word(row.state), Qt.TextElideMode.ElideRight, words.width())
        )
        warning = warning_of(row)
        if warning:
            doubtful = row.aside is None and any(finding.severity is not Severity.INFO for finding in row.findings)
            colour = theme.colour("warning" if doubtful else "muted")
            fitted = metrics.elidedText(warning, Qt.TextElideMode.ElideRight, words.width() - 12)
            width = metrics.horizontalAdvance(fitted) + 12
            pill = QRect(rect.center().x() - width // 2, words.top() + 2 * line + 3, width, line + 2)
            painter.setPen(QPen(colour, 1))
            painter.drawRect(pill)
            painter.drawText(pill, middle, fitted)
