"""An office for the stories: a real store with cheap keys, a real outbox, a reader that answers from a table, two people."""

import contextlib
import dataclasses
import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image

from station.domain.errors import StationError
from station.domain.findings import Finding
from station.domain.ids import OfficeId, StationId, UserId
from station.domain.record import PageReading, Reading, ValueState, Volume
from station.domain.roles import Role
from station.domain.sheets import SheetMark
from station.forms.library import FormLibrary
from station.forms.loader import load_forms
from station.signing.province import PracticeProvince
from station.store.creation import create_store
from station.store.crypto import KdfParameters
from station.store.people import NewUser
from station.store.reviews import StoredReviews
from station.store.store import Store
from station.workflow.approval import settle_outbox
from station.workflow.capture import capture_page, open_volume
from station.workflow.desk import Desk
from sync.client.outbox import FolderOutbox
from ui.bootstrap import Station

ROOT = Path(__file__).resolve().parents[2]
DEVICE = b"\x07" * 32
PASSWORD = "mật khẩu thực hành"


@dataclass(frozen=True)
class Captured:
    """A page as a scanner would hand it over."""

    content: bytes
    source_name: str
    media_type: str = "image/png"
    width: int = 8
    height: int = 8
    findings: tuple[Finding, ...] = ()
    sheet: SheetMark | None = None

    @property
    def source_hash(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def page(name: str) -> Captured:
    """A tiny image that is different for each name."""
    seed = hashlib.sha256(name.encode()).digest()
    buffer = io.BytesIO()
    Image.frombytes("RGB", (8, 8), seed * 6).save(buffer, "PNG")
    return Captured(buffer.getvalue(), name)


def read(text: str, value: str | None = None) -> Reading:
    return Reading(text, text if value is None else value, ValueState.READ, 0.9)


@dataclass
class TableReader:
    """Answers by the content of the page; what it does not know is unknown. Fails where told to."""

    answers: dict[str, PageReading] = field(default_factory=dict)
    failures: dict[str, StationError] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def knows(self, captured: Captured, reading: PageReading) -> None:
        self.answers[captured.source_hash] = reading

    def fails(self, captured: Captured, error: StationError) -> None:
        self.failures[captured.source_hash] = error

    def read(self, pages: Iterable[tuple[str, bytes]], kind: str | None = None) -> Iterator[tuple[str, PageReading | Exception]]:
        for key, content in pages:
            digest = hashlib.sha256(content).hexdigest()
            self.asked.append(digest)
            yield key, self.failures.get(digest) or self.answers.get(digest) or PageReading(None)


@dataclass
class Office:
    """The story's place."""

    folder: Path
    province: PracticeProvince
    forms: FormLibrary

    @contextlib.contextmanager
    def desk(self, user: str = "clerk") -> Iterator[Desk]:
        """Sit down as somebody; unlocking settles the outbox and absorbs what came back, as the bootstrap does."""
        with Store.open(self.folder, UserId(user), PASSWORD, DEVICE) as store:
            desk = Desk(store.actor, store.signer, store.log, store.records, store.images, store.jobs, self.forms)
            self.outbox = FolderOutbox(
                self.folder / "outbox",
                station=store.station_signer,
                station_id=store.facts.station_id,
                office_id=store.facts.office_id,
                province=self.province.public,
            )
            self.reviews = StoredReviews(store.database)
            settle_outbox(desk, self.outbox)
            station = Station(store, desk, self.outbox, self.province.public, self.folder)
            station.absorb_post()
            yield desk
            station.show_head()

    @property
    def station_id(self) -> StationId:
        return StationId("station-1")

    def captured(self, desk: Desk, reader: TableReader, *names: str, volume: Volume | None = None) -> Volume:
        """A volume of birth certificates with these pages, each read as `birth(name)`."""
        into = volume or open_volume(desk, office_id=OfficeId("99001"), kind="KS", year=2018, number="01")
        for name in names:
            capture_page(desk, into, page(name))
            reader.knows(page(name), birth(name))
        return into


def birth(name: str) -> PageReading:
    """A birth certificate as a perfect engine would read it."""
    fields = {
        "so": read("12/2018"),
        "nksHoTen": read(f"Nguyễn Thị {name}"),
        "nksNgaySinh": read("02/03/2018", "02.03.2018"),
        "nksNgaySinhBangChu": read("Ngày hai tháng ba năm hai nghìn không trăm mười tám", "02.03.2018"),
        "nksGioiTinh": read("Nữ"),
        "nksDanToc": read("Kinh"),
        "nksQuocTich": read("Việt Nam"),
        "ngayDangKy": read("20/03/2018", "20.03.2018"),
    }
    return PageReading("birth_certificate", 1, fields, seconds=0.1)


@pytest.fixture(scope="session")
def forms() -> FormLibrary:
    return load_forms(ROOT / "resources/forms", ROOT / "resources/reference")


@pytest.fixture(scope="session")
def province(tmp_path_factory: pytest.TempPathFactory) -> PracticeProvince:
    return PracticeProvince.create(tmp_path_factory.mktemp("province"), "Tỉnh thực hành")


@pytest.fixture
def office(tmp_path: Path, province: PracticeProvince, forms: FormLibrary) -> Office:
    """A commune with a clerk, a supervisor with a certificate, a deputy without one, an administrator and an auditor."""
    folder = tmp_path / "store"
    create_store(
        folder,
        station_id=StationId("station-1"),
        office_id=OfficeId("99001"),
        realm=province.public.realm,
        escrow_public_key=province.public.escrow_public_key,
        device_secret=DEVICE,
        first_user=NewUser(UserId("clerk"), "Đàm Ngọc Hậu", Role.CLERK, PASSWORD),
        kdf=KdfParameters(memory_kib=64, iterations=1),
        ballast_bytes=4096,
    )
    with Store.open(folder, UserId("clerk"), PASSWORD, DEVICE) as store:
        store.add_user(NewUser(UserId("supervisor"), "Kiều Thị Mỹ Nhung", Role.SUPERVISOR, PASSWORD))
        store.add_user(NewUser(UserId("deputy"), "Lò Văn Phó", Role.SUPERVISOR, PASSWORD))
        store.add_user(NewUser(UserId("admin"), "Lường Thị Ánh Nguyệt", Role.ADMINISTRATOR, PASSWORD))
        store.add_user(NewUser(UserId("auditor"), "Trịnh Phương Thảo", Role.AUDITOR, PASSWORD))
        key = {user.user_id: user.public_key for user in store.users()}
        store.set_certificate("supervisor", province.issue(key[UserId("supervisor")], "supervisor", "supervisor", "99001"))
        store.set_certificate("station-1", province.issue(store.station_signer.public_key, "station-1", "station", "99001"))
    return Office(folder, province, forms)


@pytest.fixture
def reader() -> TableReader:
    return TableReader()


def replaced(reading: PageReading, **fields: Reading) -> PageReading:
    """The same page with some fields read otherwise."""
    return dataclasses.replace(reading, fields={**reading.fields, **fields})
