"""The supervisor: looks at the numbers and the points, returns what is not as on the paper, approves the rest, sees that it is sealed."""

import re
from typing import Any

import pytest

from station.forms.fields import find_field
from tests.ui.day import eyes
from tests.ui.day.papers import Paper
from tests.ui.day.person import Person
from ui.checking.shown import shown_text

LISTS, POINTS = "Chờ phê duyệt", "Cần xem với giấy"
REASON = "Nhập sai so với giấy"
_CELL = re.compile(r"^[^:]+: ")
_LISTS_MAX = 10
_LOOKS_MAX = 60


class Supervisor(Person):
    """Sits at Duyệt and Đồng bộ."""

    name, user = "Kiều Thị Mỹ Nhung", "supervisor"

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.returned: list[Paper] = []
        self.approved = 0
        self.batches = 0
        self.looked_at = 0
        """Drawn entries found right."""

    def work_off_lists(self) -> None:
        """Every list that waits: look, return what is wrong, approve the rest."""
        self.go_to("Duyệt")
        self.wait(self._looked_over, "a list that is looked over")
        for _ in range(_LISTS_MAX):
            self.wait(lambda: self.nothing_waits or self._looked_over(), "the next list")
            if self.nothing_waits:
                return
            self._look_at_numbers()
            self._compare()
            self._approve()
        pytest.fail("the lists never come to an end")

    def plan(self, what: str) -> None:
        """Quản trị, Kế hoạch: what of the one volume is keyed again."""
        self.go_to("Quản trị")
        self.tab_to("Các phần")
        for _ in range(_LISTS_MAX):
            found = eyes.focused_grid()
            if found is not None and found.current and found.current[0].startswith("Kế hoạch"):
                break
            self.hands.press("Down")
        self.hands.press("F3")
        self.wait(lambda: eyes.rows("Các quyển"), "the volumes")
        self.hands.press("F4")
        self.choose("Nhập lần hai", what)
        self.hands.press("F6")
        self.wait(lambda: eyes.line(r"Đã đặt kế hoạch cho "), "the plan")

    def decide(self, paper: Paper, count: int) -> None:
        """From Hôm nay: of the two values the one that the paper says, by its digit."""
        self.wait(lambda: eyes.focus().name == "Việc tiếp theo: Quyết định (F3 ở bàn Kiểm tra)", "the way to what differs")
        self.hands.press("Enter")
        self.wait_for("HAI LẦN NHẬP KHÁC NHAU")
        for _ in range(count):
            self.wait(lambda: eyes.grid("Trên giấy ghi thế nào?") is not None, "the two values")
            found = eyes.grid("Trên giấy ghi thế nào?")
            assert found is not None and found.at == -1, found
            lines = [re.sub(r"^\d?\s+", "", cells[0]) for cells in found.rows]
            at = next(at for at, line in enumerate(lines) if line in paper.lines.values())
            self.hands.press(str(at + 1))
        self.hands.press("Ctrl+Enter")
        self.wait(lambda: eyes.says("không còn mục nào chờ") or eyes.says("Không có mục nào chờ anh/chị"), "nothing left to decide")

    def _compare(self) -> None:
        """Return whatever is not as on the paper; say of each drawn entry that it is, until the sample has enough."""
        for _ in range(_LOOKS_MAX):
            while (row := self._wrong_row()) is not None:
                self._return(row)
            if not self._sample_goes_on():
                return
            before = self._looked_at()
            self.use("Mục mẫu đúng")
            self.looked_at += 1
            self.wait(lambda: not self._sample_goes_on() or self._looked_at() != before, "the next drawn entry")  # noqa: B023
        pytest.fail("the sample never comes to an end")

    def _sample_goes_on(self) -> bool:
        return eyes.says("xem tiếp mục")

    def _looked_at(self) -> str:
        found = eyes.line(r"Mẫu tuần tự: đã xem (\d+)/.*")
        return found[1] if found is not None else ""

    @property
    def nothing_waits(self) -> bool:
        """Whether the desk says so."""
        return eyes.says("Không có danh sách nào chờ phê duyệt")

    def _looked_over(self) -> bool:
        """A list is chosen, and the button speaks of as many entries as the list."""
        seen = eyes.button("Phê duyệt ")
        ready = seen is not None and (not seen.disabled or self._sample_goes_on())
        return ready and self._may_approve() == self._listed()

    def _listed(self) -> int:
        lists = eyes.grid(LISTS)
        count = re.search(r"– (\d+) mục", lists.current[0]) if lists is not None and lists.current else None
        return int(count[1]) if count is not None else 0

    def _look_at_numbers(self) -> None:
        """The list says how many entries it has; the numbers and the button say the same."""
        assert eyes.says(f"{self._listed()} mục\n"), eyes.words()

    def _may_approve(self) -> int:
        seen = eyes.button("Phê duyệt ")
        assert seen is not None
        return int(seen.name.split()[2])

    def _points(self) -> list[tuple[str, str, str, str]]:
        """Entry, field, value, why."""
        found = eyes.grid(POINTS)
        cells = found.rows if found is not None else ()
        return [
            (entry, field, value, why) for entry, field, value, why in ([_CELL.sub("", cell, count=1) for cell in row] for row in cells)
        ]

    def _wrong_row(self) -> int | None:
        """The first point whose value is not what the paper says."""
        for at, (entry, field, value, _) in enumerate(self._points()):
            printed = self._printed(self._paper(entry), field)
            if printed and value not in printed and not (value == "(trống)" and "" in printed):
                return at
        return None

    def _paper(self, entry: str) -> Paper:
        found = [paper for paper in self.shelf.papers if entry in paper.numbers]
        assert len(found) == 1, f"no paper or several bear the number {entry}: {[paper.numbers for paper in self.shelf.papers]}"
        return found[0]

    def _printed(self, paper: Paper, label: str) -> set[str]:
        """What may stand at a field: as printed or as the desk writes it. Nothing for labels that are none of the paper's own."""
        keyed = {text for (_, of), text in paper.lines.items() if of == label}
        known = [(find_field(paper.form, name), one) for name, one in paper.fields.items()]
        parts = [(field, one) for field, one in known if field is not None and field.label.vi == label]
        return keyed | {one.text for _, one in parts} | {shown_text(field, one.value) for field, one in parts}

    def _return(self, row: int) -> None:
        """Down to the point, F8, the reason by its digit."""
        paper = self._paper(self._points()[row][0])
        before = self._may_approve()
        self.tab_to(POINTS)
        self.walk_to_row(row)
        self.use("Trả lại mục này")
        self.wait(lambda: eyes.focus().name.startswith("Lý do"), "the reasons")
        reasons = eyes.focused_grid()
        assert reasons is not None
        digit = next(cells[0][0] for cells in reasons.rows if REASON in cells[0])
        self.hands.press(digit)
        self.hands.press("Enter")
        self.wait(lambda: eyes.line(rf"Đã trả lại mục .*: {REASON}"), "what was returned")
        self.returned.append(paper)
        self.wait(lambda: self._looked_over() and self._may_approve() == before - 1, "the list without it")

    def _approve(self) -> None:
        count = self._may_approve()
        self.use("Phê duyệt ")
        self.sign()
        self.batches += 1
        self.wait_for(f"Đã phê duyệt {count} mục thành lô số {self.batches}.")
        self.approved += count
