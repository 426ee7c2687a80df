"""`flask --app wsgi backup`, `restore` and `keys`: for the day on which all else is lost."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from server.clock import now_ms
from server.domain import backups, carried_keys, restoring
from server.domain.restoring import Restored
from server.explained import explained
from server.keys_cli import keys_commands
from server.settings import settings
from server.store.sealed_file import Broken
from server.store.snapshot import CannotCopy

_FILE = click.Path(path_type=Path, dir_okay=False)

_FIRST = """
This was the first backup. It cannot be opened without the keys in {keys}, which are not in it.
Now: flask --app wsgi keys export maraude.keys
Give that file and its passphrase to the board, on paper or a stick, in two places that are not
this machine. Whoever has the backups and the keys has everything; whoever lost the keys has
nothing."""

_NEXT = """
What to do now:
 1. Start the server: systemctl start maraude
 2. Open the desk and sign in: everybody was signed out.
 3. Phones need nothing: at their next contact they offer again what the backup does not have.
    One that joined after {at} asks for a new invite, and keeps what it has not sent.
 4. Open invites, answer links and spare codes have ended, for they may have been used since: make
    new ones. Who has nothing but spare codes: flask --app wsgi user recover EMAIL
 5. Look through people: roles, passwords and second factors that were changed after {at} are
    as they were before, but for blocked phones and accounts that were turned off.
 6. What was written at the desk or by answer links after {at} is lost, as far as no phone has it.
"""


@click.command("backup")
@click.option("--to", "folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--keep-days", type=click.IntRange(1), default=backups.KEEP_DAYS_DEFAULT)
@with_appcontext
@explained
def backup(folder: Path | None, keep_days: int) -> None:
    """Write an encrypted copy of everything while the server runs; prints its path."""
    config = settings()
    try:
        made = backups.make(config, folder or backups.folder_of(config), keep_days, now_ms())
    except (CannotCopy, OSError) as error:
        raise click.ClickException(f"No backup was made. {error}") from error
    for name in made.removed:
        click.echo(f"removed {name}, older than {keep_days} days", err=True)
    if made.first:
        click.echo(_FIRST.format(keys=config.keys_dir), err=True)
    click.echo(f"{made.size_bytes / 1e6:.1f} MB", err=True)
    click.echo(made.path)


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--replace", is_flag=True, help="Put the present database aside first.")
@with_appcontext
@explained
def restore(file: Path, replace: bool) -> None:
    """Put a backup back. The server must not run."""
    try:
        done = restoring.restore(settings(), file, replace=replace, now_ms=now_ms(), say=_say)
    except (CannotCopy, Broken, OSError) as error:
        raise click.ClickException(str(error)) from error
    _tell(done)


def _tell(done: Restored) -> None:
    again = done.replayed
    _say(f"Restored as of {done.at}.")
    if done.aside:
        _say(f"What was there before is kept as {done.aside}; delete it when all is well.")
    _say(
        f"Done again from the journal: {again.records} records erased, {again.phones} phones "
        f"blocked, {again.users} accounts turned off."
    )
    _say(
        f"Ended: {done.sessions} sessions, {done.invites} open invites, {done.links} answer links, "
        f"{done.spares} spare codes."
    )
    _say(_NEXT.format(at=done.at))


@keys_commands.command("export")
@click.argument("file", type=_FILE)
@with_appcontext
@explained
def export_keys(file: Path) -> None:
    """Write the keys into a new file that only a passphrase opens."""
    passphrase = click.prompt("Passphrase", hide_input=True, confirmation_prompt=True, err=True)
    try:
        count = carried_keys.export(settings().keys_dir, file, passphrase)
    except (carried_keys.Refused, OSError) as error:
        raise click.ClickException(str(error)) from error
    _say(f"{count} keys in {file}. Keep it away from the backups.")


@keys_commands.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@with_appcontext
@explained
def import_keys(file: Path) -> None:
    """Bring the keys of a file back; those that are here already stay as they are."""
    passphrase = click.prompt("Passphrase", hide_input=True, err=True)
    try:
        added = carried_keys.bring(settings().keys_dir, file, passphrase)
    except (carried_keys.Refused, Broken, OSError) as error:
        raise click.ClickException(str(error)) from error
    _say(f"{added} keys were added.")


def _say(text: str) -> None:
    click.echo(text, err=True)
