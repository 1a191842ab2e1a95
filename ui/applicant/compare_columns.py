"""The columns of the comparison: what the entry says, what the card says, how they stand, why. Looks only."""

from typing import Final

from PySide6.QtGui import QIcon

from station.domain.findings import Text
from station.domain.identification import Agreement
from station.workflow.agreement import Compared
from station.workflow.identification import AGREEMENTS
from ui import theme
from ui.desktop.icons import icon
from ui.language import tr
from ui.widgets.row_table import Column

_ICONS: Final = {Agreement.SAME: ("good", "good"), Agreement.DIFFERS: ("bad", "error"), Agreement.CANNOT_SAY: ("unknown", "warning")}


def _icon(one: Compared) -> QIcon:
    name, colour = _ICONS[one.agreement]
    return icon(name, theme.colour(colour), 16)


_DETAIL: Final = Text("{label} – hồ sơ: {paper} – giấy tờ: {card}. {why}", "{label} – entry: {paper} – card: {card}. {why}")
_NOTHING: Final = Text("(không ghi)", "(nothing)")

COLUMNS: Final = (
    Column[Compared](Text("Mục", "Part"), lambda one: tr(one.label), 150),
    Column[Compared](Text("Hồ sơ", "Entry"), lambda one: one.paper, 190),
    Column[Compared](Text("Giấy tờ", "Card"), lambda one: one.card, 190),
    Column[Compared](Text("So sánh", "Compared"), lambda one: tr(AGREEMENTS[one.agreement]), 116, icon=_icon),
    Column[Compared](Text("Vì sao", "Why"), lambda one: tr(one.why)),
)


def detail_words(one: Compared) -> str:
    """A row in one sentence, nothing of it cut."""
    nothing = tr(_NOTHING)
    return tr(_DETAIL, label=tr(one.label), paper=one.paper or nothing, card=one.card or nothing, why=tr(one.why))
