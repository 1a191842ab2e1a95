"""FORMAT.md §6: what an adversary cannot do. Each line of its list names a test; those that need a store of their own lie here."""

import re
from pathlib import Path

import pytest

from station.domain.actions import NewAction
from station.domain.errors import StationError
from station.domain.ids import UserId
from station.domain.states import ActionKind
from station.signing.keys import SigningKey
from station.signing.province import PracticeProvince
from station.store.store import Store
from tests.store_factories import (
    CLERK,
    DEVICE,
    ESCROW,
    PASSWORD,
    Office,
    a_field,
    copy_store,
    make_administered_store,
    make_staffed_store,
    open_store,
)

ROOT = Path(__file__).resolve().parents[2]
WORDS = ("Nguyễn Đánh Dấu", "Xã Không Đọc Được", PASSWORD, "Nguyễn Thị Lan")


@pytest.fixture(scope="module")
def master(tmp_path_factory):
    folder = tmp_path_factory.mktemp("master") / "store"
    return folder, make_administered_store(folder)


@pytest.fixture
def folder(master, tmp_path):
    return copy_store(master[0], tmp_path / "store")


def refused(code: str):
    return pytest.raises(StationError, check=lambda error: error.code == code)


def test_every_line_of_the_list_names_a_test_that_there_is():
    text = (ROOT / "station/store/FORMAT.md").read_text(encoding="utf-8")
    named = re.findall(r"\| (\S+\.py)::(test_\w+) \|", text[text.index("### 6.1") :])
    assert len(named) > 30 and len(set(named)) == len(named)
    for path, test in named:
        assert f"\ndef {test}(" in (ROOT / "tests" / path).read_text(encoding="utf-8"), f"{path}::{test}"


def test_no_word_of_a_day_is_readable_in_the_folder(folder):
    with open_store(folder) as store:
        office = Office(store)
        entry = office.make_entry(office.read(office.capture(office.open_volume(), WORDS[1].encode())), {"nksHoTen": a_field(WORDS[0])})
        office.check(office.key(entry, WORDS[0]))
        store.drafts.keep(entry.entry_id, UserId("lan"), {"nksHoTen": WORDS[0]}, "2026-11-28T08:00:00Z")
        open_files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    closed_files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    for files in (open_files, closed_files):
        assert len(files) > 8
        for path, data in files.items():
            for word in WORDS:
                assert word.encode() not in data and word.encode("utf-16-le") not in data, path.name


def test_the_right_password_without_the_device_secret_opens_nothing(folder):
    with refused("store.other-device"):
        open_store(folder, device_secret=b"s" * 32)


def test_the_code_and_the_province_read_but_sign_for_nobody(folder, master):
    by_code, by_province = (
        lambda: Store.open_with_recovery(folder, master[1], DEVICE),
        lambda: Store.open_with_escrow(folder, ESCROW.private_bytes_raw()),
    )
    for opened in (by_code, by_province):
        with opened() as store:
            assert not store.actor.is_person and store.signer.user_id == store.facts.station_id
            with pytest.raises(ValueError):
                store.log.append([NewAction(ActionKind.NOTICE_SHOWN, "lan", CLERK, {})], store.signer)


def test_a_supervisor_s_password_issued_anew_brings_no_certificate(tmp_path):
    """What a local administrator can take over is a desk, not a signature that counts."""
    province = PracticeProvince.create(tmp_path / "province", "Tỉnh thử")
    make_staffed_store(tmp_path / "store", realm=province.public.realm)
    with open_store(tmp_path / "store") as store:
        key = store.people.user(UserId("minh")).public_key
        certificate = province.issue(key, "minh", "supervisor", "31117")
        store.set_certificate("minh", certificate)
    with Store.open_with_escrow(tmp_path / "store", ESCROW.private_bytes_raw(), DEVICE) as store:
        store.accounts.reissue(UserId("minh"), "của quản trị")
    with open_store(tmp_path / "store", "minh", "của quản trị") as store:
        assert store.signer.certificate is None
        with refused("approval.certificate-invalid"):
            store.set_certificate("minh", certificate)


def test_a_clerk_s_session_holds_no_other_person_s_key(folder):
    with open_store(folder) as store:
        mine = SigningKey.from_private_bytes(store._session.unlocked.signing_key)
        assert [user.user_id for user in store.users() if user.public_key == mine.public_key] == ["lan"] and len(store.users()) == 3
        for user in ("minh", "quan"):
            with refused("store.wrong-password"):
                Store.open(copy_store(folder, folder.parent / user), UserId(user), "x", store.device_secret)


def test_keys_in_memory_do_not_show_in_a_traceback(folder):
    with open_store(folder) as store:
        said = repr(store._session) + repr(store._session.unlocked)
        assert "hidden" in said and repr(store.data_key) not in said and repr(DEVICE) not in said
