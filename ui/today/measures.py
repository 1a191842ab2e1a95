"""What the quality charts measure, and a day of it in one sentence. No Qt, no drawing."""

from collections.abc import Callable
from dataclasses import dataclass

from station.domain.findings import Text
from station.domain.quality import Quality
from station.workflow.overview import DayQuality
from ui.language import number, tr


@dataclass(frozen=True)
class Measure:
    """One chart: a column a day."""

    title: Text
    part: Callable[[Quality], int]
    whole: Callable[[Quality], int] | None = None
    """With it the column is the share of `part` in `whole`, from 0 to 100 %."""
    rest: Text | None = None
    """With it the column is filled up to 100 % by what is not `part`, drawn in another pattern and named so."""

    def value(self, quality: Quality) -> float | None:
        """A count, or a share between 0 and 1; None where there is nothing to take a share of."""
        if self.whole is None:
            return float(self.part(quality))
        whole = self.whole(quality)
        return self.part(quality) / whole if whole else None

    def shown(self, quality: Quality) -> str:
        """ "12", "85 %"; empty for a day without work."""
        value = self.value(quality)
        if value is None or (self.whole is None and not value):
            return ""
        return number(value) if self.whole is None else f"{number(value * 100)} %"


AS_READ = Text("Trường lấy nguyên như máy đọc", "Fields taken as read")
MEASURES = (
    Measure(Text("Mục làm xong", "Entries finished"), lambda q: q.entries),
    Measure(AS_READ, lambda q: q.as_read, lambda q: q.fields, Text("sửa bằng tay", "changed by hand")),
    Measure(Text("Mục có lỗi được giữ lại kèm lý do", "Entries with a finding let stand"), lambda q: q.overridden, lambda q: q.entries),
    Measure(Text("Mục lãnh đạo trả lại", "Entries returned by the supervisor"), lambda q: q.returned),
)

_NOTHING = Text("{day}: không có mục nào làm xong.", "{day}: no entry was finished.")
_DAY = Text(
    "{day}: {entries} làm xong; {as_read} % trường lấy nguyên như máy đọc, {keyed} % sửa bằng tay; {overridden} có lỗi được giữ kèm lý do;"
    " {returned} bị trả lại.",
    "{day}: {entries} finished; {as_read} % of the fields taken as read, {keyed} % changed by hand; {overridden} with a finding let stand;"
    " {returned} returned.",
)
_ENTRIES = Text("{count} mục", "{count} {count:entry|entries}")


def day_words(found: DayQuality) -> str:
    """Everything the charts say about one day."""
    quality, day = found.quality, f"{found.day:%d/%m/%Y}"
    if not quality.entries and not quality.returned:
        return tr(_NOTHING, day=day)
    as_read = round(100 * quality.as_read / quality.fields) if quality.fields else 0
    return tr(
        _DAY,
        day=day,
        entries=tr(_ENTRIES, count=quality.entries),
        as_read=as_read,
        keyed=100 - as_read if quality.fields else 0,
        overridden=tr(_ENTRIES, count=quality.overridden),
        returned=tr(_ENTRIES, count=quality.returned),
    )
