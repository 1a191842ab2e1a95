import json

import pytest

from station.domain.errors import StationError
from station.forms.definition import FormDefinition, LayoutDefinition
from station.forms.library import FormLibrary, LoadedForm
from station.practice.generator import TRUTH_FILE, generate_pages, read_truth
from station.practice.plan import PlannedVolume, PracticePlan, plan_pages

BOAT_FORM = {
    "id": "boat_register",
    "version": "1",
    "kind": "TAU",
    "title": {"vi": "Sổ đăng ký tàu", "en": "Boat register"},
    "basis": "invented",
    "faces": [{"width_mm": 90, "height_mm": 60, "anchors": ["SỔ ĐĂNG KÝ TÀU"]}],
    "blocks": [{"id": "boat", "title": {"vi": "Tàu", "en": "Boat"}}],
    "fields": [
        {"id": field, "type": kind, "label": {"vi": label, "en": label}, "printed": [label], "block": "boat"}
        for field, kind, label in (
            ("so", "register_number", "Số"),
            ("chu_tau", "person_name", "Chủ tàu"),
            ("ngay", "date", "Ngày đăng ký"),
            ("dien_tich", "area", "Diện tích boong"),
        )
    ],
}
BOAT_LAYOUT = {
    "faces": [
        {
            "texts": [{"at": [45, 10], "text": "SỔ ĐĂNG KÝ TÀU", "align": "center"}],
            "lines": [
                {"at": [8, 20 + 8 * row], "width": 74, "parts": [{"label": f"{field['printed'][0]}:", "field": field["id"]}]}
                for row, field in enumerate(BOAT_FORM["fields"])
            ],
        }
    ]
}


def boats(layout=True) -> FormLibrary:
    printed = LayoutDefinition.model_validate(BOAT_LAYOUT) if layout else None
    return FormLibrary([LoadedForm(FormDefinition.model_validate(BOAT_FORM), "0" * 64, printed)], {})


def harbour(**changes) -> PracticePlan:
    volume = PlannedVolume("TAU", 2020, "01", "Sổ tàu", "boat_register", entries=changes.pop("entries", 3))
    return PracticePlan((volume,), stray_pages=changes.pop("stray_pages", 0), **changes)


def test_a_planned_form_that_is_not_there_is_a_failure(tmp_path):
    with pytest.raises(StationError) as failure:
        generate_pages(FormLibrary([], {}), tmp_path, seed=1, plan=harbour())
    assert failure.value.code == "forms.unknown"


def test_a_form_without_a_print_layout_is_refused(tmp_path):
    with pytest.raises(ValueError, match="no print layout"):
        generate_pages(boats(layout=False), tmp_path, seed=1, plan=harbour())


def test_an_invented_register_is_drawn_by_data_alone(tmp_path):
    pages = generate_pages(boats(), tmp_path, seed=1, plan=harbour())
    assert [page.entry for page in pages] == [1, 2, 3]
    for page in pages:
        assert page.path.stat().st_size > 5_000
        assert set(page.fields) == {"so", "chu_tau", "ngay", "dien_tich"}
        assert all(field.text and field.value and field.box for field in page.fields.values())


def test_equal_seeds_write_equal_bytes(tmp_path):
    first = generate_pages(boats(), tmp_path / "a", seed=4, plan=harbour())
    second = generate_pages(boats(), tmp_path / "b", seed=4, plan=harbour())
    other = generate_pages(boats(), tmp_path / "c", seed=5, plan=harbour())
    content = [[page.path.read_bytes() for page in pages] for pages in (first, second, other)]
    assert content[0] == content[1]
    assert all(mine != theirs for mine, theirs in zip(content[0], content[2], strict=True))
    assert (tmp_path / "a" / TRUTH_FILE).read_bytes() == (tmp_path / "b" / TRUTH_FILE).read_bytes()


def test_a_second_call_keeps_the_files_and_draws_a_lost_one_again(tmp_path):
    first = generate_pages(boats(), tmp_path, seed=4, plan=harbour())
    content = first[1].path.read_bytes()
    kept = first[0].path.stat().st_mtime_ns
    first[1].path.unlink()
    second = generate_pages(boats(), tmp_path, seed=4, plan=harbour())
    assert second == first
    assert first[0].path.stat().st_mtime_ns == kept
    assert first[1].path.read_bytes() == content


def test_another_seed_replaces_what_the_folder_held(tmp_path):
    first = generate_pages(boats(), tmp_path, seed=4, plan=harbour())
    before = first[0].path.read_bytes()
    second = generate_pages(boats(), tmp_path, seed=5, plan=harbour())
    assert second[0].path.read_bytes() != before
    assert read_truth(tmp_path) == second


def test_a_damaged_truth_file_means_drawing_anew(tmp_path):
    pages = generate_pages(boats(), tmp_path, seed=4, plan=harbour())
    (tmp_path / TRUTH_FILE).write_text('{"recipe": 1')
    assert generate_pages(boats(), tmp_path, seed=4, plan=harbour()) == pages
    assert json.loads((tmp_path / TRUTH_FILE).read_text("utf-8"))["seed"] == 4


def test_no_unfinished_file_is_left(tmp_path):
    generate_pages(boats(), tmp_path, seed=4, plan=harbour())
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".jpg", ".jpg", ".jpg", ".json"]


def test_a_marked_name_stands_on_the_first_page_and_nowhere_else(tmp_path):
    name = "Đặng Thị Ngọc Huyền Dấu"
    pages = generate_pages(boats(), tmp_path, seed=4, plan=harbour(), marked_name=name)
    assert pages[0].fields["chu_tau"].text == name
    assert all(page.fields["chu_tau"].text != name for page in pages[1:])


def test_a_stray_page_belongs_to_no_form(tmp_path):
    pages = generate_pages(boats(), tmp_path, seed=4, plan=harbour(entries=1, stray_pages=1))
    assert [page.form_id for page in pages] == ["boat_register", None]
    assert pages[1].fields == {}


@pytest.mark.parametrize("pages", [1, 2, 3, 5, 8, 12, 24, 100])
def test_a_plan_has_exactly_as_many_pages_as_asked(pages):
    plan = plan_pages(pages)
    faces = {"birth_certificate": 1, "birth_register_2016": 1, "land_certificate_2014": 2}
    assert sum(volume.entries * faces[volume.form_id] for volume in plan.volumes) + plan.stray_pages == pages


def test_the_default_plan_has_all_three_forms_and_mostly_clean_pages():
    plan = plan_pages()
    assert {volume.form_id: volume.entries for volume in plan.volumes} == {
        "birth_certificate": 9,
        "birth_register_2016": 6,
        "land_certificate_2014": 4,
    }
    assert plan.conditions.count("clean") > len(plan.conditions) / 2


def test_a_plan_without_pages_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        plan_pages(0)
