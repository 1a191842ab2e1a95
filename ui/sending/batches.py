"""The columns of the sending desk's table, newest batch first, and a batch's receipts in words. Looks only."""

from typing import Final

from PySide6.QtGui import QIcon

from station.domain.findings import Text
from ui import theme
from ui.desktop.icons import icon
from ui.language import moment, number, tr
from ui.sending.parcels import BatchRow, Receipt, Where
from ui.widgets.row_table import Column

_WHERES: Final = {
    Where.HERE: Text("Chỉ có ở máy này", "On this PC alone"),
    Where.WORDS: Text("Chữ đã ở trung tâm, ảnh còn chờ", "Words at the central, images wait"),
    Where.CENTRAL: Text("Ở trung tâm, đủ ảnh", "At the central with its images"),
    Where.REFUSED: Text("Bị từ chối, đã trả lại", "Refused, given back"),
    Where.LOST: Text("Mất thư mục, không gửi được", "Folder lost, cannot be sent"),
}
_ICONS: Final = {
    Where.HERE: ("queue", "text"),
    Where.WORDS: ("sending", "accent"),
    Where.CENTRAL: ("good", "good"),
    Where.REFUSED: ("returned", "error"),
    Where.LOST: ("warning", "error"),
}
_RECEIPT = Text("số {number}, {at}", "no. {number}, {at}")
_STAGES: Final = {
    "entries": Text("Biên nhận dữ liệu số {number}, {at}", "Receipt for the words no. {number}, {at}"),
    "complete": Text("Biên nhận đủ ảnh số {number}, {at}", "Receipt for the images no. {number}, {at}"),
}
_MB = 1e6


def detail_words(row: BatchRow) -> str:
    """What is to be said of one batch: trouble first, then its receipts."""
    said = [tr(row.said)] if row.said is not None else []
    receipts = [_receipt(one) for one in row.receipts]
    return "\n".join([*said, *([" · ".join(receipts)] if receipts else [])])


def _receipt(receipt: Receipt) -> str:
    return tr(_STAGES[receipt.stage], number=receipt.number, at=moment(receipt.at) if receipt.at is not None else "")


def _newest(row: BatchRow) -> str:
    at = moment(row.received_at) if row.received_at is not None else ""
    return tr(_RECEIPT, number=row.receipt, at=at) if row.receipt else ""


def _size(row: BatchRow) -> str:
    return f"{number(row.size / _MB, 1)} MB" if row.size else ""


def _icon(row: BatchRow) -> QIcon:
    name, colour = _ICONS[row.where]
    return icon(name, theme.colour(colour), 16)


COLUMNS: Final = (
    Column[BatchRow](Text("Lô", "Batch"), lambda row: number(row.seq), 56),
    Column[BatchRow](Text("Quyển", "Volume"), lambda row: row.volume),
    Column[BatchRow](Text("Mục", "Entries"), lambda row: number(row.entries), 72),
    Column[BatchRow](Text("Còn gửi", "To send"), _size, 88),
    Column[BatchRow](Text("Tình trạng", "State"), lambda row: tr(_WHERES[row.where]), 264, _icon),
    Column[BatchRow](Text("Biên nhận", "Receipt"), _newest, 208),
)
