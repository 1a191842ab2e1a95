"""What stands in place of the fields for a while: searching the volume, or what is related to the entry. Escape goes back."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from station.domain.ids import EntryId
from station.workflow.relatives import Relative
from ui.checking import wording
from ui.checking.find_panel import FindPanel
from ui.checking.finder import Hit
from ui.checking.presenter import CheckingPresenter
from ui.language import tr
from ui.related.panel import RelatedPanel
from ui.related.presenter import in_two_lines


class Asides(QObject):
    """The two panels, what they show and where they lead."""

    changed = Signal()
    """Another one stands there, or none."""
    left = Signal()
    """Back to the field."""

    def __init__(self, presenter: CheckingPresenter, put_away: Callable[[], None], parent: QWidget) -> None:
        """`put_away`: what is typed is kept and what is asked at the field is closed, before something stands in its place."""
        super().__init__(parent)
        self._presenter, self._put_away = presenter, put_away
        self.finding, self.related = FindPanel(presenter.finder), RelatedPanel(presenter.related, may_judge=True)
        self.related.hide()
        self.finding.question.connect(self._ask_index)
        self.finding.wanted.connect(self._look_at)
        self.finding.left.connect(self.leave)
        self.related.wanted.connect(self._look_at_related)
        self.related.left.connect(self.leave)

    @property
    def panels(self) -> tuple[QWidget, ...]:
        """For whoever lays the desk out."""
        return self.finding, self.related

    def is_open(self, desk: QWidget) -> bool:
        """Whether one of them stands in place of the fields."""
        return any(panel.isVisibleTo(desk) for panel in self.panels)

    def retranslate(self) -> None:
        """Words in the language in force."""
        self.finding.retranslate()
        self.related.retranslate()

    def close_related(self) -> None:
        """Seen; the entry goes on its way."""
        self.related.hide()

    def open_find(self) -> None:
        """Ctrl+F."""
        if self._presenter.volume_id is not None and not self._presenter.is_finishing:
            self._put_away()
            self.related.hide()
            self.finding.begin()
            self.changed.emit()

    def open_related(self) -> None:
        """Ctrl+M, or something that must be looked at before the entry is finished."""
        self._put_away()
        self.finding.hide()
        self._presenter.related.seen()
        self.related.show()
        self.related.take_focus()
        self.changed.emit()

    def leave(self) -> None:
        """Back at the field, nothing of it touched."""
        self.finding.hide()
        self.related.hide()
        self.changed.emit()
        self.left.emit()

    def related_lines(self, desk: QWidget) -> list[str]:
        """Duplicates by their sentence, the rest by their number; nothing while they are looked at."""
        related = self._presenter.related
        if self.related.isVisibleTo(desk) or related.entry_id != self._presenter.entry_id or not related.found:
            return []
        asked = [f"{in_two_lines(one, tr)[0]}. {tr(wording.RELATED_LOOK)}" for one in related.asked]
        return asked or [tr(wording.RELATED, count=len(related.found))]

    def _ask_index(self, text: str) -> None:
        if self._presenter.volume_id is not None:
            self._presenter.finder.ask(self._presenter.volume_id, text)

    def _look_at(self, hit: Hit) -> None:
        self._open(hit.entry_id, hit.path)

    def _look_at_related(self, relative: Relative) -> None:
        self._open(relative.related.entry_id, "")

    def _open(self, entry_id: EntryId, path: str) -> None:
        self.finding.hide()
        self.related.hide()
        self._presenter.look_at(entry_id, path)
        self.changed.emit()
        self.left.emit()
