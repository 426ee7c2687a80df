"""What is kept no longer than it may be. `domain.md` section 6 rule 6, `docs/protocol.md` point 85.

Each rule finds what is due, and takes it in small transactions, looking again under the lock. So a
run may be killed anywhere, and the next one ends where an undisturbed one would have. Running
twice does nothing the second time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.domain import closing, keeping
from server.domain.blanking import Blank, blank_fields
from server.domain.erasure import closure_of, erase_closure
from server.domain.scope import elements, own_class
from server.store import ageing, resealing
from server.store.at_rest import passing_over
from server.store.engine import reading, scrub, writing
from server.store.models import Network
from server.store.records import Key, load
from server.store.sequence import Sequence as NetworkSequence
from server.store.sequence import lock
from sync.canonical import Value, read_json
from sync.schema import KINDS

# How many records one transaction takes: phones wait for it.
BATCH: Final = 50
DAY_MS: Final = 24 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Ages:
    """How long things are kept. A network may shorten them, never lengthen."""

    note_days: int = 90
    case_months: int = 6
    contact_months: int = 24
    account_months: int = 12
    round_months: int = 36
    audit_months: int = 12
    backup_days: int = 35


@dataclass(frozen=True, slots=True)
class Run:
    """One run over one network."""

    network_id: str
    now_ms: int
    ages: Ages


# Those of the records that are due (of the given ones, or of all), and taking them.
Find = Callable[[Session, Run, Collection[Key] | None], list[Key]]
Take = Callable[[Session, NetworkSequence, Run, Sequence[Key]], None]


def months_before(now_ms: int, months: int) -> int:
    """The same moment so many months ago; on a day that the month does not have, its last."""
    now = datetime.fromtimestamp(now_ms / 1000, UTC)
    month = now.year * 12 + now.month - 1 - months
    for day in range(now.day, 0, -1):
        try:
            then = now.replace(year=month // 12, month=month % 12 + 1, day=day)
        except ValueError:
            continue
        return int(then.timestamp() * 1000)
    raise AssertionError("every month has a first day")


def run_records(now_ms: int, ages: Ages, *, dry_run: bool) -> dict[str, int]:
    """Every rule about records, in every network: how much was due, by rule.

    What is sealed under a key that was given up is left as it is: nobody can read it.
    """
    with passing_over(resealing.given_up()):
        return _run_records(now_ms, ages, dry_run=dry_run)


def _run_records(now_ms: int, ages: Ages, *, dry_run: bool) -> dict[str, int]:
    with reading() as session:
        networks = list(session.scalars(select(Network.id).order_by(Network.id)))
    counts = dict.fromkeys((name for name, _find, _take in RULES), 0)
    for network_id in networks:
        run = Run(network_id, now_ms, ages)
        for name, find, take in RULES:
            with reading() as session:
                due = find(session, run, None)
            counts[name] += len(due)
            if due and not dry_run:
                _take_all(run, find, take, due)
    return counts


def kept_longer(now_ms: int, ages: Ages) -> list[str]:
    """The cases and referrals whose time is over and that a focal point keeps, as `kind/id`."""
    found: list[str] = []
    with passing_over(resealing.given_up()), reading() as session:
        for network_id in session.scalars(select(Network.id).order_by(Network.id)).all():
            run = Run(network_id, now_ms, ages)
            for kind in ("referral", "case"):
                keys = _closed(session, run, None, kind, kept=True)
                found += ["/".join(key) for key in keys]
    return found


def _take_all(run: Run, find: Find, take: Take, due: Sequence[Key]) -> None:
    for start in range(0, len(due), BATCH):
        with writing() as session:
            sequence = lock(session, run.network_id)
            still = find(session, run, due[start : start + BATCH])
            take(session, sequence, run, still)
            sequence.close()
    scrub()


# ---- Notes, and the accounts of incidents: words go, counts stay


def _notes(session: Session, run: Run, among: Collection[Key] | None) -> list[Key]:
    before_ms = run.now_ms - run.ages.note_days * DAY_MS
    found = among
    if found is None:
        kinds = ("activity", "contact")
        found = [
            k
            for kind in kinds
            for k in ageing.written_before(session, run.network_id, kind, "note", before_ms)
        ]
    return [key for key in found if _old_words(session, run, key, "note", before_ms)]


def _take_notes(session: Session, sequence: NetworkSequence, run: Run, keys: Sequence[Key]) -> None:
    before_ms = run.now_ms - run.ages.note_days * DAY_MS
    _blank_words(session, sequence, run, keys, "note", before_ms)


def _accounts(session: Session, run: Run, among: Collection[Key] | None) -> list[Key]:
    """What was told of incidents, unless it is in a complaint."""
    before_ms = months_before(run.now_ms, run.ages.account_months)
    found = among
    if found is None:
        found = ageing.recorded_before(session, run.network_id, "incident", before_ms)
    records = load(session, run.network_id, found)
    return [
        key
        for key, record in records.items()
        if not {"complaint", "ombudsman"} & elements(record.cells, "follow_up")
        and _old_words(session, run, key, "account", before_ms)
    ]


def _take_accounts(
    session: Session, sequence: NetworkSequence, run: Run, keys: Sequence[Key]
) -> None:
    before_ms = months_before(run.now_ms, run.ages.account_months)
    _blank_words(session, sequence, run, keys, "account", before_ms)


def _old_words(session: Session, run: Run, key: Key, field: str, before_ms: int) -> set[str]:
    """The changes whose value for a field is due. What is shown goes only as a whole: it is as
    old as its newest word, or nulling the old one would hide the new one."""
    values: set[str] = set()
    recent: set[str] = set()
    for change_id, at_ms, body in ageing.writes_of(session, run.network_id, key):
        if read_json(body).get("set", {}).get(field, [None])[0] is None:
            continue
        (values if at_ms < before_ms else recent).add(change_id)
    record = load(session, run.network_id, {key}).get(key)
    heads = record.cells.heads(field).keys() if record is not None else set()
    return values if recent.isdisjoint(heads) else values - heads


def _blank_words(
    session: Session,
    sequence: NetworkSequence,
    run: Run,
    keys: Sequence[Key],
    field: str,
    before_ms: int,
) -> None:
    records = load(session, run.network_id, keys)
    covers: dict[Key, dict[str, list[str]]] = {}
    blanks: dict[Key, Blank] = {}
    also: dict[Key, dict[str, Value]] = {}
    for key in keys:
        due = _old_words(session, run, key, field, before_ms)
        blanks[key] = _blanker(field, due)
        heads = records[key].cells.heads(field) if key in records else {}
        if due & heads.keys():
            covers[key] = {field: sorted(heads)}
            if KINDS[key[0]].fields[field].implies:
                # Without these words the class would be a wider one, and show the rest to more.
                also[key] = {"visibility": own_class(records[key].cells)}
    blank_fields(session, sequence, covers, blanks, also)


def _blanker(field: str, ids: set[str] | None) -> Blank:
    """Takes the value of a field out of these changes, or out of all."""

    def blank(body: dict[str, Any]) -> bool:
        write = body.get("set", {}).get(field)
        if not write or write[0] is None or (ids is not None and body.get("id") not in ids):
            return False
        write[0] = None
        return True

    return blank


# ---- The case that a meeting names


def _meetings(session: Session, run: Run, among: Collection[Key] | None) -> list[Key]:
    """Six months after the last meeting with somebody, or two years after this one."""
    since_ms = months_before(run.now_ms, run.ages.case_months)
    never_ms = months_before(run.now_ms, run.ages.contact_months)
    named = ageing.named_cases(session, run.network_id)
    last: dict[str, int] = {}
    for _key, code, at_ms in named:
        last[code] = max(at_ms, last.get(code, 0))
    newest: dict[Key, int] = {}
    for key, code, _at_ms in named:
        newest[key] = max(last[code], newest.get(key, 0))
    due = {key for key, _code, at_ms in named if newest[key] < since_ms or at_ms < never_ms}
    return sorted(due if among is None else due.intersection(among))


def _take_meetings(
    session: Session, sequence: NetworkSequence, run: Run, keys: Sequence[Key]
) -> None:
    records = load(session, run.network_id, keys)
    covers = {key: {"case": sorted(records[key].cells.heads("case"))} for key in records}
    blank_fields(session, sequence, covers, dict.fromkeys(records, _blanker("case", None)))


# ---- Cases and referrals: a line for the statistics stays


def _referrals(session: Session, run: Run, among: Collection[Key] | None) -> list[Key]:
    return _closed(session, run, among, "referral")


def _cases(session: Session, run: Run, among: Collection[Key] | None) -> list[Key]:
    return _closed(session, run, among, "case")


def _closed(
    session: Session, run: Run, among: Collection[Key] | None, kind: str, *, kept: bool = False
) -> list[Key]:
    """Those whose time is over; with `kept`, only those that a focal point keeps all the same."""
    before_ms = months_before(run.now_ms, run.ages.case_months)
    found = among
    if found is None:
        found = ageing.recorded_before(session, run.network_id, kind, before_ms)
    due = []
    for batch in _batches(sorted(found)):
        for key, record in load(session, run.network_id, batch).items():
            family = closure_of(session, run.network_id, {key: record})
            closed_ms = closing.closed_at_ms(session, run.network_id, family.values())
            if closed_ms is None or closed_ms >= before_ms:
                continue
            if kept != (keeping.until_ms(session, run.network_id, record) > run.now_ms):
                continue
            due.append(key)
    return due


def _take_closed(
    session: Session, sequence: NetworkSequence, run: Run, keys: Sequence[Key]
) -> None:
    roots = load(session, run.network_id, keys)
    family = closure_of(session, run.network_id, roots)
    closing.remember(session, run.network_id, family.values())
    erase_closure(session, sequence, roots)


# ---- What is old altogether


def _old(session: Session, run: Run, among: Collection[Key] | None) -> list[Key]:
    before_ms = months_before(run.now_ms, run.ages.round_months)
    found = [
        key
        for kind in ("round", "stock_move")
        for key in ageing.recorded_before(session, run.network_id, kind, before_ms, idle=True)
    ]
    return found if among is None else sorted(set(found).intersection(among))


def _take_old(session: Session, sequence: NetworkSequence, run: Run, keys: Sequence[Key]) -> None:
    erase_closure(session, sequence, load(session, run.network_id, keys))


def _batches(keys: Sequence[Key]) -> Iterator[Sequence[Key]]:
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]


RULES: Final[Sequence[tuple[str, Find, Take]]] = (
    ("notes", _notes, _take_notes),
    ("incident accounts", _accounts, _take_accounts),
    ("cases named in meetings", _meetings, _take_meetings),
    ("referrals", _referrals, _take_closed),
    ("cases", _cases, _take_closed),
    ("rounds and stock", _old, _take_old),
)
