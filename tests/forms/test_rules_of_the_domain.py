"""Every checker rule of the two domain files, where it lives, and that it speaks when it should and only then.

C1… are the rules of civil status, R1… those of land, by their numbers in the domain files. A rule that the shipped forms cannot judge yet
stands in a rule file with the form that it awaits; what is no rule of one entry lives elsewhere, by name.
"""

import datetime
import re
import tomllib
from pathlib import Path

import pytest

from station.domain.findings import Severity
from station.domain.record import FieldValue, ValueSource, ValueState
from station.forms.check import check_entry, rule_name
from station.forms.definition import RuleSet
from station.forms.entry_values import keyed_value
from station.forms.gazetteer import Gazetteer
from station.forms.library import FormLibrary
from station.forms.loader import check_forms, load_forms
from station.forms.shared_rules import rule_id, rules_for
from station.forms.types import normalise_items

ROOT = Path(__file__).resolve().parents[2]
RESOURCES = ROOT / "resources"
TODAY = datetime.date(2026, 1, 1)
EXAMPLES = tomllib.loads((Path(__file__).parent / "rule_examples.toml").read_text(encoding="utf-8"))
SETS = {path.stem: RuleSet.model_validate(tomllib.loads(path.read_text(encoding="utf-8"))) for path in (RESOURCES / "rules").glob("*.toml")}
SHARED = {rule.id: rule for rules in SETS.values() for rule in rules.rules}
LIBRARY = load_forms(RESOURCES / "forms", RESOURCES / "reference", places=RESOURCES / "places" / "communes.csv")

