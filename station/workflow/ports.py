"""What the use cases need from the world, as Protocols. ui.bootstrap wires the real parts; tests wire others; one contract suite each."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any, Protocol

from station.domain.actions import Action, Head, NewAction, Signer
from station.domain.batch import BatchContents, SealedImage
from station.domain.findings import Finding
from station.domain.ids import ActionId, BatchName, EntryId, PageId, UserId, VolumeId
from station.domain.linkage import FormFacts, Paper
from station.domain.record import Batch, Entry, FieldValue, FormRef, Job, Page, PageReading, PageState, Volume
from station.domain.relations import Verdict
from station.domain.roles import Actor, Role
from station.domain.search import Asked, Found
from station.domain.sheets import SheetMark
from station.domain.states import ActionKind, EntryState
from station.domain.work_log import AskedWork, ChainLook, WorkLine


class ActionLog(Protocol):
    """The append-only log and, in the same transaction, the projections that follow from it."""

    def append(self, actions: Sequence[NewAction], signer: Signer | None = None, approver: Signer | None = None) -> list[Action]:
        """Write all or none, durable on return. Persons' actions need their `signer`; `approver` seals a batch where that is another key.
        With `entry.checked` go the entry's drafts.

        Raises StationError `workflow.not-allowed` when a transition is not in the table, `store.disk-full` when there is no room.
        """

    def head(self) -> Head:
        """Where the log ends."""

    def actions(self, subject: str | None = None) -> Iterator[Action]:
        """In order; of one subject or all."""

    def newest(self, kind: ActionKind, subject: str) -> Action | None:
        """The last action of this kind about this subject."""


class Records(Protocol):
    """Projections of the log: what is, now. Lists are in order of making."""

    def volumes(self) -> list[Volume]: ...

    def volume(self, volume_id: VolumeId) -> Volume:
        """Raises StationError `store.unknown-item`."""

    def page(self, page_id: PageId) -> Page:
        """Raises StationError `store.unknown-item`."""

    def pages(self, volume_id: VolumeId | None = None, state: PageState | None = None) -> list[Page]: ...

    def next_ordinal(self, volume_id: VolumeId) -> int:
        """The number of the page to be captured next."""

    def count_pages(self, volume_id: VolumeId) -> int:
        """How many pages a volume has, those set aside among them; opens none."""

    def pages_until(self, volume_id: VolumeId, limit: int, place: int | None = None) -> list[Page]:
        """The last `limit` pages in the order of the paper, or those up to this place."""

    def page_states(self, volume_id: VolumeId, first: int, last: int) -> dict[PageId, PageState]:
        """How far the pages of these places are, in the order of the paper; opens none."""

    def pages_at(self, volume_id: VolumeId, place: int) -> list[Page]:
        """The pages of one place in the order of the paper: at most one of them is not set aside."""

    def neighbours(self, page_id: PageId) -> tuple[Page | None, Page | None]:
        """The pages before and behind this one in the order of the paper, those set aside passed over."""

    def first_waiting(self, volume_id: VolumeId) -> Page | None:
        """The first page in the order of the paper that waits to be read; one that needs a person does not count."""

    def loose_pages(self, volume_id: VolumeId) -> list[Page]:
        """Pages that were read and are in no entry, in the order of the paper."""

    def stale_entries(self, volume_id: VolumeId) -> list[EntryId]:
        """Entries that name a page which was set aside."""

    def entry_of(self, page_id: PageId) -> EntryId | None:
        """The entry that names this page."""

    def is_begun(self, entry_id: EntryId) -> bool:
        """Whether somebody has typed into the entry and not keyed it yet."""

    def is_kept(self, source_hash: str) -> bool:
        """Whether some volume has a page from a file with this SHA-256."""

    def page_from(self, volume_id: VolumeId, source_hash: str) -> PageId | None:
        """The page that was captured from a file with this SHA-256, if the volume has it already."""

    def entry(self, entry_id: EntryId) -> Entry:
        """Raises StationError `store.unknown-item`."""

    def entries(self, volume_id: VolumeId | None = None, state: EntryState | None = None) -> list[Entry]: ...

    def entry_ids(self, volume_id: VolumeId | None = None, state: EntryState | None = None) -> list[EntryId]:
        """The ids of `entries`, without opening one of them: for work lists of thousands."""

    def newest_elsewhere(self, volume_id: VolumeId, states: Collection[EntryState], limit: int) -> list[EntryId]:
        """The newest entries in these states of every other volume, newest first, however many there are."""

    def entry_before(self, entry_id: EntryId) -> Entry | None:
        """The entry made before this one in its volume; None for the first and for one that is not there."""

    def keyed_texts(self, entry_ids: Sequence[EntryId]) -> list[tuple[FormRef, dict[str, str]]]:
        """What persons keyed in these entries, each with its form: field id → value that is not empty. Opens no entry whole."""

    def read_as(
        self, entry_ids: Sequence[EntryId], form_id: str, path: str, value: str
    ) -> list[tuple[EntryId, tuple[PageId, ...], FieldValue]]:
        """Those of these entries whose field was read as `value` and touched by nobody since: id, pages, the field's value."""

    def batches(self) -> list[Batch]: ...


