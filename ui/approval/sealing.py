"""An approval on its way, batch by batch: how far it is, and what is said when it ends. Knows neither store nor widget."""

from dataclasses import dataclass

from station.domain.findings import Text
from station.domain.ids import EntryId, VolumeId
from station.workflow.approval import BATCH_ENTRIES_MAX, Approved
from ui.approving import ApprovingHand
from ui.language import plural

Sentence = tuple[Text, dict[str, object]]

APPROVED = Text(
    "Đã phê duyệt {count} mục thành lô số {seq}.", "Approved {count} entry as batch {seq}.|Approved {count} entries as batch {seq}."
)
APPROVED_MANY = Text(
    "Đã phê duyệt {count} mục thành {batches} lô, số {seq} đến {last}.",
    "Approved {count} {count:entry|entries} as {batches} {batches:batch|batches}, {seq} to {last}.",
)
HELD_BACK = Text(
    "Giữ lại {count} mục do chính anh/chị nhập hoặc kiểm tra: người khác phải phê duyệt.",
    "{count} entry stays on the list because you keyed or checked it: somebody else has to approve it."
    "|{count} entries stay on the list because you keyed or checked them: somebody else has to approve them.",
)
UNIDENTIFIED = Text(
    "Giữ lại {count} mục chưa xác minh người nộp: trả lại cho công chức.",
    "{count} entry stays on the list because its applicant is not identified: return it to the clerk."
    "|{count} entries stay on the list because their applicants are not identified: return them to the clerk.",
)
STOPPED = Text(
    "Đã dừng: {count} mục còn lại vẫn chờ phê duyệt.",
    "Stopped: {count} entry still waits for approval.|Stopped: {count} entries still wait for approval.",
)
NONE_SEALED = Text("Chưa lô nào được đóng.", "No batch was sealed.")


@dataclass(frozen=True)
class Step:
    """How far long work is."""

    done: int
    total: int
    """Entries."""
    rate: float
    """Entries a second; 0 when nobody can say yet."""
    batch: int = 0
    batches: int = 0
    """The batch being sealed, of how many; 0 while entries are looked over."""

    @property
    def left_s(self) -> float | None:
        """Seconds left at this rate; None when nobody can say."""
        return (self.total - self.done) / self.rate if self.rate > 0 else None


class Sealing:
    """An approval on its way."""

    def __init__(self, volume_id: VolumeId, entry_ids: list[EntryId], held_back: int, unidentified: int, now: float) -> None:
        self.volume_id, self.left = volume_id, entry_ids
        self.done: list[Approved] = []
        self.hand = ApprovingHand()
        """What it is signed with."""
        self.stopping = False
        self._total, self._held_back, self._unidentified, self._began = len(entry_ids), held_back, unidentified, now

    def step(self, now: float) -> Step:
        """How far it is."""
        done, passed = self._total - len(self.left), now - self._began
        batches = -(-self._total // BATCH_ENTRIES_MAX)
        return Step(done, self._total, done / passed if passed > 0 else 0.0, len(self.done) + 1, batches)

    def said(self) -> list[Sentence]:
        """What was done."""
        if not self.done:
            return [(NONE_SEALED, {})]
        count, seqs = sum(len(one.batch.entries) for one in self.done), [one.batch.seq for one in self.done]
        if len(seqs) == 1:
            said: list[Sentence] = [(plural(APPROVED, count), {"count": count, "seq": seqs[0]})]
        else:
            said = [(APPROVED_MANY, {"count": count, "batches": len(seqs), "seq": seqs[0], "last": seqs[-1]})]
        for text, number in ((STOPPED, len(self.left)), (HELD_BACK, self._held_back), (UNIDENTIFIED, self._unidentified)):
            said += [(plural(text, number), {"count": number})] if number else []
        return said
