"""Commands about the province's page: who may sign in, and the plan that it counts against. On the central's database, as its owner."""

import csv
from pathlib import Path

import click

from station.domain.errors import StationError
from sync.central.database import connect
from sync.central.page.people import OfficialRole, add_official, officials, remove_official
from sync.central.page.volumes import set_plan
from ui.cli.options import database_option, new_password, new_password_option
from ui.cli.output import Exit, say


@click.command("officials")
@database_option
def list_officials(database_url: str) -> int:
    """List the accounts of the page."""
    with connect(database_url) as connection:
        for one in officials(connection):
            gone = f"{one.removed_at:%d.%m.%Y}" if one.removed_at else ""
            click.echo("\t".join((one.user_id, one.role.value, one.name, gone)))
    return Exit.DONE


@click.command("add-official")
@click.argument("user")
@click.option("--name", required=True, help="Full name.")
@click.option("--role", type=click.Choice([role.value for role in OfficialRole]), required=True)
@new_password_option
@database_option
def add(user: str, name: str, role: str, new_password_file: Path | None, database_url: str) -> int:
    """Let somebody in at the page, with a first password that they replace; of a known account name, role and password are set anew."""
    with connect(database_url) as connection:
        add_official(connection, user, name, OfficialRole(role), new_password(new_password_file))
    say(f"{user} vào được trang tỉnh.", f"{user} may sign in at the page.")
    return Exit.DONE


@click.command("remove-official")
@click.argument("user")
@database_option
def remove(user: str, database_url: str) -> int:
    """Shut somebody out of the page, at once."""
    with connect(database_url) as connection:
        if not remove_official(connection, user):
            raise StationError("page.unknown", user=user)
    return Exit.DONE


@click.command("plan")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@database_option
def plan(file: Path, database_url: str) -> int:
    """The province's plan, whole: a CSV of office id, office name, kind and how many entries it has to digitise."""
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = [[cell.strip() for cell in row] for row in csv.reader(opened) if any(row)]
    wrong = [row for row in rows if len(row) != 4 or not row[0] or not row[3].isdecimal()]
    if wrong or not rows:
        raise click.UsageError(f"not a line of office, name, kind and count: {','.join(wrong[0]) if wrong else file}")
    with connect(database_url) as connection:
        set_plan(connection, [(row[0], row[1], row[2], int(row[3])) for row in rows])
    say(f"Kế hoạch có {len(rows)} dòng.", f"The plan has {len(rows)} lines.")
    return Exit.DONE


PAGE_COMMANDS = (list_officials, add, remove, plan)
