"""Views that are acts: an entry or an image is shown, a quarantine lifted. Each needs a reason, and is written down before it happens."""

from starlette.responses import RedirectResponse, Response

from station.domain.record import FormRef
from sync.central.page import stations as stations_of
from sync.central.page.acts import REASON_MIN, show_entry, show_image
from sync.central.page.asking import Asked, Refuse


def ask(asked: Asked) -> Response:
    """What is to be shown, and why."""
    return _asked_why(asked, "")


def entry(asked: Asked) -> Response:
    """The entry in clear, in this answer and nowhere else."""
    revision, reason = asked.number("revision"), asked.text("reason")
    if revision is None or revision > 2**31 - 1:
        raise Refuse(404, "not-found")
    if len(reason) < REASON_MIN:
        return _asked_why(asked, asked.words("reason-lacking"), 422)
    user, of_station, of_entry = asked.who.user_id, asked.text("station"), asked.text("entry")
    shown = asked.borrow(lambda connection: show_entry(connection, user, of_station, of_entry, revision, reason))
    if shown is None:
        raise Refuse(404, "not-found")
    ref = FormRef(shown.form_id, shown.form_version, shown.definition_hash)
    labels = asked.parts.labels
    lines = labels.lines(ref, shown.fields)
    return asked.page("entry.html", shown=shown, title=labels.titled(ref), lines=lines, names=dict(lines), reason=reason)


def image(asked: Asked) -> Response:
    """The picture of one page, inside this answer."""
    reason = asked.text("reason")
    if len(reason) < REASON_MIN:
        return _asked_why(asked, asked.words("reason-lacking"), 422)
    shown = show_image(asked.borrow, asked.who.user_id, asked.text("station"), asked.text("page"), reason)
    return asked.page("image.html", shown=shown, station=asked.text("station"), page_id=asked.text("page"))


def lift(asked: Asked) -> Response:
    """A quarantined station goes on, because somebody looked."""
    station_id, reason = asked.text("station"), asked.text("reason")
    if len(reason) < REASON_MIN:
        facts = asked.borrow(lambda connection: (stations_of.conflicts(connection), stations_of.machines_asking(connection)))
        return asked.page("conflicts.html", 422, fault=asked.words("reason-lacking"), conflicts=facts[0], machines=facts[1])
    if not asked.borrow(lambda connection: stations_of.lift(connection, asked.who.user_id, station_id, reason)):
        raise Refuse(404, "not-found")
    return RedirectResponse("/conflicts", 303)


def _asked_why(asked: Asked, fault: str, status: int = 200) -> Response:
    names = ("station", "entry", "revision", "page")
    return asked.page("look.html", status, fault=fault, **{name: asked.text(name) for name in names})
