"""What people do with a volume's ledger: describe it, account for numbers, list dossiers, close it and open it again. Each is an action."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from station.domain.actions import NewAction
from station.domain.codec import from_json, to_json
from station.domain.errors import StationError
from station.domain.ids import UserId, VolumeId
from station.domain.ledger import Account, Closing, Dossier, Number, require_volume_allowed, volume_label
from station.domain.record import Span, Volume
from station.domain.roles import STATION
from station.domain.states import ActionKind, VolumeState
from station.domain.text import clean
from station.workflow.desk import Desk
from station.workflow.ledger import Ledger, LedgerReading, accounts_of, look_up, name_of, numbering, open_findings

NUMBERS_MAX: Final = 20_000
"""In one volume: the thickest books of a city district hold some thousand."""


def ledger_of(desk: Desk, reading: LedgerReading, volume_id: VolumeId) -> Ledger:
    """The ledger as it stands. Raises StationError `store.unknown-item`."""
    volumes = desk.records.volumes()
    return look_up(reading, volumes, desk.records.volume(volume_id), desk.forms.gazetteer)


def settle_numbering(desk: Desk) -> int:
    """Note on every open volume which fields number its entries, where forms say it otherwise than the log; how many. At every unlock."""
    acts = []
    for volume in desk.records.volumes():
        fields = numbering(desk.forms, volume.kind)
        if volume.state is VolumeState.OPEN and fields != volume.numbered_by:
            described = dataclasses.replace(volume, numbered_by=fields)
            acts.append(NewAction(ActionKind.VOLUME_DESCRIBED, volume.volume_id, STATION, {"volume": to_json(described)}))
    if acts:
        desk.act_all(acts)
    return len(acts)


def describe_volume(desk: Desk, volume: Volume) -> Volume:
    """Put this in place of what was said of the volume: office, range, closing line, shelf. Raises StationError `ledger.wrong-range`."""
    require_sound_spans(volume.spans)
    before = desk.records.volume(volume.volume_id)
    require_volume_allowed(before, ActionKind.VOLUME_DESCRIBED, desk.actor.role)
    described = dataclasses.replace(volume, office=clean(volume.office), state=before.state, numbered_by=before.numbered_by)
    if described != before:
        desk.act(ActionKind.VOLUME_DESCRIBED, volume.volume_id, {"volume": to_json(described)})
    return described


def require_sound_spans(spans: Sequence[Span]) -> None:
    """Raise StationError `ledger.wrong-range` for a range that ends before it begins, is endless, or meets another of the same year."""
    for place, span in enumerate(spans):
        wrong = not 0 < span.first <= span.last or span.last - span.first >= NUMBERS_MAX
        meets = any(span.year == other.year and span.first <= other.last and other.first <= span.last for other in spans[:place])
        if wrong or meets:
            raise StationError("ledger.wrong-range", range=f"{span.first}-{span.last}/{span.year}", limit=NUMBERS_MAX)


def account_for(desk: Desk, reading: LedgerReading, volume_id: VolumeId, numbers: Sequence[Number], account: Account, reason: str) -> None:
    """Say why these numbers have no entry. Raises StationError `ledger.no-reason`, `ledger.has-entry`, `volume.closed`."""
    require_volume_allowed(desk.records.volume(volume_id), ActionKind.NUMBERS_ACCOUNTED, desk.actor.role)
    if not clean(reason):
        raise StationError("ledger.no-reason")
    taken = {line.number for line in ledger_of(desk, reading, volume_id).lines if line.entries}
    for number in numbers:
        if number in taken:
            raise StationError("ledger.has-entry", number=number)
    payload = {"numbers": [to_json(number) for number in numbers], "account": account.value, "reason": clean(reason)}
    desk.act(ActionKind.NUMBERS_ACCOUNTED, volume_id, payload)


def take_back_account(desk: Desk, reading: LedgerReading, volume_id: VolumeId, numbers: Sequence[Number]) -> int:
    """Say nothing of these numbers any more; of how many something was said. Raises StationError `volume.closed`."""
    require_volume_allowed(desk.records.volume(volume_id), ActionKind.NUMBERS_UNACCOUNTED, desk.actor.role)
    said = {accounted.number for accounted in reading.accounted(volume_id)} & set(numbers)
    if said:
        desk.act(ActionKind.NUMBERS_UNACCOUNTED, volume_id, {"numbers": [to_json(number) for number in sorted(said)]})
    return len(said)


def list_dossier(desk: Desk, volume_id: VolumeId, dossier: Dossier) -> None:
    """Keep what a dossier's list of papers says, in place of what it said before.

    Raises StationError `ledger.wrong-range`, `volume.closed`.
    """
    require_volume_allowed(desk.records.volume(volume_id), ActionKind.DOSSIER_LISTED, desk.actor.role)
    if dossier.number < 1 or any(paper.pages < 1 for paper in dossier.papers):
        raise StationError("ledger.wrong-range", range=dossier.number, limit=NUMBERS_MAX)
    desk.act(ActionKind.DOSSIER_LISTED, volume_id, {"dossier": to_json(dossier)})


def unlist_dossier(desk: Desk, volume_id: VolumeId, number: int) -> None:
    """There is no such dossier. Raises StationError `volume.closed`."""
    require_volume_allowed(desk.records.volume(volume_id), ActionKind.DOSSIER_UNLISTED, desk.actor.role)
    desk.act(ActionKind.DOSSIER_UNLISTED, volume_id, {"number": number})


def close_volume(desk: Desk, reading: LedgerReading, volume_id: VolumeId, reasons: Mapping[str, str]) -> Ledger:
    """Close a balanced volume; `reasons` is finding → why it stands, by `name_of`.

    Raises StationError `ledger.not-balanced` naming what is open, `volume.closed`, `workflow.not-allowed`.
    """
    ledger = ledger_of(desk, reading, volume_id)
    require_volume_allowed(ledger.volume, ActionKind.VOLUME_CLOSED, desk.actor.role)
    given = {name: clean(reason) for name, reason in reasons.items() if clean(reason)}
    hindering = open_findings(ledger, given)
    if hindering:
        raise StationError("ledger.not-balanced", volume=volume_label(ledger.volume), count=len(hindering))
    standing = {name_of(finding) for finding in ledger.findings}
    payload = {
        "counts": {state.value: count for state, count in ledger.counts.items()},
        "accounts": {name: list(numbers) for name, numbers in accounts_of(ledger).items()},
        "reasons": {name: reason for name, reason in given.items() if name in standing},
    }
    desk.act(ActionKind.VOLUME_CLOSED, volume_id, payload)
    return ledger_of(desk, reading, volume_id)


def reopen_volume(desk: Desk, reading: LedgerReading, volume_id: VolumeId, reason: str) -> Ledger:
    """Open a closed volume again. Raises StationError `ledger.no-reason`, `workflow.not-allowed`."""
    require_volume_allowed(desk.records.volume(volume_id), ActionKind.VOLUME_REOPENED, desk.actor.role)
    if not clean(reason):
        raise StationError("ledger.no-reason")
    desk.act(ActionKind.VOLUME_REOPENED, volume_id, {"reason": clean(reason)})
    return ledger_of(desk, reading, volume_id)


@dataclass(frozen=True)
class Closed:
    """When a volume was closed, by whom, and what was said then."""

    by: UserId
    at: str
    """UTC, ISO 8601."""
    closing: Closing


def last_closing(desk: Desk, volume_id: VolumeId) -> Closed | None:
    """The newest closing of a volume; None while it is open."""
    if desk.records.volume(volume_id).state is VolumeState.OPEN:
        return None
    closings = [action for action in desk.log.actions(volume_id) if action.kind is ActionKind.VOLUME_CLOSED]
    newest = closings[-1]
    return Closed(newest.by.user_id, newest.at, from_json(Closing, newest.payload))
