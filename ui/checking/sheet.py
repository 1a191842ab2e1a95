"""One entry on the desk: what was read, what is typed over it, what that breaks, and which field comes next. No Qt, no store.

Nothing is lost by it and nothing is decided by it: values are made by station.workflow.checking, needs by station.workflow.attention.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from station.domain.findings import Finding, Severity
from station.domain.geometry import Box
from station.domain.record import Entry, FieldValue, ValueSource, ValueState
from station.domain.text import clean
from station.forms.check import Checks
from station.forms.definition import FieldDefinition, FormDefinition
from station.forms.fields import item_indices
from station.forms.library import FormLibrary
from station.forms.types import normalise, normalise_items
from station.workflow.answering import unanswered
from station.workflow.attention import Ground, Judged, Need, grounds_of
from station.workflow.checking import Keyed, typed_value
from station.workflow.drafts import Draft
from station.workflow.identification import identification_findings
from station.workflow.volume_words import VolumeWords
from ui.checking.shown import committed, list_line, shown_text, shown_value
from ui.checking.undo import Undo


@dataclass(frozen=True)
class _Moment:
    """What undo goes back to."""

    typed: dict[str, Keyed]
    passed: dict[str, frozenset[str]]
    notes: dict[str, str]


@dataclass
class Sheet:
    """The state of one entry under a clerk's hands."""

    form: FormDefinition
    library: FormLibrary
    entry: Entry
    typed: dict[str, Keyed] = field(default_factory=dict)
    """Field → what the person took; not keyed yet."""
    passed: dict[str, frozenset[str]] = field(default_factory=dict)
    """Field → the rules that spoke at it when the person last passed it: new ones bring the cursor back."""
    before: Mapping[str, FieldValue] = field(default_factory=dict)
    """Values of the entry before in the volume: its number says what this one's must be."""
    words: VolumeWords = field(default_factory=VolumeWords)
    """What people keyed in this volume: bears witness for what was read the same."""
    asked: tuple[Finding, ...] = ()
    """What the central found: each stands at its field until something is corrected there."""
    notes: dict[str, str] = field(default_factory=dict)
    """Field → the person's remark; it says nothing about the value, and is keyed with it."""
    judged: Judged | None = None
    """The entry judged as it stands, where somebody had the time for it."""
    values: dict[str, FieldValue] = field(init=False)
    findings: tuple[Finding, ...] = field(init=False)
    grounds: dict[str, Ground] = field(init=False)
    """Why the cursor stops at each field, or who vouches for what was read there."""
    _undo: Undo[_Moment] = field(init=False, default_factory=Undo)

    def __post_init__(self) -> None:
        """Judge what is there."""
        self._fields = {definition.id: definition for definition in self.form.fields}
        self._judged = self.judged or Judged(Checks(self.form, self.library), {})
        self._made: dict[str, tuple[Keyed, FieldValue]] = {}
        self._judge()

    @property
    def needs(self) -> dict[str, Need]:
        """Why each field needs a person."""
        return {path: ground.need for path, ground in self.grounds.items()}

    @property
    def paths(self) -> list[str]:
        """Fields in the order of the paper."""
        return list(self._fields)

    def definition(self, path: str) -> FieldDefinition:
        """Raises KeyError for a field that the form has not."""
        return self._fields[path]

    def shown(self, path: str) -> str:
        """What stands in the input: nothing while the value is only suggested."""
        return "" if self.suggestion(path) else self.standing(path)

    def suggestion(self, path: str) -> str:
        """What stands beside an empty input; empty when the value stands in the input itself."""
        return self.standing(path) if path not in self.typed and self.grounds[path].only_suggested else ""

    def standing(self, path: str) -> str:
        """The value as people write it, wherever it stands."""
        definition = self._fields[path]
        value = self.values.get(path)
        if definition.type != "list":
            return shown_value(definition, value)
        if path in self.typed and value is not None:
            return value.text
        return value.text if value is not None and value.state is ValueState.READ else list_line(definition, self._items(definition))

    def state(self, path: str) -> ValueState | None:
        """Of the value; None when nothing was ever read or keyed there."""
        value = self.values.get(path)
        return value.state if value is not None else None

    def note(self, path: str) -> str:
        """The person's note at the field."""
        if path in self.notes:
            return self.notes[path]
        value = self.values.get(path)
        return value.note if value is not None else ""

    def box(self, path: str) -> tuple[int, Box] | None:
        """Page of the entry (1-based) and place of the field; None when the reading did not find it."""
        value = self.values.get(path)
        return (value.page, value.box) if value is not None and value.box is not None else None

    def is_blank_here(self, path: str) -> bool:
        """Whether the value says that nothing is written."""
        return self.state(path) in (None, ValueState.BLANK, ValueState.ABSENT)

    def findings_at(self, path: str) -> list[Finding]:
        """What is doubtful at the field, at the parts of a list too."""
        return [finding for finding in self.findings if finding.path == path or finding.path.startswith(f"{path}[")]

    @property
    def findings_of_the_entry(self) -> list[Finding]:
        """What is doubtful about the whole paper."""
        return [finding for finding in self.findings if not finding.path]

    @property
    def errors(self) -> list[Finding]:
        """What must be mended or given a reason."""
        return [finding for finding in self.findings if finding.severity is Severity.ERROR]

    @property
    def open_paths(self) -> list[str]:
        """Fields that still need this person, in the order of the paper."""
        return [path for path in self._fields if self.is_open(path)]

    def is_open(self, path: str) -> bool:
        """Whether the field needs this person now."""
        if self.grounds[path].need is Need.NOTHING:
            return False
        return path not in self.passed or not self._speaking(path) <= self.passed[path]

    def take(self, path: str, typed: str) -> None:
        """Make a typed text the value; an unchanged one keeps what is printed. An empty text says that nothing is written."""
        definition = self._fields[path]
        text = committed(definition, self.library, typed)
        before = self.values.get(path)
        if not text:
            keyed = Keyed("", ValueState.BLANK)
        elif before is not None and before.source is ValueSource.READING and text == self.standing(path):
            keyed = Keyed(self._printed(definition, before, text))
        else:
            keyed = Keyed(text)
        self._put(path, keyed)

    def leave_unreadable(self, path: str, reason: str) -> None:
        """Something is written and cannot be read; the reason is kept at the field."""
        self._put(path, Keyed("", ValueState.UNREADABLE, reason))

    def put_note(self, path: str, note: str) -> None:
        """A remark at the field; the value stays as it is, and as doubtful as it is."""
        self._remember(path)
        self.notes[path] = clean(note)

    def pass_by(self, path: str) -> None:
        """The person has looked and leaves it as it is."""
        self._remember()
        self.passed[path] = self._speaking(path)

    def undo(self) -> str:
        """Take the last change back; return the field it was at, or an empty text when there is none."""
        return self._step(self._undo.back(self._moment()))

    def redo(self) -> str:
        """Do again what was taken back."""
        return self._step(self._undo.forth(self._moment()))

    def next_open(self, path: str, *, every: bool = False) -> str:
        """The field that needs a person after `path`, going round; empty when none does. `every`: simply the next field."""
        order = self.paths
        at = order.index(path) + 1 if path in self._fields else 0
        if every:
            return order[at] if at < len(order) else ""
        return next((other for other in order[at:] + order[:at] if self.is_open(other)), "")

    def previous(self, path: str) -> str:
        """The field before that needs a person or was worked on; the field before on paper when there is none."""
        order = self.paths
        before = order[: order.index(path)] if path in self._fields else order
        worked = (other for other in reversed(before) if self.is_open(other) or other in self.passed or other in self.typed)
        return next(worked, before[-1] if before else path)

    def keyed(self) -> dict[str, Keyed]:
        """Everything typed, lists with their items, and the notes: what key_fields takes."""
        result = self._typed_with_items()
        for path, note in self.notes.items():
            result[path] = replace(result.get(path) or self._as_it_stands(path), note=note)
        return result

    def draft(self, open_field: str, open_text: str, actions: int) -> Draft:
        """What would be lost now."""
        return Draft(dict(self.typed), dict(self.notes), open_field, open_text, tuple(self.passed), actions)

    def restore(self, draft: Draft) -> None:
        """Put back what was typed before."""
        self.typed = {path: keyed for path, keyed in draft.typed.items() if path in self._fields}
        self.notes = {path: note for path, note in draft.notes.items() if path in self._fields}
        self._judge()
        self.passed = {path: self._speaking(path) for path in (*draft.seen, *self.typed) if path in self._fields}

    # how it is done

    def _put(self, path: str, keyed: Keyed) -> None:
        self._remember(path)
        self.typed[path] = keyed
        self._judge()
        self.passed[path] = self._speaking(path)

    def _as_it_stands(self, path: str) -> Keyed:
        """A value that nobody typed, for a note to hang on."""
        value = self.entry.fields.get(path)
        return Keyed("", ValueState.BLANK) if value is None else Keyed(value.text or value.value, value.state)

    def _judge(self) -> None:
        self._put_in()
        checked = self._judged.checks.of(self.values)
        kept = [finding for finding in self.entry.findings if finding.rule.startswith("assembly.")]
        asked = unanswered(self.asked, self.entry, self.values)
        self.findings = (*kept, *asked, *identification_findings(self.form, self.entry), *checked)
        grounds = grounds_of(
            self.form, self.library, self.values, checked, vouched=self.words.vouch, before=self.before, weighed=self._judged.weighed
        )
        at = {field_of(self, finding.path) for finding in asked}
        self.grounds = {path: _asked_about(ground) if path in at else ground for path, ground in grounds.items()}

    def _put_in(self) -> None:
        """What is typed over what was read; a value that stays as it is stays the same object, so that it is judged once."""
        self.values = dict(self.entry.fields)
        for path, keyed in self._typed_with_items().items():
            made = self._made.get(path)
            if made is None or made[0] != keyed:
                made = keyed, typed_value(self.form, self.library, path, keyed, self.entry.fields.get(path))
                self._made[path] = made
            self.values[path] = made[1]

    def _typed_with_items(self) -> dict[str, Keyed]:
        result: dict[str, Keyed] = {}
        for path, keyed in self.typed.items():
            result[path] = keyed
            result |= self._typed_items(path, keyed)
        return result

    def _typed_items(self, path: str, keyed: Keyed) -> dict[str, Keyed]:
        """The items of a typed list; items there were before and are no longer become blank."""
        definition = self._fields[path]
        if definition.type != "list":
            return {}
        parts = normalise_items(keyed.text, definition, self.library.lexicons) if keyed.state is ValueState.READ else {}
        items = {name: Keyed(part.text) if part.text else Keyed("", ValueState.BLANK) for name, part in parts.items()}
        gone = [name for name in self.entry.fields if name.startswith(f"{path}[") and name not in items]
        return {**items, **dict.fromkeys(gone, Keyed("", ValueState.BLANK))}

    def _items(self, definition: FieldDefinition) -> list[dict[str, str]]:
        return [
            {key: value.value for key in definition.items if (value := self.values.get(f"{definition.id}[{index}].{key}")) is not None}
            for index in item_indices(definition.id, self.values)
        ]

    def _printed(self, definition: FieldDefinition, before: FieldValue, shown: str) -> str:
        """The text as printed where it means the value that was taken: "ngày 02 tháng 03…" beside 02/03."""
        printed = normalise(before.text, definition, self.library.lexicons)
        return before.text if before.text and shown_text(definition, printed.value) == shown else shown

    def _speaking(self, path: str) -> frozenset[str]:
        return frozenset(finding.rule for finding in self.findings_at(path) if finding.severity is not Severity.INFO)

    def _moment(self) -> _Moment:
        return _Moment(dict(self.typed), dict(self.passed), dict(self.notes))

    def _remember(self, path: str = "") -> None:
        self._undo.remember(self._moment(), path)

    def _step(self, step: tuple[_Moment, str] | None) -> str:
        if step is None:
            return ""
        moment, path = step
        self.typed, self.passed, self.notes = dict(moment.typed), dict(moment.passed), dict(moment.notes)
        self._judge()
        return path or next(iter(self._fields))


def _asked_about(ground: Ground) -> Ground:
    """A person looks, whoever vouched for the value."""
    return replace(ground, need=Need.FINDING) if ground.need is Need.NOTHING else ground


def field_of(sheet: Sheet, path: str) -> str:
    """The field of the sheet in which a path stands: a part of a list stands in its list."""
    return path if path in sheet.paths else path.split("[")[0]
