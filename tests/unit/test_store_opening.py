"""Who gets in and who does not, each refusal with its own code."""

import hashlib
import json
import multiprocessing
import sqlite3
import stat
import sys
from pathlib import Path

import pytest

from station.domain.actions import canonical
from station.domain.errors import StationError
from station.domain.roles import STATION, Role
from station.signing.keys import SigningKey
from station.signing.province import PracticeProvince
from station.store.audit import audit
from station.store.store import Store
from tests.faults.killing import flip_byte
from tests.store_factories import CLERK, ESCROW, copy_store, make_staffed_store, make_store, new_user, open_store


@pytest.fixture(scope="module")
def master(tmp_path_factory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("master") / "store"
    code = make_store(folder)
    with open_store(folder) as store:
        store.add_user(new_user("minh", "Trần Văn Minh", Role.SUPERVISOR))
    return folder, code


@pytest.fixture
def folder(master, tmp_path) -> Path:
    return copy_store(master[0], tmp_path / "store")


@pytest.fixture
def code(master) -> str:
    return master[1]


def refused(code: str):
    return pytest.raises(StationError, check=lambda error: error.code == code)


def rewrite_slot(path: Path, **changes: object) -> None:
    """Change a slot and make its checksum right again, as somebody who knows the format would."""
    slot = {name: value for name, value in json.loads(path.read_bytes()).items() if name != "sum"} | changes
    path.write_text(json.dumps({**slot, "sum": hashlib.sha256(canonical(slot)).hexdigest()}))


@pytest.mark.parametrize("password", ["", "mật khẩu thử ", "MẬT KHẨU THỬ", "x"])
def test_a_wrong_password_is_refused(folder, password):
    with refused("store.wrong-password"):
        open_store(folder, password=password)


@pytest.mark.parametrize("user", ["hoa", "", "../slots/user-lan", "LAN", "recovery"])
def test_an_unknown_user_is_refused_like_a_wrong_password(folder, user):
    with refused("store.wrong-password"):
        open_store(folder, user)


def test_another_device_is_told_from_a_wrong_password(folder):
    with refused("store.other-device"):
        open_store(folder, device_secret=b"x" * 32)


def test_a_password_typed_with_composed_or_separate_marks_is_the_same(tmp_path):
    make_store(tmp_path / "store", first_user=new_user(password="ma\u0323\u0302t"))
    open_store(tmp_path / "store", password="m\u1eadt").close()


def test_a_folder_that_is_no_store_is_named(tmp_path):
    for folder in (tmp_path, tmp_path / "nothing"):
        with refused("store.not-found"):
            open_store(folder)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"version": 1}', '{"version": "1"}'])
def test_a_damaged_store_json_is_damage(folder, content):
    (folder / "store.json").write_text(content)
    with refused("store.damaged"):
        open_store(folder)


def test_a_newer_format_is_refused_before_anything_is_touched(folder):
    facts = json.loads((folder / "store.json").read_bytes())
    (folder / "store.json").write_text(json.dumps({**facts, "version": 2}))
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    with refused("store.version"):
        open_store(folder)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_a_newer_schema_is_refused(folder):
    with open_store(folder) as store:
        store.database.execute("PRAGMA user_version = 99")
    with refused("store.version"):
        open_store(folder)


def test_store_json_of_another_station_is_damage(folder):
    facts = json.loads((folder / "store.json").read_bytes())
    (folder / "store.json").write_text(json.dumps({**facts, "realm": "real"}))
    with refused("store.damaged"):
        open_store(folder)


def test_a_second_opening_is_refused_until_the_first_is_closed(folder):
    with open_store(folder), refused("store.in-use"):
        open_store(folder)
    open_store(folder).close()


def _opening(folder) -> str:
    try:
        open_store(folder).close()
    except StationError as error:
        return error.code
    return "opened"


def test_a_second_program_is_refused(folder):
    with open_store(folder), multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(_opening, (folder,)) == "store.in-use"


def test_a_failed_opening_leaves_no_lock(folder):
    with refused("store.wrong-password"):
        open_store(folder, password="x")
    open_store(folder).close()


@pytest.mark.parametrize("offset", [40, 150, 250, 400, -100])
def test_one_damaged_byte_in_a_slot_is_damage_not_a_wrong_password(folder, offset):
    path = folder / "slots" / "user-lan.json"
    flip_byte(path, offset)
    with refused("store.damaged"):
        open_store(folder)
    open_store(folder, "minh").close()


def test_a_slot_copied_over_anothers_name_is_damage(folder):
    (folder / "slots" / "user-minh.json").write_bytes((folder / "slots" / "user-lan.json").read_bytes())
    with refused("store.damaged"):
        open_store(folder, "minh")
    rewrite_slot(folder / "slots" / "user-minh.json", user="minh")
    with refused("store.damaged"):
        open_store(folder, "minh")


@pytest.mark.parametrize("memory_kib", [-1, 2**40, "x"])
def test_parameters_that_would_eat_the_machine_are_damage(folder, memory_kib):
    path = folder / "slots" / "user-lan.json"
    kdf = json.loads(path.read_bytes())["kdf"]
    rewrite_slot(path, kdf={**kdf, "memory_kib": memory_kib})
    with refused("store.damaged"):
        open_store(folder)


def test_a_missing_database_is_damage_and_is_not_made_anew(folder):
    (folder / "station.db").unlink()
    with refused("store.damaged"):
        open_store(folder)
    assert not (folder / "station.db").exists()


