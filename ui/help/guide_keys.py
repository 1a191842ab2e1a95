"""The key tables of the user guide, filled in from the desks' own lists: `python -m ui.help.guide_keys` rewrites them, a test compares."""

import re
import sys
from collections.abc import Iterable, Sequence

from station.domain.durable import write_durably
from station.domain.findings import Text
from ui.administration.keeping_page import KeepingPage
from ui.administration.keys_page import KeysPage
from ui.administration.log_page import LogPage
from ui.administration.own_page import OwnPage
from ui.administration.page import AdministrationPage
from ui.administration.people_page import PeoplePage
from ui.administration.plan_page import PlanPage
from ui.applicant.page import ApplicantPage
from ui.approval.page import ApprovalPage
from ui.capture.page import CapturePage
from ui.checking.page import CheckingPage
from ui.desktop.desks import DESKS
from ui.help.guide import GUIDE_FOLDER
from ui.help.key_names import shown
from ui.help.window_keys import window_keys
from ui.language import Language, set_language, tr
from ui.search.page import SearchPage
from ui.sending.page import SendingPage
from ui.today.page import TodayPage
from ui.widgets.keys import Key

_PAGES = {
    "today": TodayPage, "capture": CapturePage, "checking": CheckingPage, "applicant": ApplicantPage, "approval": ApprovalPage,
    "sending": SendingPage, "search": SearchPage, "administration": AdministrationPage, "people": PeoplePage, "keeping": KeepingPage,
    "plan": PlanPage, "log": LogPage, "keys": KeysPage, "own": OwnPage,
}  # fmt: skip
_KEYS, _DOES = Text("Phím", "Keys"), Text("Việc", "What they do")
_RAIL = Key("Ctrl+1…9", Text("Sang bàn thứ 1 … 9 trên thanh bên trái", "Go to desk 1 … 9 of the rail"))
_TABLE = re.compile(r"(<!-- keys: (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)


def filled(markdown: str, language: Language) -> str:
    """The guide with every table as the desks tell their keys now."""
    set_language(language)
    return _TABLE.sub(lambda found: f"{found[1]}{_table(keys_of_part(found[2]))}{found[4]}", markdown)


def keys_of_part(part: str) -> Sequence[Key]:
    """The keys of a desk, or of the window."""
    if part == "window":
        return [key for key in (*window_keys(()), _RAIL, *window_keys(DESKS)) if not re.fullmatch(r"Ctrl\+\d", key.keys)]
    keys: Sequence[Key] = getattr(_PAGES[part], "KEYS", ())
    return keys


def _table(keys: Iterable[Key]) -> str:
    rows = dict.fromkeys(f"| `{shown(key.keys)}` | {tr(key.does)} |" for key in keys)
    return "\n".join(["", f"| {tr(_KEYS)} | {tr(_DOES)} |", "|---|---|", *rows, "", ""])


def main() -> int:
    """Fill in both guides."""
    for language in Language:
        path = GUIDE_FOLDER / f"{language}.md"
        write_durably(path, filled(path.read_text(encoding="utf-8"), language).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
