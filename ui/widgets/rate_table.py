"""Measured error rates as a table: the same at Hôm nay and in the plan of second keying. Looks only."""

from station.domain.findings import Text
from ui.language import number, tr
from ui.rates import GROUPS, HANDS, Rate, interval_words
from ui.widgets.row_table import Column


def rate_columns(*, by_kind: bool) -> tuple[Column[Rate], ...]:
    """Of a table of rates."""
    return (
        Column(Text("Ai", "Whose"), lambda rate: tr(HANDS[rate.hand]), 208),
        Column(Text("Người", "Person"), lambda rate: rate.name),
        *((Column(Text("Loại ô", "Kind of field"), _kind, 136, spare=True),) if by_kind else ()),
        Column(Text("Sai", "Wrong"), lambda rate: f"{number(rate.wrong)} / {number(rate.counted)}", 112, spare=by_kind),
        Column(Text("Tỉ lệ", "Rate"), interval_words, 152),
    )


def _kind(rate: Rate) -> str:
    return tr(GROUPS.get(rate.group, Text(rate.group, rate.group)))
