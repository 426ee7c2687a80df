"""`flask --app wsgi keys …`: the key rings of this installation, never their secrets."""

from __future__ import annotations

import click
from flask.cli import AppGroup, with_appcontext

from server.clock import now_ms, to_wire_time
from server.domain import relay, sealing
from server.explained import explained
from server.settings import settings
from server.store.keyring import KeyRing

DAY_MS = 24 * 3600 * 1000

keys_commands = AppGroup("keys", help="The keys of this installation.")


rotate_commands = AppGroup("rotate", help="New keys; old ones still open what they closed.")
keys_commands.add_command(rotate_commands)


@keys_commands.command("list")
@with_appcontext
@explained
def list_keys() -> None:
    """Say which keys there are and how old they are; the last of a ring is in use."""
    folder = settings().keys_dir
    for path in sorted(folder.glob("*.json")):
        for key in KeyRing.open(folder, path.stem).keys:
            days = (now_ms() - key.made_at_ms) // DAY_MS
            click.echo(f"{path.stem:<10} {key.id}  {to_wire_time(key.made_at_ms)}  {days} days")


@rotate_commands.command("sealing")
@click.option("--now", "at_once", is_flag=True, help="Also when the newest is not 90 days old.")
@with_appcontext
@explained
def rotate_sealing(at_once: bool) -> None:
    """Give phones a new key to seal to, when the newest is 90 days old."""
    made = sealing.rotate(now_ms(), 0) if at_once else sealing.rotate(now_ms())
    click.echo(f"New: {made.id}" if made else "The newest key is not old enough yet.", err=True)


@keys_commands.command("reopen")
@with_appcontext
@explained
def reopen() -> None:
    """Try again the envelopes that could not be opened, after a key came back."""
    click.echo(f"{relay.reopen()} envelopes opened.", err=True)
