"""`flask --app wsgi retention run` and `doctor`: what keeps an installation in order."""

from __future__ import annotations

import click
from flask.cli import AppGroup, with_appcontext

from server.clock import now_ms
from server.domain import retention, retention_rows
from server.domain.retention import Ages
from server.settings import settings

retention_commands = AppGroup("retention", help="What is kept no longer than it may be.")
_AT_MOST = Ages()


def _ages(name: str, at_most: int) -> click.Option:
    kind, unit = click.IntRange(1, at_most), name.rpartition("_")[2]
    flag = f"--{name.replace('_', '-')}"
    return click.Option([flag], type=kind, default=at_most, show_default=True, help=f"In {unit}.")


@retention_commands.command("run")
@click.option("--dry-run", is_flag=True, help="Say what is due; touch nothing.")
@with_appcontext
def run_retention(dry_run: bool, **shorter: int) -> None:
    """Take out what has been kept for long enough; once a night. Ages may be shortened only."""
    ages, now = Ages(**shorter), now_ms()
    counts = retention.run_records(now, ages, dry_run=dry_run)
    counts |= retention_rows.run_rows(now, ages, dry_run=dry_run)
    counts |= retention_rows.run_files(settings(), now, ages, dry_run=dry_run)
    for rule, count in counts.items():
        click.echo(f"{count:7d}  {rule}")
    click.echo("Nothing was touched." if dry_run else "Done.", err=True)


run_retention.params += [_ages(name, getattr(_AT_MOST, name)) for name in Ages.__slots__]
