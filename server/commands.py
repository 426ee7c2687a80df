"""`flask --app wsgi export hsds` and `import hsds`: the directory to files, and from them."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import select

from server.clock import now_ms
from server.domain import accounts
from server.domain.errors import NotFound
from server.domain.hsds import publication
from server.domain.hsds.acceptance import accept_new
from server.domain.hsds.difference import SAME, Difference, compare
from server.domain.hsds.files import parse
from server.domain.hsds.publication import Wanted
from server.domain.hsds.tables import write_tables
from server.domain.who import Who
from server.explained import explained
from server.store.engine import reading
from server.store.people import User
from sync.errors import SyncError
from sync.schema import codes

export_commands = AppGroup("export", help="Write what is published to files.")
import_commands = AppGroup("import", help="Compare files of others with what is here.")


@export_commands.command("hsds")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True)
@with_appcontext
@explained
def export_hsds(out: Path) -> None:
    """The published directory as HSDS 3.1 in a folder: services.json, organizations.json, csv/."""
    whole = {
        noun: list(publication.stream(noun, Wanted(full=True), now_ms()))
        for noun in ("services", "organizations")
    }
    tables = write_tables(whole["services"], whole["organizations"])
    (out / "csv").mkdir(parents=True, exist_ok=True)
    for noun, told in whole.items():
        text = json.dumps({"contents": told}, ensure_ascii=False, indent=1)
        (out / f"{noun}.json").write_text(text + "\n", "utf-8")
    for name, text in tables.items():
        (out / "csv" / name).write_text(text, "utf-8", newline="")
    click.echo(f"{len(whole['services'])} services in {out}", err=True)


@import_commands.command("hsds")
@click.argument("files", type=click.Path(path_type=Path, exists=True, dir_okay=False), nargs=-1)
@click.option("--accept-new", "take_new", is_flag=True, help="Write what is new and lacks nothing.")
@click.option(
    "--category",
    type=click.Choice(list(codes("service_category"))),
    help="For services of which a file tells none.",
)
@with_appcontext
@explained
def import_hsds(files: tuple[Path, ...], take_new: bool, category: str | None) -> None:
    """Print what these files would change; what is changed is accepted at the desk."""
    try:
        parsed = parse({path.name: path.read_bytes() for path in files})
    except SyncError as error:
        raise click.ClickException(f"These files cannot be read: {error.code}") from error
    who = _keeper()
    found = compare(who, parsed, now_ms())
    _tell(found)
    if take_new:
        _accept(who, found, category)


def _accept(who: Who, found: Difference, category: str | None) -> None:
    done = accept_new(who, found, now_ms(), category)
    for record in done.left:
        lacking = f"needs {', '.join(record.needs)}" if record.needs else "waits for another"
        why = record.refused or lacking
        click.echo(f"left: {record.kind} {record.name}: {why}", err=True)
    click.echo(f"{done.made} written, {len(done.left)} left", err=True)


def _tell(found: Difference) -> None:
    for record in found.records:
        if record.state == SAME:
            continue
        click.echo(f"{record.state:14}{record.kind}  {record.name}")
        for field in record.fields:
            if field.state != SAME and record.state != "new":
                ours = " | ".join(map(str, field.ours))
                click.echo(f"    {field.field}: {ours or '–'} → {field.theirs}")
    for place, why, count in found.not_taken():
        click.echo(f"not taken     {place} ({why}) × {count}")
    click.echo(", ".join(f"{state} {n}" for state, n in found.counts().items()))


def _keeper() -> Who:
    """In whose name it is written: the first coordinator of the network. Raises NotFound."""
    query = select(User).where(User.role == "network", User.active.is_(True))
    with reading() as session:
        user = session.scalars(query.order_by(User.created_at_ms, User.id).limit(1)).first()
        if user is None:
            raise NotFound
        return accounts.who_is(user)
