"""How the gazetteer writes the units that a text names, where it leaves no choice.

"huyện Đá Trẳng" is huyện Đá Trắng when there never was another huyện of these letters; a commune is looked for within the unit behind it,
for many share their letters with one elsewhere. The word for the kind of a known unit that was misread in one letter is mended, a comma
that was lost behind one put back, its capital amid small letters made small, and the name of the province that a line broke off
completed. A proposal: whoever takes it keeps the text as it was read beside it. Hamlets, persons and names that the gazetteer does not
know are left alone.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from rapidfuzz.distance import Levenshtein

from station.domain.text import clean, fold, spelling
from station.forms.units import RANK, Unit, are_neighbours, units_in

_AROUND: Final = ".,;:()"
_BROKEN: Final = ",;("
"""Behind these another unit may begin."""
_KINDS: Final = {fold(kind): kind for kind in ("huyện", "tỉnh", "quận", "phường", "xã")}
_LONG: Final = 4
"""Letters of a word for a kind that is known though one of them was lost."""
_Key = tuple[str, ...]
"""Kind and letters of a unit; of a commune also the letters of the unit that it lies in."""


@dataclass
class UnitNames:
    """Names of units by their letters."""

    _names: dict[_Key, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    """Key → spelling → name as the list has it."""
    _within: dict[_Key, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))
    """Key → kind and name of what the unit lies in."""
    _inside: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    """Letters of a unit and a kind → names of what lies in it."""

    @classmethod
    def of(cls, paths: Iterable[tuple[str, ...]]) -> "UnitNames":
        """`paths`: commune, district where there is one, province, each with the word for its kind."""
        known = cls()
        for path in paths:
            parts = [part.split() for part in path]
            found = [(unit, " ".join(words[unit.first :])) for words in parts for unit in units_in(words)[:1]]
            pairs = list(zip(found, [*found[1:], (None, "")], strict=True))
            # the district between them is left out on many papers, and since 01/07/2025 there is none
            for (unit, name), (larger, larger_name) in [*pairs, (found[0], found[-1])] if len(found) > 2 else pairs:
                key = _key(unit, larger)
                known._names[key][spelling(name)] = name
                if larger is not None:
                    known._within[key].add((larger.kind, larger_name))
                    known._inside[_letters(larger.name), unit.kind].add(name)
        return known

    def spelled(self, text: str) -> str:
        """The text with every known unit as the gazetteer writes it; the very text where there is nothing to say."""
        words = self._with_commas(self._with_kinds(clean(text).split()))
        units = units_in(words)
        _with_small_kinds(words, units)
        pairs = list(zip(units, [*units[1:], None], strict=False))
        for unit, larger in pairs:
            names = self._names.get(_key(unit, _behind(unit, larger)), {})
            known = next(iter(names.values())).split() if len(names) == 1 else []
            written = words[unit.first : unit.last]
            if len(known) == len(written):
                known = [word.upper() for word in known] if "".join(written).isupper() or words[unit.first - 1].isupper() else known
                words[unit.first : unit.last] = map(_spelled, written, known)
        return " ".join(self._completed(words, pairs))

    def with_misread_letters(self, text: str) -> str:
        """The text with the one unit instead of an unknown one that is but for one letter like it, and lies in the known unit behind it.

        Or in which the known unit before it lies. Whether the paper says so too is for others to see; the very text where there is nothing.
        """
        words = text.split()
        units = units_in(words)
        for unit, larger in reversed(list(pairwise(units))):
            if not are_neighbours(unit, larger):
                continue
            if not self._knows(larger):
                _mend(words, larger, {name for kind, name in self._within.get(_key(unit, larger), ()) if kind == larger.kind})
            elif not self._knows(unit, larger):
                _mend(words, unit, self._inside.get((_letters(larger.name), unit.kind), ()))
        return " ".join(words)

    def _with_kinds(self, words: list[str]) -> list[str]:
        """A word in small letters that is but for one letter the word for a kind, before a unit of that kind that there is."""
        for at, word in enumerate(words[:-1]):
            near = [kind for kind in _KINDS if word.isalpha() and word.islower() and _is_misread(fold(word), kind)]
            behind = units_in([*near[:1], *words[at + 1 :]])
            if len(near) == 1 and behind and behind[0].first == 1 and self._knows(*behind[:2]):
                words[at] = _KINDS[near[0]]
        return words

    def _with_commas(self, words: list[str]) -> list[str]:
        """A comma behind a unit that there is, where the word for the kind of what it lies in follows without one."""
        starts = [at for at in range(len(words) - 1) if _begins(words[at:])]
        for small, at in reversed(list(pairwise(starts))):
            inner, larger = units_in(words[small:at])[:1], units_in(words[at:])[0]
            lies = [unit for unit in inner if RANK[unit.kind] < RANK[larger.kind] and _key(unit, larger) in self._names]
            if lies and words[at - 1][-1] not in _BROKEN:
                words[at - 1] += ","
        return words

    def _completed(self, words: list[str], pairs: Sequence[tuple[Unit, Unit | None]]) -> list[str]:
        """The name that ends the text with the words it lost, where a known unit before it lies in one unit of this beginning."""
        for unit, larger in pairs:
            if larger is None or larger.last != len(words) or not are_neighbours(unit, larger):
                continue
            begun = words[larger.first :]
            around = {name for kind, name in self._within.get(_key(unit, larger), ()) if kind == larger.kind}
            longer = [name.split() for name in around if _letters(name).startswith(f"{_letters(larger.name)} ")]
            if len(longer) == 1 and all(map(str.isalpha, begun)):
                words += [word.upper() if "".join(begun).isupper() else word for word in longer[0][len(begun) :]]
        return words

    def _knows(self, unit: Unit, larger: Unit | None = None) -> bool:
        """Whether there is such a unit."""
        return _key(unit, _behind(unit, larger)) in self._names


def _mend(words: list[str], unit: Unit, names: Iterable[str]) -> None:
    """Write the only one of the names that has all letters of the unit's but one."""
    read = _letters(unit.name)
    near = [name.split() for name in names if name.count(" ") == read.count(" ") and _is_one_letter_off(read, _letters(name))]
    if len(near) == 1:
        written = words[unit.first : unit.last]
        known = [word.upper() for word in near[0]] if "".join(written).isupper() else near[0]
        words[unit.first : unit.last] = map(_spelled, written, known)