RULE, AWAITS, CODE = "a rule that a form has", "a rule that awaits a form", "code: a file and a word in it"
HOMES: dict[str, list[tuple[str, str]]] = {
    "C1": [(RULE, "number_form"), (RULE, "number_year"), (RULE, "book_form")],
    "C2": [(CODE, "station/forms/check.py required."), (RULE, "registration_plausible")],
    "C3": [(CODE, "station/forms/dated.py _AGE_VALUE"), (CODE, "station/forms/check.py form.")],
    "C4": [(RULE, "page_figures")],
    "C5": [(CODE, "station/workflow/ledger.py _TWICE")],
    "C6": [(CODE, "station/workflow/ledger.py _GAP"), (CODE, "station/workflow/ledger.py _OVERLAP"),
           (CODE, "station/workflow/ledger.py _BETWEEN"), (CODE, "station/workflow/ledger.py _CLOSING_COUNT")],
    "C7": [(RULE, "registered_after_birth"), (RULE, "registered_after_death"), (RULE, "notice_before_registration"),
           (RULE, "holds_from_registration"), (RULE, "extract_after_entry")],
    "C8": [(RULE, "birth_plausible"), (RULE, "registration_plausible"), (RULE, "year_plausible_mengaysinh")],
    "C9": [(RULE, "mother_older"), (RULE, "father_older"), (RULE, "mother_age"), (RULE, "father_age")],
    "C10": [(RULE, "no_parents_no_names"), (AWAITS, "no_mother_no_name"), (AWAITS, "no_father_no_name")],
    "C11": [(AWAITS, "mother_lives_somewhere"), (AWAITS, "father_lives_somewhere")],
    "C12": [(RULE, "foreigner_nks"), (RULE, "foreigner_me"), (RULE, "foreigner_cha"), (RULE, "foreigner_vo"), (RULE, "foreigner_chong"),
            (RULE, "foreigner_nkt")],
    "C13": [(AWAITS, "parents_papers_differ"), (RULE, "papers_differ"), (RULE, "requester_is_not_the_child"),
            (RULE, "requester_has_own_paper")],
    "C14": [(RULE, "in_time"), (RULE, "late")],
    "C15": [(RULE, "husband_of_age"), (RULE, "wife_of_age")],
    "C16": [(RULE, "husband_is_no_woman"), (RULE, "wife_is_no_man"), (RULE, "spouses_differ")],
    "C17": [(RULE, "died_after_birth"), (RULE, "registered_after_death"), (RULE, "infant_dies_within_a_year"),
            (RULE, "small_child_dies_before_five")],
    "C18": [(RULE, "date_words"), (RULE, "death_words")],
    "C19": [(RULE, "husband_id"), (RULE, "wife_id"), (RULE, "deceased_id"), (RULE, "requester_paper_form")],
    "C20": [(RULE, "child_id_structure"), (RULE, "child_id_length"), (RULE, "personal_id_province_nkssodinhdanh"),
            (RULE, "wife_id_structure"), (RULE, "husband_id_structure"), (RULE, "deceased_paper_structure")],
    "C21": [(RULE, "child_name_and_sex"), (RULE, "deceased_name_and_sex")],
    "C22": [(CODE, "station/forms/testimony.py KEYED_BEFORE"), (RULE, "place_of_its_day_noidangky")],
    "C23": [(RULE, "notes_to_see")],
    "C24": [(RULE, "child_ethnic_group")],
    "R1": [(RULE, "serial_form")],
    "R2": [(CODE, "station/forms/testimony.py CODE")],
    "R3": [(CODE, "station/forms/definition.py duplicate_keys")],
    "R4": [(CODE, "station/forms/assembly.py assembly.more-on-image")],
    "R5": [(RULE, "area_words")],
    "R6": [(RULE, "purposes_sum"), (RULE, "purposes_sum_share"), (RULE, "parcels_sum")],
    "R7": [(RULE, "uses_sum")],
    "R8": [(AWAITS, "parts_of_purpose")],
    "R9": [(CODE, "station/forms/definition.py duplicate_keys")],
    "R10": [(RULE, "sheet_digits"), (RULE, "parcel_ends_in_digit"), (RULE, "second_sheet_digits"), (RULE, "second_parcel_ends_in_digit")],
    "R11": [(RULE, "parcel_of_its_commune_dia_chi_thua")],
    "R12": [(RULE, "issue_window"), (RULE, "card_before_certificate"), (RULE, "first_party_born"), (RULE, "second_party_born"),
            (RULE, "holder_born"), (RULE, "expires_after_issue")],
    "R13": [(RULE, "first_party_id"), (RULE, "second_party_id"), (RULE, "holder_id"), (RULE, "first_party_id_structure"),
            (RULE, "second_party_id_structure")],
    "R14": [(CODE, "station/idcard/qr.py def "), (CODE, "station/workflow/agreement.py def ")],
    "R15": [(AWAITS, "tax_code"), (AWAITS, "organisation_has_a_person")],
    "R16": [(AWAITS, "couple_is_two"), (AWAITS, "single_is_one"), (RULE, "papers_differ"), (RULE, "parties_differ")],
    "R17": [(AWAITS, "no_address_of_the_owner")],
    "R18": [(RULE, "origin_needed")],
    "R19": [(RULE, "house_land_has_no_end"), (RULE, "farm_land_has_an_end"), (RULE, "terms_of_all_purposes")],
    "R20": [(RULE, "purpose_of_its_day")],
    "R21": [(RULE, "rural_or_urban")],
    "R22": [(AWAITS, "barcode_form")],
    "R23": [(RULE, "nothing_of_the_next_line_dia_chi_thua")],
    "R24": [(AWAITS, "parcels_counted")],
    "R25": [(CODE, "station/forms/assembly.py FACE_MISSING")],
    "R26": [(AWAITS, "transfer_in_the_changes")],
    "R27": [(AWAITS, "mortgage_in_the_changes")],
    "R28": [(RULE, "most_purposes")],
    "R29": [(AWAITS, "parcel_code")],
    "R30": [(RULE, "name_of_letters_party_0_ho_ten"), (RULE, "name_of_letters_nkshoten")],
    "R31": [(CODE, "station/domain/approval.py approval.four-eyes"), (CODE, "station/workflow/checking.py checking.open-findings")],
}  # fmt: skip


def bound(library: FormLibrary) -> dict[str, list]:
    found: dict[str, list] = {}
    for form in library.forms:
        for rule in form.rules:
            found.setdefault(rule.id, []).append((form, rule))
    return found


BOUND = bound(LIBRARY)


