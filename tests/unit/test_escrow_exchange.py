"""A lost store opened again by the province, by files: the right answer opens, every other one says why not."""

import base64
import datetime
import hashlib
import json

import pytest
from cryptography.hazmat.primitives.asymmetric import x25519

from station.domain.actions import canonical
from station.domain.errors import StationError
from station.domain.ids import UserId
from station.domain.states import ActionKind
from station.store.audit import audit
from station.store.escrow_exchange import Answer, Request, answer, ask
from station.store.manifest import read_facts
from station.store.slots import open_escrow_slot
from station.store.store import Store
from tests.store_factories import ESCROW, PASSWORD, REALM, copy_store, make_administered_store, make_store, open_store

NOW = datetime.datetime(2026, 11, 28, 8, tzinfo=datetime.UTC)
WEEK = datetime.timedelta(days=7)
NEW_PC, OTHER_PC = b"n" * 32, b"o" * 32


@pytest.fixture(scope="module")
def master(tmp_path_factory):
    folder = tmp_path_factory.mktemp("master") / "store"
    make_administered_store(folder)
    return folder


@pytest.fixture
def folder(master, tmp_path):
    return copy_store(master, tmp_path / "store")


def refused(code: str):
    return pytest.raises(StationError, check=lambda error: error.code == code)


def asked(folder, device_secret: bytes = NEW_PC) -> Request:
    """A request that went through a file."""
    ask(folder, read_facts(folder), device_secret, at=NOW).save(folder.parent / "request.json")
    return Request.load(folder.parent / "request.json")


def answered(folder, request: Request | None = None, *, at: datetime.datetime = NOW) -> Answer:
    """An answer that went through a file, taken at `at`."""
    path = folder.parent / "answer.json"
    answer(request or asked(folder), ESCROW.private_bytes_raw(), REALM, at=NOW, valid=WEEK).save(path)
    return Answer.load(path, at=at)


def changed(path, **values: object) -> None:
    """Change a file and make its checksum right again, as somebody who knows the format would."""
    value = {name: item for name, item in json.loads(path.read_bytes()).items() if name != "sum"} | values
    path.write_text(json.dumps({**value, "sum": hashlib.sha256(canonical(value)).hexdigest()}))


def test_the_province_lets_the_administrator_in_on_a_new_pc(folder):
    with refused("store.other-device"):
        open_store(folder, "quan", device_secret=NEW_PC)
    with Store.open_with_answer(folder, answered(folder), NEW_PC) as store:
        store.accounts.reissue(UserId("quan"), "mới")
        [action] = [action for action in store.log.actions("quan") if action.kind is ActionKind.USER_REISSUED]
        assert action.payload["way"] == "escrow" and not action.by.is_person
    with open_store(folder, "quan", "mới", NEW_PC) as store:
        assert audit(store, None).faults == []


def test_the_request_holds_no_secret(folder):
    asked(folder)
    data_key = open_escrow_slot(folder, read_facts(folder).store_id, ESCROW.private_bytes_raw())
    written = (folder.parent / "request.json").read_bytes()
    for secret in (data_key, NEW_PC, PASSWORD.encode()):
        assert secret not in written and base64.b64encode(secret) not in written and secret.hex().encode() not in written


def test_the_answer_is_sealed(folder):
    answered(folder)
    data_key = open_escrow_slot(folder, read_facts(folder).store_id, ESCROW.private_bytes_raw())
    assert base64.b64encode(data_key) not in (folder.parent / "answer.json").read_bytes()


def test_both_sides_see_the_same_fingerprint_and_a_swapped_key_another(folder):
    mine = ask(folder, read_facts(folder), NEW_PC, at=NOW)
    mine.save(folder.parent / "request.json")
    assert Request.load(folder.parent / "request.json").fingerprint == mine.fingerprint and len(mine.fingerprint) == 23
    thief = x25519.X25519PrivateKey.generate().public_key().public_bytes_raw()
    changed(folder.parent / "request.json", key=base64.b64encode(thief).decode())
    swapped = Request.load(folder.parent / "request.json")
    assert swapped.fingerprint != mine.fingerprint
    with refused("escrow.other-pc"):
        Store.open_with_answer(folder, answered(folder, swapped), NEW_PC)


def test_an_answer_for_another_store_is_refused(folder, tmp_path):
    make_store(tmp_path / "else" / "store")
    with refused("escrow.other-store"):
        Store.open_with_answer(tmp_path / "else" / "store", answered(folder), NEW_PC)


def test_an_answer_for_another_pc_is_refused(folder):
    with refused("escrow.other-pc"):
        Store.open_with_answer(folder, answered(folder), OTHER_PC)


def test_an_answer_that_has_expired_is_refused(folder):
    Store.open_with_answer(folder, answered(folder, at=NOW + WEEK), NEW_PC).close()
    with refused("escrow.expired"):
        Store.open_with_answer(folder, answered(folder, at=NOW + WEEK + datetime.timedelta(seconds=1)), NEW_PC)


@pytest.mark.parametrize("change", [{"expires": "2030-01-01T00:00:00+00:00"}, {"sealed": base64.b64encode(bytes(80)).decode()}])
def test_a_changed_answer_is_refused(folder, change):
    answered(folder)
    changed(folder.parent / "answer.json", **change)
    with refused("escrow.faulty-file"):
        Store.open_with_answer(folder, Answer.load(folder.parent / "answer.json", at=NOW), NEW_PC)


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b"\xff", b'{"kind": "escrow-answer", "version": 1, "sum": "x"}'])
def test_rubbish_is_a_sentence(folder, content):
    (folder.parent / "file.json").write_bytes(content)
    for load in (Request.load, lambda path: Answer.load(path, at=NOW)):
        with refused("escrow.faulty-file"):
            load(folder.parent / "file.json")
    with refused("escrow.faulty-file"):
        Request.load(folder.parent / "nowhere.json")


def test_one_flipped_byte_is_noticed(folder):
    asked(folder)
    path = folder.parent / "request.json"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    with refused("escrow.faulty-file"):
        Request.load(path)


def test_the_province_answers_for_its_own_realm_and_slots_only(folder):
    request = asked(folder)
    with refused("escrow.other-realm"):
        answer(request, ESCROW.private_bytes_raw(), "practice:other", at=NOW, valid=WEEK)
    with refused("escrow.faulty-file"):
        answer(request, b"x" * 32, REALM, at=NOW, valid=WEEK)
    changed(folder.parent / "request.json", store="another")
    with refused("escrow.faulty-file"):
        answer(Request.load(folder.parent / "request.json"), ESCROW.private_bytes_raw(), REALM, at=NOW, valid=WEEK)
