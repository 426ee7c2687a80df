"""The `flask --app wsgi …` commands. Thin: they ask, call the domain, and print.

What programs read goes to stdout; everything else to stderr.
"""

from __future__ import annotations

import json
import sys

import click
import segno
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from server.backup_commands import backup, restore
from server.clock import now_ms, to_wire_time
from server.commands import export_commands, import_commands
from server.domain import accounts, demo, demo_rounds, invites, own_account, rebuild, sealing
from server.domain.demo import Account, Demo
from server.domain.invites import MINUTES_DEFAULT, MINUTES_MAX
from server.domain.who import ROLES
from server.explained import explained
from server.keys_cli import keys_commands
from server.settings import SETTING, settings
from server.store import migrate
from server.upkeep_commands import examine, retention_commands

user_commands = AppGroup("user", help="People.")


def install(app: Flask) -> None:
    own = (init, make_demo, links, invite, user_commands, rebuild_read_models)
    safe = (backup, restore, keys_commands, retention_commands, examine)
    for command in (*own, *safe, export_commands, import_commands):
        app.cli.add_command(command)


@click.command("demo")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON on stdout.")
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--records", type=click.IntRange(0), help="How many records to add.")
@with_appcontext
@explained
def make_demo(as_json: bool, seed: int, records: int | None) -> None:
    """Create the demonstration network, and invite everybody in it anew."""
    migrate.upgrade()
    made = demo.prepare(settings().secret_key, now_ms())
    sealing.public(now_ms())
    current_app.config[SETTING] = settings().mark_as_demo()
    if records is None and not as_json and not demo_rounds.has_rounds(made.network_id):
        records = demo_rounds.RECORDS_DEFAULT
    if records:
        demo_rounds.add(made.network_id, records, seed, now_ms(), _progress)
    if as_json:
        print(json.dumps(made.to_wire(), separators=(",", ":")))
    else:
        _tell(made)


@click.command("links")
@with_appcontext
@explained
def links() -> None:
    """Say where to click in the demonstration, with fresh invites."""
    if not demo.exists():
        raise click.ClickException("There is no demonstration here; run: flask --app wsgi demo")
    _tell(demo.prepare(settings().secret_key, now_ms()))


@click.command("init")
@click.option("--network", help="Name of the network; asked for in an empty database.")
@click.option("--time-zone", default="Europe/Paris", show_default=True)
@click.option("--org", help="Name of the first organisation.")
@click.option("--code", help="Its short name: a-z, 0-9 and dashes.")
@click.option("--org-type", default="local_association", show_default=True)
@click.option("--alias", help="How the first coordinator is called.")
@click.option("--email", help="With what they sign in.")
@with_appcontext
@explained
def init(**options: str | None) -> None:
    """Bring the database up to date; in an empty one, create a network and its first people."""
    migrate.upgrade()
    if accounts.any_network():
        _say("The database is up to date.")
        return
    said = {
        name: options[name] or click.prompt(name.replace("_", " ").capitalize(), err=True)
        for name in ("network", "time_zone", "org", "code", "org_type", "alias", "email")
    }
    password = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    sealing.public(now_ms())
    created = accounts.found(accounts.Founding(**said, password=password), now_ms())
    _say(f"Created. Next: sign in at {settings().url}/desk as {said['email']}.")
    _say("The first sign-in sets up codes from an app of yours, and gives ten spare ones.")
    _say("Then add a second coordinator there. Whoever loses password or phone gets a code from")
    _say("the other one, or from: flask --app wsgi user recover EMAIL")
    print(created.id)


@click.command("rebuild")
@with_appcontext
@explained
def rebuild_read_models() -> None:
    """Make the lists anew from the records, which are never touched."""
    _say(f"Rebuilt from {rebuild.rebuild_all()} records.")


@user_commands.command("add")
@click.option("--org", required=True, help="Code of the organisation.")
@click.option("--alias", required=True)
@click.option("--role", type=click.Choice(ROLES), required=True)
@click.option("--email", help="For who signs in at the desk; asks for a password.")
@with_appcontext
@explained
def add_user(org: str, alias: str, role: str, email: str | None) -> None:
    """Add a person to an organisation; prints their id."""
    password = None
    if email:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    print(accounts.add_to(org, alias, role, email, password, now_ms()).id)


@user_commands.command("recover")
@click.argument("email")
@with_appcontext
@explained
def recover(email: str) -> None:
    """Let somebody back in who has nobody else to ask; prints a code good for 30 minutes."""
    made = own_account.let_in_by_command(email, settings().secret_key, now_ms())
    _say(f"For {made.user.alias}, until {to_wire_time(made.expires_at_ms)}, once:")
    _say(f"{settings().url}/desk, “I have a recovery code”.")
    print(made.code)


@click.command("invite")
@click.argument("user_id")
@click.option(
    "--minutes", type=click.IntRange(1, MINUTES_MAX), default=MINUTES_DEFAULT, show_default=True
)
@with_appcontext
@explained
def invite(user_id: str, minutes: int) -> None:
    """Invite a new phone of the user with this id; prints the code."""
    made = invites.invite_by_command(user_id, minutes, now_ms())
    _show_invite(made.code)
    _say(f"For {made.user.alias}, until {to_wire_time(made.expires_at_ms)}.")
    print(made.code)


def _tell(made: Demo) -> None:
    """Where to click."""
    url = settings().url
    joining = next(one for one in made.accounts if one.member.role == "volunteer")
    _say(f"\nThe phone app   {url}/\nThe desk        {url}/desk\n")
    _show_invite(joining.invite)
    _say(f"As {joining.member.alias} of {joining.member.org.name}, once, within 30 days.\n")
    _say("Sign in at the desk:")
    for account in made.accounts:
        if account.password is not None:
            _say(_line(account))
    _say("\nMore invites: flask --app wsgi links")


def _line(account: Account) -> str:
    member = account.member
    org = member.org.name if member.role != "network" else "the whole network"
    return f"  {member.email or '':<40} {account.password}   {org}"


def _show_invite(code: str) -> None:
    link = f"{settings().url}/#join={code}"
    _say(f"Join with a phone: {link}")
    segno.make(link, error="m", micro=False).terminal(out=sys.stderr, compact=True)


def _progress(done: int, wanted: int) -> None:
    _say(f"{done} of {wanted} records")


def _say(text: str) -> None:
    click.echo(text, err=True)
