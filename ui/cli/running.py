"""The one place that turns what a command raises into a sentence and an exit code."""

import logging
import sys
from collections.abc import Sequence

import click

from station.domain.errors import StationError
from ui.cli.output import Exit, complain


def run_command(command: click.Command, arguments: Sequence[str] | None, name: str) -> int:
    """Run `command` with these arguments (None: the process's own), as `name` in its own help; return its exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    try:
        code = command.main(args=list(arguments) if arguments is not None else None, prog_name=name, standalone_mode=False)
    except StationError as error:
        complain(error)
        return Exit.FAILED
    except click.ClickException as error:
        error.show()
        return Exit.USAGE
    except (click.Abort, KeyboardInterrupt):
        return 130
    return int(code) if isinstance(code, int) else Exit.DONE
