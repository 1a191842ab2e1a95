"""The command of the supervisor's sample: which entry to compare with the paper next, and what was found."""

from pathlib import Path

import click

from station.domain.ids import EntryId, VolumeId
from station.domain.roles import Role
from station.domain.states import EntryState
from station.store.reviews import StoredReviews
from station.workflow.sampling import Listed, SampleState, found_right, found_wrong, listed, sample_state
from station.workflow.worklists import look_over, sampled_points
from ui import bootstrap
from ui.cli.options import json_option, password, password_option, store_option, user_option, volume_option
from ui.cli.output import Exit, pick, result_json, table


@click.command("sample")
@store_option
@volume_option
@click.option("--right", "right", metavar="ENTRY", help="This drawn entry is as on the paper.")
@click.option("--wrong", "wrong", metavar="ENTRY", help="It is not: it goes back, with --reason.")
@click.option("--reason", "reason", default="", help="Why it goes back.")
@user_option(bootstrap.first_user(Role.SUPERVISOR))
@password_option
@json_option
def sample(
    store: Path, volume: str, right: str | None, wrong: str | None, reason: str, user: str, password_file: Path | None, as_json: bool
) -> int:  # fmt: skip
    """Look at a list's sample: say what was found of the drawn entry, if anything; then the next one is shown with its fields.

    Entries in which nothing is doubtful are approved only once their sample has accepted the list.
    """
    if bool(right and wrong) or bool(wrong) != bool(reason.strip()):
        raise click.UsageError("--right ENTRY, or --wrong ENTRY with --reason")
    with bootstrap.open_station(store, user, password(password_file)) as station:
        volume_id, desk = station.desk.records.volume(VolumeId(volume)).volume_id, station.desk
        if right or wrong:
            there = _listed_now(station, volume_id).there
            if right:
                found_right(desk, volume_id, EntryId(right), there)
            elif wrong:
                found_wrong(desk, volume_id, EntryId(wrong), there, reason)
        state = sample_state(desk, volume_id, _listed_now(station, volume_id), bootstrap.sampling_plan())
        points = sampled_points(desk, [state.next])[state.next] if state.next is not None else ()
    fields = [(point.path, point.value.text or point.value.value) for point in points if point.value is not None]
    _print(state, fields, as_json=as_json)
    return Exit.DONE


def _listed_now(station: bootstrap.Station, volume_id: VolumeId) -> Listed:
    reviews = StoredReviews(station.store.database)
    newest = reviews.newest(volume_id, EntryState.CHECKED)
    return listed(look_over(station.desk, reviews, list(newest)), newest)


def _print(state: SampleState, fields: list[tuple[str, str]], *, as_json: bool) -> None:
    looked, lot, wrong = (len(state.sample.looked), len(state.sample.lot), state.sample.wrong) if state.sample else (0, 0, 0)
    if as_json:
        result_json({
            "version": 1, "decision": state.decision.value, "next": state.next, "looked": looked, "of": lot, "wrong": wrong,
            "fields": dict(fields), "accepted": sorted(state.accepted), "refused": sorted(state.refused),
        })  # fmt: skip
        return
    table([
        (pick("Mẫu", "Sample"), state.decision.value),
        (pick("Đã xem", "Looked at"), pick(f"{looked}/{lot}, {wrong} sai", f"{looked} of {lot}, {wrong} wrong")),
        (pick("Xem tiếp", "Look at next"), state.next or "–"),
        *fields,
    ])  # fmt: skip
