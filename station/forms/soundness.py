"""Whether a form makes sense in itself: names that must exist, texts that must be clean, parameters that predicates need.

The schema (definition.py) has passed before. Every function yields faults and raises nothing.
"""

import datetime
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from station.domain.text import clean
from station.forms.definition import FaceLayout, FieldDefinition, FormDefinition, LayoutDefinition, RuleDefinition
from station.forms.faults import Fault
from station.forms.fields import find_field
from station.forms.rules import PREDICATES, TODAY

PERSON_FIELDS = frozenset({"name", "birth_date", "sex", "id_number", "old_number", "address", "father", "mother", "spouse"})

_Found = Iterator[tuple[str, str]]
"""Key and sentence."""


def form_faults(path: Path, form: FormDefinition, lexicons: Collection[str]) -> list[Fault]:
    """Every fault of one form.toml; `path` is `<id>/<version>/form.toml`."""
    found = [*_identity(path, form), *_unique(form), *_clean_texts(form)]
    for number, field in enumerate(form.fields):
        found += [(f"fields[{number}]{key}", text) for key, text in _field(field, form, lexicons)]
    for number, rule in enumerate(form.rules):
        found += [(f"rules[{number}]{key}", text) for key, text in rule_faults(rule, form)]
    found += _references(form)
    return [Fault(path, key, text) for key, text in found]


def _identity(path: Path, form: FormDefinition) -> _Found:
    if path.parent.parent.name != form.id:
        yield "id", f"The folder is called {path.parent.parent.name}; the id says {form.id}."
    if path.parent.name != form.version:
        yield "version", f"The folder is called {path.parent.name}; the version says {form.version}."
    if form.valid_from and form.valid_to and form.valid_from > form.valid_to:
        yield "valid_to", "It lies before valid_from."


def _unique(form: FormDefinition) -> _Found:
    named = {
        "fields": [field.id for field in form.fields],
        "blocks": [block.id for block in form.blocks],
        "rules": [rule.id for rule in form.rules],
        "persons": [person.role for person in form.persons],
    }
    for key, names in named.items():
        for number, name in enumerate(names):
            if name in names[:number]:
                yield f"{key}[{number}]", f"{name} is there already."


def _clean_texts(form: FormDefinition) -> _Found:
    """Printed texts are compared letter by letter with clean ones."""
    for number, face in enumerate(form.faces):
        yield from _unclean(f"faces[{number}].anchors", face.anchors)
        yield from _unclean(f"faces[{number}].refuse", face.refuse)
    for number, field in enumerate(form.fields):
        yield from _unclean(f"fields[{number}].printed", field.printed)
        yield from _unclean(f"fields[{number}].ends_at", field.ends_at)


def _unclean(key: str, texts: list[str]) -> _Found:
    for number, text in enumerate(texts):
        if not text or clean(text) != text:
            yield f"{key}[{number}]", "The text is empty or not clean: NFC letters, Đ and not the Icelandic Ð, no double or outer spaces."


def _field(field: FieldDefinition, form: FormDefinition, lexicons: Collection[str]) -> _Found:
    if field.block not in [block.id for block in form.blocks]:
        yield ".block", f"{field.id}: there is no block {field.block}."
    if field.face > len(form.faces):
        yield ".face", f"{field.id}: there is no face {field.face}; the form has {len(form.faces)}."
    yield from _lexicon(field.id, field.type, field.lexicon, lexicons, "")
    if (field.type == "tick") != bool(field.options):
        yield ".options", f"{field.id}: a tick has options, and nothing else has."
    if (field.type == "list") != bool(field.items):
        yield ".items", f"{field.id}: a list has items, and nothing else has."
    if (field.type == "list") != bool(field.splitter):
        yield ".splitter", f"{field.id}: a list has a splitter, and nothing else has."
    yield from _items(field, lexicons)


def _lexicon(name: str, kind: str, lexicon: str | None, lexicons: Collection[str], key: str) -> _Found:
    if kind == "choice" and lexicon is None:
        yield f"{key}.lexicon", f"{name}: a choice needs a reference list."
    if lexicon is not None and lexicon not in lexicons:
        yield f"{key}.lexicon", f"{name}: there is no reference list {lexicon}."


def _items(field: FieldDefinition, lexicons: Collection[str]) -> _Found:
    for key, item in field.items.items():
        yield from _lexicon(f"{field.id}[].{key}", item.type, item.lexicon, lexicons, f".items.{key}")
        if item.type in ("list", "tick"):
            yield f".items.{key}.type", f"{field.id}: an item has no {item.type} within it."
    types = [item.type for item in field.items.values()]
    if field.splitter == "name_area" and (len(types) != 2 or types.count("area") != 1):
        yield ".items", f"{field.id}: the splitter name_area makes two parts, one of them an area."
    if field.splitter == "name_term" and len(types) != 2:
        yield ".items", f"{field.id}: the splitter name_term makes two parts, the name first."


