"""The calibrated confidence: how it is weighed, kept, loaded and fitted; and why a field is safe or doubtful, in a sentence."""

import dataclasses
import datetime

import numpy as np
import pytest

from station.domain.errors import StationError
from station.domain.record import FieldValue, ValueSource, ValueState, Voice
from station.forms.calibration import GROUPS, Calibration, GroupWeights, group_of, load_calibration
from station.forms.library import FormLibrary
from station.forms.testimony import Statement, Verdict, Witness
from station.workflow.attention import Need, grounds_of
from station.workflow.points import points_of
from station.workflow.reasons import FOR, why
from tests.bench.calibration import brier, calibration_error, calibration_toml, newton
from tests.checking_desk import an_entry, load_boats
from ui import bootstrap
from ui.checking.sheet import Sheet

NETWORK, SECOND = Statement(Witness.NETWORK, Verdict.FOR), Statement(Witness.SECOND_NETWORK, Verdict.FOR)


@pytest.fixture(scope="module")
def boats():
    return load_boats()


def calibration(least=0.9, **weights):
    group = GroupWeights(weights={"constant": 0.0, **weights}, values=100, wrong=3)
    return Calibration(
        measured_on=datetime.date(2026, 11, 28), command="x", seeds=(1, 2), readings="abc", least=least, groups={"figures": group}
    )


def calibrated(boats, found) -> FormLibrary:
    made = load_boats()
    made.calibration = found
    return made


def test_likelihood_rises_with_who_speaks_for_and_falls_with_who_speaks_against():
    weights = calibration(**{"for second-network": 3.0, "against second-network": -3.0, "confidence": 1.0})
    alone = weights.sureness("date", 0.9, [NETWORK])
    both = weights.sureness("date", 0.9, [NETWORK, SECOND])
    disputed = weights.sureness("date", 0.9, [NETWORK, Statement(Witness.SECOND_NETWORK, Verdict.AGAINST, "x")])
    assert disputed < alone < both and disputed > 0 and both < 1
    assert weights.sureness("date", 0.2, [NETWORK]) < alone


def test_a_type_that_was_never_measured_has_no_likelihood():
    assert calibration().sureness("place", 0.9, [NETWORK]) is None and calibration().sureness("list", 0.9, []) is None


def test_every_type_but_the_list_belongs_to_one_group():
    kinds = [kind for group in GROUPS.values() for kind in group]
    assert len(kinds) == len(set(kinds)) and group_of("list") == ""


def test_two_witnesses_are_not_enough_where_such_values_were_often_wrong(boats):
    entry = an_entry(boats)
    for weight, need in ((6.0, Need.NOTHING), (-6.0, Need.UNSURE)):
        library = calibrated(boats, calibration(least=0.99, **{"for second-network": weight}))
        sheet = Sheet(library.of_ref(entry.form), library, entry)
        assert sheet.needs["so_dang_ky"] is need


def test_what_is_written_is_read_back(tmp_path):
    found = calibration(**{"for second-network": 1.5})
    path = tmp_path / "confidence.toml"
    path.write_text(calibration_toml(found), encoding="utf-8")
    assert load_calibration(path) == found


@pytest.mark.parametrize("content", [b"", b"\xff", b"measured_on = 3", b"[groups"])
def test_damaged_weights_are_named(tmp_path, content):
    path = tmp_path / "confidence.toml"
    path.write_bytes(content)
    with pytest.raises(StationError) as raised:
        load_calibration(path)
    assert raised.value.code == "forms.faulty" and "confidence.toml" in str(raised.value)


def test_the_shipped_weights_load_and_say_where_they_come_from():
    shipped = bootstrap.forms().calibration
    assert shipped is not None and shipped.seeds and shipped.readings and {"figures", "lists", "names", "words"} <= set(shipped.groups)
    assert 0.9 <= shipped.least < 1


def test_the_fit_finds_how_often_each_kind_was_right():
    random = np.random.default_rng(1)
    marked = random.integers(0, 2, 4000).astype(float)
    right = (random.random(4000) < np.where(marked == 1, 0.98, 0.6)).astype(float)
    weights = newton(np.stack([np.ones(4000), marked], axis=1), right, np.array([0.0, 0.5]))
    likely = 1 / (1 + np.exp(-np.array([weights[0], weights[0] + weights[1]])))
    assert likely == pytest.approx([0.6, 0.98], abs=0.03)


