"""A province at work, for looking at: long names, plans, stations in every state, a refusal, a fork, images. All invented."""

import io
import random
from pathlib import Path

from PIL import Image, ImageDraw

from station.domain.actions import Head
from station.domain.findings import Finding, Severity, Text
from station.domain.ids import OfficeId, UserId, VolumeId, new_id
from station.domain.record import FieldValue, FormRef, ValueSource, ValueState, Volume
from station.forms.library import FormLibrary
from station.signing.province import PracticeProvince
from sync.central.conflicts import quarantine
from sync.central.database import connect
from sync.central.enrolment import add_codes
from sync.central.objects import DirectoryObjects
from sync.central.opener import Opener
from sync.central.page.volumes import set_plan
from sync.central.standing import meet
from sync.client.parcel import Parcel
from sync.protocol.heads import Standing, VolumeLine, make_head, parse_head
from tests.sync.factories import Office
from tests.sync.live import secrets_of
from tests.sync.page.arrivals import announce, bring, with_picture

OFFICES = (
    ("99001", "Ủy ban nhân dân xã Suối Mây Thượng, huyện Đá Trắng, tỉnh Cao Sơn"),
    ("99002", "Ủy ban nhân dân phường Nguyễn Thị Minh Khai Đông"), ("99003", "Xã Phiêng Khoài"),
    ("99004", "Đặc khu Hòn Trống Mái – Bãi Tử Long Vĩ"), ("99005", "Xã Êa Kmút"), ("99006", "Phường Khe Nước Trong"),
)  # fmt: skip
PERSON = "Công Tằng Tôn Nữ Nguyễn Phước Hoàng Thị Thuỳ Dương"
_FIELDS = {
    "so": "45/2016", "quyenSo": "01/2016", "ngayDangKy": "14.03.2016", "nksHoTen": PERSON, "nksNgaySinh": "02.03.2016",
    "nksGioiTinh": "Nữ", "nksDanToc": "Kinh",
    "nksNoiSinh": "Bệnh viện đa khoa khu vực phía Bắc tỉnh Cao Sơn, thị trấn Đá Trắng, huyện Đá Trắng",
    "meHoTen": "Hoàng Phủ Thị Ngọc Tường Vi", "meNgaySinh": "1988",
    "chaHoTen": "Nguyễn Phước Vĩnh Thuỵ Anh Dũng", "chaNgaySinh": "17.10.1985",
}  # fmt: skip


def paper() -> bytes:
    """A page to look at."""
    image = Image.new("RGB", (1240, 1754), "#f6f1e2")
    draw = ImageDraw.Draw(image)
    for row in range(24):
        draw.line((100, 200 + row * 60, 1140, 200 + row * 60), fill="#8a8f99", width=2)
    draw.text((420, 100), "SO DANG KY KHAI SINH (thuc hanh)", fill="#222222")
    made = io.BytesIO()
    image.save(made, "PNG")
    return made.getvalue()


def fill(database_url: str, folder: Path, library: FormLibrary | None = None) -> PracticeProvince:
    """Make it; return the practice province whose central this is."""
    province = PracticeProvince.create(folder / "province", "Tỉnh Cao Sơn")
    objects, dice = DirectoryObjects(folder / "objects"), random.Random(3)
    with connect(database_url) as connection:
        set_plan(connection, [(office, name, kind, dice.randrange(900, 18_000)) for office, name in OFFICES for kind in ("KS", "KH", "KT")])
        add_codes(connection, [(OFFICES[2][0], "Bàn tiếp dân số 2, tầng trệt")])
        connection.execute(
            "INSERT INTO enrolment (station_id, id, kind, role, office_id, label, request)"
            " VALUES (%s, 'a1b2c3d4', 'enrolment', 'station', '99003', %s, '')",
            (new_id(), "Bàn tiếp dân số 2, tầng trệt"),
        )
    for place, (office_id, _) in enumerate(OFFICES):
        _office_at_work(database_url, objects, Office(province, folder / office_id, OfficeId(office_id), seed=place), place, library)
    with connect(database_url) as connection:
        connection.execute("UPDATE station SET heard_at = now() - interval '12 days' WHERE office_id = '99004'")
        connection.execute("UPDATE station SET state = 'revoked' WHERE office_id = '99006'")
    return province


