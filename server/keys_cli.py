"""`flask --app wsgi keys …`: the key rings of this installation, never their secrets."""

from __future__ import annotations

import click
from flask.cli import AppGroup, with_appcontext

from server.clock import now_ms, to_wire_time
from server.explained import explained
from server.settings import settings
from server.store.keyring import KeyRing

DAY_MS = 24 * 3600 * 1000

keys_commands = AppGroup("keys", help="The keys of this installation.")


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