def test_certainty_is_never_concluded_from_a_few_values_without_one_wrong():
    weights = newton(np.ones((50, 2)), np.ones(50), np.array([1e-3, 0.5]))
    assert np.isfinite(weights).all()


def test_reliability_is_measured_as_it_is_defined():
    right = np.array([1.0, 1.0, 0.0, 1.0])
    assert brier(np.array([1.0, 1.0, 0.0, 1.0]), right) == 0.0 and brier(np.full(4, 0.5), right) == pytest.approx(0.25)
    assert calibration_error(np.full(4, 0.75), right, bins=1) == pytest.approx(0.0)
    assert calibration_error(np.full(4, 0.95), right, bins=1) == pytest.approx(0.2)


def read(text, *voices, kind=ValueState.READ):
    return FieldValue(text, text, kind, ValueSource.READING, confidence=0.95, voices=voices)


def sentence(boats, entry, path):
    form = boats.of_ref(entry.form)
    ground = grounds_of(form, boats, entry.fields, [])[path]
    return why(ground, boats.field(form, path), entry.fields[path])


def test_a_field_that_is_passed_by_says_who_vouches_for_it(boats):
    said = sentence(boats, an_entry(boats), "so_dang_ky")
    assert said.vi == "Không cần xem: hai máy đọc giống nhau." and "two different readers agree" in said.en
    entry = an_entry(boats)
    entry.fields["ngay_ha_thuy"] = dataclasses.replace(
        entry.fields["ngay_ha_thuy"],
        voices=(Voice("tesseract", "01/02/2018", "01.02.2018", 0.9), Voice("ppocr", "01/02/2018", "01.02.2018", 0.9)),
    )
    assert sentence(boats, entry, "ngay_ha_thuy").vi == "Không cần xem: hai máy đọc giống nhau; số khớp với chữ."


def test_a_doubtful_field_says_what_speaks_against_it_or_that_nothing_can_vouch_for_it(boats):
    entry = an_entry(boats)
    assert "so với giấy" in sentence(boats, entry, "chu[0].ho_ten").vi
    assert sentence(boats, entry, "ngay_vao_so").vi.startswith("Mới có một nguồn: máy đọc chữ")
    entry.fields["so_dang_ky"] = dataclasses.replace(
        entry.fields["so_dang_ky"], voices=(Voice("tesseract", "7/2019", "7/2019", 0.9), Voice("ppocr", "1/2019", "1/2019", 0.9))
    )
    assert sentence(boats, entry, "so_dang_ky").vi == "Máy đọc số đọc khác: «1/2019»."


def test_a_likelihood_is_said_and_never_as_certainty(boats):
    library = calibrated(boats, calibration(**{"for network": 30.0}))
    assert "Khả năng đúng 99 %" in sentence(library, an_entry(boats), "ngay_vao_so").vi


def test_every_witness_has_a_sentence_in_both_languages():
    assert set(FOR) == set(Witness) and all(text.vi and text.en for text in FOR.values())


def test_what_a_person_keyed_needs_no_sentence(boats):
    entry = an_entry(boats)
    entry.fields["so_dang_ky"] = dataclasses.replace(entry.fields["so_dang_ky"], source=ValueSource.KEYED, voices=())
    assert sentence(boats, entry, "so_dang_ky") is None


def test_the_supervisor_sees_what_is_least_sure_first(boats):
    library = calibrated(boats, calibration(**{"confidence": 10.0, "constant": -6.0}))
    entry = an_entry(library)
    for path, sure in (("ngay_vao_so", 0.95), ("dien_tich_boong", 0.4)):
        entry.fields[path] = dataclasses.replace(entry.fields[path], confidence=sure, voices=())
    entry.fields["khoang[0].rong"] = read("5")
    unseen = [point.path for point in points_of(library.of_ref(entry.form), library, entry) if point.sureness is not None]
    assert unseen.index("dien_tich_boong") < unseen.index("ngay_vao_so")
