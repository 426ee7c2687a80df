"""The charter of a network: which of its papers somebody has confirmed, and who.

Kept as a record, so that every phone of the network learns of it like of everything else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from server.domain import audit, exchange
from server.domain.scope import shown
from server.domain.sharing import PAPERS, is_on, key_of
from server.domain.story import Head, heads_of, history_of
from server.domain.who import Who
from server.domain.writing import fresh_wid
from server.store.engine import reading, writing
from server.store.people import User
from server.store.records import StoredRecord, load
from server.store.sequence import lock
from sync.change import Change, Write
from sync.protocol import ACKNOWLEDGED
from sync.schema import SCHEMA_NUMBER


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper; `by` and `at_ms` are who said last how it stands, and when."""

    name: str
    confirmed: bool
    by: str | None = None
    at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Charter:
    """`referrals`: whether people may be referred."""

    papers: tuple[Paper, ...]
    referrals: bool


def read(who: Who) -> Charter:
    with reading() as session:
        return _read(session, who.network_id)


def confirm(who: Who, said: Mapping[str, bool], now_ms: int) -> Charter:
    """Confirm papers, or take that back; what is said already changes nothing."""
    with writing() as session:
        write(session, who, said, now_ms)
        return _read(session, who.network_id)


def write(session: Session, who: Who, said: Mapping[str, bool], now_ms: int) -> None:
    """The same inside the caller's transaction."""
    lock(session, who.network_id)
    charter = _load(session, who.network_id)
    moved = {paper: yes for paper, yes in said.items() if _says(charter, paper) is not yes}
    if not moved:
        return
    covers = {
        paper: tuple(sorted(charter.cells.heads(paper))) if charter else () for paper in moved
    }
    writes = {paper: Write(yes, covers[paper]) for paper, yes in moved.items()}
    if charter is None:
        writes["org"] = Write(who.org_id)
    change = Change(fresh_wid(now_ms), *key_of(who.network_id), SCHEMA_NUMBER, writes)
    verdicts = exchange.write_as_server(who.network_id, who.user_id, [change], session=session)
    assert verdicts[change.id] == ACKNOWLEDGED, verdicts
    for paper, yes in sorted(moved.items()):
        action = "charter_confirmed" if yes else "charter_taken_back"
        audit.note(session, who, action, f"charter/{paper}", now_ms)


def known(session: Session, network_id: str) -> bool:
    """Whether anybody ever said anything of the papers."""
    return _load(session, network_id) is not None


def _read(session: Session, network_id: str) -> Charter:
    charter = _load(session, network_id)
    if charter is None:
        return Charter(tuple(Paper(name, confirmed=False) for name in PAPERS), referrals=False)
    history = history_of(session, network_id, charter.kind, charter.id)
    heads = heads_of(charter, history)
    papers = tuple(
        _paper(session, name, heads.get(name, ()), confirmed=_says(charter, name))
        for name in PAPERS
    )
    return Charter(papers, is_on(charter))


def _paper(session: Session, name: str, heads: list[Head] | tuple[()], *, confirmed: bool) -> Paper:
    if not heads:
        return Paper(name, confirmed)
    last = max(heads, key=lambda head: head.at_ms)
    user = session.get(User, last.user)
    return Paper(name, confirmed, user.alias if user is not None else None, last.at_ms)


def _load(session: Session, network_id: str) -> StoredRecord | None:
    key = key_of(network_id)
    return load(session, network_id, {key}).get(key)


def _says(charter: StoredRecord | None, paper: str) -> bool:
    return charter is not None and shown(charter, paper) is True
