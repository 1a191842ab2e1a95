"""Addresses written in units of different years: the same, another, or nobody can say; never guessed."""

import pytest

from station.domain.identification import Agreement
from station.forms.gazetteer import Gazetteer
from station.forms.reference import read_lists
from station.workflow.addresses import MERGERS, PROVINCES, compare_addresses
from tests.flow.conftest import ROOT

SAME, DIFFERS, CANNOT_SAY = Agreement.SAME, Agreement.DIFFERS, Agreement.CANNOT_SAY
HOME = "Thôn Nà Lầu, xã Suối Mây, huyện Đá Trắng, tỉnh Cao Sơn"


@pytest.fixture(scope="module")
def lists():
    found, faults = read_lists(ROOT / "resources" / "reference")
    assert faults == []
    return found[PROVINCES], found[MERGERS]


@pytest.mark.parametrize(
    ("paper", "card", "expected", "word"),
    [
        (HOME, "Nà Lầu, Suối Mây, Đá Trắng, Cao Sơn", SAME, "Trùng"),
        ("xã Hòa Thượng, TP. Hồ Chí Minh", "xã Hoà Thượng, thành phố Hồ Chí Minh", SAME, "Trùng"),
        (HOME, "Suối Mây, Đá Trắng, Cao Sơn", CANNOT_SAY, "chi tiết hơn"),
        (HOME, "Khe Tre, Suối Mây, Đá Trắng, Cao Sơn", DIFFERS, "bên dưới"),
        (HOME, "Nà Lầu, xã Suối Mây, tỉnh Cao Sơn", CANNOT_SAY, "01/07/2025"),
        ("xã A, huyện B, tỉnh Nam Định", "xã C, tỉnh Ninh Bình", CANNOT_SAY, "sau sắp xếp"),
        ("xã A, huyện B, tỉnh Hà Giang", "xã C, tỉnh Lào Cai", DIFFERS, "Khác tỉnh"),
        ("xã A, huyện B, tỉnh Hà Nam", "xã A, huyện B, tỉnh Nam Định", DIFFERS, "Khác tỉnh"),
        ("xã A, huyện B, tỉnh Hà Giang", "xã A, huyện C, tỉnh Hà Giang", DIFFERS, "khác xã hoặc huyện"),
        ("xã A, huyện B, tỉnh Hà Tây", "xã A, Hà Nội", CANNOT_SAY, "trước năm 2025"),
        ("xã A, huyện B, tỉnh Không Đâu", "xã A, Hà Nội", CANNOT_SAY, "không có trong danh mục"),
        ("", "xã A, Hà Nội", CANNOT_SAY, "để trống"),
        (HOME, "", CANNOT_SAY, "không ghi"),
        (",,;", " - ", CANNOT_SAY, ""),
    ],
)  # fmt: skip
def test_addresses(lists, paper, card, expected, word):
    found = compare_addresses(paper, card, *lists)
    assert found.agreement is expected and word in found.why.vi


def test_without_the_lists_only_the_same_is_the_same():
    assert compare_addresses(HOME, HOME.upper(), None, None).agreement is SAME
    assert compare_addresses("xã A, tỉnh Hà Giang", "xã A, tỉnh Lào Cai", None, None).agreement is CANNOT_SAY


def test_every_province_before_the_merger_went_into_one_of_today(lists):
    provinces, mergers = lists
    before = [item for item in provinces.items if item.valid_to is not None and item.code]
    assert len({item.code for item in before}) == 63 and len(mergers.items) == 34
    assert all(mergers.find(item.name) is not None for item in before)


@pytest.fixture(scope="module")
def places():
    return Gazetteer(ROOT / "resources" / "places" / "communes.csv")


@pytest.mark.parametrize(
    ("paper", "card", "expected", "word"),
    [
        ("Thôn 3, xã Thạnh Phú, huyện Cờ Đỏ, thành phố Cần Thơ", "Thôn 3, xã Thạnh Phú, thành phố Cần Thơ", SAME, "tên cũ và tên mới"),
        ("Thôn 3, xã Thạnh Phú, huyện Cờ Đỏ, thành phố Cần Thơ", "Thôn 4, xã Thạnh Phú, thành phố Cần Thơ", CANNOT_SAY, "thôn, số nhà"),
        ("xã Thạnh Phú, thành phố Cần Thơ", "xã Thạnh Phú, huyện Cờ Đỏ, thành phố Cần Thơ", SAME, "tên cũ và tên mới"),
        ("xã Thạnh Phú, huyện Cờ Đỏ, thành phố Cần Thơ", "xã Cờ Đỏ, thành phố Cần Thơ", CANNOT_SAY, "chi tiết hơn"),
        (HOME, "xã Suối Mây, tỉnh Cao Sơn", CANNOT_SAY, "01/07/2025"),
    ],
)  # fmt: skip
def test_a_commune_s_old_and_new_names_are_one_place(lists, places, paper, card, expected, word):
    found = compare_addresses(paper, card, *lists, places)
    assert found.agreement is expected and word in found.why.vi


def test_of_a_divided_commune_nobody_can_say(lists, places):
    divided = next(place for place in places.places if len(places.became(place)) > 1)
    found = compare_addresses(divided.path, places.became(divided)[0].path, *lists, places)
    assert found.agreement is CANNOT_SAY and "chia vào nhiều xã" in found.why.vi
