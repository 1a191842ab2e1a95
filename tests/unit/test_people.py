"""People: let in, given roles, revoked, let in again; the last administrator stays; every change is in the log."""

import datetime

import pytest

from station.domain.errors import StationError
from station.domain.ids import UserId
from station.domain.roles import Role
from station.domain.states import ActionKind
from station.store.audit import audit
from station.workflow.people import (
    CertificateState,
    NewPerson,
    add_person,
    change_role,
    import_certificate,
    issue_password,
    keep_an_administrator,
    people,
    revoke_person,
)
from tests.flow.conftest import PASSWORD, Office, forms, office, province  # noqa: F401
from tests.seated import seated

NOW = datetime.datetime.now(datetime.UTC)


def listed(station, at=NOW):
    return {person.user_id: person for person in people(station.desk, station.store, station.province.root_certificate, at)}


def kinds_about(station, user_id: str) -> list[ActionKind]:
    return [action.kind for action in station.desk.log.actions(user_id)]


def test_somebody_new_is_let_in_signs_in_and_stands_in_the_log(office: Office) -> None:  # noqa: F811
    with seated(office, "admin") as station:
        add_person(station.desk, station.store, NewPerson(" Mai ", "  Đỗ Thị  Mai ", Role.CLERK, PASSWORD))
        assert listed(station)["mai"].name == "Đỗ Thị Mai" and listed(station)["mai"].since.startswith("20")
        [added] = station.desk.log.actions("mai")
        assert (added.kind, added.by.user_id, added.signature is not None) == (ActionKind.USER_ADDED, "admin", True)
    with seated(office, "mai") as station:
        assert station.desk.actor.role is Role.CLERK


@pytest.mark.parametrize("user", ["clerk", "supervisor", "auditor"])
def test_only_an_administrator_changes_people(office: Office, user) -> None:  # noqa: F811
    with seated(office, user) as station:
        head = station.desk.log.head()
        for act in (
            lambda: add_person(station.desk, station.store, NewPerson("ma", "Ma", Role.SUPERVISOR, PASSWORD)),
            lambda: change_role(station.desk, station.store, UserId("deputy"), Role.CLERK),
            lambda: revoke_person(station.desk, station.store, station.store.accounts, UserId("deputy")),
            lambda: issue_password(station.desk, station.store.accounts, UserId("deputy"), PASSWORD),
            lambda: import_certificate(station.desk, station.store, station.province.root_certificate, UserId("deputy"), b"", NOW),
        ):
            with pytest.raises(StationError, match="no-right"):
                act()
        assert station.desk.log.head() == head


def test_a_certificate_for_an_invented_supervisor_is_refused_and_the_province_s_own_is_taken(office: Office) -> None:  # noqa: F811
    with seated(office, "admin") as station:
        assert listed(station)["deputy"].certificate is CertificateState.NONE
        root = station.province.root_certificate
        key = {user.user_id: user.public_key for user in station.store.users()}
        wrong = office.province.issue(key["clerk"], "deputy", "supervisor", "99001")
        not_theirs = office.province.issue(key["deputy"], "deputy", "clerk", "99001")
        for certificate in (wrong, not_theirs, b"nothing"):
            with pytest.raises(StationError, match="certificate-invalid"):
                import_certificate(station.desk, station.store, root, UserId("deputy"), certificate, NOW)
        right = office.province.issue(key["deputy"], "deputy", "supervisor", "99001")
        import_certificate(station.desk, station.store, root, UserId("deputy"), right, NOW)
        assert listed(station)["deputy"].certificate is CertificateState.HOLDS
        soon = NOW + datetime.timedelta(days=340)
        assert listed(station, soon)["deputy"].certificate is CertificateState.ENDS_SOON
        assert listed(station, NOW + datetime.timedelta(days=400))["deputy"].certificate is CertificateState.ENDED


def test_the_last_administrator_stays_one_and_nobody_changes_themselves(office: Office) -> None:  # noqa: F811
    with seated(office, "admin") as station:
        for act in (
            lambda: change_role(station.desk, station.store, UserId("admin"), Role.CLERK),
            lambda: revoke_person(station.desk, station.store, station.store.accounts, UserId("admin")),
            lambda: issue_password(station.desk, station.store.accounts, UserId("admin"), PASSWORD),
        ):
            with pytest.raises(StationError, match="oneself"):
                act()
        add_person(station.desk, station.store, NewPerson("bao", "Bảo", Role.ADMINISTRATOR, PASSWORD))
    with seated(office, "bao") as station:
        revoke_person(station.desk, station.store, station.store.accounts, UserId("admin"))
        with pytest.raises(StationError, match="last-administrator"):
            keep_an_administrator(station.store.users(), UserId("bao"), Role.CLERK)


def test_who_was_revoked_is_kept_out_and_who_comes_back_has_a_new_key(office: Office) -> None:  # noqa: F811
    with seated(office, "admin") as station:
        revoke_person(station.desk, station.store, station.store.accounts, UserId("supervisor"))
        assert listed(station)["supervisor"].revoked
    with pytest.raises(StationError, match=r"wrong-password|revoked"), seated(office, "supervisor"):
        pass
    with seated(office, "admin") as station:
        issue_password(station.desk, station.store.accounts, UserId("supervisor"), "mật khẩu khác")
        found = listed(station)["supervisor"]
        assert (found.revoked, found.certificate) == (False, CertificateState.NONE)
        assert kinds_about(station, "supervisor")[-2:] == [ActionKind.USER_REVOKED, ActionKind.USER_REISSUED]
        assert audit(station.store, station.province.root_certificate).faults == []
