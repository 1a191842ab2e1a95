"""The clerk: scans, checks every entry against the paper, does again what came back."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QAccessible

from tests.ui.day import eyes
from tests.ui.day.papers import Paper, PlannedVolume
from tests.ui.day.person import Person

FIELDS = "Các ô theo thứ tự trên giấy"
_TABS_MAX = 60
_VISITS_MAX = 150
_WHOLE_DATE = re.compile(r"\d\d/\d\d/\d{4}")
_LONG = 14
"""From so many letters on it is worth looking at the offers first."""
_HEADING = re.compile(r"^(.*?)\s+\(Alt\+\d\)$")

Place = tuple[str, str]
"""Heading and label: where a field stands, as a person says it."""


@dataclass(frozen=True)
class Row:
    """One line of the list of all fields."""

    at: int
    place: Place
    value: str


class Clerk(Person):
    """Sits at Quét and Kiểm tra."""

    name, user = "Đàm Ngọc Hậu", "clerk"

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.mended_unasked: list[Place] = []
        """Fields that were wrong and where the cursor did not stop."""
        self.reasons_given: list[str] = []

    def scan(self, volume: PlannedVolume) -> None:
        """Name the volume, take its folder in, wait until all of it is read."""
        self.go_to("Quét")
        self.choose("Loại", f"{volume.kind} ")
        self._fill("Năm", str(volume.year))
        self._fill("Số quyển", volume.number)
        self._choose_folder()
        pages = len(list(self.shelf.folder_of(volume).glob("*-*-*-*-*")))
        self._open_folder(self.shelf.folder_of(volume))
        self.wait(lambda: eyes.line(rf"Xong: {pages} trang đã lưu an toàn"), f"{pages} pages of {volume.key}")
        self.wait(lambda: eyes.line(rf"Đã đọc xong {pages} trang"), f"the reading of {volume.key}", patience_ms=1_200_000)

    def _fill(self, label: str, text: str) -> None:
        self.tab_to(label)
        self.hands.press("Ctrl+A")
        self.hands.type(text)

    def _choose_folder(self) -> None:
        """The arrows walk through the sources."""
        self.tab_to_one_of("Máy quét", "Tệp ảnh", "Thư mục")
        for _ in range(3):
            if eyes.focus().name == "Thư mục":
                return
            self.hands.press("Down")
        pytest.fail(f"the source «Thư mục» cannot be chosen; {eyes.focus()}")

    def _open_folder(self, folder: Path) -> None:
        """Type the path, as a person who knows it."""
        self.use("Chọn thư mục")
        self.wait(lambda: eyes.focus().role is QAccessible.Role.EditableText and eyes.focus().name != "Số quyển", "the folder's name")
        self.hands.press("Ctrl+A")
        self.hands.type(str(folder))
        self.hands.press("Enter")

    # ---- checking -----------------------------------------------------------------------------------------------------------

    def check_all(self, slips: Mapping[tuple[str, int], Mapping[Place, str]]) -> list[Paper]:
        """From Hôm nay: everything that waits, volume after volume. `slips`: what this person takes for another text on which paper."""
        self.begin_checking()
        done = []
        while not self.nothing_left:
            paper = self.recognise()
            self.check_entry({**paper.lines, **slips.get(paper.key, {})})
            done.append(paper)
        return done

    def begin_checking(self) -> None:
        """What Hôm nay advises, by Enter."""
        self.go_to("Hôm nay")
        self.wait(lambda: eyes.focus().name == "Việc tiếp theo: Kiểm tra tiếp", "the way to Kiểm tra")
        self.hands.press("Enter")
        self.wait_for_entry()

    def redo(self, place: int) -> list[Paper]:
        """From Hôm nay: what came back stands on top; Enter opens one of it; then it and those after it are compared and finished again."""
        self.tab_to("Cần xem lại")
        self.hands.press("Down", place)
        self.hands.press("Enter")
        self.wait_for_entry()
        done = []
        while not self.nothing_left:
            assert eyes.says("Bị trả lại: "), eyes.words()
            paper = self.recognise()
            self.check_entry(paper.lines)
            done.append(paper)
        return done

    @property
    def nothing_left(self) -> bool:
        """Whether the desk says so."""
        return eyes.says("Chưa có mục nào chờ kiểm tra")

    def wait_for_entry(self) -> None:
        """An entry is open and the keys go to its input."""
        self.wait(lambda: eyes.line(r"Mục \d+/\d+") and eyes.focus().role is QAccessible.Role.EditableText, "an open entry")

    def check_entry(self, wanted: Mapping[Place, str]) -> None:
        """Every field where the cursor stops, then everything else that differs from the paper, then Ctrl+Enter and the reasons."""
        before = self._place_in_list()
        for _ in range(_VISITS_MAX):
            if self.fields_left == 0:
                break
            self.answer(wanted[self.here.place])
        else:
            pytest.fail(f"the cursor does not come to an end at {self.here}\n{eyes.words()}")
        self._compare(wanted)
        self._finish(before)

    @property
    def fields_left(self) -> int:
        """As the desk says."""
        found = eyes.line(r"còn (\d+) ô cần xem")
        assert found is not None, eyes.words()
        return int(found[1])

    @property
    def rows(self) -> list[Row]:
        """Every field of the entry as the list shows it."""
        found = eyes.grid(FIELDS)
        assert found is not None, eyes.words()
        heading, rows = "", []
        for at, cells in enumerate(found.rows):
            head = _HEADING.match(cells[0])
            if head is not None:
                heading = head[1]
            else:
                suggested = cells[1].startswith("(") and cells[2] == "gợi ý"
                rows.append(Row(at, (heading, cells[0]), cells[1][1:-1] if suggested else cells[1]))
        return rows

    @property
    def here(self) -> Row:
        """The field before the hands."""
        found = eyes.grid(FIELDS)
        assert found is not None
        return next(row for row in self.rows if row.at == found.at)

    def recognise(self) -> Paper:
        """Which paper this is: the one with which most of what stands there agrees."""
        rows = self.rows
        agreeing = [(sum(paper.lines.get(row.place) == row.value for row in rows), paper) for paper in self.shelf.papers]
        agreeing.sort(key=lambda found: -found[0])
        assert agreeing[0][0] > agreeing[1][0], f"two papers look alike for {rows}\n{eyes.words()}"
        return agreeing[0][1]

    def answer(self, wanted: str) -> None:
        """Make the input say what the paper says, by the fewest keys that a person thinks of, and Enter."""
        seen = eyes.focus()
        if seen.value == wanted and wanted:
            self.hands.press("Enter")
        elif not seen.value and wanted and _suggested(seen.description) == wanted:
            self.hands.press("→")
            assert eyes.focus().value == wanted
            self.hands.press("Enter")
        elif not wanted:
            self._leave_empty(seen.value)
        elif not self._take_offer(wanted):
            self.hands.type(wanted.replace("/", "") if _WHOLE_DATE.fullmatch(wanted) else wanted)
            self.hands.press("Enter")

    def _leave_empty(self, stands: str) -> None:
        """Nothing is written there; the desk may ask whether that is so."""
        here = self.here
        if stands:
            self.hands.press("Delete")
        self.hands.press("Enter")
        if eyes.says("Ô đang trống") and self.here.at == here.at:
            self.hands.press("Enter")

    def _take_offer(self, wanted: str) -> bool:
        """F2 and the arrows, where what is wanted is among the first few."""
        if len(wanted) < _LONG:
            return False
        self.hands.press("F2")
        offers = eyes.grid("Cách đọc khác")
        lines = [re.sub(r"^\d?\s+", "", cells[0]).split("   · ")[0] for cells in offers.rows] if offers is not None else []
        if wanted not in lines[:5]:
            self.hands.press("Esc")
            return False
        self.hands.press("Down", lines.index(wanted))
        self.hands.press("Enter")
        return True

    def _compare(self, wanted: Mapping[Place, str]) -> None:
        """What nobody asked about is read over too; a wrong line is walked to and put right."""
        for _ in range(_VISITS_MAX):
            wrong = next((row for row in self.rows if row.value != wanted[row.place]), None)
            if wrong is None:
                return
            self.mended_unasked.append(wrong.place)
            self._walk_to(wrong)
            self.answer(wanted[wrong.place])
            while self.fields_left:
                self.answer(wanted[self.here.place])
        pytest.fail(f"these never become right: {[(row, wanted[row.place]) for row in self.rows if row.value != wanted[row.place]]}")

    def _walk_to(self, row: Row) -> None:
        """Tab into the list, arrows to the line, Enter."""
        self.tab_to(FIELDS)
        self.walk_to_row(row.at)
        self.hands.press("Enter")
        assert self.here.place == row.place, f"{self.here} instead of {row}; {eyes.focus()}"
        assert eyes.focus().role is QAccessible.Role.EditableText

    def _finish(self, before: tuple[str, int, int]) -> None:
        """Ctrl+Enter; a reason for every error that stands; then the next entry, or none."""

        def asked() -> bool:
            return eyes.focus().name.startswith("Vì sao để nguyên?")

        def gone() -> bool:
            return self.nothing_left or bool(eyes.line(r"Mục \d+/\d+") and self._place_in_list() != before)

        self.hands.press("Ctrl+Enter")
        for _ in range(_VISITS_MAX):
            self.wait(lambda: asked() or gone(), "the next entry")
            if gone():
                break
            question = eyes.focus().name
            self.reasons_given.append(question)
            self.hands.press("1")
            self.wait(lambda: eyes.focus().name != question or gone(), "the next question or entry")  # noqa: B023
        if not self.nothing_left:
            self.wait_for_entry()

    def _place_in_list(self) -> tuple[str, int, int]:
        """Volume, place and how many wait."""
        found = eyes.line(r"Mục (\d+)/(\d+)")
        volume = next((seen.value for seen in eyes.controls(QAccessible.Role.ComboBox) if seen.name == "Quyển"), "")
        assert found is not None, eyes.words()
        return re.sub(r" \(\d+\)$", "", volume), int(found[1]), int(found[2])


def _suggested(described: str) -> str:
    """The suggestion whole, without the words around it."""
    found = re.match(r"Gợi ý: (.*?)\s+\([^()]*\)$", described)
    return found[1] if found is not None else ""
