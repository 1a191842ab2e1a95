"""A supervisor who approves with a signing token (SoftHSM): enrolled, signed with, lost, and every way in which it does not go."""

import datetime
import os

import pytest

from station.domain.actions import Signature
from station.domain.errors import StationError
from station.domain.ids import UserId
from station.domain.states import ActionKind, EntryState
from station.signing.province import PracticeProvince
from station.signing.token import TokenSigner
from station.store.audit import audit
from station.workflow.approval import approve
from station.workflow.people import certificate_for, enrol_token, give_token_up, issue_password
from sync.client.parcel import Parcel
from sync.envelope import verify_manifest
from tests.flow.conftest import Office
from tests.seated import check, fill, reviews_of, seated
from tests.soft_token import SoftToken, no_tokens

NOW = datetime.datetime.now(datetime.UTC)
SUPERVISOR = UserId("supervisor")


def refused(code: str):
    return pytest.raises(StationError, check=lambda error: error.code == code)


@pytest.fixture(scope="module")
def token(tmp_path_factory):
    """With a key and no certificate; the tests give it what they need."""
    folder = tmp_path_factory.mktemp("token")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", os.environ.get("SOFTHSM2_CONF", ""))
        no_tokens(folder)
        soft = SoftToken(folder).initialise()
        soft.make_key()
        with soft.opened() as opened:
            yield opened


@pytest.fixture
def signer(token, office: Office) -> TokenSigner:
    """With the province's certificate for the supervisor."""
    [key] = token.keys
    return TokenSigner(SUPERVISOR, token, key, office.province.issue(key, "supervisor", "supervisor", "99001"))


@pytest.fixture
def waiting(office: Office):
    """A list that waits for approval."""
    with seated(office) as station:
        check(station, fill(station, ["Hoa", "Mai"]))
    return office


def enrol(station, signer: TokenSigner) -> None:
    assert signer.certificate is not None
    enrol_token(station.desk, station.store.accounts, station.province.root_certificate, signer.certificate, signer, NOW)


def approve_with(station, approver):
    return approve(
        station.desk, reviews_of(station), station.desk.records.volumes()[0].volume_id, station.outbox, station.station_id, None, approver
    )


def test_an_approval_is_signed_by_the_token_and_holds_everywhere(waiting, signer):
    with seated(waiting, "supervisor") as station:
        enrol(station, signer)
        approved = approve_with(station, station.store.token_signer(signer._token))
        manifest = Parcel(waiting.folder / "outbox" / approved.batch.name).manifest()
        assert manifest.body.approver.key_id == verify_manifest(manifest, station.province.root_certificate, NOW).body.approver.key_id
        kinds = {action.kind: action.signature.key_id for action in station.store.log.actions() if action.by.user_id == SUPERVISOR}
        slot = station.store.signer.key_id
        assert kinds[ActionKind.BATCH_SEALED] == manifest.body.approver.key_id != slot == kinds[ActionKind.ENTRY_APPROVED]
        assert audit(station.store, station.province.root_certificate).faults == []


def test_what_was_approved_with_the_slot_before_and_with_the_token_after_holds(waiting, signer):
    with seated(waiting, "supervisor") as station:
        first, second = (entry.entry_id for entry in station.desk.records.entries())
        volume = station.desk.records.volumes()[0].volume_id
        approve(station.desk, reviews_of(station), volume, station.outbox, station.station_id, [first])
        enrol(station, signer)
        approve(station.desk, reviews_of(station), volume, station.outbox, station.station_id, [second], signer)
        give_token_up(station.desk, station.store.accounts, SUPERVISOR)
        assert audit(station.store, station.province.root_certificate).faults == []
    with seated(waiting) as station:
        check(station, fill(station, ["Lan"], "02"))
    with seated(waiting, "supervisor") as station, refused("approval.no-certificate"):
        approve(station.desk, reviews_of(station), station.desk.records.volumes()[-1].volume_id, station.outbox, station.station_id)


