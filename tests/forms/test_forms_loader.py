"""A faulty folder says everything that is wrong with it, at once and by place; nothing is loaded from it."""

import hashlib
import tomllib
from pathlib import Path

import pytest

from station.domain.errors import StationError
from station.forms.loader import check_forms, load_forms

REPOSITORY = Path(__file__).parents[2]
FORMS, REFERENCE = REPOSITORY / "resources" / "forms", REPOSITORY / "resources" / "reference"

SMALL = """
id = "{id}"
version = "{version}"
kind = "TB"
title = {{ vi = "Sổ", en = "Book" }}
basis = "thử"
{head}
[[faces]]
width_mm = 210
height_mm = 297
anchors = ["SỔ THỬ"]
[[blocks]]
id = "all"
title = {{ vi = "Tất cả", en = "All" }}
[[fields]]
id = "ten"
type = "text"
label = {{ vi = "Tên", en = "Name" }}
block = "all"
{tail}
"""


def write(folder, *, id="cat_book", version="1", home=None, head="", tail="", layout=None):
    """A small sound form, with whatever is to be wrong put in; the folder of all forms."""
    place = folder / (home or f"{id}/{version}")
    place.mkdir(parents=True)
    (place / "form.toml").write_text(SMALL.format(id=id, version=version, head=head, tail=tail), encoding="utf-8")
    if layout is not None:
        (place / "layout.toml").write_text(layout, encoding="utf-8")
    return folder


def faults(folder, reference=REFERENCE):
    return [(fault.file.name, fault.key) for fault in check_forms(folder, reference)]


def field(id="so", **lines):
    text = {"type": '"text"', "label": '{ vi = "A", en = "A" }', "block": '"all"', **lines}
    return f'[[fields]]\nid = "{id}"\n' + "\n".join(f"{key} = {value}" for key, value in text.items()) + "\n"


def rule(**lines):
    text = {
        "id": '"r"',
        "predicate": '"required"',
        "fields": '["ten"]',
        "severity": '"error"',
        "message": '{ vi = "A", en = "A" }',
        **lines,
    }
    return "[[rules]]\n" + "\n".join(f"{key} = {value}" for key, value in text.items()) + "\n"


BROKEN = "".join(
    (
        field("ten"),
        field("noi", block='"elsewhere"', face="3"),
        field("dan_toc", type='"choice"'),
        field("tinh", type='"choice"', lexicon='"no_such_list"'),
        field("o", type='"tick"'),
        field("ds", type='"list"'),
        field("nhan", printed='["Hai  khoảng", ""]'),
        rule(id='"a"', predicate='"no_such_predicate"'),
        rule(id='"b"', fields='["khong_co"]'),
        rule(id='"c"', fields='["ten", "noi"]'),
        rule(id='"d"', predicate='"pattern"', parameters='{ pattern = "[" }'),
        rule(id='"e"', predicate='"pattern"'),
        rule(id='"f"', predicate='"between_dates"', parameters='{ from = "yesterday", to = "today" }'),
        rule(id='"a"'),
        '[[persons]]\nrole = "x"\ntitle = { vi = "A", en = "A" }\nfields = { name = "khong_co", shoe = "ten" }\n',
    )
)
BROKEN_LAYOUT = """
[[faces]]
lines = [{ at = [0, 0], width = 10, parts = [{ field = "khong_co" }] }]
ticks = [{ at = [0, 0], label = "x", field = "ten", value = "1" }]
[[faces]]
"""


def test_every_fault_of_a_broken_form_is_reported_at_once(tmp_path):
    head = 'entry_number = "khong_co"\nduplicate_keys = ["ten", "khong_co"]\nvalid_from = 2020-01-01\nvalid_to = 2010-01-01'
    write(tmp_path, home="dog_book/2", head=head, tail=BROKEN, layout=BROKEN_LAYOUT)
    assert sorted(key for _, key in faults(tmp_path)) == sorted(
        [
            "id",
            "version",
            "valid_to",
            "entry_number",
            "duplicate_keys[1]",
            "fields[1]",
            "fields[2].block",
            "fields[2].face",
            "fields[3].lexicon",
            "fields[4].lexicon",
            "fields[5].options",
            "fields[6].items",
            "fields[6].splitter",
            "fields[7].printed[0]",
            "fields[7].printed[1]",
            "rules[0].predicate",
            "rules[1].fields[0]",
            "rules[2].fields",
            "rules[3].parameters.pattern",
            "rules[4].parameters.pattern",
            "rules[5].parameters.from",
            "rules[6]",
            "persons[0].fields.name",
            "persons[0].fields.shoe",
            "faces",
            "faces[0].lines[0].parts[0].field",
            "faces[0].ticks[0].field",
        ]
    )


