"""The only place that builds and wires real parts: store, reader, outbox, forms. Faces (command line, desktop) ask here."""

import contextlib
import functools
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from ocr.pool import ReadingPool
from ocr.sheet_index import SheetIndex
from station.domain.durable import fsync_folder, write_durably
from station.domain.errors import StationError
from station.domain.ids import OfficeId, StationId, UserId, new_id
from station.domain.keying_plan import PlanKind
from station.domain.roles import Role
from station.domain.sampling import SamplingPlan
from station.forms.gazetteer import Place
from station.forms.library import FormLibrary
from station.forms.loader import load_forms
from station.idcard.pcsc import PcscReaderWatch
from station.idcard.simulator import SimulatedReaderWatch, practice_trust
from station.idcard.trust import load_trust
from station.practice.people import PRACTICE_OFFICE, practice_places
from station.scanner.files import images_from
from station.scanner.sane import SaneScanner
from station.scanner.scanner import Scanner
from station.scanner.simulator import SimulatedScanner
from station.scanner.source import Captured
from station.settings import paths
from station.settings.keys import Settings
from station.settings.load import settings_in_force
from station.signing.certificates import ROLES as CERTIFIED_ROLES
from station.signing.province import PracticeProvince, Province
from station.store import device
from station.store.creation import create_store
from station.store.crypto import agreement_public_key
from station.store.manifest import read_facts
from station.store.people import NewUser
from station.store.questions import StoredQuestions
from station.store.second_work import StoredSecondWork
from station.store.sharing import join, shared_secret
from station.store.store import Store
from station.store.tallies import Tallies
from station.workflow.approval import settle_outbox
from station.workflow.closing import settle_numbering
from station.workflow.desk import Desk
from station.workflow.feed import absorb_feed, absorbed_number, is_refused
from station.workflow.known_answers import Truth
from station.workflow.overview import volume_progress
from station.workflow.relatives import make_forms_known
from station.workflow.sending import absorb_answers
from station.workflow.sight import Sight
from sync.client.bucket import Profile, office_hours
from sync.client.machine import Machine
from sync.client.outbox import FolderOutbox
from ui.applicant.practice_deck import SimulatedDeck
from ui.applicant.readers import WatchedReaders
from ui.practice_office import PracticeOffice
from ui.practice_sheets import drawn_sheets
from ui.practice_truth import PracticeTruth
from ui.resources import RESOURCES as RESOURCES
from ui.volume_lines import volume_lines

_PILE_SHEETS, _PILE_SEED, _SECONDS_PER_SHEET = 12, 7, 1.0
"""What lies in the simulated scanner, and its pace: an office scanner's."""

_GIB = 2**30

CALIBRATION = RESOURCES / "calibration" / "confidence.toml"
"""How likely readings are right, measured by tests/bench/calibration.py."""

PLACES = RESOURCES / "places" / "communes.csv"

PROVINCE_FILE = "province.json"
"""In the store's folder: the public side of the province it belongs to."""


def forms(further: tuple[Place, ...] = ()) -> FormLibrary:
    """The forms this program was delivered with, and its gazetteer with `further` places. Raises StationError `forms.faulty`."""
    return load_forms(RESOURCES / "forms", RESOURCES / "reference", CALIBRATION if CALIBRATION.exists() else None, PLACES, further)


def practice_forms() -> FormLibrary:
    """The same where papers name places that were invented. Raises StationError `forms.faulty`."""
    return forms(practice_places())


def settings() -> Settings:
    """What the machine's policy and the user chose. Raises StationError `settings.faulty`."""
    return settings_in_force()


def second_keying() -> PlanKind | None:
    """What volumes without a plan of their own have keyed a second time; None: what their forms say."""
    chosen = settings().second_keying
    return None if chosen == "form" else PlanKind(chosen)


