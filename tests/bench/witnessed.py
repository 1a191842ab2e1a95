"""How far "needs no person" can be trusted, on practice pages whose readings are kept on disk (tests/bench/kept_readings.py).

    python -m tests.bench.witnessed --cache DIR [--split tuning|held-back] [--seeds 2001-2020] [--conditions clean …] [--version HASH]
                                    [--show] [--pictures FOLDER]

Every paper goes through assembly, checks and attention as at the desk. Counted are fields with something on the paper or in the reading. By
condition and by type: how many were marked, how many of those are wrong, the exact one-sided 95 % upper bound of that share (Clopper,
Pearson 1934), and which share of the printed digit, date and closed-list fields was marked: of all, and of those whose true value by itself
asks for nobody (ids of practice people begin with the code of a province that there never was, which a check tells). Before that how the
pages were read by themselves: recognised, forced, fields exactly right and wrong in marks alone. Then what is taken for handwriting, what
two independent witnesses are worth by themselves, and each set of witnesses: how many values it stood by and how many of these are wrong.
`--show` prints every wrong field that was marked, `--pictures` cuts it out of its page with a margin; of the tuning side alone.
Version: of the code that read; the present one unless told.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import cv2
import numpy as np

from station.domain.geometry import Box
from station.domain.intervals import upper_bound, wilson
from station.domain.record import FieldValue, Reading, ValueState
from station.forms.assembly import assemble
from station.forms.check import check_entry
from station.forms.definition import FieldDefinition
from station.forms.entry_values import read_values
from station.forms.fields import find_field
from station.forms.library import FormLibrary
from station.forms.testimony import Statement, Verdict
from station.forms.testimony import grounds as independent
from station.forms.witnesses import statements
from station.practice.degrade import CONDITIONS, Condition
from station.practice.specimens import SpecimenField, draw_specimens
from station.practice.split import PARTS, PartName
from station.workflow.attention import NEVER_WITNESSED, WITNESSES_NEEDED, Ground, Need, grounds_of, paper_of
from tests.bench.kept_readings import KeptPage, Lot, code_version, kept_lots, kept_pages, seeds_of
from tests.bench.reading_score import WITNESSED_TYPES, Count, count_page, is_recognised
from ui import bootstrap

MARGIN_PX = 40


@dataclass(frozen=True)
class Case:
    """One field of one paper: what is true, what stands there, who spoke for it and whether a person is asked."""

    lot: Lot
    page: str
    path: str
    field: FieldDefinition
    truth: SpecimenField
    value: FieldValue | None
    spoken: tuple[Statement, ...]
    ground: Ground
    asks_by_itself: bool
    """Whether a check would ask for a person though the value were read right."""

    @property
    def text(self) -> str:
        """The value that stands there; empty unless it was read."""
        return self.value.value if self.value is not None and self.value.state is ValueState.READ else ""

    @property
    def is_right(self) -> bool:
        """Whether it is what the paper says."""
        return self.text == self.truth.value

    @property
    def is_marked(self) -> bool:
        """Whether it is said to need no person."""
        return self.ground.need is Need.NOTHING


def cases(library: FormLibrary, kept: Sequence[Lot], cache: Path, version: str) -> Iterator[Case]:
    """Every field of every page that was recognised, with something on the paper or in the reading, paper by paper."""
    for lot in kept:
        for _, faces in groupby(kept_pages(lot, cache, version), key=lambda each: each.page.key.rsplit("-", 1)[0]):
            yield from _cases_of(library, lot, list(faces))


def _cases_of(library: FormLibrary, lot: Lot, faces: Sequence[KeptPage]) -> Iterator[Case]:
    form = library.form(lot.form_id)
    read = [(each.page.key, each.reading) for each in faces if each.reading is not None]
    entry = next((each for each in assemble(library, read) if each.form_id == form.id), None)
    if entry is None:
        return
    values = read_values(form, library, entry.fields)
    paper = paper_of(form, library, values)
    spoken = statements(paper)
    grounds = grounds_of(form, library, values, check_entry(form, library, values))
    true = read_values(form, library, {path: _as_read(truth) for each in faces for path, truth in each.page.fields.items()})
    asking = {
        path for path, ground in grounds_of(form, library, true, check_entry(form, library, true)).items() if ground.need is Need.FINDING
    }
    for each in faces:
        if not is_recognised(each.page, each.reading):
            continue
        for path, truth in each.page.fields.items():
            field, value = find_field(form, path), values.get(path)
            ground = grounds.get(path) or grounds.get(path.split("[")[0])
            if field is not None and ground is not None:
                case = Case(lot, each.page.key, path, field, truth, value, spoken.get(path, ()), ground, path in asking)
                if truth.text or case.text:
                    yield case


def _as_read(truth: SpecimenField) -> Reading:
    """What is true, as if it had been read without a doubt."""
    return Reading(truth.text, truth.value, ValueState.READ if truth.value else ValueState.BLANK, 1.0)


def named(spoken: Sequence[Statement]) -> str:
    """ "network + words, against: second-network"."""
    speaking = sorted({each.witness.value for each in spoken if each.verdict is Verdict.FOR})
    against = sorted({each.witness.value for each in spoken if each.verdict is Verdict.AGAINST})
    return (" + ".join(speaking) or "nobody") + (f", against: {' + '.join(against)}" if against else "")


def print_pages(kept: Sequence[Lot], cache: Path, version: str) -> None:
    """How the pages were read, by condition: forms, printed fields, and what is wrong in marks alone, with Wilson's 95 % intervals."""
    counts: dict[str, Count] = {}
    for lot in kept:
        for each in kept_pages(lot, cache, version):
            count = count_page(each.page, each.reading, {})
            for condition in (lot.condition, "all"):
                counts[condition] = counts.get(condition, Count()) + count
    for condition in (*CONDITIONS, "all"):
        if condition in counts:
            print(_page_row(condition, counts[condition]))


