"""A clerk's hands for tests of the desk Kiểm tra: an invented boat register without a store, and a presenter over a practice store."""

import dataclasses
from pathlib import Path

from station.domain.ids import EntryId, VolumeId
from station.domain.record import Entry, FieldValue, ValueSource, Voice
from station.domain.states import EntryState
from station.forms.definition import FieldDefinition, FormDefinition
from station.forms.entry_values import keyed_value
from station.forms.fields import find_field
from station.forms.library import FormLibrary
from station.forms.loader import load_forms
from station.forms.types import normalise_items
from station.workflow.volume_words import VolumeWords
from tests.ui.immediate import ImmediateTasks
from ui.bootstrap import Station
from ui.checking import wording
from ui.checking.hands import Hands
from ui.checking.presenter import CheckingPresenter
from ui.checking.sheet import Sheet

ROOT = Path(__file__).resolve().parents[1]
SOUND = {
    "so_dang_ky": "7/2019",
    "ngay_vao_so": "02/03/2019",
    "ten_thuyen": "Sao Hôm",
    "ngay_ha_thuy": "01/02/2018",
    "ha_thuy_chu": "Ngày một tháng hai năm hai nghìn không trăm mười tám",
    "chu[0].ho_ten": "Lê Thị Bưởi",
    "chu[0].quoc_tich": "Việt Nam",
    "chu[1].ho_ten": "Phan Văn Cam",
    "chu[1].quoc_tich": "Lào",
    "dien_tich_boong": "20,5",
    "khoang": "khoang mũi 12,5 m²; khoang lái 8 m²",
    "loai_thuyen": "Ghe bầu",
}
FREE_WORDS = {"ten_thuyen": "Sao Hôm", "khoang[0].ten": "khoang mũi", "khoang[1].ten": "khoang lái"}
"""What people have keyed in the volume before."""


def load_boats() -> FormLibrary:
    """Forms of which the product knows nothing."""
    return load_forms(ROOT / "tests" / "forms", ROOT / "resources" / "reference")


def an_entry(boats, confidence=0.99, state=EntryState.READ, **changes) -> Entry:
    """A boat as it was read: every value with this confidence; None: the field was not there."""
    form = boats.form("boat_register")
    fields: dict[str, FieldValue] = {}
    for path, text in {**SOUND, **changes}.items():
        if text is None:
            continue
        fields[path] = as_read(boats, form, path, text, confidence)
        definition = boats.field(form, path)
        if definition.type == "list":
            for name, part in normalise_items(text, definition, boats.lexicons).items():
                read = FieldValue(part.text, part.normalised.value, part.normalised.state, ValueSource.READING)
                fields[name] = _read(read, confidence, boats.field(form, name))
    return Entry(EntryId("e1"), VolumeId("v1"), boats.ref(form), (), state, 1, fields)


def as_read(forms: FormLibrary, form: FormDefinition, path: str, text: str, confidence: float = 0.99) -> FieldValue:
    """What engines would make of a text on paper."""
    definition = find_field(form, path)
    assert definition is not None
    return _read(keyed_value(form, forms, path, text), confidence, definition)


def _read(value: FieldValue, confidence: float, definition: FieldDefinition) -> FieldValue:
    """As engines read it: items of lists and figures that are no date by two networks, marks in boxes, the rest by one network."""
    voices = [Voice("tesseract", value.text, value.value, confidence)] * 2
    if definition.type in ("register_number", "number", "serial", "choice"):
        voices.append(Voice("ppocr", value.text, value.value, confidence))
    if definition.type == "tick":
        voices = [Voice("frame", option, option, 0.3 if option == value.value else 0.0) for option in definition.options]
    return dataclasses.replace(value, source=ValueSource.READING, confidence=confidence, voices=tuple(voices))


def hands_over(boats, **changes) -> Hands:
    entry = an_entry(boats, **changes)
    form, words = boats.of_ref(entry.form), VolumeWords()
    words.learn(form, FREE_WORDS)
    return Hands(Sheet(form, boats, entry, words=words))


def presenter_of(station: Station, tasks: ImmediateTasks | None = None) -> CheckingPresenter:
    """A clerk sitting down; everything asked for is answered at once."""
    tasks = tasks or ImmediateTasks(station)
    made = CheckingPresenter(tasks, tasks.changes)
    made.activate()
    return made


def confirm_all(presenter: CheckingPresenter) -> None:
    """Take every suggestion and every value that needs a person."""
    hands = presenter.hands
    for _ in range(80):
        if hands.is_done:
            return
        hands.take_suggestion()
        hands.enter(hands.input)
    raise AssertionError(f"still open: {hands.sheet.open_paths}")


def finish_whole(presenter: CheckingPresenter) -> None:
    confirm_all(presenter)
    presenter.finish()
    while presenter.reasons is not None and presenter.reasons.next_error is not None:
        presenter.give_reason(wording.OVERRIDE_REASONS[0].vi)
