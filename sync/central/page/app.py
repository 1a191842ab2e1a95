"""The page's HTTP face: who asks, whether they may, and then a view. Routes of a browser; stations have another face (sync/central/app.py).

Every answer is rendered here, works without script, and carries the headers of rendering.HEADERS. Whatever changes or shows something of
somebody is a POST with the session's token in its form.
"""

import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Final, cast

import psycopg
from psycopg_pool import PoolTimeout
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync.central.page import door, looks, views
from sync.central.page.asking import Asked, PageParts, Refuse, form_of
from sync.central.page.people import PageRight
from sync.central.page.rendering import HEADERS, LANGUAGES, STYLE, Words
from sync.central.page.sessions import LONGEST_S, Visitor, visitor_of

logger = logging.getLogger(__name__)

View = Callable[[Asked], Response]

_LANGUAGE: Final = "language"
_LANGUAGE_KEPT_S: Final = 365 * 24 * 3600
_PASSWORD_PATH: Final = "/password"
_SEE, _SHOW, _DECIDE, _ACTS = PageRight.SEE, PageRight.SHOW, PageRight.DECIDE, PageRight.SEE_ACTS


def make_page(parts: PageParts) -> ASGIApp:
    """The application over these parts."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        parts.pool.open(wait=False)
        yield
        parts.pool.close()

    def at(path: str, view: View, right: PageRight | None, *methods: str) -> Route:
        return Route(path, _endpoint(view, right), methods=list(methods or ("GET",)))

    routes = [
        Route("/page.css", _style),
        Route("/sign-in", _endpoint(door.sign_in_form, None, is_open=True), methods=["GET"]),
        Route("/sign-in", _endpoint(door.sign_in, None, is_open=True), methods=["POST"]),
        at("/sign-out", door.sign_out, None, "POST"),
        at(_PASSWORD_PATH, door.password_form, None),
        at(_PASSWORD_PATH, door.password, None, "POST"),
        at("/", views.overview, _SEE),
        at("/stations", views.stations, _SEE),
        at("/stations/{station}", views.station, _SEE),
        at("/stations/{station}/batches/{batch}", views.batch, _SEE),
        at("/progress", views.offices, _SEE),
        at("/volumes", views.volumes, _SEE),
        at("/queue", views.queue, _SEE),
        at("/refusals", views.refusals, _SEE),
        at("/quality", views.quality, _SEE),
        at("/conflicts", views.conflicts, _SEE),
        at("/conflicts/lift", looks.lift, _DECIDE, "POST"),
        at("/look", looks.ask, _SHOW),
        at("/look/entry", looks.entry, _SHOW, "POST"),
        at("/look/image", looks.image, _SHOW, "POST"),
        at("/acts", views.acts, _ACTS),
    ]
    app = Starlette(routes=routes, exception_handlers={404: _not_found, 405: _not_found, 500: _broken}, lifespan=lifespan)
    app.state.parts = parts
    return _Headers(app)


class _Headers:
    """Around the application: every answer, those of failures among them, has the headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                ours = {name.lower().encode(): value.encode() for name, value in HEADERS.items()}
                theirs = [(name, value) for name, value in message["headers"] if name.lower() not in ours]
                message = {**message, "headers": [*theirs, *ours.items()]}
            await send(message)

        await self._app(scope, receive, with_headers)


def _endpoint(view: View, right: PageRight | None, *, is_open: bool = False) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        parts, words = cast(PageParts, request.app.state.parts), _words(request)
        try:
            form = await form_of(request) if request.method == "POST" else {}
        except Refuse as refuse:
            return _refused(parts, words, None, refuse)
        except ClientDisconnect:
            return Response(status_code=400)
        return await run_in_threadpool(_answer, request, form, view, right, is_open)

    return endpoint


def _answer(request: Request, form: Mapping[str, str], view: View, right: PageRight | None, is_open: bool) -> Response:
    parts, words = cast(PageParts, request.app.state.parts), _words(request)
    visitor = None
    try:
        visitor = _visitor(request, parts)
        pre = request.cookies.get(_cookie("pre", parts), "") or secrets.token_urlsafe()
        asked = Asked(parts, words, request.path_params, request.query_params, form, visitor, pre)
        response = _let_in(request, asked, right, is_open) or view(asked)
    except Refuse as refuse:
        return _refused(parts, words, visitor, refuse)
    except (psycopg.OperationalError, PoolTimeout) as error:
        logger.warning("the page has no database: %s", type(error).__name__)  # type only: a driver's message may hold the address
        return _refused(parts, words, None, Refuse(503, "no-database"))
    if is_open and request.method == "GET":
        _set_cookie(response, _cookie("pre", parts), pre, parts, None)
    if isinstance(response, door.SignedIn):
        _set_cookie(response, _cookie("session", parts), response.token, parts, LONGEST_S)
    if request.query_params.get(_LANGUAGE) in LANGUAGES:
        _set_cookie(response, _LANGUAGE, words.language, parts, _LANGUAGE_KEPT_S)
    return response


def _let_in(request: Request, asked: Asked, right: PageRight | None, is_open: bool) -> Response | None:
    """None: go on. Raises Refuse."""
    visitor = asked.visitor
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none") and request.method == "POST":
        raise Refuse(403, "stale")
    if is_open:
        given = request.cookies.get(_cookie("pre", asked.parts), "")
        if request.method == "POST" and not (given and secrets.compare_digest(given.encode(), asked.text("csrf").encode())):
            raise Refuse(403, "stale")
        return None
    if visitor is None:
        if request.method == "POST":
            raise Refuse(403, "stale")
        return RedirectResponse("/sign-in", 303)
    if request.method == "POST" and not secrets.compare_digest(visitor.csrf.encode(), asked.text("csrf").encode()):
        raise Refuse(403, "stale")
    if not visitor.has_own_password and request.url.path not in (_PASSWORD_PATH, "/sign-out"):
        return RedirectResponse(_PASSWORD_PATH, 303)
    if right is not None and not visitor.may(right):
        raise Refuse(403, "forbidden")
    return None


def _visitor(request: Request, parts: PageParts) -> Visitor | None:
    token = request.cookies.get(_cookie("session", parts), "")
    if not token:
        return None
    with parts.pool.connection() as connection:
        return visitor_of(connection, token)


def _words(request: Request) -> Words:
    wanted = request.query_params.get(_LANGUAGE) or request.cookies.get(_LANGUAGE)
    return Words("en" if wanted == "en" else "vi")


def _cookie(name: str, parts: PageParts) -> str:
    """`__Host-` (RFC 6265bis §4.1.3): only this host over TLS can set it."""
    return f"__Host-{name}" if parts.is_secure else name


def _set_cookie(response: Response, name: str, value: str, parts: PageParts, age_s: int | None) -> None:
    response.set_cookie(name, value, max_age=age_s, path="/", secure=parts.is_secure, httponly=True, samesite="strict")


def _refused(parts: PageParts, words: Words, visitor: Visitor | None, refuse: Refuse) -> Response:
    asked = Asked(parts, words, {}, {}, {}, visitor)
    return asked.page("refused.html", refuse.status, sentence=words(refuse.text))


def _not_found(request: Request, _: Exception) -> Response:
    return _refused(cast(PageParts, request.app.state.parts), _words(request), None, Refuse(404, "not-found"))


def _broken(request: Request, _: Exception) -> Response:
    return _refused(cast(PageParts, request.app.state.parts), _words(request), None, Refuse(500, "broken"))


async def _style(_: Request) -> Response:
    return Response(STYLE, media_type="text/css")