def _page_row(condition: str, count: Count) -> str:
    printed = count.printed or 1
    right, marks = ([100 * each for each in (part / printed, *wilson(part, printed))] for part in (count.right, count.marks_only))
    return (
        f"{condition}: {count.recognised} of {count.pages} pages recognised, {count.forced} forced, {count.failed} failed; "
        f"of {count.printed} printed fields {right[0]:.2f} % ({right[1]:.2f}-{right[2]:.2f}) right, "
        f"{count.marks_only} wrong in marks alone ({marks[0]:.2f} %, {marks[1]:.2f}-{marks[2]:.2f})"
    )


def print_counts(found: Sequence[Case]) -> None:
    """Marked and wrong by condition and by type, and the bars."""
    conditions = [each for each in CONDITIONS if any(case.lot.condition == each for case in found)]
    print(f"{'condition':10}{'type':18}{'fields':>8}{'right %':>9}{'marked':>8}{'%':>7}{'wrong':>7}{'<= (95 %)':>11}")
    for condition in (*conditions, "all"):
        chosen = [case for case in found if condition in (case.lot.condition, "all")]
        for kind in (*sorted({case.field.type for case in chosen}), "all"):
            print(_row(condition, kind, [case for case in chosen if kind in (case.field.type, "all")]))
    for condition in conditions:
        wanted = [case for case in found if case.lot.condition == condition and _is_wanted(case)]
        if wanted:
            marked = sum(case.is_marked for case in wanted)
            share = f"{100 * marked / len(wanted):.1f} %"
            print(f"{condition}: of {len(wanted)} printed digit, date and closed-list fields {share} need no person")
            plain = [case for case in wanted if not case.asks_by_itself]
            share = f"{100 * sum(case.is_marked for case in plain) / max(len(plain), 1):.1f} %"
            print(f"{condition}: of the {len(plain)} among them whose true value asks for nobody {share}")


def print_handwriting(found: Sequence[Case]) -> None:
    """What is written by hand and what is printed, and how each is taken."""
    for filled in ("hand", "machine"):
        read = [case for case in found if case.truth.filled == filled and case.truth.text and case.text and case.field.type != "tick"]
        as_hand = sum(case.ground.by_hand for case in read)
        standing = sum(not case.ground.only_suggested for case in read)
        share = 100 * as_hand / max(len(read), 1)
        print(f"{filled}: {len(read)} values read, {share:.1f} % taken for handwriting, {standing} stand in the input without being typed")


def _is_wanted(case: Case) -> bool:
    return case.field.type in WITNESSED_TYPES and case.truth.text != "" and case.truth.filled == "machine"


def _row(condition: str, kind: str, chosen: Sequence[Case]) -> str:
    right, marked = sum(case.is_right for case in chosen), [case for case in chosen if case.is_marked]
    wrong = sum(not case.is_right for case in marked)
    bound = f"{upper_bound(wrong, len(marked)):.5f}" if marked else "-"
    share = 100 * len(marked) / max(len(chosen), 1)
    return f"{condition:10}{kind:18}{len(chosen):8}{100 * right / max(len(chosen), 1):9.1f}{len(marked):8}{share:7.1f}{wrong:7}{bound:>11}"


def print_pairs(found: Sequence[Case]) -> None:
    """What two independent witnesses are worth by themselves, handwriting too, whatever else made a person look."""
    stood_by = [
        case for case in found if case.text and case.field.type not in NEVER_WITNESSED and len(independent(case.spoken)) >= WITNESSES_NEEDED
    ]
    wrong = sum(not case.is_right for case in stood_by)
    bound = upper_bound(wrong, len(stood_by))
    print(f"values with two independent witnesses, handwriting too: {len(stood_by)}, wrong {wrong}, 95 % upper bound {bound:.5f}")