def _office_at_work(database_url: str, objects: DirectoryObjects, office: Office, place: int, library: FormLibrary | None) -> None:
    dice = random.Random(place)
    lines = []
    for number, kind in enumerate(("KS", "KS", "KH", "KT"), start=1):
        volume = Volume(VolumeId(new_id()), office.office_id, kind, 1998 + 4 * number, f"{number:02d}")
        office.volume = volume if number == 1 else office.volume
        captured = dice.randrange(200, 900)
        keyed = dice.randrange(captured // 2, captured)
        lines.append(VolumeLine(
            volume_id=volume.volume_id, kind=kind, year=volume.year, number=volume.number, expected=900, pages=captured + 3,
            captured=captured, keyed=keyed, approved=keyed - dice.randrange(0, 60),
        ))  # fmt: skip
    _hello(database_url, office, lines)
    form = library.form("birth_register_2016") if library else None
    ref = library.ref(form) if library and form else FormRef("birth_register_2016", "1", "ab" * 32)
    fields = {
        path: FieldValue(text, text, ValueState.READ, ValueSource.KEYED if len(text) % 2 else ValueSource.READING)
        for path, text in _FIELDS.items()
    }
    fields["nksSoDinhDanh"] = FieldValue("", "", ValueState.BLANK, ValueSource.KEYED)
    fields["ghiChu"] = FieldValue("", "", ValueState.UNREADABLE, ValueSource.KEYED, note="mực nhoè, rách góc phải")
    findings = (
        Finding(
            "ks.date-words",
            Severity.WARNING,
            Text("Ngày sinh viết bằng chữ khác ngày viết bằng số.", "Words and figures of the date of birth differ."),
            "nksNgaySinh",
        ),
    )
    changes = {"fields": fields, "form": ref, "findings": findings if place % 2 else ()}
    for _ in range(3):
        _through(database_url, objects, office, office.seal(entries=dice.randrange(3, 9), **changes), "complete")
    _through(database_url, objects, office, office.seal(with_picture(office, paper(), size=(1240, 1754), **changes)), "complete")
    _through(database_url, objects, office, office.seal(entries=4, **changes), "entries")
    if place in (1, 3):
        _through(database_url, objects, office, office.seal(entries=2, touched_by=frozenset({UserId("lanh.dao")}), **changes), "refused")
    waiting = announce(database_url, objects, office, office.seal(entries=5, **changes))
    bring(database_url, objects, office, waiting, "entries")
    if place == 2:
        with connect(database_url) as connection:
            connection.execute("UPDATE batch SET attempts = 5 WHERE name = %s", (waiting.name,))
    else:
        _open(database_url, objects, office) if place == 0 else None
    if place in (1, 4):
        office.seq, office.last = 0, None
        twin = Parcel(office.outbox_folder / office.seal(entries=2, **changes)).manifest()
        with connect(database_url, "station_web") as connection, connection.transaction():
            quarantine(connection, twin)


def _hello(database_url: str, office: Office, lines: list[VolumeLine]) -> None:
    standing = Standing(Head(5, "ab" * 32), (), None, b"k" * 32, 0, tuple(lines))
    head = make_head(standing, office.province.public.realm, office.station_id, office.office_id, office.station)
    with connect(database_url, "station_web") as connection:
        meet(connection, office.station_id, parse_head(head), carried=False, nonce=None)


def _through(database_url: str, objects: DirectoryObjects, office: Office, name: str, until: str) -> None:
    manifest = announce(database_url, objects, office, name)
    for stage in ("entries", "complete")[: 2 if until == "complete" else 1]:
        bring(database_url, objects, office, manifest, stage)
        _open(database_url, objects, office)


def _open(database_url: str, objects: DirectoryObjects, office: Office) -> None:
    with connect(database_url, "station_opener", autocommit=True) as connection:
        Opener(connection, objects, secrets_of(office)).work()
