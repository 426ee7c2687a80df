"""What is wrong with an installation, and how to put it right. Nothing is changed here.

Each check is a function of one thing; what it finds says what is wrong and what to do, in words
for whoever looks after the machine. A note is worth knowing and makes no alarm.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy.exc import DBAPIError

from server.config import LOOPBACK, Config
from server.domain import backups, retention
from server.domain.retention import Ages
from server.store import condition, migrate, resealing, running, snapshot
from server.store.at_rest import CannotOpen
from server.store.copying import CannotCopy
from server.store.journal import Journal
from server.store.keyring import KeyRing, UnreadableKeys

HOUR_MS: Final = 60 * 60 * 1000
DAY_MS: Final = 24 * HOUR_MS
BACKUP_AGE_MAX_MS: Final = 26 * HOUR_MS
KEY_AGE_MAX_MS: Final = 97 * DAY_MS  # rotated every 90 days, by a run that may miss a week
CLOCK_MAX_MS: Final = 2 * 60 * 1000
FREE_BYTES_MIN: Final = 1024**3
POSTGRESQL_MIN: Final = 14
# A run of retention may miss some nights before somebody is told.
_MISSED_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class Finding:
    """`check` is the name of what was looked at; a note is not `wrong`."""

    check: str
    text: str
    fix: str
    wrong: bool = True


@dataclass(frozen=True, slots=True)
class Patient:
    """The installation. `told` are the settings as the environment tells them."""

    config: Config
    told: Config
    backup_dir: Path
    now_ms: int


Check = Callable[[Patient], Iterator[Finding]]


def examine(patient: Patient) -> list[Finding]:
    """Everything that is wrong, in the order in which it is best put right."""
    found = [one for check in _OUTSIDE for one in check(patient)]
    reached = list(_database(patient))
    found += reached
    if not any(one.wrong for one in reached):
        found += [one for check in _INSIDE for one in check(patient)]
    return found


def _settings(patient: Patient) -> Iterator[Finding]:
    if patient.config.demo:
        return
    for problem in patient.told.problems():
        text, _, fix = problem.partition(": ")
        yield Finding("settings", text, fix or problem)


def _demo(patient: Patient) -> Iterator[Finding]:
    if not patient.config.demo:
        return
    public = urlsplit(patient.config.public_url or "").hostname not in (None, *LOOPBACK)
    yield Finding(
        "demo",
        "This is a demonstration: known sign-ins, and nothing unsafe is refused.",
        f"For real use begin with an empty data folder, without MARAUDE_DEMO and without "
        f"{patient.config.data_dir / 'demo'}.",
        wrong=public,
    )


def _address(patient: Patient) -> Iterator[Finding]:
    config = patient.config
    if config.demo:
        return
    if config.public_url is None:
        yield Finding(
            "address",
            f"MARAUDE_URL is not set: links in invites begin with {config.url}.",
            "Set it to the address that phones use, for example https://maraude.example.org",
        )
    elif config.public_url.startswith("https://") and not config.proxies:
        yield Finding(
            "address",
            "No reverse proxy is believed (MARAUDE_PROXIES is 0).",
            "Behind Caddy or nginx set MARAUDE_PROXIES=1; otherwise everybody is throttled as one.",
            wrong=False,
        )


def _folders(patient: Patient) -> Iterator[Finding]:
    for folder in (patient.config.data_dir, patient.config.keys_dir):
        if folder.exists() and not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            yield Finding(
                "folders",
                f"{folder} cannot be written by this user.",
                f"chown it to the user that runs the server: chown -R maraude {folder}",
            )


def _room(patient: Patient) -> Iterator[Finding]:
    folder = patient.config.data_dir
    if not folder.exists():
        return
    try:
        needed = max(FREE_BYTES_MIN, 2 * condition.size_bytes())
    except (DBAPIError, sqlite3.Error, CannotCopy):
        needed = FREE_BYTES_MIN
    free = shutil.disk_usage(folder).free
    if free < needed:
        yield Finding(
            "disk",
            f"{free / 1e9:.1f} GB are free at {folder}, {needed / 1e9:.1f} GB are needed.",
            "Make room: when the disk is full, phones are told to wait and no backup is made.",
        )


def _keys(patient: Patient) -> Iterator[Finding]:
    folder = patient.config.keys_dir
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        try:
            newest = KeyRing.open(folder, path.stem).newest
        except (UnreadableKeys, OSError) as error:
            yield Finding("keys", str(error), "flask --app wsgi keys import FILE")
            continue
        if path.stem == "sealing" and newest is not None:
            age_ms = patient.now_ms - newest.made_at_ms
            if age_ms > KEY_AGE_MAX_MS:
                yield Finding(
                    "keys",
                    f"The sealing key is {age_ms // DAY_MS} days old.",
                    "flask --app wsgi retention run, every night, makes a new one in time.",
                )


def _client(patient: Patient) -> Iterator[Finding]:
    for name in ("index.html", "desk.html"):
        if not (patient.config.client_dir / name).exists():
            yield Finding(
                "client",
                f"The web client is not built: {patient.config.client_dir / name} is missing.",
                "make build",
            )
            return


def _migrations(_patient: Patient) -> Iterator[Finding]:
    heads = migrate.heads()
    if len(heads) > 1:
        yield Finding(
            "migrations",
            f"This version has two newest migrations: {', '.join(heads)}.",
            "Install a released version; who develops joins them.",
        )


def _restoring(patient: Patient) -> Iterator[Finding]:
    if running.is_unfinished(patient.config.data_dir):
        yield Finding(
            "restore",
            "Restoring a backup was begun and not ended; no server starts until it has.",
            "flask --app wsgi restore FILE --replace",
        )


def _journal(patient: Patient) -> Iterator[Finding]:
    journal = Journal.beside(patient.config.data_dir)
    try:
        torn = journal.torn()
    except OSError as error:
        yield Finding("journal", f"{journal.path} cannot be read: {error.strerror}.", "chown it.")
        return
    if torn:
        yield Finding(
            "journal",
            f"{torn} lines of {journal.path} cannot be read.",
            "A power cut tears the last one only, and what it says was not done: delete that line. "
            "Of others bring back the file from beside a backup.",
        )


def _backups(patient: Patient) -> Iterator[Finding]:
    config, folder = patient.config, patient.backup_dir
    made = backups.listed(folder)
    newest_ms = made[-1][0] if made else None
    if newest_ms is None:
        text = f"There is no backup in {folder}."
    elif patient.now_ms - newest_ms > BACKUP_AGE_MAX_MS:
        hours = (patient.now_ms - newest_ms) // HOUR_MS
        text = f"The newest backup in {folder} is {hours} hours old."
    else:
        return
    fix = "flask --app wsgi backup, every night; doctor --backups FOLDER if they are elsewhere."
    yield Finding("backup", text, fix, wrong=not config.demo)


def _database(patient: Patient) -> Iterator[Finding]:
    url = patient.config.database_url.partition("://")[0]
    try:
        head = snapshot.schema_head()
    except CannotCopy as error:
        yield Finding("database", str(error), f"MARAUDE_DATABASE_URL ({url}…); does it run?")
        return
    if head is None:
        yield Finding("database", "The database is empty.", "flask --app wsgi init")
    elif not migrate.knows(head):
        yield Finding(
            "database",
            f"The database is of a newer version of Maraude (migration {head}).",
            "Install that version again.",
        )
    elif head not in migrate.heads():
        newest = ", ".join(migrate.heads())
        yield Finding(
            "database",
            f"The database is at migration {head}, this version needs {newest}.",
            "Make a backup, then: flask --app wsgi init",
        )


def _postgresql(_patient: Patient) -> Iterator[Finding]:
    major = condition.postgresql_major()
    if major is None:
        return
    if major < POSTGRESQL_MIN:
        yield Finding(
            "postgresql",
            f"PostgreSQL {major} is older than {POSTGRESQL_MIN}.",
            "Upgrade it: pg_upgradecluster.",
        )
    for name in ("pg_dump", "pg_restore", "psql"):
        found = shutil.which(name)
        client = _major_of(found) if found else 0
        if client < major:
            state = f"is of version {client}" if client else "was not found on PATH"
            yield Finding(
                "postgresql",
                f"{name} {state}, the server is of version {major}: no backup can be made.",
                f"apt install postgresql-client-{major}",
            )


def _major_of(program: str) -> int:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    version = re.search(r"\(PostgreSQL\) (\d+)", said.stdout)
    return int(version[1]) if version else 0


def _content(_patient: Patient) -> Iterator[Finding]:
    """What is restricted and sealed, `at_rest.py`."""
    for key_id in condition.missing_keys():
        count = resealing.records_under([key_id])
        yield Finding(
            "content",
            f"{count} restricted entries need the key {key_id}, which is not here.",
            "Bring content.json of the folder of keys back: flask --app wsgi keys import FILE. "
            "When no copy is left: flask --app wsgi keys rotate content --without-lost-keys",
        )
    if given_up := condition.given_up_keys():
        count = resealing.records_under(given_up)
        yield Finding(
            "content",
            f"{count} restricted entries are unreadable: their keys were given up.",
            "Should a copy turn up: flask --app wsgi keys import FILE, then keys rotate content",
            wrong=False,
        )
    if condition.unsealed():
        yield Finding(
            "content",
            "Restricted entries of before they were sealed still lie in clear.",
            "flask --app wsgi init",
        )
    if condition.is_rotating():
        yield Finding(
            "content",
            "A rotation of the key of restricted entries was begun and not ended.",
            "flask --app wsgi keys rotate content",
            wrong=False,
        )


def _clock(patient: Patient) -> Iterator[Finding]:
    ahead_ms = condition.clock_ahead_ms()
    if abs(ahead_ms) > CLOCK_MAX_MS:
        yield Finding(
            "clock",
            f"This machine's clock and the database's differ by {abs(ahead_ms) // 1000} s.",
            "Switch on time synchronisation on both: timedatectl set-ntp true",
        )
    since_ms = condition.newest_change_ms() - patient.now_ms
    if since_ms > CLOCK_MAX_MS:
        yield Finding(
            "clock",
            f"The newest entry arrived {since_ms // 1000} s in the future: the clock went back.",
            "Set the clock: timedatectl set-ntp true",
        )


def _envelopes(_patient: Patient) -> Iterator[Finding]:
    reasons = condition.unopened()
    if reasons:
        told = ", ".join(f"{count} × {reason}" for reason, count in sorted(reasons.items()))
        yield Finding(
            "envelopes",
            f"Sealed envelopes that could not be opened: {told}.",
            "If keys or a phone came back: flask --app wsgi keys reopen. After 35 days they go.",
            wrong=False,
        )


def _retention(patient: Patient) -> Iterator[Finding]:
    then_ms = patient.now_ms - _MISSED_DAYS * DAY_MS
    try:
        due = retention.run_records(then_ms, Ages(), dry_run=True)
    except CannotOpen as error:
        yield Finding("retention", f"It cannot run: {error}", "flask --app wsgi retention run")
        return
    names = [name for name, count in due.items() if count]
    if names:
        yield Finding(
            "retention",
            f"Kept for longer than promised: {', '.join(names)}.",
            "flask --app wsgi retention run, every night",
            wrong=not patient.config.demo,
        )


_OUTSIDE: Final[Sequence[Check]] = (
    *(_settings, _demo, _address, _folders, _room, _keys, _client, _migrations, _restoring),
    *(_journal, _backups),
)
_INSIDE: Final[Sequence[Check]] = (_postgresql, _content, _clock, _envelopes, _retention)