def print_witnesses(found: Sequence[Case]) -> None:
    """What each set of witnesses is worth, by type."""
    counted, wrong = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for case in found:
        if case.text:
            key = case.field.type, named(case.spoken)
            counted[key] += 1
            wrong[key] += not case.is_right
    print(f"\n{'type':18}{'witnesses':70}{'values':>8}{'wrong':>7}")
    for (kind, witnesses), count in sorted(counted.items(), key=lambda item: (item[0][0], -item[1])):
        print(f"{kind:18}{witnesses:70}{count:8}{wrong[kind, witnesses]:7}")


def print_wrong(wrong: Sequence[Case]) -> None:
    """Every wrong field that was marked, with what everybody said; the people are invented."""
    for case in wrong:
        state = case.value.state.value if case.value is not None else "none"
        print(f"\n{case.lot.seed} {case.page} {case.path} ({case.field.type}, {case.truth.filled})")
        print(f"  paper {case.truth.value!r}, {state} {case.text!r} {case.value.confidence if case.value else ''}; {named(case.spoken)}")
        for voice in case.value.voices if case.value else ():
            print(f"    {voice.network}: {voice.text!r} → {voice.value!r} {voice.confidence:.2f}")


def cut_out(wrong: Sequence[Case], library: FormLibrary, folder: Path) -> None:
    """The wrong ones as pictures: where the truth stands and where it was read, drawn again from seed and key."""
    folder.mkdir(parents=True, exist_ok=True)
    for lot, of_lot in groupby(sorted(wrong, key=lambda case: str(case.lot)), key=lambda case: case.lot):
        its = list(of_lot)
        drawn = draw_specimens(library, lot.split, forms=[lot.form_id], conditions=[lot.condition], papers=lot.papers, seed=lot.seed)
        for page in drawn:
            for case in (case for case in its if case.page == page.key):
                picture = cv2.imdecode(np.frombuffer(page.content, np.uint8), cv2.IMREAD_COLOR)
                boxes = [box for box in (case.truth.box, case.value.box if case.value else None) if box is not None]
                if picture is not None and boxes:
                    name = f"{lot.seed}-{page.key}-{case.path}".replace("/", "-").replace("[", "-").replace("]", "")
                    cv2.imwrite(str(folder / f"{name}.png"), _cut(picture, boxes))


def _cut(picture: np.ndarray, boxes: Sequence[Box]) -> np.ndarray:
    around = boxes[0]
    for box in boxes[1:]:
        around = around.union(box)
    height, width = picture.shape[:2]
    wide = Box(around.x - 4 * MARGIN_PX, around.y - MARGIN_PX, around.w + 8 * MARGIN_PX, around.h + 2 * MARGIN_PX).clipped(width, height)
    return picture[wide.y : wide.bottom, wide.x : wide.right]


def chosen_lots(
    cache: Path, version: str, split: PartName, seeds: Sequence[int] | None, conditions: Sequence[Condition]
) -> list[Lot]:  # fmt: skip
    """What is kept of these seeds and conditions."""
    return [lot for lot in kept_lots(cache, version, split) if (not seeds or lot.seed in seeds) and lot.condition in conditions]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which kept readings; shared with tests/bench/calibration.py."""
    parser.add_argument("--cache", type=Path, required=True, help="folder of kept readings")
    parser.add_argument("--version", default="", help="of the code that read, as kept_readings prints it")
    parser.add_argument("--conditions", nargs="+", choices=CONDITIONS, default=list(CONDITIONS))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_arguments(parser)
    parser.add_argument("--split", choices=PARTS, default="tuning")
    parser.add_argument("--seeds", type=seeds_of)
    parser.add_argument("--show", action="store_true", help="print every wrong field that was marked; tuning side only")
    parser.add_argument("--pictures", type=Path, help="cut them out of their pages; tuning side only")
    chosen = parser.parse_args(arguments)
    if chosen.split != "tuning" and (chosen.show or chosen.pictures):
        parser.error("what is held back is not looked at: --show and --pictures go with --split tuning")
    library, version = bootstrap.practice_forms(), chosen.version or code_version()
    kept = chosen_lots(chosen.cache, version, chosen.split, chosen.seeds, chosen.conditions)
    found = list(cases(library, kept, chosen.cache, version))
    seeds = sorted({lot.seed for lot in kept})
    pages = len({(case.lot, case.page) for case in found})
    print(
        f"split {chosen.split}, seeds {seeds[0] if seeds else '-'} to {seeds[-1] if seeds else '-'}, readings of {version}, {pages} pages\n"
    )
    print_pages(kept, chosen.cache, version)
    print_counts(found)
    print_handwriting(found)
    print_pairs(found)
    print_witnesses(found)
    wrong = [case for case in found if case.is_marked and not case.is_right]
    if chosen.show:
        print_wrong(wrong)
    if chosen.pictures:
        cut_out(wrong, library, chosen.pictures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