def test_every_rule_of_the_domain_files_has_a_home():
    assert list(HOMES) == [*(f"C{number}" for number in range(1, 25)), *(f"R{number}" for number in range(1, 32))]


@pytest.mark.parametrize(("rule", "how", "name"), [(rule, *home) for rule, homes in HOMES.items() for home in homes])
def test_each_home_is_there(rule, how, name):
    if how == RULE:
        assert BOUND.get(name), name
    elif how == AWAITS:
        assert SHARED[name].awaits and name not in BOUND
    else:
        path, _, word = name.partition(" ")
        assert word in (ROOT / path).read_text(encoding="utf-8")


def test_what_ships_is_without_fault():
    assert check_forms(RESOURCES / "forms", RESOURCES / "reference") == []


def test_every_rule_says_what_it_rests_on_in_both_languages():
    for form, rule in [pair for pairs in BOUND.values() for pair in pairs]:
        assert rule.source and rule.message.vi and rule.message.en and rule.message.vi != rule.message.en, (form.id, rule.id)
    assert all(rule.source and rule.message.vi != rule.message.en for rule in SHARED.values())


def keyed(form, library, texts):
    fields: dict[str, FieldValue] = {}
    for path, text in texts.items():
        fields[path] = keyed_value(form, library, path, text)
        definition = library.field(form, path)
        if definition.type == "list":
            for part, item in normalise_items(text, definition, library.lexicons).items():
                value = item.normalised
                fields[part] = FieldValue(item.text, value.value, value.state, ValueSource.KEYED, value.code)
        if not text:
            fields[path] = FieldValue("", "", ValueState.BLANK, ValueSource.KEYED)
    return fields


def speaks(form, rule, texts, library=LIBRARY):
    return rule_name(form, rule) in {finding.rule for finding in check_entry(form, library, keyed(form, library, texts), TODAY)}


SHARED_PAIRS = [
    (shared, form, made) for shared in SHARED.values() for form in LIBRARY.forms for made in rules_for(form, shared) if made in form.rules
]


@pytest.mark.parametrize(("shared", "form", "rule"), SHARED_PAIRS, ids=[f"{form.id}-{rule.id}" for _, form, rule in SHARED_PAIRS])
def test_each_shared_rule_speaks_when_it_is_broken_and_only_then(shared, form, rule):
    assert shared.holds and shared.breaks
    for example, expected in ((shared.holds, False), (shared.breaks, True)):
        texts = {rule.fields[0] if path == "*" else path: text for path, text in example.items()}
        texts = {path: text for path, text in texts.items() if LIBRARY.field(form, path) is not None}
        assert speaks(form, rule, texts) is expected, texts


OWN_PAIRS = [
    (form, rule) for pairs in BOUND.values() for form, rule in pairs if (rule.id in EXAMPLES or f"{form.id}/{rule.id}" in EXAMPLES)
]


@pytest.mark.parametrize(("form", "rule"), OWN_PAIRS, ids=[f"{form.id}-{rule.id}" for form, rule in OWN_PAIRS])
def test_each_rule_of_a_form_speaks_when_it_is_broken_and_only_then(form, rule):
    holds, breaks = EXAMPLES.get(f"{form.id}/{rule.id}") or EXAMPLES[rule.id]
    assert not speaks(form, rule, dict(zip(rule.fields, holds, strict=True)))
    assert speaks(form, rule, dict(zip(rule.fields, breaks, strict=True)))


def test_no_rule_is_without_an_example():
    tried = {(form.id, rule.id) for form, rule in OWN_PAIRS} | {(form.id, rule.id) for _, form, rule in SHARED_PAIRS}
    assert {(form.id, rule.id) for pairs in BOUND.values() for form, rule in pairs} - tried == set()


# ---- a rule comes by a file alone -------------------------------------------------------------------------------------------------------

RULE_FILE = """
title = { vi = "Luật của cảng", en = "Rules of the harbour" }
[[rules]]
id = "deck_at_most"
kinds = ["TB"]
predicate = "pattern"
fields = ["ten_thuyen"]
parameters = { pattern = "Sao .*" }
severity = "error"
message = { vi = "Thuyền của cảng này tên bắt đầu bằng Sao.", en = "Boats of this harbour are called Sao something." }
source = "Lệ của cảng, 1999"
when = { field = "loai_thuyen", codes = ["GB"] }
"""