def sampling_plan() -> SamplingPlan:
    """How lists are accepted at approval. Raises StationError `settings.faulty` when the acceptable quality is not the better one."""
    chosen = settings()
    try:
        return SamplingPlan(
            chosen.acceptable_quality_percent / 100,
            chosen.rejectable_quality_percent / 100,
            chosen.producer_risk_percent / 100,
            chosen.consumer_risk_percent / 100,
        )
    except ValueError as error:
        raise StationError("settings.faulty", path=paths.user_settings_file(), reason=str(error)) from error


def device_secret(home: Path | None = None) -> bytes:
    """32 random bytes of this PC and account, made at first use; without them a stolen store's passwords cannot even be tried."""
    return device.device_secret(*device_keepers(home))


def device_secret_for(store: Path, home: Path | None = None) -> bytes:
    """The secret that this store's slots on this PC are bound to: that of the accounts which share it, else this account's own.

    Raises StationError `store.not-found`, `store.closed`, `device.cannot-open`.
    """
    return shared_secret(paths.shared_secrets_folder(), read_facts(store).store_id) or device_secret(home)


def device_keepers(home: Path | None = None) -> tuple[Path, tuple[device.DeviceKeeper, ...]]:
    """The account's own folder, and who can keep the device secret here."""
    at = home or paths.user_data_folder()
    return at, device.keepers_here(at)


def open_store(folder: Path, user_id: str, password: str) -> Store:
    """The store alone, for acts on keys. Raises StationError `store.*`."""
    return Store.open(folder, UserId(user_id), password, device_secret_for(folder))


def practice_province(folder: Path | None = None) -> PracticeProvince:
    """The practice province of this account, made at first use: its keys are real but vouch for invented people only."""
    at = folder or paths.practice_province_folder()
    if not (at / "province.json").exists():
        at.parent.mkdir(parents=True, exist_ok=True)
        return PracticeProvince.create(at, f"Tỉnh {PRACTICE_OFFICE.province}")
    return PracticeProvince.load(at)


def create_practice_store(folder: Path, password: str, *, province: PracticeProvince, home: Path | None = None) -> str:
    """A store for the practice office: its people, all with `password`; clerk and supervisor certified by the practice province.

    Returns the recovery code, to be written down. Raises StationError `store.exists`.
    """
    if folder.exists():
        raise StationError("store.exists", path=folder)
    unfinished = folder.with_name(folder.name + ".unfinished")
    if unfinished.exists():
        shutil.rmtree(unfinished)
    recovery_code = _make_practice_store(unfinished, password, province, home)
    unfinished.rename(folder)
    fsync_folder(folder.parent)
    return recovery_code


def _make_practice_store(folder: Path, password: str, province: PracticeProvince, home: Path | None) -> str:
    station_id = StationId(new_id())
    people = [NewUser(UserId(person.user_id), person.name, person.role, password) for person in PRACTICE_OFFICE.users]
    created = create_store(
        folder,
        station_id=station_id,
        office_id=OfficeId(PRACTICE_OFFICE.office_id),
        realm=province.public.realm,
        escrow_public_key=province.public.escrow_public_key,
        device_secret=device_secret(home),
        first_user=people[0],
    )
    province.public.save(folder / PROVINCE_FILE)
    with Store.open(folder, people[0].user_id, password, device_secret(home)) as store:
        for person in people[1:]:
            store.add_user(person)
        for user in store.users():
            if user.role.value not in CERTIFIED_ROLES:
                continue
            store.set_certificate(user.user_id, province.issue(user.public_key, user.user_id, user.role.value, PRACTICE_OFFICE.office_id))
        station_key = store.station_signer.public_key
        store.set_certificate(station_id, province.issue(station_key, station_id, "station", PRACTICE_OFFICE.office_id))
    return created.recovery_code


