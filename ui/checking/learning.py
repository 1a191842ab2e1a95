"""The words of a volume and of the commune's others, learnt slice by slice behind whatever the clerk asks for meanwhile. No Qt."""

from station.domain.ids import EntryId, VolumeId
from station.workflow.volume_words import VolumeWords
from ui.checking.work_list import WORD_SLICE, vouched_elsewhere, vouched_ids, words_of
from ui.tasks import Tasks


class Learning:
    """Of one volume at a time."""

    def __init__(self, tasks: Tasks) -> None:
        self._tasks = tasks
        self.words = VolumeWords()
        """What is known so far; it grows."""

    def enter(self, volume_id: VolumeId) -> None:
        """Begin with another volume."""
        elsewhere = VolumeWords()
        own = self.words = VolumeWords(elsewhere=elsewhere)
        self._tasks.query(lambda station: vouched_ids(station, volume_id), lambda ids: self._learn(ids, own, own))
        self._tasks.query(lambda station: vouched_elsewhere(station, volume_id), lambda ids: self._learn(ids, elsewhere, own))

    def _learn(self, ids: list[EntryId], into: VolumeWords, volume: VolumeWords) -> None:
        if not ids or volume is not self.words:
            return

        def learned(found: VolumeWords) -> None:
            if volume is self.words:
                into.absorb(found)
                self._learn(ids[WORD_SLICE:], into, volume)

        self._tasks.query(lambda station: words_of(station, ids[:WORD_SLICE]), learned)