def harbour(tmp_path, text):
    (tmp_path / "rules").mkdir()
    (tmp_path / "forms").symlink_to(ROOT / "tests" / "forms", target_is_directory=True)
    (tmp_path / "rules" / "harbour.toml").write_text(text, encoding="utf-8")
    return tmp_path / "forms"


def test_a_rule_of_an_existing_kind_is_added_to_an_invented_form_by_a_file(tmp_path):
    before = load_forms(ROOT / "tests" / "forms", RESOURCES / "reference")
    kind = before.field(before.form("boat_register"), "loai_thuyen")
    code = next(iter(kind.options))
    library = load_forms(harbour(tmp_path, RULE_FILE.replace('"GB"', f'"{code}"')), RESOURCES / "reference")
    form = library.form("boat_register")
    (rule,) = [rule for rule in form.rules if rule.id == "deck_at_most"]
    assert speaks(form, rule, {"ten_thuyen": "Trăng Non", "loai_thuyen": code}, library)
    assert not speaks(form, rule, {"ten_thuyen": "Sao Hôm", "loai_thuyen": code}, library)
    assert not speaks(form, rule, {"ten_thuyen": "Trăng Non"}, library)
    assert library.ref(form) == before.ref(before.form("boat_register"))


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('predicate = "pattern"', 'predicate = "no_such"', "rules[0].predicate"),
        ('fields = ["ten_thuyen"]', "fields = []", "rules[0].fields"),
        ('fields = ["ten_thuyen"]', 'fields = ["no_such"]', "rules[0].fields"),
        ('pattern = "Sao .*"', 'pattern = "("', "rules[0].parameters.pattern"),
        ('severity = "error"', 'severity = "grave"', "rules[0].severity"),
        ("[[rules]]", "[[rules", ""),
    ],
)
def test_a_fault_in_a_rule_file_is_named_with_its_key(tmp_path, old, new, key):
    text = re.sub(r"when = .*\n", "", RULE_FILE).replace(old, new)
    faults = check_forms(harbour(tmp_path, text), RESOURCES / "reference")
    assert [fault.key for fault in faults if fault.file.name == "harbour.toml"] == [key]


def test_a_form_s_own_rule_comes_before_a_shared_one_of_its_name():
    own = LIBRARY.form("birth_register_2016")
    (notes,) = [rule for rule in own.rules if rule.id == "notes_to_see"]
    assert notes.severity is Severity.INFO and SHARED["notes_to_see"].severity is Severity.WARNING
    assert rule_id(SHARED["year_plausible"], "meNgaySinh") == "year_plausible_mengaysinh"


# ---- places -----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Xã Tân Thành, huyện Yên Thành, tỉnh Nghệ An", False), ("Xã Không Có, huyện Yên Thành, tỉnh Nghệ An", True),
        ("Xã Suối Mây, huyện Đá Trắng, tỉnh Cao Sơn", False), ("Nghệ An", False), ("Bang California, Hoa Kỳ", False),
    ],
)  # fmt: skip
def test_a_place_that_nobody_can_judge_is_never_called_wrong(written, expected):
    form = LIBRARY.form("birth_register_2016")
    (rule,) = [rule for rule in form.rules if rule.id == "place_of_its_day_menoicutru"]
    assert rule.severity is Severity.INFO
    assert speaks(form, rule, {"meNoiCuTru": written, "ngayDangKy": "02/03/2018"}) is expected


def test_without_a_list_of_places_nothing_is_said():
    bare = load_forms(RESOURCES / "forms", RESOURCES / "reference")
    assert bare.gazetteer == Gazetteer()
    form = bare.form("birth_register_2016")
    (rule,) = [rule for rule in form.rules if rule.id == "place_of_its_day_menoicutru"]
    assert not speaks(form, rule, {"meNoiCuTru": "Xã Không Có, huyện Yên Thành, tỉnh Nghệ An", "ngayDangKy": "02/03/2018"}, bare)
