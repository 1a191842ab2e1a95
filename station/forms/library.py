"""The forms, layouts and reference lists of a station, loaded once and handed to whoever needs them. Picklable: worker processes get it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from station.domain.errors import StationError
from station.domain.record import FormRef
from station.forms.calibration import Calibration
from station.forms.definition import FieldDefinition, FormDefinition, LayoutDefinition
from station.forms.fields import find_field
from station.forms.gazetteer import Gazetteer
from station.forms.lists import Lexicon

FIRST_EDITION: Final = "1"
"""The edition that layout.toml describes; layout-2.toml describes the second."""


@dataclass(frozen=True)
class LoadedForm:
    """One published version of a form."""

    definition: FormDefinition
    definition_hash: str
    """SHA-256 of form.toml with LF line ends, 64 hex digits."""
    layout: LayoutDefinition | None = None
    """Of the first edition."""
    editions: Mapping[str, LayoutDefinition] = field(default_factory=dict)
    """Edition → its layout, the first one among them."""


class FormLibrary:
    """Every version of every form. Immutable once made."""

    def __init__(
        self,
        forms: list[LoadedForm],
        lexicons: Mapping[str, Lexicon],
        calibration: Calibration | None = None,
        gazetteer: Gazetteer | None = None,
    ) -> None:
        """Usually made by `station.forms.loader.load_forms`. `calibration`: how likely readings are right; None: never measured."""
        self.calibration = calibration
        self.gazetteer = gazetteer or Gazetteer()
        self._forms = {(loaded.definition.id, loaded.definition.version): loaded for loaded in forms}
        self._lexicons = dict(lexicons)

    @property
    def forms(self) -> list[FormDefinition]:
        """Every version, by id, then oldest first."""
        keys = sorted(self._forms, key=lambda key: (key[0], int(key[1])))
        return [self._forms[key].definition for key in keys]

    @property
    def lexicons(self) -> Mapping[str, Lexicon]:
        """Reference lists by name, as `station.forms.types.normalise` takes them."""
        return self._lexicons

    def form(self, form_id: str, version: str | None = None) -> FormDefinition:
        """That version, or the newest. Raises StationError `forms.unknown`."""
        return self._loaded(form_id, version).definition

    def field(self, form: FormDefinition, path: str) -> FieldDefinition | None:
        """The field at `path`, also of a list item's part (`purpose[0].dien_tich`); None when the form has none."""
        return find_field(form, path)

    def definition_hash(self, form_id: str, version: str) -> str:
        """SHA-256 of form.toml with LF line ends, 64 hex digits. Raises StationError `forms.unknown`."""
        return self._loaded(form_id, version).definition_hash

    def layout(self, form_id: str, version: str | None = None) -> LayoutDefinition | None:
        """The print layout, where the form has one. Raises StationError `forms.unknown`."""
        return self._loaded(form_id, version).layout

    def editions(self, form_id: str) -> Mapping[str, LayoutDefinition]:
        """Edition → print layout of the newest version, in order. Raises StationError `forms.unknown`."""
        loaded = self._loaded(form_id, None)
        return loaded.editions or ({FIRST_EDITION: loaded.layout} if loaded.layout else {})

    def of_kind(self, kind: str) -> list[FormDefinition]:
        """The newest version of every form that a volume of this kind may hold."""
        ids = sorted({form.id for form in self.forms if form.kind == kind})
        return [self.form(form_id) for form_id in ids]

    def lexicon(self, name: str) -> Lexicon:
        """A reference list. Raises KeyError: forms that name unknown lists are not loaded."""
        return self._lexicons[name]

    def ref(self, form: FormDefinition) -> FormRef:
        """What an entry keeps about its form for ever."""
        return FormRef(form.id, form.version, self.definition_hash(form.id, form.version))

    def of_ref(self, ref: FormRef) -> FormDefinition:
        """The definition that an entry was captured under. Raises StationError `forms.unknown`."""
        return self.form(ref.form_id, ref.version)

    def find(self, ref: FormRef) -> FormDefinition | None:
        """The same; None when this version is gone from the program."""
        loaded = self._forms.get((ref.form_id, ref.version))
        return loaded.definition if loaded is not None else None

    def _loaded(self, form_id: str, version: str | None) -> LoadedForm:
        if version is None:
            version = max((held for held_id, held in self._forms if held_id == form_id), key=int, default="")
        if (form_id, version) not in self._forms:
            raise StationError("forms.unknown", form=f"{form_id} {version}".strip())
        return self._forms[form_id, version]