def test_the_password_alone_approves_nothing_once_there_is_a_token(waiting, signer):
    with seated(waiting, "supervisor") as station:
        enrol(station, signer)
        with refused("token.needed"):
            approve_with(station, None)  # with the certificate of a moment ago still at hand
        assert station.outbox.prepared() == [] and station.desk.records.batches() == []
    with seated(waiting, "supervisor") as station:
        assert station.store.signer.certificate is None
        with refused("approval.no-certificate"):
            approve_with(station, None)


class PulledOut:
    """Signs the manifest, and is gone when the log is to be signed."""

    def __init__(self, signer: TokenSigner) -> None:
        self._signer, self.user_id, self.certificate, self.signed = signer, signer.user_id, signer.certificate, 0

    def sign(self, message: bytes) -> Signature:
        self.signed += 1
        if self.signed > 1:
            raise StationError("token.pulled")
        return self._signer.sign(message)


def test_a_token_pulled_out_half_way_leaves_everything_as_it_was(waiting, signer):
    with seated(waiting, "supervisor") as station:
        enrol(station, signer)
        head = station.store.log.head()
        with refused("token.pulled"):
            approve_with(station, PulledOut(signer))
        assert station.store.log.head() == head and station.outbox.prepared() == []
        assert {entry.state for entry in station.desk.records.entries()} == {EntryState.CHECKED}
        approved = approve_with(station, signer)
        assert len(approved.batch.entries) == 2 and approved.batch.seq == 1


def test_only_the_province_s_certificate_for_this_person_and_this_key_enrols(waiting, signer, tmp_path):
    with seated(waiting, "supervisor") as station:
        key, token = signer.public_key, signer._token
        other = PracticeProvince.create(tmp_path / "province", "Tỉnh khác")
        for certificate in (
            other.issue(key, "supervisor", "supervisor", "99001"),
            waiting.province.issue(key, "deputy", "supervisor", "99001"),
            waiting.province.issue(key, "supervisor", "clerk", "99001"),
        ):
            with refused("approval.certificate-invalid"):
                enrol(station, TokenSigner(SUPERVISOR, token, key, certificate))
        for_another_key = waiting.province.issue(station.store.signer.public_key, "supervisor", "supervisor", "99001")
        with refused("token.other-key"):
            enrol(station, TokenSigner(SUPERVISOR, token, key, for_another_key))
        assert not station.store.people.user(SUPERVISOR).has_token
    with seated(waiting) as station, refused("people.no-right"):
        enrol(station, signer)


def test_the_certificate_comes_from_the_token_or_from_a_file(office, signer):
    key, certificate = signer.public_key, signer.certificate
    assert certificate_for(SUPERVISOR, {b"other": None, key: certificate}, None) == certificate
    assert certificate_for(SUPERVISOR, {key: None}, certificate) == certificate
    for keys, given, code in (({key: None}, None, "token.no-certificate"), ({b"other": None}, certificate, "token.other-key")):
        with refused(code):
            certificate_for(SUPERVISOR, keys, given)
    with refused("token.no-certificate"):
        certificate_for(UserId("deputy"), {key: certificate}, None)


def test_a_lost_password_loses_no_token(waiting, signer):
    with seated(waiting, "supervisor") as station:
        enrol(station, signer)
    with seated(waiting, "admin") as station:
        issue_password(station.desk, station.store.accounts, SUPERVISOR, "mật khẩu thực hành")
        assert station.store.people.user(SUPERVISOR).has_token
    with seated(waiting, "supervisor") as station:
        approve_with(station, station.store.token_signer(signer._token))
        assert audit(station.store, station.province.root_certificate).faults == []


def test_whoever_manages_people_says_that_a_token_is_lost(waiting, signer):
    with seated(waiting, "supervisor") as station:
        enrol(station, signer)
    with seated(waiting) as station, refused("people.no-right"):
        give_token_up(station.desk, station.store.accounts, SUPERVISOR)
    with seated(waiting, "admin") as station:
        give_token_up(station.desk, station.store.accounts, SUPERVISOR)
    with seated(waiting, "supervisor") as station:
        assert not station.store.people.user(SUPERVISOR).has_token
