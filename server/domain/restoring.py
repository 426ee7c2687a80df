"""Putting a backup back: the server of that day, without what was erased or blocked since.

Phones then offer again what the backup lacks, with nobody doing anything: the restored server is
on a new timeline (`sync.md` section 9). `docs/backup.md` tells the steps to people.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import delete, select, update

from server.config import Config
from server.domain import backups, erasure
from server.domain.erasure import Replayed
from server.store import at_rest, migrate, running, snapshot
from server.store.engine import reading, writing
from server.store.journal import FILE_NAME, Journal
from server.store.models import Network
from server.store.people import AnswerLink, DeskSession, Invite, Recovery, SpareCode
from server.store.running import ServerRuns
from server.store.sealed_file import Broken, Reader
from server.store.sequence import new_timeline
from server.store.snapshot import CannotCopy, InUse

_RUNS: Final = (
    "The server runs: {why}. Stop it first, for example with: systemctl stop maraude. "
    "Nothing was changed."
)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done. `aside` is where the database from before is, if there was one."""

    at: str
    aside: str | None
    replayed: Replayed
    sessions: int
    invites: int
    links: int
    spares: int


def restore(
    config: Config, path: Path, *, replace: bool, now_ms: int, say: Callable[[str], None]
) -> Restored:
    """Replace the database by a backup, then make it safe to serve.

    Everything that can be refused is refused before anything is touched. Raises CannotCopy,
    Broken, OSError.
    """
    try:
        with running.alone(config.data_dir):
            header = _check(config, path, replace=replace)
            say("The backup is whole.")
            aside = _put(config, path, now_ms)
            say("The database is loaded.")
            done = _finish(config, path, header.at, aside, now_ms)
            running.end_restore(config.data_dir)
            return done
    except ServerRuns:
        raise CannotCopy(
            _RUNS.format(why=f"it holds {config.data_dir / running.LOCK_NAME}")
        ) from None


def _check(config: Config, path: Path, *, replace: bool) -> backups.Header:
    with path.open("rb") as file:
        header = backups.read_header(Reader.open(file))
    if header.kind != snapshot.kind():
        raise CannotCopy(
            f"The backup is of {header.kind}, MARAUDE_DATABASE_URL names {snapshot.kind()}: "
            "a backup goes back only into the kind of database that it came from."
        )
    if not migrate.knows(header.schema):
        raise CannotCopy("The backup is of a newer version of Maraude: install that one first.")
    for _piece in backups.content(path, config.keys_dir):
        pass
    unfinished = running.is_unfinished(config.data_dir)
    if not replace and not unfinished and not snapshot.is_empty():
        raise CannotCopy(
            "There is a network in the database. Say --replace to put it aside and restore over it."
        )
    return header


def _put(config: Config, path: Path, now_ms: int) -> str | None:
    before = running.is_unfinished(config.data_dir)
    running.begin_restore(config.data_dir)
    try:
        return snapshot.put(backups.content(path, config.keys_dir), now_ms)
    except (InUse, CannotCopy, Broken) as error:
        # The database is what it was before.
        if not before:
            running.end_restore(config.data_dir)
        if isinstance(error, InUse):
            raise CannotCopy(_RUNS.format(why="somebody has the database open")) from None
        raise


def _finish(config: Config, path: Path, at: str, aside: str | None, now_ms: int) -> Restored:
    migrate.upgrade()
    with reading() as session:
        gone = at_rest.missing(session)
    if gone:
        raise CannotCopy(
            f"The keys {', '.join(gone)} of restricted content are not in {config.keys_dir}. Bring "
            "them back (flask --app wsgi keys import FILE), then run this command again."
        )
    journal = Journal.beside(config.data_dir)
    journal.adopt(Journal(path.with_name(FILE_NAME)))
    return Restored(at, aside, *make_safe(journal, now_ms))


def make_safe(journal: Journal, now_ms: int) -> tuple[Replayed, int, int, int, int]:
    """What a database from a backup needs before it is served: what must not come back goes, and
    every phone will notice. Gives what was done again, and how many sessions, invites, answer links
    and spare codes ended."""
    replayed = erasure.replay(journal)
    with reading() as session:
        networks = list(session.scalars(select(Network.id)))
    for network_id in networks:
        with writing() as session:
            new_timeline(session, network_id)
    return replayed, *_end_sessions(now_ms), *_end_once(now_ms)


def _end_sessions(now_ms: int) -> tuple[int, int]:
    """Sign everybody out, and end open invites and recoveries: one that was used after the backup
    would be good a second time. Gives how many sessions and invites there were."""
    still = (Invite.used_at_ms.is_(None), Invite.expires_at_ms > now_ms)
    with writing() as session:
        sessions = len(session.scalars(select(DeskSession.token_hash)).all())
        session.execute(delete(DeskSession))
        invites = len(session.scalars(select(Invite.id).where(*still)).all())
        session.execute(delete(Recovery))
        session.execute(update(Invite).where(*still).values(expires_at_ms=now_ms))
    return sessions, invites


def _end_once(now_ms: int) -> tuple[int, int]:
    """End what is good once and may have been used after the backup: answer links, spare codes."""
    good = (AnswerLink.revoked_at_ms.is_(None), AnswerLink.expires_at_ms > now_ms)
    with writing() as session:
        links = len(session.scalars(select(AnswerLink.id).where(*good)).all())
        session.execute(update(AnswerLink).where(*good).values(revoked_at_ms=now_ms))
        spares = len(session.scalars(select(SpareCode.code_hash)).all())
        session.execute(delete(SpareCode))
    return links, spares
