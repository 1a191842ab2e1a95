"""From facts to HTML: the templates, how numbers and times are written, and the headers that every answer has."""

import datetime
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final, Literal

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from station.domain.findings import Text
from sync.central.page.texts import TEXTS

Language = Literal["vi", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("vi", "en")
_HANOI: Final = datetime.timezone(datetime.timedelta(hours=7))
"""Vietnam has one time zone and no summer time."""

HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none';"
    " base-uri 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}
"""No script at all, nothing from elsewhere, no frame around it, nothing kept by the browser, no address told to others."""

STYLE: Final = (resources.files("sync.central.page") / "page.css").read_text("utf-8")

_templates = Environment(
    loader=PackageLoader("sync.central.page"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


@dataclass(frozen=True)
class Words:
    """The page's words in one language."""

    language: Language

    def __call__(self, name: str, /, **values: object) -> str:
        """The text of this name, filled."""
        return self.of(TEXTS[name].filled(**values))

    def of(self, text: Text) -> str:
        """In this language."""
        return text.vi if self.language == "vi" else text.en

    def named(self, prefix: str, name: str) -> str:
        """`prefix.name` where there is such a text; else the name itself: a later program's word is shown as it is."""
        text = TEXTS.get(f"{prefix}.{name}")
        return self.of(text) if text else name

    def count(self, value: int) -> str:
        """1.234.567 or 1,234,567."""
        grouped = f"{value:,}"
        return grouped.replace(",", ".") if self.language == "vi" else grouped

    def percent(self, part: int, whole: int) -> str:
        """One decimal; a dash where there is nothing to divide by."""
        if whole <= 0:
            return "–"
        written = f"{100 * part / whole:.1f}"
        return (written.replace(".", ",") if self.language == "vi" else written) + " %"

    def told(self, text: str) -> str:
        """A moment as a station wrote it (ISO 8601), in the same way; the text itself where it is none."""
        try:
            at = datetime.datetime.fromisoformat(text)
        except ValueError:
            return text
        return self.moment(at) if at.tzinfo else text

    def moment(self, at: datetime.datetime | None) -> str:
        """28.11.2026 10:31 in Vietnam."""
        return f"{at.astimezone(_HANOI):%d.%m.%Y %H:%M}" if at else self("never")


def page(template: str, words: Words, status: int = 200, **facts: Any) -> HTMLResponse:
    """The answer. Everything that goes into a template is escaped there; nothing is ever marked safe."""
    return HTMLResponse(_templates.get_template(template).render(t=words, **facts), status)
