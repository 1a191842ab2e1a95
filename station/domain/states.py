"""The one table of transitions: (state, action, role) → state. Buttons, guards, the central's check and the tests read it."""

from enum import StrEnum
from typing import Final

from station.domain.roles import Role


class EntryState(StrEnum):
    """How far an entry is."""

    READ = "read"
    """The engines have read it (or a person began it); a clerk works on it."""
    CHECKED = "checked"
    SECOND = "second"
    """Checked, and the plan wants fields of it keyed again, blind, by somebody else."""
    DIFFERING = "differing"
    """Keyed twice, and not the same: a third person decides."""
    APPROVED = "approved"
    """Frozen in a batch that waits in the outbox."""
    RETURNED = "returned"
    """Look again: from the supervisor or from the central."""
    RECEIVED = "received"
    """The words are at the central; images are still on their way."""
    COMPLETE = "complete"
    """At the central with every image. Only this means safe."""
    WITHDRAWN = "withdrawn"
    """Its page was set aside before anybody worked on it: no longer shown, the log keeps it."""


class VolumeState(StrEnum):
    """Whether paper and numbers may still be added to a volume."""

    OPEN = "open"
    CLOSED = "closed"
    """Every number was accounted for: what is in it no longer comes, goes, or changes its number."""


class ActionKind(StrEnum):
    """Everything that can be written to the action log."""

    VOLUME_OPENED = "volume.opened"
    VOLUME_DESCRIBED = "volume.described"
    """What its cover, its closing line and its shelf say, in place of what was said before."""
    VOLUME_CLOSED = "volume.closed"
    VOLUME_REOPENED = "volume.reopened"
    NUMBERS_ACCOUNTED = "numbers.accounted"
    """A person says why numbers of a volume have no entry."""
    NUMBERS_UNACCOUNTED = "numbers.unaccounted"
    DOSSIER_LISTED = "dossier.listed"
    """What the list of papers of one dossier says."""
    DOSSIER_UNLISTED = "dossier.unlisted"
    VOLUME_PLANNED = "volume.planned"
    """What of the volume is keyed a second time."""
    PAGE_CAPTURED = "page.captured"
    PAGE_READ = "page.read"
    PAGE_SET_ASIDE = "page.set-aside"
    PAGE_TAKEN_BACK = "page.taken-back"
    ENTRY_READ = "entry.read"
    ENTRY_REREAD = "entry.reread"
    ENTRY_WITHDRAWN = "entry.withdrawn"
    ENTRY_KEYED = "entry.keyed"
    ENTRY_CHECKED = "entry.checked"
    ENTRY_PLANNED = "entry.planned"
    """The volume's plan wants fields of it keyed again."""
    ENTRY_SECOND_KEYED = "entry.second-keyed"
    ENTRY_AGREED = "entry.agreed"
    """Both keyings say the same."""
    ENTRY_DECIDED = "entry.decided"
    ENTRY_WAIVED = "entry.waived"
    """Nobody can key it a second time; whoever may plan says so."""
    ENTRY_IDENTIFIED = "entry.identified"
    """Somebody showed who a person of the entry is; no word of the entry changes."""
    ENTRY_RETURNED = "entry.returned"
    ENTRY_APPROVED = "entry.approved"
    ENTRY_QUESTIONED = "entry.questioned"
    """The central found something about it where it is already; no word of it changes, a person answers."""
    ENTRY_UPHELD = "entry.upheld"
    """A person's answer: it stays as it is, with reasons."""
    ENTRY_REOPENED = "entry.reopened"
    """The other answer: it is corrected, and comes again under its next revision."""
    PAIR_JUDGED = "pair.judged"
    """A person said whether two entries are what the station took them for; no word of either changes."""
    FORMS_KNOWN = "forms.known"
    """Which fields of a form hold persons and numbers: told once, so that the indexes follow from the log alone."""
    KNOWN_ANSWERED = "known.answered"
    """An entry whose answer is known was keyed blind, to measure; no word of it changes."""
    SAMPLE_DRAWN = "sample.drawn"
    SAMPLE_LOOKED = "sample.looked"
    """A drawn entry was compared with the paper."""
    NOTICE_SHOWN = "notice.shown"
    """An applicant was told what their card is read for; before anything is read."""
    BATCH_SEALED = "batch.sealed"
    BATCH_RECEIVED = "batch.received"
    BATCH_COMPLETED = "batch.completed"
    BATCH_REFUSED = "batch.refused"
    FEED_ABSORBED = "feed.absorbed"
    """What the central said; what follows from it is an act of its own beside."""
    NUMBERING_MOVED = "numbering.moved"
    """The next batch goes on after one that this store does not know: a person at the province lifted a quarantine."""
    PAYLOAD_ERASED = "payload.erased"
    IMAGES_ERASED = "images.erased"
    """Pictures of pages that are at the central went under the retention rule; the words stay."""
    STORE_BACKED_UP = "store.backed-up"
    STORE_RESTORED = "store.restored"
    """From a backup: what was done after it was made is not in this log."""
    USER_ADDED = "user.added"
    USER_CERTIFIED = "user.certified"
    """The province's certificate of a person, or of the station, was taken in."""
    USER_REVOKED = "user.revoked"
    USER_REISSUED = "user.reissued"
    """A new slot and a new signing key for somebody who lost theirs, or who comes back."""
    USER_UNLOCKED = "user.unlocked"
    """An account shut by wrong passwords was opened again."""
    ROLE_CHANGED = "role.changed"
    PASSWORD_CHANGED = "password.changed"
    KEY_RENEWED = "key.renewed"
    """The person approves with another key from now on: a token's, or the one in the slot again."""
    REVOCATIONS_TAKEN = "revocations.taken"
    """The province's list of revoked certificates was taken in; the newest counts."""
    RECOVERY_RENEWED = "recovery.renewed"
    """A new recovery code was printed; the one before opens nothing any more."""
    DATA_KEY_RENEWED = "data-key.renewed"
    """The store was exported under a new data key; this is its first row of its own."""


