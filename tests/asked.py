"""A commune whose entries are at the central, and what the central asks about them: by the feed's own way, without a central."""

import base64
from collections.abc import Sequence

from station.domain.actions import NewAction
from station.domain.feed import FeedItem
from station.domain.ids import EntryId
from station.domain.roles import CENTRAL
from station.domain.states import ActionKind
from station.store.questions import StoredQuestions
from station.workflow.answering import answer_central, open_findings
from station.workflow.approval import approve
from station.workflow.drafts import actions_of
from station.workflow.feed import absorb_feed, absorbed_number
from tests.flow.conftest import Office
from tests.seated import check, fill, reviews_of, seated
from ui.bootstrap import Station

NAME, BORN = "nksHoTen", "nksNgaySinh"
REGISTER_NAME = {
    "field": NAME,
    "rule": "central.register",
    "vi": "Sổ dân cư ghi: Nguyễn Thị Hoà",
    "en": "The register says: Nguyễn Thị Hoà",
}
REGISTER_BORN = {"field": BORN, "rule": "central.register", "vi": "Sổ dân cư ghi: 02.04.2018", "en": "The register says: 02.04.2018"}


def at_the_central(office: Office, *names: str, number: str = "01") -> list[EntryId]:
    """Entries of one volume, checked by the clerk, approved, and complete."""
    with seated(office) as station:
        entries = fill(station, names, number)
        check(station, entries)
        volume_id = station.desk.records.entry(entries[0]).volume_id
    approve_and_complete(office, volume_id)
    return entries


def approve_and_complete(office: Office, volume_id: str) -> None:
    """The supervisor's act and the central's."""
    with seated(office, "supervisor") as station:
        batch = approve(station.desk, reviews_of(station), volume_id, station.outbox, station.station_id).batch  # type: ignore[arg-type]
        receipt = {"entries": list(batch.entries), "receipt": base64.b64encode(b"receipt").decode()}
        station.desk.log.append([NewAction(ActionKind.BATCH_COMPLETED, batch.name, CENTRAL, receipt)])


def ask(station: Station, entry_id: str, findings: Sequence[object], *, revision: object = 1, kind: str = "finding") -> None:
    """The next item of the feed."""
    content = {"entry_id": entry_id, "revision": revision, "findings": list(findings), "reason": {"vi": "Đối chiếu chưa khớp"}}
    number = absorbed_number(station.desk, station.station_id) + 1
    assert absorb_feed(station.desk, station.station_id, [FeedItem(number, kind, content)]) == [number]


def questions_of(station: Station) -> StoredQuestions:
    return StoredQuestions(station.store.database)


def uphold(station: Station, entry_id: EntryId) -> None:
    """Everything that was found stands as it is on the paper."""
    found = open_findings(questions_of(station).about(entry_id))
    reasons = {finding.rule: "Đúng như trên giấy" for finding in found}
    answer_central(station.desk, questions_of(station), entry_id, {}, reasons, actions_of(station.desk, entry_id))
