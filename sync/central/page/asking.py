"""One request to the page: its parts, who asks, in which language, what was filled in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from urllib.parse import parse_qsl

from psycopg_pool import ConnectionPool
from starlette.requests import Request
from starlette.responses import Response

from sync.central.database import Connection
from sync.central.page.labels import Labels
from sync.central.page.people import PageRight
from sync.central.page.rendering import Words, page
from sync.central.page.sessions import Visitor

FORM_BYTES: Final = 16 * 1024
_FORM_TYPE: Final = "application/x-www-form-urlencoded"
_TEXT_MAX: Final = 400
_NUMBER_DIGITS: Final = 15

_T = TypeVar("_T")


@dataclass(frozen=True)
class PageParts:
    """What the page works with."""

    pool: ConnectionPool[Connection]
    labels: Labels
    is_practice: bool
    is_secure: bool
    """Behind a proxy that ends TLS: the cookie never goes another way."""


@dataclass
class Refuse(Exception):
    """Answered with a page of one sentence."""

    status: int
    text: str
    """Name of a text."""


@dataclass(frozen=True)
class Asked:
    """What a view is given. It may wait: views run off the event loop."""

    parts: PageParts
    words: Words
    path: Mapping[str, str]
    query: Mapping[str, str]
    form: Mapping[str, str]
    visitor: Visitor | None
    pre: str = ""
    """Before somebody has signed in: what their form must bring back."""

    @property
    def who(self) -> Visitor:
        """Who asks. Raises Refuse where nobody has signed in."""
        if self.visitor is None:
            raise Refuse(403, "stale")
        return self.visitor

    def borrow(self, work: Callable[[Connection], _T]) -> _T:
        """Run `work` in a transaction of its own."""
        with self.parts.pool.connection() as connection:
            return work(connection)

    def text(self, name: str) -> str:
        """A parameter of the address or the form, without what no database holds."""
        return (self.form.get(name) or self.query.get(name) or "").replace("\x00", "").strip()[:_TEXT_MAX]

    def number(self, name: str) -> int | None:
        """A parameter that is a whole number; None for anything else."""
        text = self.text(name)
        return int(text) if text.isascii() and text.isdecimal() and len(text) <= _NUMBER_DIGITS else None

    def page(self, template: str, status: int = 200, **facts: Any) -> Response:
        """A rendered answer, with what every page's frame needs."""
        return page(
            template, self.words, status, visitor=self.visitor, rights=PageRight, is_practice=self.parts.is_practice, pre=self.pre, **facts
        )


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a posted form. Raises Refuse `too-long` for anything else."""
    if request.headers.get("content-type", "").split(";", 1)[0].strip().lower() != _FORM_TYPE:
        raise Refuse(415, "too-long")
    data = bytearray()
    async for piece in request.stream():
        data += piece
        if len(data) > FORM_BYTES:
            raise Refuse(413, "too-long")
    try:
        return dict(parse_qsl(data.decode("utf-8"), keep_blank_values=True, max_num_fields=40))
    except ValueError as error:
        raise Refuse(400, "too-long") from error
