"""Places of every date: what is known, what is only near, and what is left alone."""

import datetime
import pickle
import unicodedata
from pathlib import Path

import pytest

from station.domain.errors import StationError
from station.forms.gazetteer import Gazetteer

BEFORE, AFTER = datetime.date(2018, 5, 4), datetime.date(2025, 9, 1)
OLD, NEW = "xã Tân Thành, huyện Yên Thành, tỉnh Nghệ An", "phường Hồng Hà, thành phố Hà Nội"


@pytest.fixture(scope="module")
def gazetteer():
    return Gazetteer(Path(__file__).resolve().parents[2] / "resources" / "places" / "communes.csv")


def test_a_whole_path_is_known_on_its_day_and_on_no_other(gazetteer):
    assert gazetteer.path_in(OLD, BEFORE) and not gazetteer.path_in(OLD, AFTER)
    assert gazetteer.path_in(NEW, AFTER) and not gazetteer.path_in(NEW, BEFORE)


def test_a_hamlet_before_the_path_is_not_vouched_for(gazetteer):
    assert gazetteer.path_in(f"Thôn 3, {OLD}", BEFORE).before == "Thôn 3"
    assert gazetteer.path_in(OLD, BEFORE).before == ""


@pytest.mark.parametrize(
    "written",
    ["Xã Tân Thành, Huyện Yên Thành, Tỉnh Nghệ An", "XÃ TÂN THÀNH, HUYỆN YÊN THÀNH, TỈNH NGHỆ AN", "Tân Thành, Yên Thành, Nghệ An",
     unicodedata.normalize("NFD", OLD), "x. Tân Thành, h. Yên Thành, t. Nghệ An"],
)  # fmt: skip
def test_capitals_short_forms_and_decomposed_letters_make_no_difference(gazetteer, written):
    assert gazetteer.path_in(written, BEFORE)


def test_the_icelandic_eth_is_taken_for_the_vietnamese_letter(gazetteer):
    written = "phường \u00d0iện Biên, quận Ba \u00d0ình, thành phố Hà Nội"
    assert gazetteer.path_in(written, BEFORE)


@pytest.mark.parametrize(
    "written",
    ["xã Tân Thành", "xã Tân Thành, tỉnh Nghệ An", "phường Tân Thành, huyện Yên Thành, tỉnh Nghệ An",
     "xã Suối Mây, huyện Đá Trắng, tỉnh Cao Sơn",
     "", ", ,", "xã Tân Thành, huyện Yên Thành, tỉnh Nghệ An, Việt Nam"],
)  # fmt: skip
def test_half_a_path_another_kind_of_unit_and_an_unknown_place_are_not_known_and_stay_as_they_are(gazetteer, written):
    assert gazetteer.path_in(written, BEFORE) is None
    assert gazetteer.meant_by(written, BEFORE) is None


def test_a_path_with_wrong_marks_is_proposed_with_what_stands_before_it(gazetteer):
    assert gazetteer.meant_by("Ấp 2, xã Tân Thanh, huyện Yên Thanh, tỉnh Nghệ An", BEFORE) == f"Ấp 2, {OLD}"


def test_nothing_is_proposed_for_a_path_that_is_right(gazetteer):
    assert gazetteer.meant_by(OLD, BEFORE) is None


def test_a_misread_path_finds_the_real_one_among_its_nearest(gazetteer):
    near = gazetteer.near("xa Tan Thanb, huyen Yen Thauh, Nghe An", BEFORE, 5)
    assert near[0] == "Xã Tân Thành, huyện Yên Thành, tỉnh Nghệ An" and len(near) == 5


def test_places_of_the_papers_day_come_before_those_of_other_days(gazetteer):
    text = "phuong Hong Ha, Ha Noi"
    assert gazetteer.near(text, AFTER, 1) == ["Phường Hồng Hà, thành phố Hà Nội"]


def test_nothing_comes_near_rubbish_and_an_empty_gazetteer_knows_nothing(gazetteer):
    assert gazetteer.near("qqqq wwww 12345", BEFORE, 5) == []
    assert Gazetteer().near(OLD, BEFORE, 5) == [] and Gazetteer().path_in(OLD, BEFORE) is None


def test_worker_processes_get_the_way_to_the_list_not_the_list(gazetteer):
    gazetteer.prepare()
    assert len(pickle.dumps(gazetteer)) < 1_000
    assert pickle.loads(pickle.dumps(gazetteer)).path_in(OLD, BEFORE)


@pytest.mark.parametrize(
    "content", [b"\xff\xfe", b"a,b\n", b"commune,district,province,valid_from,valid_to\nx,y\n",
                b"commune,district,province,valid_from,valid_to\nx,y,z,1.1.2020,\n"],
)  # fmt: skip
def test_a_damaged_list_is_named(tmp_path, content):
    path = tmp_path / "communes.csv"
    path.write_bytes(content)
    with pytest.raises(StationError) as raised:
        Gazetteer(path).prepare()
    assert raised.value.code == "forms.faulty" and "communes.csv" in str(raised.value)


def test_an_old_commune_is_told_by_its_name_of_today(gazetteer):
    today = gazetteer.today("Phường Phúc Xá, quận Ba Đình, thành phố Hà Nội", BEFORE)
    assert "Phường Hồng Hà, thành phố Hà Nội" in {place.path for place in today}
    assert gazetteer.today("UBND phường Phúc Xá, quận Ba Đình, thành phố Hà Nội", BEFORE) == today
    assert gazetteer.today(NEW, AFTER) == ()


def test_a_divided_commune_has_several_names_and_none_is_chosen(gazetteer):
    divided = [place for place in gazetteer.places if len(gazetteer.became(place)) > 1]
    assert len(divided) == 471


def test_every_commune_of_before_the_merger_became_one_of_today(gazetteer):
    before = [place for place in gazetteer.places if place.until is not None]
    assert len(before) == 10_035 and all(gazetteer.became(place) for place in before)
    assert all(place.was_on(AFTER) and not place.was_on(BEFORE) for old in before[:500] for place in gazetteer.became(old))


@pytest.mark.parametrize("written", ["", "Nghệ An", "Xã Suối Mây, huyện Đá Trắng, tỉnh Cao Sơn", "xã Tân Thành, tỉnh Nghệ An"])
def test_a_place_that_the_list_does_not_know_has_no_name_of_today(gazetteer, written):
    assert gazetteer.today(written, BEFORE) == ()


def test_provinces_are_known_on_their_days(gazetteer):
    assert gazetteer.knows_province("tỉnh Hà Giang", BEFORE) and not gazetteer.knows_province("Hà Giang", AFTER)
    assert not gazetteer.knows_province("Cao Sơn", BEFORE)


def test_a_damaged_list_of_successors_is_named(tmp_path):
    source = tmp_path / "communes.csv"
    source.write_text("commune,district,province,valid_from,valid_to\nXã A,Huyện B,Tỉnh C,,2025-06-30\n", encoding="utf-8")
    (tmp_path / "successors.csv").write_text("commune,became\n", encoding="utf-8")
    with pytest.raises(StationError, match=r"forms\.faulty"):
        Gazetteer(source).today("Xã A, Huyện B, Tỉnh C", BEFORE)
    (tmp_path / "successors.csv").unlink()
    assert Gazetteer(source).today("Xã A, Huyện B, Tỉnh C", BEFORE) == ()