@dataclass(frozen=True)
class Station:
    """An open store with everything a face needs."""

    store: Store
    desk: Desk
    outbox: FolderOutbox
    province: Province
    folder: Path
    truth: Truth | None = None
    """Who knows what the papers say: in the practice office alone."""

    @functools.cached_property
    def sight(self) -> Sight:
        """What the person at it may be shown: every desk that shows entries asks here."""
        return Sight(self.desk, StoredSecondWork(self.store.database), self.truth)

    @functools.cached_property
    def sheet_index(self) -> SheetIndex:
        """Which pages show one sheet; for the store's thread."""
        return SheetIndex(self.store.sheets)

    @property
    def station_id(self) -> StationId:
        """Id of the PC at the central."""
        return self.store.facts.station_id

    def absorb_post(self) -> None:
        """Enter what came back into the log: receipts and refusals, then the central's feed; show how far the store is now."""
        absorb_answers(self.desk, self.outbox)
        self.absorb_feed()
        self.show_head()

    def absorb_feed(self) -> None:
        """Enter what the central said into the log."""
        number = absorbed_number(self.desk, self.station_id)
        absorb_feed(self.desk, self.station_id, self.outbox.said(self.store.feed_key, number))
        for name in self.outbox.waiting():
            if is_refused(self.desk, name):
                self.outbox.withdraw(name)

    def show_head(self) -> None:
        """Write the signed head that the sender shows to the central."""
        newest = max(self.desk.records.batches(), key=lambda batch: batch.seq, default=None)
        self.outbox.show_head(
            self.store.log.head(),
            self.store.log.hash_at,
            (newest.seq, newest.name) if newest is not None else None,
            agreement_public_key(self.store.feed_key),
            absorbed_number(self.desk, self.station_id),
            volume_lines(volume_progress(self.desk, Tallies(self.store.database)), StoredQuestions(self.store.database)),
        )


@contextlib.contextmanager
def open_station(
    folder: Path, user_id: str, password: str, *, new_password: str = "", home: Path | None = None, library: FormLibrary | None = None
) -> Iterator[Station]:
    """Unlock the store as `user_id`; settle what a crash left in the outbox and absorb receipts that came meanwhile.

    `new_password` replaces one that an administrator chose; without it whoever has such a one comes no further than this.
    Raises StationError `store.*`, `people.first-password`, `people.same-password`.
    """
    with Store.open(folder, UserId(user_id), password, device_secret_for(folder, home)) as store:
        if store.accounts.first_password:
            if not new_password:
                raise StationError("people.first-password")
            store.accounts.change_password(password, new_password)
        store.images.stop_below_bytes = round(settings().disk_stop_gb * _GIB)
        province = Province.load(folder / PROVINCE_FILE)
        outbox = FolderOutbox(
            outbox_folder(folder),
            station=store.station_signer,
            station_id=store.facts.station_id,
            office_id=store.facts.office_id,
            province=province,
            revocations=lambda: store.revocations(province.root_certificate),
        )
        desk = Desk(
            actor=store.actor,
            signer=store.signer,
            log=store.log,
            records=store.records,
            images=store.images,
            jobs=store.jobs,
            forms=library or (practice_forms() if province.is_practice else forms()),
            second_keying=second_keying(),
        )
        if not store.refusal:
            settle_numbering(desk)
        settle_outbox(desk, outbox)
        truth = practice_truth(desk, folder) if province.is_practice else None
        station = Station(store, desk, outbox, province, folder, truth)
        absorb_answers(desk, outbox)
        if not store.refusal:
            with _what_a_full_disk_puts_off():
                station.absorb_feed()
            with _what_a_full_disk_puts_off():
                make_forms_known(desk, store.links, store.facts.station_id)
        with _what_a_full_disk_puts_off():
            station.show_head()
        yield station
        with _what_a_full_disk_puts_off():
            station.show_head()


def practice_truth(desk: Desk, folder: Path) -> PracticeTruth:
    """What the practice office's own pages say: those beside its store, and those in its simulated scanner."""
    return PracticeTruth(desk.records, desk.forms, (PracticeOffice(folder.parent).pages, _pile_folder()))