def test_every_fault_of_the_schema_names_its_key(tmp_path):
    write(tmp_path, head='colour = "red"', tail=field("hai", type='"colour"') + field("0bad", required='"perhaps"'))
    assert sorted(faults(tmp_path)) == sorted(
        [
            ("form.toml", "colour"),
            ("form.toml", "fields[1].type"),
            ("form.toml", "fields[2].id"),
            ("form.toml", "fields[2].required"),
        ]
    )


def test_faults_of_several_forms_and_lists_come_together(tmp_path):
    forms, lists = tmp_path / "forms", tmp_path / "lists"
    write(forms, id="one", home="other/1")
    (forms / "two" / "1").mkdir(parents=True)
    (forms / "three" / "1").mkdir(parents=True)
    (forms / "three" / "1" / "form.toml").write_text("id = ", encoding="utf-8")
    (forms / "four" / "1").mkdir(parents=True)
    (forms / "four" / "1" / "form.toml").write_bytes(b"\xff\xfe")
    lists.mkdir()
    (lists / "bad.csv").write_text("code,name\n", encoding="utf-8")
    assert len(faults(forms, lists)) == 5
    with pytest.raises(StationError) as raised:
        load_forms(forms, lists)
    assert raised.value.code == "forms.faulty"
    assert all(part in str(raised.value) for part in ("other", "two", "three", "four", "bad.csv"))


def test_empty_folder_is_a_fault_and_not_an_empty_library(tmp_path):
    assert faults(tmp_path) == [(tmp_path.name, "")]


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ("1,A,,2020-13-01,,v", "date"),
        ("1,A,,2021-01-01,2020-01-01,v", "before"),
        ("1,,,,,v", "empty"),
        ("1,A,,,", "cells"),
        ("1,\u00d0ông,,,,v", "clean"),
        ("2,B,,,,v", "same time"),
    ],
)
def test_faulty_row_of_a_reference_list_is_named_by_line(tmp_path, row, word):
    forms = write(tmp_path / "forms")
    lists = tmp_path / "lists"
    lists.mkdir()
    (lists / "l.csv").write_text(f"code,name,aliases,valid_from,valid_to,list_version\n2,A,,,,v\n{row}\n", encoding="utf-8")
    (fault,) = check_forms(forms, lists)
    assert fault.file.name == "l.csv"
    assert word in fault.message


def test_code_may_be_given_anew_once_its_time_is_over(tmp_path):
    forms = write(tmp_path / "forms")
    lists = tmp_path / "lists"
    lists.mkdir()
    rows = "15,Yên Bái,,,2025-06-30,v\n15,Lào Cai,,2025-07-01,,v\n"
    (lists / "l.csv").write_text(f"code,name,aliases,valid_from,valid_to,list_version\n{rows}", encoding="utf-8")
    assert check_forms(forms, lists) == []


def test_shipped_forms_and_lists_have_no_fault():
    assert check_forms(FORMS, REFERENCE) == []


def test_newest_version_is_the_form_and_older_ones_stay(tmp_path):
    for version in ("1", "2", "10"):
        write(tmp_path, version=version)
    library = load_forms(tmp_path, REFERENCE)
    assert library.form("cat_book").version == "10"
    assert library.form("cat_book", "2").version == "2"
    assert [form.version for form in library.forms] == ["1", "2", "10"]
    assert [form.version for form in library.of_kind("TB")] == ["10"]
    assert library.of_ref(library.ref(library.form("cat_book", "1"))).version == "1"


def test_unknown_form_is_a_failure_with_a_code(tmp_path):
    library = load_forms(write(tmp_path), REFERENCE)
    for version in (None, "9"):
        with pytest.raises(StationError) as raised:
            library.form("dog_book" if version is None else "cat_book", version)
        assert raised.value.code == "forms.unknown"


def test_hash_is_of_the_bytes_and_not_of_the_line_ends(tmp_path):
    unix, windows = write(tmp_path / "a"), tmp_path / "b" / "cat_book" / "1"
    windows.mkdir(parents=True)
    content = (unix / "cat_book" / "1" / "form.toml").read_bytes()
    (windows / "form.toml").write_bytes(content.replace(b"\n", b"\r\n"))
    hashes = {load_forms(folder, REFERENCE).definition_hash("cat_book", "1") for folder in (tmp_path / "a", tmp_path / "b")}
    assert hashes == {hashlib.sha256(content).hexdigest()}


@pytest.mark.parametrize("name", ["birth_certificate", "birth_register_2016", "land_certificate_2014"])
def test_shipped_form_states_a_source_for_every_rule(name):
    content = tomllib.loads((FORMS / name / "1" / "form.toml").read_text(encoding="utf-8"))
    assert [rule["id"] for rule in content["rules"] if not rule.get("source")] == []
