"""How the reading bench counts: intervals as in the papers, fields, marks, forced forms, and what needs nobody."""

from dataclasses import replace
from pathlib import Path

import pytest

from station.domain.intervals import upper_bound, wilson
from station.domain.record import PageReading, Reading, ValueState
from station.forms.loader import load_forms
from station.practice.specimens import Specimen, SpecimenField
from station.practice.wear import Wear
from tests.bench.reading import main
from tests.bench.reading_score import Count, count_marked, count_page

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def library():
    return load_forms(ROOT / "resources" / "forms", ROOT / "resources" / "reference")


def printed(text, value=None, filled="machine"):
    return SpecimenField(text, text if value is None else value, None, filled)


def page(form_id="birth_extract", face=1, **fields):
    return Specimen("p/3/clean/0000-1", b"", form_id, "3", face, "clean", "machine", fields, Wear())


def read(form_id="birth_extract", face=1, **fields):
    readings = {name: Reading(text, text, ValueState.READ, 0.99) for name, text in fields.items()}
    return PageReading(form_id, face, readings, seconds=2.0)


def test_wilson_is_that_of_the_paper():
    # worked example: 45 of 50 gives 78.6 % to 95.7 %
    assert wilson(45, 50) == (pytest.approx(0.786, abs=5e-4), pytest.approx(0.957, abs=5e-4))
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(7, 7)[1] == 1.0


@pytest.mark.parametrize(
    ("wrong", "counted", "bound"), [(0, 2995, 0.001), (0, 10, 0.2589), (4, 10_000, 0.000915), (5, 5, 1.0), (0, 0, 1.0)]
)
def test_the_upper_bound_is_the_exact_one(wrong, counted, bound):
    assert upper_bound(wrong, counted) == pytest.approx(bound, rel=2e-3)


def test_fields_are_right_wrong_or_wrong_in_marks_alone():
    truth = page(nksHoTen=printed("LÊ THỊ BƯỞI"), meHoTen=printed("PHAN THỊ CAM"), nksDanToc=printed("Kinh"), ghiChu=printed(""))
    count = count_page(
        truth, read(nksHoTen="LÊ THỊ BƯỚI", meHoTen="PHAN THỊ CAM", nksDanToc="Kính lúp", ghiChu="seal"), {"nksDanToc": "Kinh"}
    )
    assert (count.printed, count.right, count.marks_only, count.invented, count.plain) == (3, 1, 1, 1, 1)
    assert count.edits == 1 + 5 - 1
    assert (count.recognised, count.forced, count.seconds) == (1, 0, 2.0)


def test_handwriting_is_counted_apart():
    count = count_page(page(nksHoTen=printed("LÊ THỊ BƯỞI", filled="hand")), read(nksHoTen="LÊ THỊ BƯỞI"), {})
    assert (count.printed, count.handwritten, count.handwritten_right) == (0, 1, 1)


def test_another_form_is_forced_and_nothing_of_it_counts():
    count = count_page(page(nksDanToc=printed("Kinh")), read("birth_certificate", nksDanToc="Kinh"), {})
    assert (count.recognised, count.forced, count.right, count.printed) == (0, 1, 0, 1)
    assert count_page(page(None), read("birth_certificate"), {}).forced == 1
    assert count_page(page(None), PageReading(None), {}).recognised == 1


def test_a_page_without_a_reading_is_a_failure_with_all_its_fields_wrong():
    count = count_page(page(nksDanToc=printed("Kinh")), None, {})
    assert (count.failed, count.printed, count.right, count.recognised) == (1, 1, 0, 0)


def test_only_what_needs_nobody_is_counted_as_marked(library):
    truth = page(nksDanToc=printed("Kinh"), nksQuocTich=printed("Việt Nam"), nksHoTen=printed("LÊ THỊ BƯỞI"))
    right = count_marked(library, [truth], {truth.key: read(nksDanToc="Kinh", nksQuocTich="Việt Nam", nksHoTen="LÊ THỊ BƯỞI")})
    wrong = count_marked(library, [truth], {truth.key: read(nksDanToc="Tày", nksQuocTich="Việt Nam", nksHoTen="LÊ THỊ BƯỞI")})
    assert (right.marked, right.marked_wrong) == (2, 0)
    assert (wrong.marked, wrong.marked_wrong) == (2, 1)
    assert (right.witnessed, right.witnessed_marked) == (2, 2)
    assert count_marked(library, [truth], {}).witnessed == 2


def test_fields_of_a_face_that_was_not_recognised_are_marked_as_nothing(library):
    one, two = page("land_certificate_1993", 1), page("land_certificate_1993", 2, so_vao_so=printed("00004"), dia_chi_thua=printed("Xã"))
    two = replace(two, key="p/3/clean/0000-2")
    count = count_marked(library, [one, two], {one.key: read("land_certificate_1993", 1), two.key: PageReading(None)})
    assert count.marked == 0


def test_counts_add_up():
    assert Count(pages=1, right=2) + Count(pages=3, edits=4) == Count(pages=4, right=2, edits=4)


def test_the_command_prints_the_plain_way_alone(capsys):
    assert (
        main(
            [
                "--forms",
                "land_certificate_1993",
                "--conditions",
                "clean",
                "--pages",
                "1",
                "--strays",
                "0",
                "--only",
                "plain",
                "--workers",
                "1",
            ]
        )
        == 0
    )
    lines = capsys.readouterr().out.splitlines()
    assert any(line.split()[:3] == ["clean", "land_certificate_1993", "2"] for line in lines)


def test_what_is_held_back_is_not_shown(capsys):
    with pytest.raises(SystemExit):
        main(["--split", "held-back", "--show"])
    assert "not looked at" in capsys.readouterr().err
