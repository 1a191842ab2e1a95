"""A broken rule of each severity, from the clerk's reason to the supervisor's eyes."""

from collections.abc import Iterator

import pytest

from station.domain.errors import StationError
from station.domain.findings import Severity
from station.domain.ids import EntryId
from station.workflow.checking import Keyed, finish_checking, key_fields
from station.workflow.points import Kind, Point, points_of
from tests.flow.conftest import Office, forms, office, province, reader
from tests.seated import fill, seated
from ui.bootstrap import Station

__all__ = ["forms", "office", "province", "reader"]

BROKEN = {
    Severity.ERROR: ("ks.number_year", {"so": "7/2011", "ngayDangKy": "02/03/2018"}),
    Severity.WARNING: ("ks.mother_age", {"meNgaySinh": "2010", "nksNgaySinh": "01/03/2018"}),
    Severity.INFO: ("ks.child_name_and_sex", {"nksHoTen": "LÒ THỊ MÂY", "nksGioiTinh": "Nam"}),
}
REASON = "đúng như trên giấy"


@pytest.fixture
def station(office: Office) -> Iterator[Station]:
    with seated(office) as made:
        yield made


def broken(station: Station, severity: Severity) -> tuple[EntryId, str, dict[str, str]]:
    """An entry with this rule broken; the rule; reasons for every other error in it."""
    (entry_id,) = fill(station, ["An"])
    rule, typed = BROKEN[severity]
    entry = key_fields(station.desk, entry_id, {path: Keyed(text) for path, text in typed.items()})
    (finding,) = [finding for finding in entry.findings if finding.rule == rule]
    assert finding.severity is severity
    others = {each.rule: "x" for each in entry.findings if each.severity is Severity.ERROR and each.rule != rule}
    return entry_id, rule, others


def points(station: Station, entry_id: EntryId, rule: str) -> list[Point]:
    entry = station.desk.records.entry(entry_id)
    return [point for point in points_of(station.desk.forms.of_ref(entry.form), station.desk.forms, entry) if point.rule == rule]


@pytest.mark.parametrize("severity", BROKEN)
def test_a_reason_is_seen_at_approval_whatever_the_severity(station: Station, severity: Severity) -> None:
    entry_id, rule, others = broken(station, severity)
    finish_checking(station.desk, entry_id, {**others, rule: REASON})
    (point,) = points(station, entry_id, rule)
    assert (point.kind, point.reason) == (Kind.OVERRIDDEN, REASON) and point.why.vi != rule


def test_an_error_does_not_stand_without_a_reason(station: Station) -> None:
    entry_id, rule, others = broken(station, Severity.ERROR)
    for reason in (None, "", "  "):
        with pytest.raises(StationError) as caught:
            finish_checking(station.desk, entry_id, {**others, **({} if reason is None else {rule: reason})})
        assert caught.value.code == "checking.open-findings" and rule in str(caught.value.details["rules"])


def test_a_warning_may_stand_without_a_reason_and_is_then_a_doubtful_point(station: Station) -> None:
    entry_id, rule, others = broken(station, Severity.WARNING)
    finish_checking(station.desk, entry_id, others)
    (point,) = points(station, entry_id, rule)
    assert (point.kind, point.reason) == (Kind.DOUBTFUL, "")


def test_what_is_good_to_know_asks_nobody(station: Station) -> None:
    entry_id, rule, others = broken(station, Severity.INFO)
    finish_checking(station.desk, entry_id, others)
    assert points(station, entry_id, rule) == []
