"""The second keyer: keys the planned fields of one paper after the other, as the pile lies, and sees nothing of the first keying."""

from collections.abc import Mapping, Sequence

from tests.ui.day import eyes
from tests.ui.day.clerk import Clerk, Place
from tests.ui.day.papers import Paper


class Keyer(Clerk):
    """Sits at Kiểm tra alone."""

    name, user = "Vi Thị Bích Diệp", "keyer"

    def key_again(self, papers: Sequence[Paper], slips: Mapping[tuple[str, int], Mapping[Place, str]]) -> None:
        """From Hôm nay: everything that waits. `slips`: what this person takes for another text on which paper."""
        self.go_to("Hôm nay")
        self.wait(lambda: eyes.focus().name == "Việc tiếp theo: Nhập lần hai (F3 ở bàn Kiểm tra)", "the way to the second keying")
        self.hands.press("Enter")
        self.wait_for_entry()
        for paper in papers:
            assert eyes.says("NHẬP LẦN HAI"), eyes.words()
            assert not any(row.value for row in self.rows), "the first keying is not shown"
            self.check_entry({**{row.place: "" for row in self.rows}, **self._asked(paper), **slips.get(paper.key, {})})
        assert self.nothing_left

    def _asked(self, paper: Paper) -> dict[Place, str]:
        asked = {row.place for row in self.rows}
        return {place: text for place, text in paper.lines.items() if place in asked}

    @property
    def nothing_left(self) -> bool:
        """Whether the desk says so."""
        return eyes.says("không còn mục nào chờ") or eyes.says("Không có mục nào chờ anh/chị")
