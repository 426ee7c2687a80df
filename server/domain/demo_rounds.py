"""Weeks of plausible rounds for the demonstration, deterministic by seed.

Everything is written by `exchange.push`, in batches of one author each, as if their phones had
been in touch now and then. Newest days come first, so that few records are recent ones.
"""

from __future__ import annotations

import itertools
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select

from server.domain import demo_directory, exchange
from server.domain.demo_cases import FollowUps
from server.domain.demo_cast import MEMBERS, ORGS, SITES, TIME_ZONE, Member, Org, Site, stable_id
from server.domain.demo_entries import DAY_MS, Entries, Shift, Written
from server.domain.demo_plans import notices, tonight
from server.domain.who import Who
from server.domain.writing import fresh_wid
from server.store.engine import reading, writing
from server.store.models import Network, Record
from server.store.people import Device
from sync.change import Change, Write
from sync.ids import wid_ms
from sync.protocol import SyncRequest

RECORDS_DEFAULT: Final = 2_400
DAYS_MIN: Final = 28
# A network of fifteen organisations writes about this much (domain.md section 7).
RECORDS_A_DAY: Final = 550
HELD_MAX: Final = 3
# Of all records, at most one in so many is about rounds to come.
AHEAD_SHARE: Final = 4
BATCH_CHANGES: Final = 1_000
_SENT_AFTER_MS: Final = 25 * 60_000
# Two rounds of one organisation in one place, less than 90 minutes apart, look like a mistake.
_EVENING: Final = (18, 20.5, 15.5, 13, 10.5, 8)
_DAY: Final = (9, 14, 11.5, 16.5, 19, 6.5)

Progress = Callable[[int, int], None]


def has_rounds(network_id: str) -> bool:
    with reading() as session:
        query = select(Record.id).where(Record.network_id == network_id, Record.kind == "round")
        return session.scalar(query.limit(1)) is not None


def add(network_id: str, records: int, seed: int, now_ms: int, progress: Progress) -> None:
    """Write `records` more records, and the open questions that go with them.

    The directory, to which they refer, comes on top: like the places it is part of the network.
    """
    demo_directory.add(network_id, now_ms)
    _add_devices(network_id, now_ms - (_days(records) + 2) * DAY_MS, now_ms)
    writer = _Writer(network_id, now_ms)
    # Another call with the same seed goes on with other records instead of repeating these.
    rng = random.Random(f"{seed}/{_changes_so_far(network_id)}")  # noqa: S311 (not a secret)
    told = 0
    activities: dict[Org, Change] = {}
    for change, author, is_new in _weeks(rng, records, now_ms):
        writer.take(author, change)
        told += is_new
        if is_new and change.kind == "activity":
            activities.setdefault(author.org, change)
        if is_new and told % 10_000 == 0:
            progress(told, records)
    writer.flush()
    _write_held(writer, activities)
    progress(told, records)
    _settle_devices(network_id)


