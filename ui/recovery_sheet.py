"""The facts of the sheet for the sealed envelope, gathered for station.reports. The code comes and goes with the call."""

import datetime

from station.practice.people import PRACTICE_OFFICE
from station.reports.recovery_sheet import RecoverySheet, recovery_sheet
from station.signing.province import PRACTICE_PREFIX
from station.store.manifest import StoreFacts


def sheet_of(facts: StoreFacts, code: str) -> bytes:
    """One page with the code, as PDF."""
    practice = facts.realm.startswith(PRACTICE_PREFIX)
    return recovery_sheet(
        RecoverySheet(
            code,
            office=PRACTICE_OFFICE.committee if practice else str(facts.office_id),
            station_id=str(facts.station_id),
            store_id=facts.store_id,
            made=f"{datetime.datetime.now():%d/%m/%Y %H:%M}",
            practice=practice,
        )
    )
