"""The commands gathered."""

import importlib
from collections.abc import Sequence

import click

from ui.cli.backup import backup, backups, restore, verify_backup
from ui.cli.central import central
from ui.cli.demo import demo
from ui.cli.keys import keys
from ui.cli.ledger import LEDGER_COMMANDS
from ui.cli.machines import PROVINCE_COMMANDS, enrol
from ui.cli.officials import PAGE_COMMANDS
from ui.cli.people import people
from ui.cli.places import place
from ui.cli.province import province
from ui.cli.read import check_forms, read
from ui.cli.retention import retention
from ui.cli.running import run_command
from ui.cli.sampling import sample
from ui.cli.second import decide_entry, plan, quality, second_key
from ui.cli.sending import carry, sync
from ui.cli.store import init, status
from ui.cli.verify import verify_store
from ui.cli.work import approve, check, entries, export, import_pages, volume

_LOADED_WHEN_ASKED_FOR = ("card", "desktop")
"""The others need neither the libraries of a screen nor those of a card reader."""


class _Commands(click.Group):
    """Also finds the commands that are loaded when asked for; each lies in the module of its name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *_LOADED_WHEN_ASKED_FOR])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in _LOADED_WHEN_ASKED_FOR:
            command: click.Command = getattr(importlib.import_module(f"ui.cli.{cmd_name}"), cmd_name)
            return command
        return super().get_command(ctx, cmd_name)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name=None, version="0.1.0", prog_name="station")
def station() -> None:
    """Records digitisation station: paper, capture, reading, checking, approval, batch, sending, central.

    Passwords come from --password-file or STATION_PASSWORD, never from an argument. STATION_LANGUAGE is vi or en.
    Exit codes: 0 done; 1 nothing done, the sentence says why; 2 wrong usage; 3 done in part, what failed is named.
    """


for command in (
    demo, read, init, volume, plan, import_pages, entries, check, second_key, decide_entry, sample, approve, quality, status, sync, export,
    verify_store, backup, backups, verify_backup, restore, retention, check_forms, central, people, keys, province,
):  # fmt: skip
    station.add_command(command)
for command in (*LEDGER_COMMANDS, place, enrol, carry):
    station.add_command(command)
for command in (*PROVINCE_COMMANDS, *PAGE_COMMANDS):
    province.add_command(command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    return run_command(station, arguments, "station")
