"""The tables of rights: whole, in agreement with the transitions, and held against every append."""

import pytest

from station.domain.actions import NewAction
from station.domain.errors import StationError
from station.domain.ids import UserId
from station.domain.rights import NEEDS, RIGHTS, Right, may, require, require_to_act
from station.domain.roles import CENTRAL, PERSONS, READING, STATION, Actor, Role
from station.domain.states import TRANSITIONS, VOLUME_TRANSITIONS, ActionKind
from station.workflow import duties
from tests.store_factories import Office, make_staffed_store, new_user, open_store

MACHINES_ONLY = {
    ActionKind.FORMS_KNOWN, ActionKind.ENTRY_QUESTIONED,
    ActionKind.PAGE_READ, ActionKind.ENTRY_READ, ActionKind.ENTRY_REREAD, ActionKind.ENTRY_PLANNED, ActionKind.ENTRY_AGREED,
    ActionKind.BATCH_RECEIVED, ActionKind.BATCH_COMPLETED, ActionKind.BATCH_REFUSED, ActionKind.FEED_ABSORBED, ActionKind.NUMBERING_MOVED,
}  # fmt: skip


def test_every_person_has_rights_and_every_right_is_somebodys():
    assert set(RIGHTS) == PERSONS
    assert frozenset().union(*RIGHTS.values()) == frozenset(Right)


def test_every_act_is_either_a_machines_or_needs_a_right():
    assert set(NEEDS) == set(ActionKind) - MACHINES_ONLY


def test_every_transition_of_a_person_is_covered_by_their_rights():
    lacking = [(kind, role) for _, kind, role in (*TRANSITIONS, *VOLUME_TRANSITIONS) if role in PERSONS and not may(role, NEEDS[kind])]
    assert lacking == []


@pytest.mark.parametrize("role", sorted(PERSONS))
def test_nobody_can_be_both_hands_of_four_eyes(role):
    """Who keys does not approve; who lets people in does neither; who approves lets nobody in."""
    both = RIGHTS[role] & {Right.APPROVE, Right.KEY, Right.SECOND_KEY, Right.MANAGE_PEOPLE}
    assert len(both - {Right.KEY}) <= 1 and not both >= {Right.KEY, Right.APPROVE} and not both >= {Right.KEY, Right.MANAGE_PEOPLE}


def test_the_auditor_can_do_no_act_at_all():
    assert not {needed for needed in NEEDS.values()} & RIGHTS[Role.AUDITOR]


def test_everybody_may_set_their_own_password_and_only_the_administrator_anothers():
    clerk, other = Actor(Role.CLERK, UserId("lan")), "minh"
    require_to_act(clerk, ActionKind.PASSWORD_CHANGED, "lan")
    with pytest.raises(StationError, match="no-right"):
        require_to_act(clerk, ActionKind.PASSWORD_CHANGED, other)
    require_to_act(Actor(Role.ADMINISTRATOR, UserId("admin")), ActionKind.PASSWORD_CHANGED, other)


@pytest.mark.parametrize("machine", [READING, STATION, CENTRAL])
def test_machines_are_not_asked_for_rights(machine):
    require(machine, Right.APPROVE)
    require_to_act(machine, ActionKind.USER_ADDED, "x")


def test_roles_rights_and_acts_all_have_names():
    assert (set(duties.ROLES), set(duties.RIGHTS), set(duties.ACTS)) == (set(Role), set(Right), set(ActionKind))


def test_an_act_without_the_right_is_not_written(tmp_path):
    make_staffed_store(tmp_path / "store")
    with open_store(tmp_path / "store") as store:
        head = store.log.head()
        with pytest.raises(StationError, match="no-right"):
            store.log.append([NewAction(ActionKind.USER_REVOKED, "minh", store.actor, {})], store.signer)
        assert store.log.head() == head


def test_a_clerk_cannot_make_a_login_and_leaves_no_slot_behind(tmp_path):
    make_staffed_store(tmp_path / "store")
    with open_store(tmp_path / "store") as store:
        with pytest.raises(StationError, match="no-right"):
            store.add_user(new_user("ma", "Ma Văn Ảo", Role.SUPERVISOR), store.actor)
        assert not (store.folder / "slots" / "user-ma.json").exists() and len(store.users()) == 2


def test_a_role_that_was_changed_counts_from_the_next_sign_in_and_not_in_the_old_one(tmp_path):
    make_staffed_store(tmp_path / "store")
    with open_store(tmp_path / "store") as store:
        office = Office(store)
        store.change_role(UserId("lan"), Role.AUDITOR)
        with pytest.raises(StationError, match="unknown-user"):
            office.open_volume()
    with open_store(tmp_path / "store") as store:
        assert store.actor.role is Role.AUDITOR
        with pytest.raises(StationError, match="no-right"):
            store.log.append([NewAction(ActionKind.NOTICE_SHOWN, "x", store.actor, {})], store.signer)