_A, _S, _V, _R = ActionKind, EntryState, VolumeState, Role

TRANSITIONS: Final[dict[tuple[EntryState | None, ActionKind, Role], EntryState]] = {
    (None, _A.ENTRY_READ, _R.READING): _S.READ,
    (_S.READ, _A.ENTRY_REREAD, _R.READING): _S.READ,
    (_S.CHECKED, _A.ENTRY_REREAD, _R.READING): _S.READ,
    (_S.SECOND, _A.ENTRY_REREAD, _R.READING): _S.READ,
    (_S.DIFFERING, _A.ENTRY_REREAD, _R.READING): _S.READ,
    (_S.RETURNED, _A.ENTRY_REREAD, _R.READING): _S.RETURNED,
    (_S.READ, _A.ENTRY_WITHDRAWN, _R.READING): _S.WITHDRAWN,
    (_S.READ, _A.ENTRY_WITHDRAWN, _R.CLERK): _S.WITHDRAWN,
    (_S.READ, _A.ENTRY_KEYED, _R.CLERK): _S.READ,
    (_S.READ, _A.ENTRY_CHECKED, _R.CLERK): _S.CHECKED,
    (_S.READ, _A.ENTRY_IDENTIFIED, _R.CLERK): _S.READ,
    (_S.CHECKED, _A.ENTRY_IDENTIFIED, _R.CLERK): _S.CHECKED,
    (_S.RETURNED, _A.ENTRY_IDENTIFIED, _R.CLERK): _S.RETURNED,
    (_S.CHECKED, _A.ENTRY_KEYED, _R.CLERK): _S.READ,
    (_S.CHECKED, _A.ENTRY_PLANNED, _R.STATION): _S.SECOND,
    (_S.SECOND, _A.ENTRY_KEYED, _R.CLERK): _S.READ,
    (_S.SECOND, _A.ENTRY_IDENTIFIED, _R.CLERK): _S.SECOND,
    (_S.DIFFERING, _A.ENTRY_IDENTIFIED, _R.CLERK): _S.DIFFERING,
    (_S.SECOND, _A.ENTRY_SECOND_KEYED, _R.CLERK): _S.DIFFERING,
    (_S.SECOND, _A.ENTRY_SECOND_KEYED, _R.SECOND_KEYER): _S.DIFFERING,
    (_S.SECOND, _A.ENTRY_WAIVED, _R.SUPERVISOR): _S.CHECKED,
    (_S.DIFFERING, _A.ENTRY_AGREED, _R.STATION): _S.CHECKED,
    (_S.DIFFERING, _A.ENTRY_DECIDED, _R.CLERK): _S.CHECKED,
    (_S.DIFFERING, _A.ENTRY_DECIDED, _R.SUPERVISOR): _S.CHECKED,
    (_S.CHECKED, _A.ENTRY_RETURNED, _R.SUPERVISOR): _S.RETURNED,
    (_S.CHECKED, _A.ENTRY_APPROVED, _R.SUPERVISOR): _S.APPROVED,
    (_S.RETURNED, _A.ENTRY_KEYED, _R.CLERK): _S.RETURNED,
    (_S.RETURNED, _A.ENTRY_CHECKED, _R.CLERK): _S.CHECKED,
    (_S.APPROVED, _A.BATCH_RECEIVED, _R.CENTRAL): _S.RECEIVED,
    (_S.APPROVED, _A.BATCH_COMPLETED, _R.CENTRAL): _S.COMPLETE,
    (_S.RECEIVED, _A.BATCH_COMPLETED, _R.CENTRAL): _S.COMPLETE,
    (_S.APPROVED, _A.BATCH_REFUSED, _R.CENTRAL): _S.RETURNED,
    **{(at, _A.ENTRY_QUESTIONED, _R.CENTRAL): at for at in (_S.RECEIVED, _S.COMPLETE)},
    **{(at, _A.ENTRY_UPHELD, _R.CLERK): at for at in (_S.RECEIVED, _S.COMPLETE)},
    **{(at, _A.ENTRY_REOPENED, _R.CLERK): _S.RETURNED for at in (_S.RECEIVED, _S.COMPLETE)},
    (_S.RECEIVED, _A.ENTRY_RETURNED, _R.CENTRAL): _S.RETURNED,
    (_S.COMPLETE, _A.ENTRY_RETURNED, _R.CENTRAL): _S.RETURNED,
}


