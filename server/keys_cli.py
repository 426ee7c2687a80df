"""`flask --app wsgi keys …`: the key rings of this installation, never their secrets."""

from __future__ import annotations

import click
from flask.cli import AppGroup, with_appcontext

from server.clock import now_ms, to_wire_time
from server.domain import lost_keys, relay, sealing
from server.explained import explained
from server.settings import settings
from server.store import at_rest, resealing
from server.store.keyring import KeyRing

DAY_MS = 24 * 3600 * 1000
BACKUP_DAYS = 35

keys_commands = AppGroup("keys", help="The keys of this installation.")


rotate_commands = AppGroup("rotate", help="New keys; old ones still open what they closed.")
keys_commands.add_command(rotate_commands)


@keys_commands.command("list")
@with_appcontext
@explained
def list_keys() -> None:
    """Say which keys there are and how old they are; the last of a ring is in use.

    Of those for restricted content, how many values need each.
    """
    folder, used, given_up = settings().keys_dir, resealing.usage(), resealing.given_up()
    for path in sorted(folder.glob("*.json")):
        for key in KeyRing.open(folder, path.stem).keys:
            days = (now_ms() - key.made_at_ms) // DAY_MS
            line = f"{path.stem:<10} {key.id}  {to_wire_time(key.made_at_ms)}  {days} days"
            needed = f"  {used.pop(key.id, 0)} values" if path.stem == at_rest.RING else ""
            click.echo(line + needed)
    for key_id, count in sorted(used.items()):
        state = "GIVEN UP" if key_id in given_up else "MISSING"
        click.echo(f"{at_rest.RING:<10} {key_id}  {state}  {count} values", err=True)


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


@rotate_commands.command("content")
@click.option(
    "--without-lost-keys",
    "without_lost",
    is_flag=True,
    help="Go on without keys of which no copy is left: what they sealed stays unreadable.",
)
@with_appcontext
@explained
def rotate_content(without_lost: bool) -> None:
    """Make a new key for restricted content and bring all of it under that key.

    The server may run meanwhile. Stopped in between, call it again: it goes on.
    """
    done = lost_keys.rotate(now_ms(), without_lost=without_lost)
    click.echo(f"{'New' if done.is_new else 'Went on with'}: {done.key_id}", err=True)
    click.echo(f"{done.resealed} values sealed again.", err=True)
    given_up = resealing.given_up()
    if given_up:
        count = resealing.records_under(given_up)
        told = ", ".join(sorted(given_up))
        click.echo(f"{count} entries stay unreadable: their keys were given up, {told}.", err=True)
        click.echo("Should a copy turn up: keys import FILE, then keys rotate content.", err=True)
    left = {key_id: count for key_id, count in done.left.items() if key_id not in given_up}
    if left:
        told = ", ".join(f"{count} under {key_id}" for key_id, count in sorted(left.items()))
        raise click.ClickException(f"These could not be opened and are as they were: {told}.")


@keys_commands.command("drop")
@click.argument("ring_name", type=click.Choice([at_rest.RING]))
@click.argument("key_id")
@click.option("--now", "at_once", is_flag=True, help="Also while backups may need it.")
@with_appcontext
@explained
def drop_key(ring_name: str, key_id: str, at_once: bool) -> None:
    """Remove a key that nothing is sealed under any more, nor in a backup of the last 35 days."""
    if at_rest.ring().find(key_id) is None:
        raise click.ClickException(f"There is no key {key_id} in the ring {ring_name}.")
    until_ms = at_rest.ring().keys[-1].made_at_ms + BACKUP_DAYS * DAY_MS
    if not at_once and now_ms() < until_ms:
        told = f"Backups may need it until {to_wire_time(until_ms)}: wait, or say --now."
        raise click.ClickException(f"{key_id} stays. {told}")
    needed = resealing.drop(key_id)
    if at_rest.ring().find(key_id) is not None:
        why = f"{needed} values need it" if needed else "it is the newest"
        raise click.ClickException(f"{key_id} stays: {why}. Run: keys rotate {ring_name}")
    click.echo(f"Removed: {key_id}", err=True)
