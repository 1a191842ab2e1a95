"""The command `place`: whether a written path was real on a day, and what it is called today. Needs no store and no network."""

import datetime

import click

from station.forms.gazetteer import without_office
from ui import bootstrap
from ui.cli.options import json_option
from ui.cli.output import Exit, pick, result_json, say

_NEAR = 3


@click.command()
@click.argument("text")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Day of the paper; today where it is left out.")
@json_option
def place(text: str, day: datetime.datetime | None, as_json: bool) -> int:
    """Look a written place up as it was on the day of the paper. Exit 1 when the list does not know it: then look at the paper."""
    places = bootstrap.forms().gazetteer
    on = day.date() if day is not None else datetime.date.today()
    found = places.path_in(without_office(text), on)
    today = places.today(text, on)
    near = [] if found is not None else places.near(text, on, _NEAR)
    if as_json:
        known = found.place.path if found is not None else None
        result_json({"version": 1, "on": on.isoformat(), "known": known, "today": [each.path for each in today], "near": near})
    elif found is None:
        say(f"Danh mục không có nơi này vào ngày {on:%d/%m/%Y}: xem lại giấy.", f"The list has no such place on {on}: look at the paper.")
        for path in near:
            print(f"  ? {path}")
    else:
        print(found.place.path)
        for each in today:
            print(pick("  nay là ", "  today ") + each.path)
        if len(today) > 1:
            say("Xã cũ chia vào nhiều xã: cần người xác định.", "The old commune was divided: a person must say which.")
    return Exit.DONE if found is not None else Exit.FAILED
