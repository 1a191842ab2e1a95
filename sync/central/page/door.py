"""Views at the door: signing in and out, one's own password."""

import threading
from typing import Final

from starlette.responses import RedirectResponse, Response

from station.domain.errors import StationError
from sync.central.page.asking import Asked
from sync.central.page.sessions import change_password
from sync.central.page.sessions import sign_in as begin_session
from sync.central.page.sessions import sign_out as end_session

_hashing: Final = threading.BoundedSemaphore(2)
"""Each password takes 64 MiB for a moment: a crowd at the door must not take them all at once."""


class SignedIn(RedirectResponse):
    """To the overview, with a session; the app makes the cookie."""

    def __init__(self, token: str) -> None:
        super().__init__("/", 303)
        self.token = token


def sign_in_form(asked: Asked) -> Response:
    """The form; whoever is in already goes to the overview."""
    return RedirectResponse("/", 303) if asked.visitor else asked.page("sign_in.html", failed=False)


def sign_in(asked: Asked) -> Response:
    """A session, or the form again. Which of name and password was wrong is not said."""
    with _hashing:
        token = asked.borrow(lambda connection: begin_session(connection, asked.text("user"), asked.form.get("password", "")))
    if token is None:
        return asked.page("sign_in.html", 403, failed=True)
    return SignedIn(token)


def sign_out(asked: Asked) -> Response:
    """The session is over at once, whatever the browser keeps."""
    asked.borrow(lambda connection: end_session(connection, asked.who))
    return RedirectResponse("/sign-in", 303)


def password_form(asked: Asked) -> Response:
    """Old one, new one, new one again."""
    return asked.page("password.html", fault="", done=False)


def password(asked: Asked) -> Response:
    """Change it, or say what is wrong."""
    old, new = asked.form.get("old", ""), asked.form.get("new", "")
    if new != asked.form.get("again", ""):
        return asked.page("password.html", 422, fault=asked.words("password-differ"), done=False)
    try:
        with _hashing:
            done = asked.borrow(lambda connection: change_password(connection, asked.who, old, new))
    except StationError:
        return asked.page("password.html", 422, fault=asked.words("password-short"), done=False)
    if not done:
        return asked.page("password.html", 422, fault=asked.words("password-wrong"), done=False)
    return asked.page("password.html", fault="", done=True)
