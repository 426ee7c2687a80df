"""Who may hold what, written from `domain.md` sections 1, 2 and 8, for the kinds that are written
here: the oracle beside `server/domain/access.py`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from server.store.models import Record
from sync.merge import Cells
from tests.simulation.follow_ups import first
from tests.simulation.phone import Phone

if TYPE_CHECKING:
    from tests.simulation.world import World

WHOLE, LINE = "whole", "line"
CHILDREN = ("referral_event", "message", "consent_withdrawal")


def grade(world: World, phone: Phone, path: str, records: Mapping[str, Record]) -> str | None:
    """What a phone may hold of a stored record: all of it, that it exists, or nothing.

    A restricted one is a line for everybody; that is the caller's.
    """
    record = records[path]
    ours = record.org_id == phone.org
    if record.kind in ("org", "site", "list_item", "directory_service", "charter"):
        return WHOLE
    if record.kind == "member":
        return WHOLE if ours else None
    if record.kind == "activity":
        return WHOLE if ours and phone.role in ("volunteer", "coordinator") else None
    sides = _sides(world, path, records)
    side = sides.get(phone.org)
    if phone.role == "coordinator":
        return side
    wrote = phone.role == "volunteer" and phone.user in _authors(world, path, records, phone.org)
    return side if wrote else None


def _authors(
    world: World, path: str, records: Mapping[str, Record], org: str
) -> Iterator[str | None]:
    """Who wrote a record in an organisation; of what belongs to another, who wrote that too."""
    above = records.get(world.followed.get(path, ""))
    for one in (records[path], above):
        if one is not None and one.org_id == org:
            yield one.author_id


def _sides(world: World, path: str, records: Mapping[str, Record]) -> dict[str, str]:
    """The organisations that a record is for."""
    record = records[path]
    if record.kind in CHILDREN:
        above = world.followed[path]
        if above in records:
            return _sides(world, above, records)
        return {record.org_id: WHOLE}
    found = {record.org_id: WHOLE}
    for to_org, paths in world.referrals:
        # With the consent in force, so once all three are here.
        needed = ("consent", "case") if record.kind == "consent" else ("consent", "referral")
        if path in paths.values() and all(paths[kind] in records for kind in needed):
            found.setdefault(
                to_org, LINE if _withdrawn(world, paths["consent"], records) else WHOLE
            )
    return found


def _withdrawn(world: World, consent: str, records: Mapping[str, Record]) -> bool:
    """Whether somebody of either side wrote down that the person no longer agrees."""
    agreed = Cells.from_wire(json.loads(records[consent].state))
    sides = (records[consent].org_id, first(agreed, "to_org"))
    return any(
        above == consent and path in records and records[path].org_id in sides
        for path, above in world.followed.items()
        if path.startswith("consent_withdrawal/")
    )
