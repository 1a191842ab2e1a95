"""The province revokes a supervisor: what they approved stays, what they would approve now is refused, whoever else approves goes on."""

import datetime
import time

import pytest

from station.domain.errors import StationError
from station.domain.states import ActionKind, EntryState
from station.signing.province import PracticeProvince
from station.signing.revocations import NOBODY
from station.store.audit import audit
from station.workflow.approval import approve
from station.workflow.people import CertificateState, old_list, people, take_revocations
from tests.flow.conftest import Office
from tests.seated import check, fill, reviews_of, seated

NOW = datetime.datetime.now(datetime.UTC)


def refused(code: str):
    return pytest.raises(StationError, check=lambda error: error.code == code)


@pytest.fixture
def province(tmp_path) -> PracticeProvince:
    """One of this test's own: it revokes."""
    return PracticeProvince.create(tmp_path / "province", "Tỉnh thực hành")


@pytest.fixture
def waiting(office: Office) -> Office:
    with seated(office) as station:
        check(station, fill(station, ["Hoa", "Mai"]))
    return office


def approved(station, number: int = 1):
    ids = [entry.entry_id for entry in station.desk.records.entries(state=EntryState.CHECKED)][:number]
    volume = station.desk.records.volumes()[0].volume_id
    return approve(station.desk, reviews_of(station), volume, station.outbox, station.station_id, ids)


def take(station, listed: bytes):
    return take_revocations(station.desk, station.province.root_certificate, station.station_id, listed)


def newest(province: PracticeProvince) -> bytes:
    return province.revocation_list.read_bytes()


def test_a_revoked_supervisor_approves_no_more_and_what_they_approved_before_holds(waiting, province):
    with seated(waiting, "supervisor") as station:
        approved(station)
    time.sleep(1.0 - time.time() % 1.0)  # a list knows whole seconds
    now = datetime.datetime.now(datetime.UTC)
    province.revoke("supervisor", "99001", at=now)
    with seated(waiting, "admin") as station:
        taken = take(station, newest(province))
        assert (taken.number, len(taken.revoked)) == (1, 1)
        root = station.province.root_certificate
        states = {one.user_id: one.certificate for one in people(station.desk, station.store, root, now, station.store.revocations(root))}
        assert states["supervisor"] is CertificateState.REVOKED and states["deputy"] is CertificateState.NONE
    with seated(waiting, "supervisor") as station:
        head = station.store.log.head()
        with refused("approval.certificate-revoked"):
            approved(station)
        assert station.store.log.head() == head and len(station.desk.records.batches()) == 1 and station.outbox.prepared() == []
        assert audit(station.store, station.province.root_certificate).faults == []


def test_a_list_whose_next_issue_is_due_is_told_and_counts_still(waiting, province):
    province.revoke("supervisor", "99001", at=NOW)
    with seated(waiting, "admin") as station:
        listed = take(station, newest(province))
    assert old_list(listed, listed.next_issue) is None and old_list(NOBODY, NOW) is None
    late = old_list(listed, listed.next_issue + datetime.timedelta(seconds=1))
    assert f"{listed.next_issue:%d/%m/%Y}" in late.en and late.vi != late.en


def test_an_approval_dated_after_the_revocation_is_found_by_the_audit(waiting, province):
    with seated(waiting, "supervisor") as station:
        approved(station)
    province.revoke("supervisor", "99001", at=NOW - datetime.timedelta(days=2))
    with seated(waiting, "admin") as station:
        take(station, newest(province))
        faults = audit(station.store, station.province.root_certificate).faults
        assert len(faults) == 2 and all("revoked the certificate of supervisor" in fault for fault in faults)


def test_lists_go_by_their_number_and_the_log_keeps_each_once(waiting, province, tmp_path):
    province.list_anew()
    first = newest(province)
    province.revoke("supervisor", "99001", at=NOW)
    other = PracticeProvince.create(tmp_path / "other", "Tỉnh khác")
    other.list_anew()
    with seated(waiting, "admin") as station:
        for _ in range(2):
            take(station, newest(province))
        with refused("revocations.older"):
            take(station, first)
        for strange in (newest(other), b"rubbish"):
            with refused("revocations.faulty"):
                take(station, strange)
        kept = [action for action in station.store.log.actions(station.station_id) if action.kind is ActionKind.REVOCATIONS_TAKEN]
        assert [action.payload["number"] for action in kept] == [2]
    for user in ("clerk", "supervisor"):
        with seated(waiting, user) as station, refused("people.no-right"):
            take(station, newest(province))
