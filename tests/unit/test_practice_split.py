"""What is held back from tuning stays as it was: whoever edits it breaks these pins, and the figures taken before mean nothing any more."""

import hashlib
from pathlib import Path
from random import Random

import pytest

from station.practice.degrade import CONDITIONS
from station.practice.fonts import FONT_FOLDER
from station.practice.split import PARTS, SPLIT_FILE, split_parts

ROOT = Path(__file__).resolve().parents[2]
FORMS = ROOT / "resources" / "forms"

SPLIT_SHA256 = "bac9be348bf905805690eddca1308fb6cb0cd2fda567a79ebe8c6821af816f9c"
"""Of station/practice/split.toml, with LF line ends."""

HELD_BACK_FACES = {
    "Carlito-Bold.ttf": "51edbfa32d8af939913ae1f4ad0a5173e32083499218c133384638090295f0b0",
    "Carlito-Regular.ttf": "ca019755404c45627a8566915df99068949dc32ee2bce48d6aeee7542d2a0a89",
    "Charm-Regular.ttf": "9b39d97333fc801ac9da620df7321d93086b0a53462144a32efbf998b8dbb20b",
    "DancingScript-Medium.ttf": "d120f83f589938fa9412792d122d86f4c4c63fcce7186ddc8c7142cc094a269e",
    "IBMPlexMono-Regular.ttf": "ab08018ccd276b79fb2c636bb95b9c543598f9d50505fe92506fcb4dae7810cd",
    "STIXTwoText-Bold.ttf": "35e4a0ec786d071271e64a3755fe86e5847fc8709ae3b0898f6708c1eba34641",
    "STIXTwoText-Italic.ttf": "8695733706c0768637c6051141abad7cdb854184c7c36fb5050cdd0f4b148e7c",
    "STIXTwoText-Regular.ttf": "d2a222614cf280f2db1d4ebd7d6f0dad5772541f8945a96ee4bf899c845b695b",
}
"""Type faces that no page for tuning may show."""

HELD_BACK_LAYOUTS = {
    "birth_certificate": "daab4fbab2576c33e1cb2e9359541fdb72dec99088cc88a909804683e8cea364",
    "birth_extract": "986dad4decbf808fd1c0709704284af65fe29868ce3b69d7176f3b0a6ef2e8bb",
    "birth_register_2006": "653be9f039537baeaaa070559f63f7e63ffe3b3024b954be781fdd05529119ba",
    "birth_register_2016": "2846c88e4e14b1b76ed9c809505ca3f6f7b865db41dd88299ccb9aefe462072d",
    "death_extract": "b1a746d555d28bdd1343223dafc7cdf903661e6eae285f1c7c95591a7105c9da",
    "death_register_2016": "226591709740172e273e47cb5f5c411dd604dd752e2e24d5fa05ce3ad59b9b17",
    "land_certificate_1993": "f317a6c51ab0a5a800374e71d994e5fa5ead8a424774116fb2b4887047f92393",
    "land_certificate_2003": "34a9ad53b43db37d442f80ad7400fcf225c2ca7544af2576ff611eb4536c228e",
    "land_certificate_2014": "9ddc9ddd2576b19b60fc81766211785f6775b620129c988b1748adb19f1dec72",
    "land_certificate_2024": "60b97673edb5ccaf2e409f9643ebc495de41c7795309cad959a0f237051ebe9f",
    "marriage_certificate": "f20cee71acfe941f003fd6b1656a1d209048eaad7800880bbeb4076f022b5626",
    "marriage_register_2016": "9837e2bb38da29f01be29779cf45a73e8d6b3390f89d3290d49eb0fd510bf6c3",
}
"""Editions that no page for tuning may show: layout-3.toml of every form."""


def sha256(path: Path) -> str:
    content = path.read_bytes()
    return hashlib.sha256(content.replace(b"\r\n", b"\n") if path.suffix == ".toml" else content).hexdigest()


def test_the_split_is_the_one_that_was_agreed_before_tuning():
    assert sha256(SPLIT_FILE) == SPLIT_SHA256


@pytest.mark.parametrize("name", sorted(HELD_BACK_FACES))
def test_a_type_face_that_is_held_back_is_unchanged(name):
    assert sha256(FONT_FOLDER / name) == HELD_BACK_FACES[name]


@pytest.mark.parametrize("form", sorted(HELD_BACK_LAYOUTS))
def test_an_edition_that_is_held_back_is_unchanged(form):
    assert sha256(FORMS / form / "1" / "layout-3.toml") == HELD_BACK_LAYOUTS[form]


def test_every_edition_that_is_held_back_is_pinned():
    held_back = {f"layout-{edition}.toml" for edition in split_parts()["held-back"].editions}
    found = {f"{path.parents[1].name}/{path.name}" for path in FORMS.glob("*/1/layout-*.toml") if path.name in held_back}
    assert found == {f"{form}/layout-3.toml" for form in HELD_BACK_LAYOUTS}


def test_an_edited_split_would_be_noticed(tmp_path):
    edited = tmp_path / "split.toml"
    edited.write_bytes(SPLIT_FILE.read_bytes().replace(b"0.55", b"0.50", 1))
    assert sha256(edited) != SPLIT_SHA256


def test_what_is_held_back_never_occurs_in_tuning():
    tuning, held_back = split_parts()["tuning"], split_parts()["held-back"]
    for name in ("editions", "printed_faces", "machine_faces", "hand_faces"):
        assert not set(getattr(tuning, name)) & set(getattr(held_back, name)), name
    assert tuning.seeds[1] < held_back.seeds[0]
    families = {face.split("-")[0] for part in (tuning,) for face in (*part.printed_faces, *part.machine_faces, *part.hand_faces)}
    assert not families & {face.split("-")[0] for face in (*held_back.machine_faces, *held_back.hand_faces, *held_back.printed_faces)}


@pytest.mark.parametrize("part", PARTS)
def test_every_side_has_every_condition_and_faces_that_are_there(part):
    side = split_parts()[part]
    assert set(side.conditions) == set(CONDITIONS)
    for face in (*side.machine_faces, *side.hand_faces):
        assert (FONT_FOLDER / f"{face}.ttf").is_file(), face
    for family in side.printed_faces:
        assert (FONT_FOLDER / f"{family}-Regular.ttf").is_file()
        assert (FONT_FOLDER / f"{family}-Bold.ttf").is_file()


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("condition", CONDITIONS)
def test_drawn_wear_keeps_to_its_ranges_and_to_its_seed(part, condition):
    ranges = split_parts()[part].conditions[condition]
    drawn = [ranges.draw(Random(seed)) for seed in range(40)]
    assert drawn == [ranges.draw(Random(seed)) for seed in range(40)]
    for name in ("dpi", "skew_deg", "blur_mm", "fading", "noise", "seals", "folds", "obliqueness", "curve_mm", "jpeg_quality"):
        least, most = getattr(ranges, name)
        assert all(least <= getattr(wear, name) <= most for wear in drawn), name
    if ranges.turned > 0.2:
        assert {wear.turn_deg for wear in drawn} > {0}
    if ranges.turned == 0:
        assert {wear.turn_deg for wear in drawn} == {0}
