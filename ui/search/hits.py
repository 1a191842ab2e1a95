"""The columns of what was found: one row an entry, two lines each. Looks only."""

from typing import Final

from station.domain.findings import Text
from station.domain.states import EntryState
from ui.language import tr
from ui.search.presenter import Hit
from ui.widgets.row_table import Column

STATES: Final = {
    EntryState.READ: Text("Chờ kiểm tra", "To be checked"),
    EntryState.SECOND: Text("Chờ nhập lần hai", "To be keyed again"),
    EntryState.DIFFERING: Text("Chờ người thứ ba", "Waits for a third person"),
    EntryState.CHECKED: Text("Chờ phê duyệt", "To be approved"),
    EntryState.APPROVED: Text("Chờ gửi", "To be sent"),
    EntryState.RETURNED: Text("Bị trả lại", "Returned"),
    EntryState.RECEIVED: Text("Chữ ở trung tâm", "Words at the central"),
    EntryState.COMPLETE: Text("Ở trung tâm", "At the central"),
}


def state_words(hit: Hit) -> str:
    """How far the entry is."""
    return tr(STATES[hit.found.state]) if hit.found.state in STATES else hit.found.state.value


def _found(hit: Hit) -> str:
    return f"{hit.value}\n{tr(hit.label)}"


def _entry(hit: Hit) -> str:
    number = f"{hit.number} · {hit.volume}" if hit.number else hit.volume
    of_whom = hit.person if hit.person and hit.person != hit.value else tr(hit.form)
    return f"{number}\n{of_whom}"


COLUMNS: Final = (
    Column[Hit](Text("Tìm thấy", "Found"), _found),
    Column[Hit](Text("Mục", "Entry"), _entry, 184),
    Column[Hit](Text("Tình trạng", "State"), state_words, 128),
)
