"""What the station tells the central about its volumes at hello: counts of the overview in the words of the protocol."""

from collections.abc import Sequence

from station.domain.record import Volume
from station.domain.states import VolumeState
from station.workflow.answering import Questions
from station.workflow.overview import VolumeProgress
from sync.protocol.heads import VOLUMES, VolumeLine


def volume_lines(progress: Sequence[VolumeProgress], questions: Questions) -> tuple[VolumeLine, ...]:
    """Open volumes first, the newest first: what does not fit is what has stood still longest."""
    newest = sorted(progress, key=lambda one: one.volume.volume_id, reverse=True)
    ordered = sorted(newest, key=lambda one: one.volume.state is not VolumeState.OPEN)
    waiting, upheld = questions.counts(), questions.upheld()
    return tuple(_line(one, waiting.get(one.volume.volume_id, 0), upheld.get(one.volume.volume_id, 0)) for one in ordered[:VOLUMES])


def _line(one: VolumeProgress, asked: int, upheld: int) -> VolumeLine:
    volume = one.volume
    return VolumeLine(
        volume_id=volume.volume_id, kind=volume.kind, year=volume.year, number=volume.number, expected=_expected(volume),
        pages=one.captured, captured=one.entries, keyed=one.checked + one.keyed_once, approved=one.approved, asked=asked, upheld=upheld,
    )  # fmt: skip


def _expected(volume: Volume) -> int:
    return sum(span.last - span.first + 1 for span in volume.spans)