def rule_faults(rule: RuleDefinition, form: FormDefinition) -> _Found:
    """Every fault of one rule for one form: key behind the rule's own, and sentence."""
    if rule.when is not None and find_field(form, rule.when.field) is None:
        yield ".when.field", f"{rule.id}: there is no field {rule.when.field}."
    for number, path in enumerate(rule.fields):
        if find_field(form, path) is None:
            yield f".fields[{number}]", f"{rule.id}: there is no field {path}."
    predicate = PREDICATES.get(rule.predicate)
    if predicate is None:
        yield ".predicate", f"{rule.id}: there is no predicate {rule.predicate}; there are {', '.join(sorted(PREDICATES))}."
        return
    if len(rule.fields) < predicate.least or (predicate.most is not None and len(rule.fields) > predicate.most):
        yield ".fields", f"{rule.id}: {rule.predicate} takes {_counted(predicate.least, predicate.most)}, not {len(rule.fields)}."
    for name in sorted(predicate.required - rule.parameters.keys()):
        yield f".parameters.{name}", f"{rule.id}: {rule.predicate} needs this parameter."
    for name in sorted(rule.parameters.keys() - predicate.required - predicate.optional):
        yield f".parameters.{name}", f"{rule.id}: {rule.predicate} has no such parameter."
    yield from _parameters(rule, form)


def _counted(least: int, most: int | None) -> str:
    if most is None:
        return f"{least} fields or more"
    return f"{least} field{'s' if least > 1 else ''}" if least == most else f"{least} to {most} fields"


def _parameters(rule: RuleDefinition, form: FormDefinition) -> _Found:
    """Parameters that would make the predicate fail when it runs, and fields that it cannot judge."""
    parameters = rule.parameters
    if "pattern" in parameters:
        try:
            re.compile(str(parameters["pattern"]))
        except re.error as error:
            yield ".parameters.pattern", f"{rule.id}: not a regular expression: {error}."
    for name in ("from", "to"):
        if name in parameters and not _is_day(parameters[name]):
            yield f".parameters.{name}", f"{rule.id}: a date of the form yyyy-mm-dd, or {TODAY}."
    for name in ("least", "most", "tolerance", "share"):
        if name in parameters and not _is_number(parameters[name]):
            yield f".parameters.{name}", f"{rule.id}: a number."
    if "lengths" in parameters and not all(part.isdecimal() for part in str(parameters["lengths"]).split()):
        yield ".parameters.lengths", f"{rule.id}: whole numbers with blanks between them."
    if rule.predicate == "words_equal_figures":
        kinds = tuple(field.type for path in rule.fields if (field := find_field(form, path)))
        if len(kinds) == 2 and kinds not in (("date", "date_words"), ("area", "area_words")):
            yield ".fields", f"{rule.id}: figures first, then words: date and date_words, or area and area_words."


def _is_day(value: object) -> bool:
    try:
        return value == TODAY or bool(datetime.date.fromisoformat(str(value)))
    except ValueError:
        return False


def _is_number(value: object) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", str(value)) is not None


def _references(form: FormDefinition) -> _Found:
    """Places outside fields and rules that name a field."""
    for number, person in enumerate(form.persons):
        for part, path in person.fields.items():
            if part not in PERSON_FIELDS:
                yield f"persons[{number}].fields.{part}", f"{person.role}: a person has {', '.join(sorted(PERSON_FIELDS))}."
            if find_field(form, path) is None:
                yield f"persons[{number}].fields.{part}", f"{person.role}: there is no field {path}."
    if form.entry_number is not None and find_field(form, form.entry_number) is None:
        yield "entry_number", f"There is no field {form.entry_number}."
    for number, path in enumerate(form.duplicate_keys):
        if find_field(form, path) is None:
            yield f"duplicate_keys[{number}]", f"There is no field {path}."
    roles = {person.role for person in form.persons}
    for number, role in enumerate(form.case_persons):
        if role not in roles:
            yield f"case_persons[{number}]", f"There is no person {role}."


def layout_faults(path: Path, layout: LayoutDefinition, form: FormDefinition) -> list[Fault]:
    """Every fault of one layout.toml against its form."""
    faults = []
    if len(layout.faces) != len(form.faces):
        faults.append(Fault(path, "faces", f"The layout has {len(layout.faces)} faces, the form {len(form.faces)}."))
    for number, face in enumerate(layout.faces):
        faults += [Fault(path, f"faces[{number}]{key}", text) for key, text in _face(face, form)]
    return faults


def _face(face: FaceLayout, form: FormDefinition) -> _Found:
    for line_number, line in enumerate(face.lines):
        for part_number, part in enumerate(line.parts):
            if find_field(form, part.field) is None:
                yield f".lines[{line_number}].parts[{part_number}].field", f"There is no field {part.field}."
    for number, tick in enumerate(face.ticks):
        field = find_field(form, tick.field)
        if field is None or field.type != "tick":
            yield f".ticks[{number}].field", f"There is no tick {tick.field}."
        elif tick.value not in field.options:
            yield f".ticks[{number}].value", f"{tick.field} has no option {tick.value}."
    for number, code in enumerate(face.codes):
        for name in re.findall(r"\{([^}]*)\}", code.template):
            if find_field(form, name) is None:
                yield f".codes[{number}].template", f"There is no field {name}."