def test_a_plain_database_in_place_of_the_sealed_one_is_damage(folder):
    (folder / "station.db").unlink()
    plain = sqlite3.connect(folder / "station.db")
    plain.execute("CREATE TABLE action (seq)")
    plain.close()
    with refused("store.damaged"):
        open_store(folder)


def test_one_damaged_byte_in_the_first_page_of_the_database_is_damage(folder):
    flip_byte(folder / "station.db", 700)
    with refused("store.damaged"):
        open_store(folder)


def test_the_recovery_code_opens_on_any_pc(folder, code):
    for typed in (code, code.lower().replace("-", " "), code.replace("0", "O").replace("1", "l")):
        with Store.open_with_recovery(folder, typed) as store:
            assert store.actor == STATION and store.signer.user_id == store.facts.station_id


def test_a_wrong_recovery_code_is_refused(folder, code):
    slip = ("2" if code[0] != "2" else "3") + code[1:]
    for typed in ("", slip, code[:-1], code + "0", "U" * 28, "0000-0000-0000-0000-0000-0000-0000"):
        with refused("store.wrong-code"):
            Store.open_with_recovery(folder, typed)


def test_the_province_opens_by_escrow_and_nobody_elses_key_does(folder):
    with Store.open_with_escrow(folder, ESCROW.private_bytes_raw()) as store:
        assert audit(store, None).faults == []
    with refused("store.damaged"):
        Store.open_with_escrow(folder, b"x" * 32)


def test_making_a_store_touches_nothing_that_is_there(folder, tmp_path):
    with refused("store.exists"):
        make_store(folder)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("x")
    with refused("store.folder-not-empty"):
        make_store(tmp_path / "other")
    (tmp_path / "empty").mkdir()
    make_store(tmp_path / "empty")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "other", "store"]


@pytest.mark.parametrize("user_id", ["", "Lan", "nguyễn", "a/b", "..", "x" * 65])
def test_a_user_id_that_cannot_name_a_file_is_refused(tmp_path, user_id):
    with refused("store.user-id"):
        make_store(tmp_path / "store", first_user=new_user(user_id))
    assert list(tmp_path.iterdir()) == []


def test_an_empty_password_is_refused(folder):
    with open_store(folder) as store, refused("store.no-password"):
        store.add_user(new_user("hoa", password=""))


def test_a_user_exists_once(folder):
    with open_store(folder) as store, refused("store.user-exists"):
        store.add_user(new_user("minh"))


def test_a_role_that_is_nobodys_login_is_refused():
    with pytest.raises(ValueError):
        new_user(role=Role.CENTRAL)


def test_added_people_are_listed_and_log_in_as_themselves(folder):
    with open_store(folder, "minh") as store:
        assert [(user.user_id, user.role) for user in store.users()] == [("lan", Role.CLERK), ("minh", Role.SUPERVISOR)]
        assert store.signer.key_id == store.users()[1].key_id and store.actor.role is Role.SUPERVISOR
    with open_store(folder) as store:
        assert store.actor == CLERK


def test_a_certificate_is_kept_for_its_own_holder_only(folder, tmp_path):
    province = PracticeProvince.create(tmp_path / "province", "Tỉnh thử")
    with open_store(folder, "minh") as store:
        key = store.signer.public_key
        foreign_realm = province.issue(key, "minh", "supervisor", "31117")
        with refused("approval.certificate-invalid"):
            store.set_certificate("minh", foreign_realm)
        with refused("approval.certificate-invalid"):
            store.set_certificate("minh", province.issue(SigningKey.generate().public_key, "minh", "supervisor", "31117"))
        with refused("store.unknown-user"):
            store.set_certificate("hoa", foreign_realm)
        assert store.signer.certificate is None


def test_certificates_of_a_person_and_the_station_are_shown_by_their_signers(tmp_path):
    province = PracticeProvince.create(tmp_path / "province", "Tỉnh thử")
    make_staffed_store(tmp_path / "store", realm=province.public.realm)
    with open_store(tmp_path / "store", "minh") as store:
        person = province.issue(store.signer.public_key, "minh", "supervisor", "31117")
        station = province.issue(store.station_signer.public_key, store.facts.station_id, "station", "31117")
        store.set_certificate("minh", person)
        store.set_certificate(store.facts.station_id, station)
        assert (store.signer.certificate, store.station_signer.certificate) == (person, station)


def test_a_person_does_not_show_name_or_password_in_a_traceback():
    assert repr(new_user()) == "NewUser(lan, clerk)"


def test_the_device_secret_must_be_long_enough(tmp_path):
    with pytest.raises(ValueError):
        make_store(tmp_path / "store", device_secret=b"short")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no mode bits; the profile's access list protects the folder")
def test_the_folder_is_closed_to_other_accounts(folder, tmp_path):
    make_store(tmp_path / "fresh")
    assert stat.S_IMODE((tmp_path / "fresh").stat().st_mode) == 0o700


def test_settings_of_the_connection(folder):
    with open_store(folder) as store:
        read = {
            name: store.database.value(f"PRAGMA {name}")
            for name in ("journal_mode", "synchronous", "temp_store", "secure_delete", "foreign_keys")
        }
        assert read == {"journal_mode": "wal", "synchronous": 2, "temp_store": 2, "secure_delete": 1, "foreign_keys": 1}
        assert store.database.value("PRAGMA cipher_version") and str(store.database.value("PRAGMA cipher_page_size")) == "4096"
        assert store.database.value("PRAGMA cipher_memory_security") in ("0", 0)
