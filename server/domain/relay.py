"""Handing in sealed envelopes, by whoever has them: the phone itself, another, or nobody known.

What is inside is taken as if the phone that sealed it had pushed it. What cannot be opened is kept
as it came and told so; whoever handed it in keeps it too. `sync.md` section 13.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import Final

from server.clock import now_ms
from server.domain import exchange
from server.domain.envelopes import Opened, Origin, open_one, origins
from server.domain.exchange import Handed
from server.domain.verdicts import Entry, tell
from server.domain.who import Who
from server.store import unopened
from server.store.engine import reading, writing
from server.store.unopened import NOBODY, Closed
from sync.envelope import CORRUPT, HELD, OK, Envelope, write_base64url
from sync.protocol import PUSH_MAX, SyncReply, SyncRequest

log = logging.getLogger(__name__)

# Of one request: what is over is not answered, and is sent again. An envelope of a few kilobytes
# may hold a megabyte, and two hundred of them must not hold the server.
CHANGES_MAX: Final = 1_000
PLAIN_BYTES_MAX: Final = 4 * 1024 * 1024
# How many kept envelopes are tried again in one go.
AGAIN_MAX: Final = 200

Group = tuple[Origin, list[Entry]]


def sync(who: Who, request: SyncRequest, window_days: int) -> SyncReply:
    """One exchange of a phone, and the envelopes that it brings."""
    handed = hand_in(request.sealed, who) if request.sealed else None
    return exchange.sync(who, request, window_days, handed)


def hand_in(sealed: Sequence[str], bearer: Who | None = None) -> Handed:
    """Take envelopes as `POST /api/sync` and `/api/relay` bring them, each independent of the
    others. Opens transactions of its own. Raises UnreadableKeys.

    `bearer` is the phone that brings them, when it is known: the verdicts on its own changes are
    told it too.
    """
    read = [Envelope.read(text) for text in sealed]
    known = origins({one.device for one in read if one is not None})
    handed, closed = Handed(), list[Closed]()
    for chunk in _chunks(read, known):
        groups: dict[str, Group] = {}
        for place, envelope, opened in chunk:
            _answer(handed, f"#{place}" if envelope is None else envelope.id, opened.answer)
            if opened.answer in (OK, HELD):
                assert opened.origin is not None
                device = str(opened.origin.who.device_id)
                groups.setdefault(device, (opened.origin, []))[1].extend(opened.entries)
            else:
                closed.append(_closed(sealed[place], envelope, opened, bearer))
        for origin, entries in groups.values():
            _take(handed, origin, entries, bearer)
    _keep(closed)
    return handed


def reopen(device_id: str | None = None) -> int:
    """Try again what could not be opened: of a phone, or everything. Gives how many opened.

    A phone's key, or one of the installation's, may have come back.
    """
    with reading() as session:
        rows = unopened.of_device(session, device_id, AGAIN_MAX)
        bodies = {row.sha256: row.body for row in rows}
    opened = {
        sha256
        for sha256, body in bodies.items()
        if set(hand_in([write_base64url(body)]).answers.values()) <= {OK, HELD}
    }
    if opened:
        with writing() as session:
            unopened.forget(session, opened)
    return len(opened)


def _chunks(
    read: Sequence[Envelope | None], known: dict[str, Origin]
) -> Iterator[list[tuple[int, Envelope | None, Opened]]]:
    """The envelopes opened one by one, as many together as one push may bring changes."""
    chunk: list[tuple[int, Envelope | None, Opened]] = []
    changes = size = waiting = 0
    for place, envelope in enumerate(read):
        if changes >= CHANGES_MAX or size >= PLAIN_BYTES_MAX:
            break
        opened = (
            Opened(CORRUPT) if envelope is None else open_one(envelope, known.get(envelope.device))
        )
        changes, size = changes + len(opened.entries), size + opened.size
        if chunk and waiting + len(opened.entries) > PUSH_MAX:
            yield chunk
            chunk, waiting = [], 0
        chunk.append((place, envelope, opened))
        waiting += len(opened.entries)
    if chunk:
        yield chunk


def _answer(handed: Handed, name: str, answer: str) -> None:
    """One id, one answer: a forged copy beside the genuine one says nothing about it."""
    if handed.answers.get(name) not in (OK, HELD):
        handed.answers[name] = answer


def _take(handed: Handed, origin: Origin, entries: Sequence[Entry], bearer: Who | None) -> None:
    verdicts = exchange.push_for(origin.who, entries, revoked=origin.revoked)
    if bearer is not None and bearer.device_id == origin.who.device_id:
        handed.entries.extend(entries)
        tell(handed.verdicts, verdicts)


def _closed(text: str, envelope: Envelope | None, opened: Opened, bearer: Who | None) -> Closed:
    """What is kept of one that did not open. Only a signature proves whose room it may take."""
    counted_for = NOBODY if bearer is None else str(bearer.device_id)
    if opened.proven and opened.origin is not None:
        counted_for = str(opened.origin.who.device_id)
    if envelope is None:
        body = text.encode("utf-8", "backslashreplace")
        network_id = None if bearer is None else bearer.network_id
        return Closed(body, CORRUPT, network_id, None, counted_for)
    return Closed(envelope.raw, opened.answer, envelope.network, envelope.device, counted_for)


def _keep(closed: Sequence[Closed]) -> None:
    """Nothing is written for what is kept already."""
    with reading() as session:
        known = unopened.known_among(session, {one.sha256 for one in closed})
    fresh = [one for one in closed if one.body and one.sha256 not in known]
    if not fresh:
        return
    with writing() as session:
        left = unopened.keep(session, fresh, now_ms())
    if left:
        log.warning("no room to keep %d sealed envelopes that do not open", left)