class Drafts(Protocol):
    """What people have typed and not yet keyed: no truth, but never lost."""

    def keep(self, entry_id: EntryId, user_id: UserId, body: dict[str, Any], at: str) -> None:
        """Replace this person's draft of the entry, durable on return; `body` is JSON values. Raises StationError `store.disk-full`."""

    def draft(self, entry_id: EntryId, user_id: UserId) -> dict[str, Any] | None:
        """What this person left in the entry, or None."""

    def drop(self, entry_id: EntryId, user_id: UserId | None = None) -> None:
        """Remove this person's draft, or everybody's."""

    def entries(self, user_id: UserId) -> list[EntryId]:
        """Entries of which this person has a draft, the newest first."""


class Retention(Protocol):
    """What is at the central for how long, and everything on this PC that is about it."""

    def complete_before(self, moment: str) -> list[EntryId]:
        """Entries of closed volumes whose batch had its `complete` receipt logged before `moment` (UTC, ISO 8601), erased ones left out."""

    def in_open_volumes(self, moment: str) -> int:
        """How many entries are complete for as long and wait for the closing of their volume."""

    def pages_only_of(self, entry_ids: Collection[EntryId]) -> list[PageId]:
        """Pages that these entries name and no other entry does."""

    def with_picture(self, page_ids: Collection[PageId]) -> list[PageId]:
        """Those of these pages whose picture is there."""

    def finished_volumes(self, entry_ids: Collection[EntryId]) -> list[VolumeId]:
        """Volumes that have entries among these, and none besides, and no page that waits to be read."""

    def left_pages(self, volume_ids: Collection[VolumeId]) -> list[PageId]:
        """Pages of these volumes that no entry names: set aside, unknown."""

    def said_about(self, subjects: Collection[str]) -> list[ActionId]:
        """Actions about these subjects whose payload is there."""

    def withdrawn_in(self, volume_ids: Collection[VolumeId]) -> list[EntryId]:
        """Entries of these volumes that are shown no more though the log still has their words."""


class Eraser(Protocol):
    """Erases for good, in the name of one person."""

    def payloads(self, action_ids: Sequence[ActionId], reason: str) -> int:
        """What these actions said; how many were still there."""

    def pictures(self, page_ids: Sequence[PageId], reason: str) -> int:
        """Keys and files of these pages; how many were still there."""


class Search(Protocol):
    """Finding entries by their words while somebody types. Follows the log like `Records`, in the same transactions."""

    def find(self, asked: Asked, stale: Callable[[], bool] = ...) -> list[Found]:
        """Entries that hold all words; those that hold them with the marks as typed come first. `stale`: nobody waits any more."""

    def kinds_and_years(self) -> tuple[list[str], list[int]]:
        """What the filters can be set to, sorted."""


class Links(Protocol):
    """Finding the same people and cases in other entries. Follows the log like `Records`, in the same transactions."""

    def known_forms(self) -> list[FormFacts]:
        """The forms that the log was told of: entries of others are not found."""

    def paper(self, entry: Entry) -> Paper | None:
        """The entry as far as linking goes; None when its form is not known."""

    def near(self, paper: Paper) -> list[Paper]:
        """Entries that share a key with this one, those that share most first; never itself."""

    def on_same_sheets(self, pages: Sequence[PageId]) -> list[Paper]:
        """Entries whose pages seem to show the same sheets as these."""

    def count(self) -> int:
        """About how many entries there are to choose from."""

    def verdicts(self, entry_id: EntryId) -> dict[EntryId, Verdict]:
        """What people said of this entry and others."""


class Images(Protocol):
    """Page images, each sealed once with a key of its own."""

    def seal(self, page_id: PageId, content: bytes) -> SealedImage:
        """Encrypt and write; durable on return (fsync of file and folder). The key is kept with the `append` of the page's capture."""

    def open(self, page_id: PageId) -> bytes:
        """The image as captured. Raises StationError `store.damaged` when its hash or tag does not hold."""

    def sealed(self, page_id: PageId) -> SealedImage:
        """Where the sealed file lies."""

    def key(self, page_id: PageId) -> bytes:
        """The page's key, 32 bytes: for sealing into a batch, never for a file or a log."""