@contextlib.contextmanager
def _what_a_full_disk_puts_off() -> Iterator[None]:
    """A full disk must keep nobody out: what is not told now is told at the next unlock."""
    try:
        yield
    except StationError as error:
        if error.code != "store.disk-full":
            raise


def outbox_folder(store: Path) -> Path:
    """Where the sealed batches of a store lie; whoever sends them needs nothing else."""
    if store.is_dir():
        join(store)
    return store / "outbox"


def machine_of(store: Path) -> Machine:
    """The PC's TLS identity, beside the outbox: a sender needs these two and no password."""
    return Machine(store / "tls")


def line_to(machine: Machine, central_url: str) -> httpx.BaseTransport | None:
    """What carries requests there: TLS with this PC's certificate; None for plain HTTP to a practice central.

    Raises StationError `transport.none` where the PC is not enrolled, `transport.certificate`.
    """
    if not central_url.startswith("https:"):
        return None
    if not machine.is_enrolled:
        raise StationError("transport.none", url=central_url)
    return machine.transport()


def sending_profile() -> Profile:
    """How much of the line sending takes, when."""
    chosen = settings()
    try:
        return Profile(chosen.line_kbit_s, office_hours(chosen.office_hours), chosen.office_hours_share_percent / 100)
    except ValueError as error:
        raise StationError("settings.faulty", path=paths.user_settings_file(), reason=str(error)) from error


def write_privately(path: Path, data: bytes) -> None:
    """A file for the owner's eyes. Raises StationError `export.folder`."""
    try:
        write_durably(path, data)
    except OSError as error:
        raise StationError("export.folder", path=path.parent, reason=error.strerror or "") from error


def province_of(store: Path) -> Province:
    """The public side of the province a store belongs to; needs no password. Raises StationError `store.not-found`."""
    path = store / PROVINCE_FILE
    if not path.exists():
        raise StationError("store.not-found", path=store)
    return Province.load(path)


def reading_pool(library: FormLibrary, *, workers: int | None = None, beside_a_person: bool = False) -> ReadingPool:
    """The reading processes: as many as asked for, else as the settings say, else one per core."""
    chosen = settings()
    workers = workers or chosen.reading_workers or None
    return ReadingPool(library, workers=workers, page_timeout_s=chosen.page_timeout_s, beside_a_person=beside_a_person)


def desk_reading_pool(library: FormLibrary) -> ReadingPool:
    """The same behind a window."""
    return reading_pool(library, beside_a_person=True)


def pages_of(sources: Sequence[Path]) -> Iterator[Captured]:
    """Page images of files and folders, within the size the settings allow."""
    return images_from(sources, limit_megapixels=settings().image_limit_megapixels)


def scanners(*, practice: bool) -> list[Scanner]:
    """Every way to reach a scanner; for the practice office also one that feeds practice pages."""
    found: list[Scanner] = [] if sys.platform == "win32" else [SaneScanner(limit_megapixels=settings().image_limit_megapixels)]
    return [*found, SimulatedScanner(_practice_pile, seconds_per_sheet=_SECONDS_PER_SHEET)] if practice else found


def _practice_pile() -> list[Path]:
    """Sheets for the simulated scanner, drawn when the first of them is fed."""
    return drawn_sheets(_pile_folder(), seed=_PILE_SEED, sheets=_PILE_SHEETS)


def _pile_folder() -> Path:
    return paths.user_data_folder() / "practice-pages"


def card_readers(*, practice: bool) -> tuple[WatchedReaders, SimulatedDeck | None]:
    """The card readers of this PC; for the practice office the practice reader with its cards: practice and real never mix."""
    if practice:
        watch = SimulatedReaderWatch()
        return WatchedReaders(watch, practice_trust), SimulatedDeck(watch)
    return WatchedReaders(PcscReaderWatch(), lambda: load_trust(paths.card_trust_folder())), None


def first_user(role: Role) -> str:
    """The practice office's person in a role: what commands assume when no --user is given."""
    return next(person.user_id for person in PRACTICE_OFFICE.users if person.role is role)