def _weeks(rng: random.Random, records: int, now_ms: int) -> Iterator[Written]:
    """Changes with their author, and whether each begins a record; `records` of those."""
    days = _days(records)
    planned = list(_ahead(rng, records // AHEAD_SHARE, now_ms))
    yield from planned
    made = ahead = sum(is_new for _change, _author, is_new in planned)
    for day in range(days):
        # The past is filled up to its share of the records.
        quota = ahead + (records - ahead) * (day + 1) // days
        shifts = _shifts(rng, day, now_ms)
        while made < quota and (shift := next(shifts, None)) is not None:
            told = itertools.chain(
                Entries(rng, shift, now_ms).written(), FollowUps(rng, shift, now_ms).written()
            )
            for change, author, is_new in told:
                if is_new and made == records:
                    return
                made += is_new
                yield change, author, is_new


def _ahead(rng: random.Random, records: int, now_ms: int) -> Iterator[Written]:
    """Notices, and what is planned for tonight and tomorrow: at most so many records."""
    made = 0
    shifts = itertools.chain(tonight(rng, now_ms), _shifts(rng, -1, now_ms))
    plans = (Entries(rng, shift, now_ms).written() for shift in shifts)
    for written in itertools.chain(notices(rng, now_ms), *plans):
        made += written[-1]
        if made > records:
            return
        yield written


def _days(records: int) -> int:
    return max(DAYS_MIN, -(-records // RECORDS_A_DAY))


def _shifts(rng: random.Random, days_ago: int, now_ms: int) -> Iterator[Shift]:
    """The rounds of a day: each organisation once, then each once more, as long as is asked.

    Today ends with what has begun; tomorrow each has one.
    """
    noon = datetime.fromtimestamp(now_ms / 1000, ZoneInfo(TIME_ZONE)) - timedelta(days=days_ago)
    turns = {-1: range(1), 0: range(len(_DAY))}.get(days_ago, itertools.count())
    for turn in turns:
        for org in rng.sample(ORGS, len(ORGS)):
            hours = _EVENING if org.round_kind in ("maraude", "distribution") else _DAY
            hour = hours[turn % len(hours)] + rng.choice((0, 0.5))
            start = noon.replace(hour=int(hour), minute=int(hour % 1 * 60), second=0, microsecond=0)
            start_ms = int(start.astimezone(UTC).timestamp() * 1000)
            if days_ago == 0 and start_ms > now_ms:
                continue
            team = [one for one in MEMBERS if one.org is org and one.role != "network"]
            minutes = rng.choice((120, 150, 180, 240))
            yield Shift(org, tuple(team), tuple(_places(rng, org)), start_ms, minutes)


def _places(rng: random.Random, org: Org) -> list[Site]:
    if org.round_kind == "fixed_point":
        return [rng.choice([site for site in SITES if site.site_kind != "warehouse"])]
    outdoors = [site for site in SITES if site.site_kind in ("living_site", "distribution")]
    return rng.sample(outdoors, rng.choice((1, 2, 2, 3)))


@dataclass(slots=True)
class _Writer:
    """Collects changes by author and pushes them a batch at a time."""

    network_id: str
    now_ms: int
    waiting: dict[Member, list[Change]] = field(default_factory=lambda: defaultdict(list))

    def take(self, author: Member, change: Change) -> None:
        batch = self.waiting[author]
        batch.append(change)
        if len(batch) >= BATCH_CHANGES:
            self.flush(author.org)

    def flush(self, org: Org | None = None) -> None:
        """Push what waits, of one organisation or of all: what is reviewed before the reviews."""
        due = [author for author in self.waiting if org is None or author.org is org]
        for author in sorted(due, key=lambda one: (one.role == "coordinator", one.alias)):
            self._push(author, self.waiting.pop(author))

    def _push(self, author: Member, batch: list[Change]) -> None:
        who = self.who(author)
        verdicts = exchange.push(who, batch, via="sync", received_ms=self._received_ms)
        refused = {one: verdict for one, verdict in verdicts.items() if verdict.kind != "ack"}
        assert not refused, f"the demonstration wrote what is not permitted: {refused}"

    def who(self, author: Member) -> Who:
        return Who(
            user_id=author.id,
            network_id=self.network_id,
            org_id=author.org.id,
            role=author.role,
            clearances=frozenset(author.clearances),
            device_id=device_of(author),
        )

    def _received_ms(self, change: Change | None) -> int:
        """When a phone got through: mostly soon after, never in the future."""
        if change is None:
            return self.now_ms
        return min(self.now_ms, wid_ms(change.id) + _SENT_AFTER_MS)


def _write_held(writer: _Writer, activities: Mapping[Org, Change]) -> None:
    """Somebody of another organisation corrects an entry: that waits for a coordinator."""
    for org, first in list(activities.items())[:HELD_MAX]:
        helper = next(one for one in MEMBERS if one.role == "volunteer" and one.org is not org)
        seen = first.writes["people"]
        assert type(seen.value) is int
        correction = {"people": Write(seen.value + 1, (first.id,))}
        at_ms = min(writer.now_ms, wid_ms(first.id) + 2 * _SENT_AFTER_MS)
        change = Change(fresh_wid(at_ms), first.kind, first.record, first.schema, correction)
        request = SyncRequest(push=(change.to_wire(),), limit=1)
        exchange.sync(writer.who(helper), request, DAYS_MIN)


def device_of(member: Member) -> str:
    return stable_id(f"device/{member.alias}")


def _add_devices(network_id: str, enrolled_ms: int, now_ms: int) -> None:
    """A phone each, which nobody holds: its token is not known to anybody."""
    with writing() as session:
        for member in MEMBERS:
            device = session.get(Device, device_of(member))
            if device is None:
                device = Device(
                    id=device_of(member),
                    network_id=network_id,
                    user_id=member.id,
                    token_hash=stable_id(f"no token/{member.alias}"),
                    label="Téléphone (démonstration)",
                    created_at_ms=enrolled_ms,
                    last_seen_ms=now_ms,
                    app="1.0.0",
                )
                session.add(device)
            device.created_at_ms = min(device.created_at_ms, enrolled_ms)


def _settle_devices(network_id: str) -> None:
    """These phones have sent everything that they made."""
    mine: Mapping[str, Member] = {device_of(member): member for member in MEMBERS}
    with writing() as session:
        query = select(Device).where(Device.network_id == network_id, Device.id.in_(mine))
        for device in session.scalars(query):
            device.made = device.stored


def _changes_so_far(network_id: str) -> int:
    with reading() as session:
        return session.get_one(Network, network_id).changes
