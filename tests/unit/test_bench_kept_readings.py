"""Readings kept on disk for the benches: what comes back is what was read, and only whole lots are kept."""

import contextlib

import pytest

from station.domain.record import PageReading, Reading, ValueState, Voice
from tests.bench import kept_readings
from tests.bench.kept_readings import KeptPage, Lot, code_version, kept_lots, kept_pages, read_lot, seeds_of
from ui import bootstrap

LOT = Lot("tuning", 77, "clean", "birth_extract", 1)
READING = PageReading("birth_extract", 1, {"so": Reading("1/2020", "1/2020", ValueState.READ, 0.9, voices=(Voice("x", "1", "1", 0.5),))})


class Pool:
    """Reads every page the same, or breaks off."""

    def __init__(self, *, breaks=False):
        self.breaks = breaks

    def read(self, pages):
        for key, _ in pages:
            if self.breaks:
                raise KeyboardInterrupt
            yield key, READING


@pytest.fixture(scope="module")
def library():
    return bootstrap.forms()


def test_a_page_comes_back_with_its_truth_and_its_reading(library, tmp_path):
    assert read_lot(LOT, library, Pool(), tmp_path) == 1
    assert list(kept_lots(tmp_path, code_version(), "tuning")) == [LOT]
    (kept,) = kept_pages(LOT, tmp_path, code_version())
    assert isinstance(kept, KeptPage) and kept.reading == READING
    assert kept.page.form_id == "birth_extract" and any(field.text for field in kept.page.fields.values())


def test_nothing_is_kept_of_a_lot_that_was_broken_off(library, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        read_lot(LOT, library, Pool(breaks=True), tmp_path)
    assert list(kept_lots(tmp_path, code_version(), "tuning")) == [] == kept_pages(LOT, tmp_path, code_version())


def test_a_run_that_its_minutes_ended_is_gone_on_with_by_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr(kept_readings, "ReadingPool", lambda library, workers: contextlib.nullcontext(Pool()))
    call = ["--cache", str(tmp_path), "--seeds", "77", "--forms", LOT.form_id, "--conditions", LOT.condition, "--papers", "1"]
    assert kept_readings.main([*call, "--minutes", "0"]) == 0
    assert list(kept_lots(tmp_path, code_version(), "tuning")) == []
    assert kept_readings.main(call) == 0
    assert list(kept_lots(tmp_path, code_version(), "tuning")) == [LOT]


def test_readings_of_other_code_are_not_taken_for_those_of_this_one(library, tmp_path, monkeypatch):
    read_lot(LOT, library, Pool(), tmp_path)
    monkeypatch.setattr(kept_readings, "code_version", lambda: "other")
    assert kept_pages(LOT, tmp_path, kept_readings.code_version()) == []


def test_seeds_are_a_range():
    assert seeds_of("3-5") == [3, 4, 5] and seeds_of("9") == [9]