VOLUME_TRANSITIONS: Final[dict[tuple[VolumeState, ActionKind, Role], VolumeState]] = {
    **{(_V.OPEN, kind, _R.CLERK): _V.OPEN for kind in (
        _A.VOLUME_DESCRIBED, _A.NUMBERS_ACCOUNTED, _A.NUMBERS_UNACCOUNTED, _A.DOSSIER_LISTED, _A.DOSSIER_UNLISTED,
    )},
    (_V.OPEN, _A.VOLUME_DESCRIBED, _R.STATION): _V.OPEN,
    (_V.OPEN, _A.VOLUME_CLOSED, _R.SUPERVISOR): _V.CLOSED,
    (_V.CLOSED, _A.VOLUME_REOPENED, _R.SUPERVISOR): _V.OPEN,
}  # fmt: skip
"""The same for a volume as a whole."""


def next_volume_state(state: VolumeState, action: ActionKind, role: Role) -> VolumeState | None:
    """The state after `action` by `role`, or None when the table does not allow it."""
    return VOLUME_TRANSITIONS.get((state, action, role))


def next_state(state: EntryState | None, action: ActionKind, role: Role) -> EntryState | None:
    """The state after `action` by `role`, or None when the table does not allow it."""
    return TRANSITIONS.get((state, action, role))


def allowed(state: EntryState, role: Role) -> frozenset[ActionKind]:
    """What `role` may do to an entry in `state`."""
    return frozenset(kind for (at, kind, by) in TRANSITIONS if at == state and by == role)
