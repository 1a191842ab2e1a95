"""Keys and people by commands alone, as a new user meets them: a lost password, a new PC, a supervisor who comes and goes."""

import functools
import shutil
from pathlib import Path

import pytest

from station.store.creation import create_store
from tests.soft_token import MODULE, PIN, SoftToken, no_tokens
from tests.store_factories import CHEAP
from ui import bootstrap
from ui.cli.app import main
from ui.cli.output import Exit, language

PASSWORD, NEW, OWN = "mật khẩu", "mật khẩu mới", "của riêng tôi"


class Pc:
    """One PC: its own home; every PC knows the same practice province."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._patch = patch
        self._capsys = capsys
        self.out = self.err = ""

    def run(self, *command: str, password: str = PASSWORD, new: str = NEW, code: str = "", pin: str = "") -> int:
        """Run on this PC with these secrets in the environment; what it said is kept."""
        secrets = {"STATION_PASSWORD": password, "STATION_NEW_PASSWORD": new, "STATION_RECOVERY_CODE": code, "STATION_PIN": pin}
        for name, value in {"STATION_HOME": str(self.folder), "STATION_LANGUAGE": "en", **secrets}.items():
            self._patch.setenv(name, value)
        language.cache_clear()
        self._capsys.readouterr()
        ended = main(list(command))
        said = self._capsys.readouterr()
        self.out, self.err = said.out.strip(), said.err
        return ended

    def refused(self, failure: str, *command: str, **secrets: str) -> None:
        assert self.run(*command, **secrets) == Exit.FAILED
        assert f"[{failure}]" in self.err


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PC with a practice store whose passwords are cheap to try: what they cost is tests/unit/test_store_crypto.py's."""
    folder = tmp_path_factory.mktemp("pc")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bootstrap, "create_store", functools.partial(create_store, kdf=CHEAP))
        patch.setenv("STATION_HOME", str(folder / "home"))
        patch.setenv("STATION_PASSWORD", PASSWORD)
        assert main(["init", "--store", str(folder / "store"), "--practice"]) == Exit.DONE
    return folder


