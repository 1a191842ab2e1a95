"""The same sheet captured twice: how often it is told, how often another page of the same form is taken for it, and what a page costs.

    python -m tests.bench.same_sheets [--papers 40] [--seed 2040] [--forms birth_register_2016,birth_certificate,…]

Practice pages of one edition, one printer and one hand a form: the hardest case, for everything but the values is alike. Every sheet is
captured by an office scanner; then again by another one (cut up to 2 % at each edge, other JPEG quality), by an old copier (pale, blurred,
leaning, folds, other resolution), and by telephone (perspective, shadow, any turn). Strangers: the same pictures of the next paper. Near
strangers: the same paper with another name of its first person and another number, as of brothers and sisters. Told: with the whole index,
every first capture in it before any second one comes. 95 % intervals: Wilson.
"""

import argparse
import io
import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from random import Random

from PIL import Image

from ocr.same_sheet import ONE_SHEET, agreement, itself, overlaid
from ocr.sheet_index import SheetIndex, look_at_file
from station.domain.ids import PageId
from station.forms.definition import FormDefinition, LayoutDefinition
from station.forms.library import FormLibrary
from station.practice.entries import Numbering, truth
from station.practice.pens import pick_hand, pick_machine
from station.practice.render import Print, RenderedFace, render_face
from station.practice.specimens import side_of, year_within
from station.practice.split import SplitPart
from station.practice.worn import wear_page
from station.practice.writing import Written
from tests.bench.large_store import forms
from tests.bench.machine import describe_machine

_FORMS = ("birth_register_2016", "birth_register_2006", "birth_certificate", "marriage_register_2016")
_TAKES = (("another scanner", "clean"), ("an old copier", "poor"), ("a telephone", "phone"))


def main() -> None:
    """Print rates and milliseconds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=40, help="of each form")
    parser.add_argument("--seed", type=int, default=2040)
    parser.add_argument("--forms", default=",".join(_FORMS))
    options = parser.parse_args()
    print(describe_machine(options.seed))
    library, side = forms(), side_of("tuning", options.seed)
    score, shelf = _Score(), _Shelf()
    for form_id in options.forms.split(","):
        sheets = [_Sheet(library, side, form_id, options.seed, number) for number in range(options.papers)]
        first = [sheet.taken("clean", 0) for sheet in sheets]
        again = [[sheet.taken(condition, at + 1) for at, (_, condition) in enumerate(_TAKES)] for sheet in sheets]
        near = [sheet.sibling(sheets[(number + 1) % len(sheets)]) for number, sheet in enumerate(sheets)]
        print(f"{form_id}: drawn", flush=True)
        for number, content in enumerate(first):
            shelf.keep(f"{form_id}/{number}", content)
        for number, pictures in enumerate(again):
            own, other = first[number], first[(number + 1) % len(first)]
            for (label, _), content in zip(_TAKES, pictures, strict=True):
                score.held(f"same sheet, {label}", content, own)
                score.held(f"next sheet, {label}", content, other)
                score.told(label, shelf.asked(content), f"{form_id}/{number}")
            score.held("near stranger", near[number], own)
    score.show()
    shelf.show()


class _Sheet:
    """One paper's first face and its pictures."""

    def __init__(self, library: FormLibrary, side: SplitPart, form_id: str, seed: int, number: int) -> None:
        editions = library.editions(form_id)
        self._form: FormDefinition = library.form(form_id)
        edition = next(edition for edition in side.editions if edition in editions)
        self._layout: LayoutDefinition = editions[edition]
        self._side, self._key = side, f"{seed}/{form_id}/{number}"
        common = Random(f"{seed}/{form_id}")
        hand, machine = pick_hand(side.hand_faces, common), pick_machine(side.machine_faces, common)
        self._print, self._pen = Print(common.choice(side.printed_faces), hand, machine), hand if self._layout.filled == "hand" else machine
        self.written = truth(self._form, seed, Numbering(year_within(self._form, Random(seed)), "01", number + 1))
        self._face = self._drawn(self.written)

    def taken(self, condition: str, take: int) -> bytes:
        return self._picture(self._face, condition, take)

    def sibling(self, other: "_Sheet") -> bytes:
        """The same paper about somebody else, by the first scanner."""
        person = next(field.id for field in self._form.fields if field.type == "person_name" and field.face == 1)
        own = [field for field in (person, self._form.entry_number) if field]
        return self._picture(self._drawn({**self.written, **{field: other.written[field] for field in own}}), "clean", 9)

    def _drawn(self, written: Mapping[str, Written]) -> RenderedFace:
        return render_face(
            self._form.faces[0], self._layout.faces[0], written, pen=self._pen, random=Random(self._key), form_print=self._print,
            seal_words=("ỦY BAN NHÂN DÂN", "XÃ SUỐI MÂY"), stray_seals=0,
        )  # fmt: skip

    def _picture(self, face: RenderedFace, condition: str, take: int) -> bytes:
        random = Random(f"{self._key}/{take}")
        content = wear_page(face.image, self._side.conditions[condition].draw(random), random).content  # type: ignore[index]
        return _cut(content, random) if take == 1 else content