class Jobs(Protocol):
    """The reading queue. A row appears with `page.captured` and goes with `page.read`, in the same transactions."""

    def waiting(self, limit: int = 50) -> list[Job]:
        """Due rows, oldest first."""

    def all(self) -> list[Job]:
        """Every row that is not done, for the status."""

    def start(self, page_ids: Iterable[PageId]) -> None:
        """Mark as running and count the attempt."""

    def failed(self, page_id: PageId, code: str) -> None:
        """Back to `waiting`, or to `needs-person` after three attempts."""


class KnownPerson(Protocol):
    """A login as the store knows it."""

    @property
    def user_id(self) -> UserId: ...
    @property
    def name(self) -> str: ...
    @property
    def role(self) -> Role: ...
    @property
    def public_key(self) -> bytes:
        """SPKI DER."""

    @property
    def revoked(self) -> bool:
        """Signs in and signs no more."""

    @property
    def certificate(self) -> bytes | None:
        """The province's, DER."""

    @property
    def has_token(self) -> bool:
        """Whether the certificate is for a key that is not in their slot."""


class WorkLog(Protocol):
    """The action log counted, and its chain looked at a portion at a time."""

    def lines(self, asked: AskedWork) -> list[WorkLine]:
        """Newest day first."""

    def people(self) -> list[UserId]:
        """Everybody who ever did anything, machines too."""

    def look_on(self, look: ChainLook, most: int) -> ChainLook:
        """The next `most` rows after what was looked at."""


class Accounts(Protocol):
    """What happens to logins once they are made. Each act is in the log, by whoever has the store open."""

    def revoke(self, user_id: UserId) -> None:
        """Raises StationError `store.unknown-user`, `people.no-right`."""

    def reissue(self, user_id: UserId, password: str) -> None:
        """A new password with a new signing key, for somebody else. Raises StationError `store.unknown-user`, `people.no-right`."""

    def unlock(self, user_id: UserId) -> None:
        """Wrong passwords are forgotten. Raises StationError `store.unknown-user`, `people.no-right`."""

    def approve_with(self, certificate: bytes, signer: Signer) -> None:
        """Whoever signed in approves with this key from now on. Raises StationError `approval.certificate-invalid`, `token.*`."""

    def approve_with_slot(self, user_id: UserId) -> None:
        """And with the one in the slot again. Raises StationError `store.unknown-user`, `people.no-right`."""


class Staff(Protocol):
    """Who may sign in. Each change and its action are one transaction; `by` is who does it."""

    def users(self) -> Sequence[KnownPerson]:
        """Everybody there ever was, in order of their ids."""

    def add_login(self, user_id: UserId, name: str, role: Role, password: str, by: Actor) -> None:
        """Raises StationError `store.user-exists`, `store.user-id`, `store.no-password`, `people.no-right`."""

    def change_role(self, user_id: UserId, role: Role, by: Actor) -> None:
        """From the next sign-in on. Raises StationError `store.unknown-user`, `people.no-right`."""

    def set_certificate(self, holder: str, certificate: bytes, by: Actor) -> None:
        """Raises StationError `approval.certificate-invalid`, `store.unknown-user`, `people.no-right`."""


class CapturedPage(Protocol):
    """One image as it came from a scanner or file, checked to decode to its end."""

    @property
    def content(self) -> bytes: ...
    @property
    def media_type(self) -> str: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def source_name(self) -> str: ...
    @property
    def source_hash(self) -> str: ...
    @property
    def findings(self) -> tuple[Finding, ...]: ...
    @property
    def sheet(self) -> SheetMark | None: ...


class PageReader(Protocol):
    """Something that reads page images: the process pool, or a fake."""

    def read(self, pages: Iterable[tuple[str, bytes]], kind: str | None = None) -> Iterator[tuple[str, PageReading | Exception]]:
        """Yield (key, reading) as they finish, in any order; a StationError in place of the reading for a page that failed."""


class Outbox(Protocol):
    """The folder of sealed batches. Preparing and releasing are two steps, so that a batch exists exactly when the log says so."""

    def prepare(self, contents: BatchContents, approver: Signer) -> BatchName:
        """Seal, sign and write the batch durably, not yet visible to the sender."""

    def release(self, name: BatchName) -> None:
        """Make a prepared batch visible to the sender; harmless when it is already."""

    def prepared(self) -> list[BatchName]:
        """Batches prepared but not released."""

    def discard(self, name: BatchName) -> None:
        """Remove a prepared batch that the log does not know."""

    def answers(self) -> Iterator[tuple[BatchName, str, bytes]]:
        """Verified answers that came back, as (batch, stage, answer); stage is `entries`, `complete` or `refused`.

        A receipt is the bytes as received; a refusal is the central's sentence, UTF-8.
        """

    def clear_sent(self, name: BatchName) -> None:
        """Drop the images of a batch whose `complete` receipt is in the log; receipts and manifest stay."""