@pytest.fixture
def pc(master: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Pc:
    shutil.copytree(master, tmp_path / "pc")
    return Pc(tmp_path / "pc" / "home", monkeypatch, capsys)


@pytest.fixture
def other_pc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Pc:
    return Pc(tmp_path / "other" / "home", monkeypatch, capsys)


@pytest.fixture
def store(pc: Pc) -> str:
    return str(pc.folder.parent / "store")


def test_a_clerk_who_forgot_the_password_gets_one_from_the_administrator_and_sets_their_own(pc, store):
    assert pc.run("people", "reissue", "clerk", "--store", store) == Exit.DONE
    pc.refused("store.wrong-password", "status", "--store", store)
    pc.refused("people.first-password", "status", "--store", store, password=NEW)
    pc.refused("people.same-password", "keys", "change-password", "--store", store, password=NEW, new=NEW)
    pc.refused("store.short-password", "keys", "change-password", "--store", store, password=NEW, new="1234567")
    assert pc.run("keys", "change-password", "--store", store, password=NEW, new=OWN) == Exit.DONE
    assert pc.run("verify-store", "--store", store, password=OWN) == Exit.DONE


def test_an_administrator_who_forgot_it_too_comes_in_by_a_new_recovery_code(pc, store):
    assert pc.run("keys", "new-recovery-code", "--store", store) == Exit.DONE
    code = pc.out
    pc.refused("store.wrong-code", "keys", "recover", "admin", "--store", store, code=code)
    assert pc.run("keys", "confirm-recovery-code", "--store", store, code=code) == Exit.DONE
    assert pc.run("keys", "recover", "admin", "--store", store, code=code.lower()) == Exit.DONE
    assert pc.run("people", "list", "--store", store, password=NEW) == Exit.DONE
    assert "admin" in pc.out and "administrator" in pc.out


def test_the_store_moves_to_another_pc_by_the_recovery_code(pc, other_pc, store):
    assert pc.run("keys", "new-recovery-code", "--store", store) == Exit.DONE
    code = pc.out
    assert pc.run("keys", "confirm-recovery-code", "--store", store, code=code) == Exit.DONE
    moved = shutil.copytree(store, other_pc.folder.parent / "store")
    other_pc.refused("store.other-device", "status", "--store", str(moved))
    assert other_pc.run("keys", "recover", "admin", "--store", str(moved), code=code) == Exit.DONE
    assert other_pc.run("people", "reissue", "clerk", "--store", str(moved), password=NEW) == Exit.DONE
    other_pc.refused("people.first-password", "verify-store", "--store", str(moved), password=NEW)
    assert other_pc.run("keys", "change-password", "--store", str(moved), password=NEW, new=OWN) == Exit.DONE
    assert other_pc.run("verify-store", "--store", str(moved), password=OWN) == Exit.DONE


def test_the_store_moves_to_another_pc_by_the_province(pc, other_pc, store, tmp_path):
    moved, province = str(other_pc.folder.parent / "store"), str(pc.folder / "practice-province")
    shutil.copytree(store, moved)
    request, answer = str(tmp_path / "request.json"), str(tmp_path / "answer.json")
    assert other_pc.run("keys", "escrow-request", "--store", moved, "--out", request) == Exit.DONE
    mark = other_pc.err.strip().rsplit(" ", 1)[1]
    answering = ("province", "answer-escrow", request, "--out", answer, "--province", province, "--fingerprint")
    pc.refused("escrow.fingerprint", *answering, "00000-00000-00000-00000")
    assert pc.run(*answering, mark) == Exit.DONE
    pc.refused("escrow.other-pc", "keys", "escrow-take", answer, "admin", "--store", store)
    assert other_pc.run("keys", "escrow-take", answer, "admin", "--store", moved) == Exit.DONE
    assert other_pc.run("people", "list", "--store", moved, password=NEW) == Exit.DONE


def test_a_supervisor_comes_is_certified_renewed_and_revoked(pc, store, tmp_path):
    province = str(pc.folder / "practice-province")
    assert pc.run("people", "add", "pho", "--name", "Lò Văn Phó", "--role", "supervisor", "--store", store) == Exit.DONE
    request, certificate = str(tmp_path / "pho.csr"), str(tmp_path / "pho.cer")
    asking = ("keys", "certificate-request", "--user", "pho", "--store", store, "--out", request)
    pc.refused("people.first-password", *asking, password=NEW)
    assert pc.run("keys", "change-password", "--store", store, "--user", "pho", password=NEW, new=OWN) == Exit.DONE
    for _ in range(2):  # the second one renews the first
        assert pc.run(*asking, password=OWN) == Exit.DONE
        mark = pc.err.strip().rsplit(" ", 1)[1]
        certifying = ("province", "certify", request, "--out", certificate, "--province", province, "--fingerprint")
        pc.refused("escrow.fingerprint", *certifying, "00000-00000-00000-00000")
        assert pc.run(*certifying, mark) == Exit.DONE
        assert pc.run("people", "certificate", "pho", certificate, "--store", store) == Exit.DONE
    assert pc.run("keys", "certificate", certificate, "--user", "pho", "--store", store, password=OWN) == Exit.DONE
    assert pc.run("people", "list", "--store", store) == Exit.DONE and "holds" in pc.out
    pc.refused("approval.certificate-invalid", "people", "certificate", "supervisor", certificate, "--store", store)
    pc.refused("approval.certificate-invalid", "keys", "certificate", certificate, "--store", store)
    assert pc.run("people", "revoke", "pho", "--store", store) == Exit.DONE
    pc.refused("store.wrong-password", "status", "--store", store, "--user", "pho", password=NEW)
    assert pc.run("people", "reissue", "pho", "--store", store) == Exit.DONE
    assert pc.run("people", "list", "--store", store) == Exit.DONE and "revoked" not in pc.out


def test_a_supervisor_approves_with_a_token_from_the_request_to_the_loss(pc, store, tmp_path, monkeypatch):
    monkeypatch.setenv("SOFTHSM2_CONF", "")
    no_tokens(tmp_path / "usb")
    (pc.folder / "settings.toml").write_text(f'token_module = "{MODULE}"\n')
    approving = ("approve", "--store", store, "--volume", "x")
    request, certificate, province = str(tmp_path / "token.csr"), str(tmp_path / "token.cer"), str(pc.folder / "practice-province")
    asking = ("keys", "certificate-request", "--token", "--store", store, "--out", request)
    pc.refused("token.absent", *asking, pin=PIN)
    SoftToken(tmp_path / "usb").initialise()
    pc.refused("token.no-key", *asking, pin=PIN)
    SoftToken(tmp_path / "usb").make_key()
    assert pc.run(*asking, pin=PIN) == Exit.DONE
    mark = pc.err.strip().rsplit(" ", 1)[1]
    assert pc.run("province", "certify", request, "--out", certificate, "--province", province, "--fingerprint", mark) == Exit.DONE
    enrolling = ("keys", "enrol-token", "--store", store, "--certificate", certificate)
    pc.refused("token.wrong-pin", *enrolling, pin="0000")
    assert pc.run(*enrolling, pin=PIN) == Exit.DONE
    pc.refused("token.needed", *approving)
    pc.refused("approval.nothing", *approving, pin=PIN)
    assert pc.run("people", "list", "--store", store) == Exit.DONE and "holds  token" in pc.out
    assert pc.run("keys", "give-token-up", "supervisor", "--user", "admin", "--store", store) == Exit.DONE
    pc.refused("approval.no-certificate", *approving)


def test_the_province_revokes_a_supervisor_by_a_list(pc, store, tmp_path):
    province, listed = str(pc.folder / "practice-province"), str(tmp_path / "revoked.crl")
    assert pc.run("province", "revoke", "supervisor", "--province", province) == Exit.DONE and "1" in pc.err
    assert pc.run("province", "revocation-list", "--out", listed, "--province", province) == Exit.DONE
    pc.refused("people.no-right", "people", "revocation-list", listed, "--store", store, "--user", "clerk")
    assert pc.run("people", "revocation-list", listed, "--store", store) == Exit.DONE
    assert pc.run("people", "list", "--store", store) == Exit.DONE and "supervisor  revoked" in pc.out


def test_an_account_that_is_shut_is_opened_by_the_administrator(pc, store):
    (Path(store) / "attempts.json").write_text('{"version": 1, "failed": {"clerk": {"count": 20, "at": 0}}}')
    pc.refused("store.locked-out", "status", "--store", store)
    assert pc.run("people", "unlock", "clerk", "--store", store) == Exit.DONE
    assert pc.run("status", "--store", store) == Exit.DONE


def test_a_new_data_key_gives_the_old_folder_up(pc, store, tmp_path):
    new = str(tmp_path / "new")
    (tmp_path / "clerk.txt").write_text(PASSWORD)
    assert pc.run("keys", "new-data-key", "--store", store, "--to", new, "--with", f"clerk={tmp_path / 'clerk.txt'}") == Exit.DONE
    code = pc.out
    pc.refused("store.superseded", "status", "--store", store)
    assert pc.run("verify-store", "--store", new) == Exit.DONE
    assert pc.run("keys", "recover", "supervisor", "--store", new, code=code) == Exit.DONE


def test_the_last_administrator_and_oneself_are_not_revoked(pc, store):
    pc.refused("people.oneself", "people", "revoke", "admin", "--store", store)
    pc.refused("people.no-right", "people", "revoke", "supervisor", "--store", store, "--user", "clerk")
    pc.refused("people.no-right", "keys", "new-recovery-code", "--store", store, "--user", "clerk")


def test_the_device_secret_says_where_it_is(pc):
    assert pc.run("keys", "device") == Exit.DONE and pc.out == "file"
    pc.refused("device.cannot-keep", "keys", "device", "--keep-in", "pocket")


def test_a_lost_device_secret_is_made_anew_and_the_code_opens(pc, store):
    assert pc.run("keys", "new-recovery-code", "--store", store) == Exit.DONE
    code = pc.out
    assert pc.run("keys", "confirm-recovery-code", "--store", store, code=code) == Exit.DONE
    (pc.folder / "device.secret").write_bytes(b"damaged")
    pc.refused("device.cannot-open", "keys", "recover", "admin", "--store", store, code=code)
    assert pc.run("keys", "device", "--new") == Exit.DONE
    pc.refused("store.other-device", "status", "--store", store)
    assert pc.run("keys", "recover", "admin", "--store", store, code=code) == Exit.DONE
    assert pc.run("people", "list", "--store", store, password=NEW) == Exit.DONE
