"""Who did what: the action log as a report, and its chain checked a portion at a time. It changes nothing."""

from typing import Final

from station.domain.ids import UserId
from station.domain.rights import Right, require
from station.domain.work_log import AskedWork, ChainLook, WorkLine
from station.workflow.desk import Desk
from station.workflow.ports import WorkLog

PORTION: Final = 500
"""Rows of the chain looked at in one go: some tens of milliseconds, so that other work of the store comes in between."""


def lines(desk: Desk, work: WorkLog, asked: AskedWork) -> list[WorkLine]:
    """What is asked for, newest day first. Raises StationError `people.no-right`."""
    require(desk.actor, Right.SEE_LOG)
    return work.lines(asked)


def people_of(desk: Desk, work: WorkLog) -> list[UserId]:
    """Who can be asked about. Raises StationError `people.no-right`."""
    require(desk.actor, Right.SEE_LOG)
    return work.people()


def look_on(desk: Desk, work: WorkLog, look: ChainLook) -> ChainLook:
    """Go on with the chain. Raises StationError `people.no-right`."""
    require(desk.actor, Right.SEE_LOG)
    return work.look_on(look, PORTION)