def _is_one_letter_off(read: str, known: str) -> bool:
    return len(known.replace(" ", "")) >= _LONG and Levenshtein.distance(read, known, score_cutoff=1) == 1


def _with_small_kinds(words: list[str], units: Sequence[Unit]) -> None:
    """The one capital word for a kind behind the first unit as the others there, which have small letters."""
    within = [unit.first - unit.kind.count(" ") - 1 for unit in units[1:]]
    large = [at for at in within if words[at].istitle()]
    if len(large) == 1 and sum(words[at].islower() for at in within) == len(within) - 1 > 0:
        words[large[0]] = words[large[0]].lower()


def _begins(words: Sequence[str]) -> bool:
    """Whether a unit is named first of all."""
    return any(unit.first == unit.kind.count(" ") + 1 for unit in units_in(words)[:1])


def _behind(unit: Unit, larger: Unit | None) -> Unit | None:
    return larger if larger is not None and are_neighbours(unit, larger) else None


def _key(unit: Unit, larger: Unit | None) -> _Key:
    """A commune by what it lies in too."""
    within = _letters(larger.name) if larger is not None else ""
    return (unit.kind, _letters(unit.name), within) if RANK[unit.kind] == 0 else (unit.kind, _letters(unit.name))


def _letters(name: str) -> str:
    return fold(name).replace("-", " ").strip(f"{_AROUND} ")


def _is_misread(word: str, kind: str) -> bool:
    """Whether one letter is another one, or of a longer word one too many or too few."""
    return (len(kind) >= _LONG or len(word) == len(kind)) and Levenshtein.distance(word, kind, score_cutoff=1) == 1


def _spelled(word: str, known: str) -> str:
    """The known word with the signs around the written one; where the tone stands ("hoà", "hòa") is no difference."""
    core = word.strip(_AROUND)
    alike = spelling(core) == spelling(known) and core.isupper() == known.isupper()
    return word if alike else word.replace(core, known, 1)
