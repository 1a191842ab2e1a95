"""Commands of second keying: the plan of a volume, keying blind, deciding, and how often whom the settled values prove wrong."""

from collections.abc import Sequence
from pathlib import Path

import click

from station.domain.ids import EntryId, VolumeId
from station.domain.intervals import wilson
from station.domain.keying_plan import KeyingPlan, PlanKind
from station.domain.record import ValueState
from station.domain.rights import RIGHTS, Right, require
from station.domain.roles import Role
from station.store.second_work import StoredSecondWork
from station.workflow.checking import Keyed
from station.workflow.counting import total
from station.workflow.keying_plans import plan_of, set_plan
from station.workflow.second_keying import choices, decide, key_second, to_decide
from ui import bootstrap
from ui.cli.options import json_option, password, password_option, store_option, user_option, volume_option
from ui.cli.output import Exit, pick, result_json, say, table

_CLERK = bootstrap.first_user(Role.CLERK)
_SUPERVISOR = bootstrap.first_user(Role.SUPERVISOR)
_RATE = ("hand", "by", "kind", "counted", "wrong", "from", "to")
_KEYING = frozenset({Right.KEY, Right.SECOND_KEY})


def keyers(station: bootstrap.Station) -> int:
    """How many people of the office may key."""
    return sum(bool(_KEYING & RIGHTS[user.role]) for user in station.store.users())


@click.command()
@store_option
@volume_option
@click.option(
    "--keying", "kind", type=click.Choice([kind.value for kind in PlanKind]), help="What is keyed again; without it the plan is shown."
)
@click.option("--share", type=click.FloatRange(0, 100), default=10.0, show_default=True, help="Entries of a sample, in %.")
@click.option(
    "--threshold", type=click.FloatRange(0, 100), default=2.0, show_default=True, help="By risk: from this chance of an error on, in %."
)
@click.option("--known", type=click.FloatRange(0, 100), default=5.0, show_default=True, help="Entries whose answer is known, in %.")
@user_option(_SUPERVISOR)
@password_option
@json_option
def plan(
    store: Path, volume: str, kind: str | None, share: float, threshold: float, known: float, user: str, password_file: Path | None,
    as_json: bool,
) -> int:  # fmt: skip
    """Say what of a volume is keyed a second time, by whom it does not say: whoever has no hand in it."""
    with bootstrap.open_station(store, user, password(password_file)) as station:
        station.desk.records.volume(VolumeId(volume))
        if kind is not None:
            wanted = KeyingPlan(PlanKind(kind), share / 100, threshold=threshold / 100, known_share=known / 100)
            set_plan(station.desk, VolumeId(volume), wanted, keyers(station))
        holds = plan_of(station.desk, VolumeId(volume))
    found: dict[str, object] = (
        {"keying": holds.kind.value, "share": holds.share, "threshold": holds.threshold} if holds else {"keying": None}
    )
    found |= {"known": holds.known_share, "seed": holds.seed} if holds else {}
    if as_json:
        result_json({"version": 1, **found})
    else:
        table([(name, pick("theo cơ quan, mẫu", "as office and form say") if value is None else value) for name, value in found.items()])
    return Exit.DONE


@click.command("second-key")
@click.argument("entry")
@store_option
@click.option("--set", "typed", multiple=True, metavar="FIELD=TEXT", help="What the paper says; an empty TEXT: nothing is written there.")
@click.option("--unreadable", "unreadable", multiple=True, metavar="FIELD", help="Something is written and cannot be read.")
@user_option(_CLERK)
@password_option
def second_key(entry: str, store: Path, typed: Sequence[str], unreadable: Sequence[str], user: str, password_file: Path | None) -> int:
    """Key an entry's planned fields blind; without --set they are named, in the order of the paper, and nothing else is shown."""
    with bootstrap.open_station(store, user, password(password_file)) as station:
        if not typed and not unreadable:
            second = station.desk.records.entry(EntryId(entry)).second
            for path in second.fields if second is not None and not second.settled else ():
                print(path)
            return Exit.DONE
        key_second(station.desk, EntryId(entry), _typed(typed, unreadable))
    say("Đã ghi lần nhập hai.", "The second keying is written.")
    return Exit.DONE


@click.command("decide")
@click.argument("entry")
@store_option
@click.option("--set", "typed", multiple=True, metavar="FIELD=TEXT", help="What the paper says.")
@click.option("--unreadable", "unreadable", multiple=True, metavar="FIELD", help="Something is written and cannot be read.")
@click.option("--override", "overrides", multiple=True, metavar="RULE=REASON", help="Let a finding stand, with the reason.")
@user_option(_SUPERVISOR)
@password_option
def decide_entry(
    entry: str, store: Path, typed: Sequence[str], unreadable: Sequence[str], overrides: Sequence[str], user: str,
    password_file: Path | None,
) -> int:  # fmt: skip
    """Say what stands where two keyings differ; without --set both values are shown, not whose they are."""
    with bootstrap.open_station(store, user, password(password_file)) as station:
        if not typed and not unreadable:
            for choice in choices(to_decide(station.desk, EntryId(entry))):
                print(choice.path, *(value.text or f"({value.state.value})" for value in choice.values), sep="\t")
            return Exit.DONE
        decide(station.desk, EntryId(entry), _typed(typed, unreadable), dict(map(_pair, overrides)))
    say("Đã quyết định.", "Decided.")
    return Exit.DONE


@click.command()
@store_option
@user_option(_SUPERVISOR)
@password_option
@json_option
def quality(store: Path, user: str, password_file: Path | None, as_json: bool) -> int:
    """Show how often the reading and each person were wrong where it was settled what is right; for supervisors.

    The interval is Wilson's, 95 %. Fields that risk chose are left out: they were picked for being doubtful.
    """
    with bootstrap.open_station(store, user, password(password_file)) as station:
        require(station.desk.actor, Right.PLAN)
        counted = total(StoredSecondWork(station.store.database).marks())
    rates = [(hand.value, by, group, count, wrong, *wilson(wrong, count)) for (hand, by, group), (count, wrong) in sorted(counted.items())]
    if as_json:
        result_json({"version": 1, "rates": [dict(zip(_RATE, rate, strict=True)) for rate in rates]})
    else:
        table([(" ".join(rate[:3]), f"{rate[4]}/{rate[3]}  {100 * rate[5]:.2f}–{100 * rate[6]:.2f} %") for rate in rates])
    return Exit.DONE


def _typed(typed: Sequence[str], unreadable: Sequence[str]) -> dict[str, Keyed]:
    keyed = {name: Keyed(text) for name, text in map(_pair, typed)}
    return keyed | {name: Keyed("", ValueState.UNREADABLE) for name in unreadable}


def _pair(argument: str) -> tuple[str, str]:
    name, equals, value = argument.partition("=")
    if not equals or not name:
        raise click.UsageError(f"{argument!r} is not NAME=VALUE")
    return name, value
