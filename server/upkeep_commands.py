"""`flask --app wsgi retention run` and `doctor`: what keeps an installation in order."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from server.clock import now_ms
from server.config import Config
from server.domain import backups, doctor, retention, retention_rows
from server.domain.doctor import Finding, Patient
from server.domain.retention import Ages
from server.explained import explained
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
@explained
def run_retention(dry_run: bool, **shorter: int) -> None:
    """Take out what has been kept for long enough; once a night. Ages may be shortened only."""
    ages, now = Ages(**shorter), now_ms()
    counts = retention.run_records(now, ages, dry_run=dry_run)
    counts |= retention_rows.run_rows(now, ages, dry_run=dry_run)
    counts |= retention_rows.run_files(settings(), now, ages, dry_run=dry_run)
    counts |= retention_rows.run_keys(now, dry_run=dry_run)
    for rule, count in counts.items():
        click.echo(f"{count:7d}  {rule}")
    kept = retention.kept_longer(now, ages)
    click.echo(f"{len(kept):7d}  kept longer, as a protection focal point said")
    for path in kept if dry_run else ():
        click.echo(f"         {path}")
    click.echo("Nothing was touched." if dry_run else "Done.", err=True)


run_retention.params += [_ages(name, getattr(_AT_MOST, name)) for name in Ages.__slots__]


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON on stdout.")
@click.option("--backups", "backup_dir", type=click.Path(path_type=Path), help="Where they are.")
@with_appcontext
@explained
def examine(as_json: bool, backup_dir: Path | None) -> None:
    """Say what is wrong with this installation and how to put it right; 1 when something is."""
    config = settings()
    folder = backup_dir or backups.folder_of(config)
    found = doctor.examine(Patient(config, Config.read(), folder, now_ms()))
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], separators=(",", ":")))
    else:
        _tell(found)
    if any(one.wrong for one in found):
        sys.exit(1)


def _tell(found: Sequence[Finding]) -> None:
    for one in found:
        click.echo(f"{'WRONG' if one.wrong else 'note '}  {one.check}: {one.text}")
        click.echo(f"       {one.fix}")
    if not any(one.wrong for one in found):
        click.echo("Nothing is wrong.", err=True)