def _cut(content: bytes, random: Random) -> bytes:
    picture = Image.open(io.BytesIO(content))
    width, height = picture.size
    left, top, right, bottom = (random.uniform(0, 0.02) for _ in range(4))
    cut = picture.crop((round(left * width), round(top * height), round((1 - right) * width), round((1 - bottom) * height)))
    cut.save(buffer := io.BytesIO(), "JPEG", quality=random.choice((40, 60, 85)))
    return buffer.getvalue()


class _Shelf:
    """An index over pages in memory; implements ocr.sheet_index.MarkedPages."""

    def __init__(self) -> None:
        self._index = SheetIndex(self)
        self._pictures: dict[PageId, bytes] = {}
        self._references: list[PageId] = []
        self._rows: dict[PageId, list[tuple[int, PageId, bytes]]] = defaultdict(list)
        self._spent: dict[str, list[float]] = defaultdict(list)

    def references(self, limit: int) -> Sequence[PageId]:
        return self._references[-limit:][::-1]

    def keys(self, reference: PageId, after: int) -> Sequence[tuple[int, PageId, bytes]]:
        return [row for row in self._rows[reference] if row[0] > after]

    def open(self, page_id: PageId) -> bytes:
        return self._pictures[page_id]

    def keep(self, name: str, content: bytes) -> None:
        page_id = PageId(name)
        mark, _ = self._marked(content)
        self._pictures[page_id] = content
        if mark.reference is None:
            self._references.append(page_id)
        else:
            self._rows[mark.reference].append((len(self._pictures), page_id, bytes.fromhex(mark.key)))

    def asked(self, content: bytes) -> Sequence[PageId]:
        return self._marked(content)[0].same

    def _marked(self, content: bytes):  # type: ignore[no-untyped-def]
        start = time.process_time()
        look = look_at_file(content)
        middle = time.process_time()
        assert look is not None
        mark = self._index.mark(look)
        self._spent["look"].append(1000 * (middle - start))
        self._spent["mark" if not mark.same else "mark, another picture found"].append(1000 * (time.process_time() - middle))
        return mark, look

    def show(self) -> None:
        print(f"\n{'processor, milliseconds a page':34}{'p50':>8}{'p95':>8}")
        for label, times in self._spent.items():
            print(f"{label:34}{sorted(times)[len(times) // 2]:8.1f}{sorted(times)[len(times) * 95 // 100]:8.1f}")


class _Score:
    def __init__(self) -> None:
        self._agreements: dict[str, list[float]] = defaultdict(list)
        self._told: Counter[str] = Counter()
        self._asked: Counter[str] = Counter()
        self._wrong: Counter[str] = Counter()

    def held(self, label: str, content: bytes, other: bytes) -> None:
        page, against = look_at_file(content), look_at_file(other)
        assert page is not None and against is not None
        lying = overlaid(page, against)
        self._agreements[label].append(0.0 if lying is None else agreement(lying, itself(against)))

    def told(self, label: str, same: Sequence[PageId], name: str) -> None:
        self._asked[label] += 1
        self._told[label] += PageId(name) in same
        self._wrong[label] += bool(set(same) - {PageId(name)})

    def show(self) -> None:
        print(f"\n{'two pictures held side by side':34}{'pairs':>7}{'agreement least':>17}{'p50':>7}{'most':>7}{'told one sheet':>16}")
        for label, values in self._agreements.items():
            told = sum(value >= ONE_SHEET for value in values)
            values = sorted(values)
            print(
                f"{label:34}{len(values):7}{values[0]:17.2f}{values[len(values) // 2]:7.2f}{values[-1]:7.2f}{told / len(values):10.1%}"
                f"  {_interval(told, len(values))}"
            )
        print(f"\n{'asked of the whole index':34}{'pages':>7}{'its sheet told':>16}{'another told':>28}")
        for label, asked in self._asked.items():
            told, wrong = self._told[label], self._wrong[label]
            print(
                f"{label:34}{asked:7}{told / asked:16.1%}  {_interval(told, asked)}{wrong / asked:12.1%}  {_interval(wrong, asked)}",
                flush=True,
            )


def _interval(hits: int, of: int) -> str:
    """Wilson's, 95 %."""
    z, share = 1.96, hits / of
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * ((share * (1 - share) / of + z * z / (4 * of * of)) ** 0.5) / (1 + z * z / of)
    return f"({max(0.0, middle - half):.1%}–{min(1.0, middle + half):.1%})"


if __name__ == "__main__":
    main()
