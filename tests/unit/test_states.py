"""The table of transitions and the four-eyes rule."""

import dataclasses
import itertools

import pytest

from station.domain.approval import require_allowed
from station.domain.errors import StationError
from station.domain.ids import EntryId, PageId, UserId, VolumeId
from station.domain.record import Entry, FormRef
from station.domain.roles import PERSONS, Actor, Role
from station.domain.states import TRANSITIONS, ActionKind, EntryState, allowed, next_state


def entry(**changes: object) -> Entry:
    """A checked entry that `clerk` keyed."""
    made = Entry(
        EntryId("e"),
        VolumeId("v"),
        FormRef("boat", "1", "0" * 64),
        (PageId("p"),),
        EntryState.CHECKED,
        1,
        {},
        touched_by=frozenset({UserId("clerk")}),
    )
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]


SUPERVISOR = Actor(Role.SUPERVISOR, UserId("supervisor"))


def test_every_state_can_be_reached_from_the_paper() -> None:
    reached: set[EntryState | None] = {None}
    while True:
        new = {after for (before, _, _), after in TRANSITIONS.items() if before in reached} - reached
        if not new:
            break
        reached |= new
    assert reached == {None, *EntryState}


def test_only_a_supervisor_approves_and_only_what_is_checked() -> None:
    able = {(state, role) for state, role in itertools.product(EntryState, Role) if next_state(state, ActionKind.ENTRY_APPROVED, role)}
    assert able == {(EntryState.CHECKED, Role.SUPERVISOR)}


def test_what_a_person_does_to_an_entry_that_left_the_house_is_to_answer_the_central() -> None:
    left = (EntryState.APPROVED, EntryState.RECEIVED, EntryState.COMPLETE)
    able = {(state, role): allowed(state, role) for state, role in itertools.product(left, PERSONS) if allowed(state, role)}
    answers = {ActionKind.ENTRY_UPHELD, ActionKind.ENTRY_REOPENED}
    assert able == {(state, Role.CLERK): answers for state in left[1:]}
    assert all(next_state(state, ActionKind.ENTRY_UPHELD, Role.CLERK) is state for state in left[1:])


def test_a_supervisor_who_keyed_an_entry_may_not_approve_it() -> None:
    keyed = entry(touched_by=frozenset({UserId("clerk"), UserId("supervisor")}))
    with pytest.raises(StationError) as refused:
        require_allowed(keyed, ActionKind.ENTRY_APPROVED, SUPERVISOR)
    assert refused.value.code == "approval.four-eyes"


def test_a_supervisor_who_did_not_key_it_may_approve() -> None:
    require_allowed(entry(), ActionKind.ENTRY_APPROVED, SUPERVISOR)


def test_a_clerk_may_not_approve() -> None:
    with pytest.raises(StationError) as refused:
        require_allowed(entry(), ActionKind.ENTRY_APPROVED, Actor(Role.CLERK, UserId("other")))
    assert refused.value.code == "workflow.not-allowed"
