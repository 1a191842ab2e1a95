"""Somebody before the window: looks, presses keys, waits for what the screen says. Knows the paper and nothing else."""

from collections.abc import Callable

import pytest
from PySide6.QtGui import QAccessible
from pytestqt.exceptions import TimeoutError as TooLate
from pytestqt.qtbot import QtBot

from tests.ui.day import eyes
from tests.ui.day.hands import Hands
from tests.ui.day.papers import Shelf

PATIENCE_MS = 30_000
_TABS_MAX, _ROWS_MAX = 60, 500


class Person:
    """Somebody before the window."""

    name = ""
    user = ""
    was_here = False
    """Whether the tour was shown to this person."""

    def __init__(self, qtbot: QtBot, shelf: Shelf, password: str) -> None:
        self.qtbot, self.shelf, self.password = qtbot, shelf, password
        self.hands = Hands()

    # ---- looking ------------------------------------------------------------------------------------------------------------

    def wait(self, seen: Callable[[], object], what: str, patience_ms: int = PATIENCE_MS) -> None:
        """Until the screen shows it; else the test fails with what the screen says instead."""
        try:
            self.qtbot.waitUntil(lambda: bool(seen()), timeout=patience_ms)
        except TooLate:
            pytest.fail(f"waited in vain for {what}; focus: {eyes.focus()}\nthe screen says:\n{eyes.words()}\ntables: {eyes.grid_names()}")

    def wait_for(self, *parts: str) -> None:
        """Until these words are on the screen."""
        self.wait(lambda: all(eyes.says(part) for part in parts), f"{parts}")

    # ---- getting about ------------------------------------------------------------------------------------------------------

    def use(self, beginning: str) -> None:
        """Press the button whose words begin so: by the key that it tells, else by Tab and Space."""
        self.wait(lambda: (seen := eyes.button(beginning)) is not None and not seen.disabled, f"the button «{beginning}»")
        seen = eyes.button(beginning)
        if seen is not None and seen.key:
            self.hands.press(seen.key)
        else:
            self.tab_to(beginning)
            self.hands.press("Space")

    def go_to(self, desk: str) -> None:
        """By the key that the desk's button tells."""
        seen = eyes.button(desk)
        assert seen is not None and seen.key, f"no way to {desk}"
        self.hands.press(seen.key)

    def tab_to(self, beginning: str) -> None:
        """Tab until the keys go to what is named so."""
        for _ in range(_TABS_MAX):
            if eyes.focus().name.startswith(beginning):
                return
            self.hands.press("Tab")
        pytest.fail(f"Tab never comes to «{beginning}»; it comes to {eyes.focus()}\n{eyes.words()}")

    def walk_to_row(self, row: int) -> None:
        """Arrows down or up to a row of the table that has the keys."""
        for _ in range(_ROWS_MAX):
            found = eyes.focused_grid()
            assert found is not None, f"no table has the keys: {eyes.focus()}"
            if found.at == row:
                return
            self.hands.press("Down" if found.at < row else "Up")
        pytest.fail(f"the arrows never come to row {row}: {eyes.focused_grid()}")

    def choose(self, label: str, beginning: str) -> None:
        """In a closed list: from its first line down to the one that begins so."""
        self.tab_to(label)
        self.wait(lambda: eyes.focus().value, f"something to choose at «{label}»")
        self.hands.press("Home")
        for _ in range(_TABS_MAX):
            if eyes.focus().value.startswith(beginning):
                return
            self.hands.press("Down")
        pytest.fail(f"«{label}» offers no «{beginning}»; {eyes.focus()}")

    def tab_to_one_of(self, *beginnings: str) -> None:
        """Tab until the keys go to a radio button of a group: Tab comes to the one that is chosen."""
        for _ in range(_TABS_MAX):
            seen = eyes.focus()
            if seen.role is QAccessible.Role.RadioButton and seen.name.startswith(beginnings):
                return
            self.hands.press("Tab")
        pytest.fail(f"Tab comes to none of {beginnings}")

    def from_menu(self, *lines: str) -> None:
        """F10, then down to each line and Enter."""
        self.hands.press("F10")
        for line in lines:
            if line not in _bare(eyes.menu()[0]):
                self.hands.press("Left")
            self.wait(lambda line=line: line in _bare(eyes.menu()[0]), f"the menu with «{line}»")
            for _ in range(_TABS_MAX):
                if _bare([eyes.menu()[1]]) == [line]:
                    break
                self.hands.press("Down")
            self.hands.press("Enter")

    def sign_in(self) -> None:
        """Name, Enter, password, Enter."""
        self.wait(lambda: eyes.focus().name == "Tên đăng nhập", "the sign-in page")
        self.hands.type(self.user)
        self.hands.press("Enter")
        assert eyes.focus().name == "Mật khẩu"
        self.hands.type(self.password)
        self.hands.press("Enter")
        if not self.was_here:
            self._look_around()
        self.wait(lambda: eyes.focus().name.startswith("Việc tiếp theo: ") and eyes.says(self.name), "Hôm nay")

    def sign(self) -> None:
        """The password once more, where something is to count; then the small window is gone."""
        self.wait(lambda: eyes.focus().name == "Mật khẩu của anh/chị", "the question for the password")
        self.hands.type(self.password)
        self.hands.press("Enter")

    def _look_around(self) -> None:
        """Whoever is here for the first time is shown around: Enter from step to step."""
        self.wait(lambda: eyes.line(r"Bước 1/\d"), "the tour")
        for _ in range(_TABS_MAX):
            if not eyes.line(r"Bước \d+/\d"):
                break
            self.hands.press("Enter")
        self.was_here = True
        self.go_to("Hôm nay")

    def come_back(self) -> None:
        """The page still knows the name: password, Enter."""
        self.wait(lambda: eyes.focus().name == "Mật khẩu" and not eyes.focus().value and not eyes.focus().disabled, "the sign-in page")
        self.hands.type(self.password)
        self.hands.press("Enter")
        self.wait(lambda: eyes.focus().name.startswith("Việc tiếp theo: ") and eyes.says(self.name), "Hôm nay")

    def close(self) -> None:
        """Ctrl+Q, until nothing is left on the screen."""
        self.hands.press("Ctrl+Q")
        self.qtbot.waitUntil(lambda: eyes.front() is None, timeout=PATIENCE_MS)

    def sign_out(self) -> None:
        """By the menu; the next person finds an empty page."""
        self.from_menu("Đăng xuất")
        self.wait(lambda: eyes.focus().name == "Tên đăng nhập" and not eyes.focus().value, "the empty sign-in page")


def _bare(lines: list[str]) -> list[str]:
    return [line.split("\t")[0].replace("&", "") for line in lines]
