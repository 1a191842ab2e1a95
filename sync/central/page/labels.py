"""How a form's own print names its lines, in the order of the paper: for the entry that somebody is shown."""

from collections.abc import Iterable

from station.domain.findings import Text
from station.domain.record import FormRef
from station.forms.library import FormLibrary


class Labels:
    """Reads the forms that this program was shipped with; a form that it does not know shows the ids of its fields."""

    def __init__(self, library: FormLibrary | None) -> None:
        self._library = library

    def titled(self, ref: FormRef) -> Text:
        """The form's title; its id where it is not known."""
        form = self._library.find(ref) if self._library else None
        return Text(form.title.vi, form.title.en) if form else Text(ref.form_id, ref.form_id)

    def lines(self, ref: FormRef, paths: Iterable[str]) -> list[tuple[str, Text]]:
        """(path, label) of each, in the order of the paper; those that no form names come last."""
        form = self._library.find(ref) if self._library else None
        if self._library is None or form is None:
            return [(path, Text(path, path)) for path in sorted(paths)]
        places = {field.id: place for place, field in enumerate(form.fields)}
        found = []
        for path in sorted(paths):
            field = self._library.field(form, path)
            part = f" · {path}" if "[" in path else ""
            label = Text(field.label.vi + part, field.label.en + part) if field else Text(path, path)
            found.append((places.get(path.split("[", 1)[0], len(places)), path, label))
        return [(path, label) for _, path, label in sorted(found, key=lambda line: line[:2])]
