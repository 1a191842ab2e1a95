"""Books of one kind, year and number that two offices of their day kept: the desk goes on with the one that is meant."""

import dataclasses
from collections.abc import Iterator

import pytest

from station.workflow.capture import open_volume
from station.workflow.closing import describe_volume
from tests.flow.conftest import Office, forms, office, province, reader
from tests.seated import seated
from ui.bootstrap import Station
from ui.capture.shelf import Fields, opened_volume

__all__ = ["forms", "office", "province", "reader"]

TYPED = Fields("KS", 1999, "01")
FIRST, SECOND = "UBND xã Suối Mây", "UBND xã Đồi Gió"


@pytest.fixture
def station(office: Office) -> Iterator[Station]:
    with seated(office) as made:
        yield made


def test_a_volume_whose_cover_was_described_since_is_not_opened_twice(station: Station) -> None:
    opened, _ = opened_volume(station, TYPED)
    describe_volume(station.desk, dataclasses.replace(opened, office=FIRST))
    again, _ = opened_volume(station, TYPED)
    assert again.volume_id == opened.volume_id and len(station.desk.records.volumes()) == 1


def test_of_two_offices_books_the_chosen_one_is_meant(station: Station) -> None:
    office_id = station.store.facts.office_id
    for name in (FIRST, SECOND):
        open_volume(station.desk, office_id=office_id, kind="KS", year=1999, number="01", office=name)
    found, _ = opened_volume(station, dataclasses.replace(TYPED, office=SECOND))
    assert found.office == SECOND and TYPED.name(found) and not dataclasses.replace(TYPED, office=FIRST).name(found)
