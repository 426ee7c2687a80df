"""Records, their values and their issues as answers show them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from server.clock import to_wire_time
from server.domain.held import HeldChange
from server.domain.listing import Item, Total
from server.domain.records import Page
from server.domain.silence import KIND, Worry, as_entry
from server.domain.story import Head, Step
from server.domain.take_back import Undoing
from server.domain.upkeep import Waiting


def item(record: Item) -> dict[str, Any]:
    """One line of a list. A stub says so, and holds nothing that is not in it."""
    told: dict[str, Any] = {
        "id": record.id,
        "kind": record.kind,
        "org": record.org,
        "author": record.author,
        "made_at": to_wire_time(record.made_at_ms),
        "received_at": _time(record.received_at_ms),
        "visibility": record.visibility,
        "when": to_wire_time(record.when_ms),
        "fields": record.fields,
        "issues": [issue(row) for row in record.issues],
        "seq": record.seq,
    }
    return told | {"stub": True} if record.stub else told


def issue(row: Mapping[str, Any]) -> dict[str, Any]:
    """What is wrong, in which field, and the values concerned."""
    told: dict[str, Any] = {"issue": row["issue"], "field": row["field"]}
    if row["why"] is not None:
        told["why"] = row["why"]
    if row["target_id"] is not None:
        told["target"] = {"kind": row["target_kind"], "id": row["target_id"]}
    return told | {"values": [_value(value) for value in json.loads(row["record_values"])]}


def inbox_issue(row: Mapping[str, Any], about: Item) -> dict[str, Any]:
    """An issue beside the record it is about, so that one line of the inbox can say it all."""
    named = {"id": row["id"], "kind": row["kind"], "record": row["record_id"]}
    return named | issue(row) | {"entry": _entry(about)}


def _entry(about: Item) -> dict[str, Any]:
    told = item(about)
    return {name: told[name] for name in ("when", "author", "org", "fields", "visibility")}


def phone_issue(worry: Worry) -> dict[str, Any]:
    """A phone in the inbox, in the shape of an issue of a record."""
    phone = worry.phone
    named = {"id": worry.id, "issue": worry.issue, "kind": KIND, "record": phone.id}
    entry = {"when": to_wire_time(worry.since_ms), "author": phone.user_id, "org": phone.org_id}
    fields = {"fields": as_entry(worry), "visibility": "org"}
    return named | {"field": None, "values": [], "entry": entry | fields}


def service_issue(waiting: Waiting) -> dict[str, Any]:
    """A service of the directory in the inbox, in the shape of an issue of a record."""
    about = waiting.about
    values = [_value(value) for value in waiting.values]
    named = {"id": waiting.id, "issue": waiting.issue, "kind": about.kind, "record": about.id}
    return named | {"field": None, "values": values, "entry": _entry(about)}


def undoing(one: Undoing) -> dict[str, Any]:
    """An entry as it is, and what to write over it, upon what was seen."""
    seen = {name: list(wids) for name, wids in one.seen.items()}
    planned = {"set": dict(one.values), "seen": seen, "made": one.made, "shared": one.shared}
    return item(one.item) | planned


def total(of: Total) -> dict[str, Any]:
    """A whole sum is an integer, another one a decimal string, as values of records are."""
    whole = of.sum == int(of.sum)
    decimal = f"{of.sum:.9f}".rstrip("0").rstrip(".")
    return {"sum": int(of.sum) if whole else decimal, "unsettled": of.unsettled}


def page(told: Page) -> dict[str, Any]:
    """A record's page: the line of the list, all values, the whole history."""
    shown = item(told.item)
    if told.item.stub:
        return shown
    heads = {name: [_head(head) for head in heads] for name, heads in told.heads.items()}
    history = [_step(step) for step in told.history]
    shown |= {"deleted": told.deleted, "heads": heads, "history": history}
    return shown if told.contact_open is None else shown | {"contact_open": told.contact_open}


def out_of_sight(kind: str, record_id: str) -> dict[str, Any]:
    """A record that its last writer can no longer read."""
    empty: dict[str, Any] = {"fields": {}, "issues": [], "heads": {}, "history": []}
    return {"id": record_id, "kind": kind, **empty, "readable": False}


def held(change: HeldChange) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": change.id,
        "change": change.change,
        "reason": change.reason,
        "user": change.user,
        "org": change.org,
        "device": change.device,
        "received_at": to_wire_time(change.received_at_ms),
    }
    if change.about is not None:
        told["entry"] = _entry(change.about)
    return told | {"stub": True} if change.stub else told


def _head(head: Head) -> dict[str, Any]:
    return {
        "wid": head.wid,
        "value": head.value,
        "user": head.user,
        "at": to_wire_time(head.at_ms),
        "device": head.device,
        "received_at": _time(head.received_at_ms),
        "via": head.via,
        "saw": head.saw,
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "id": step.id,
        "user": step.user,
        "device": step.device,
        "at": to_wire_time(step.at_ms),
        "received_at": to_wire_time(step.received_at_ms),
        "via": step.via,
        "set": step.set,
    }


def _value(value: Mapping[str, Any]) -> dict[str, Any]:
    plain = {name: value[name] for name in ("field", "wid", "value", "user")}
    return plain | {"at": to_wire_time(value["at_ms"])}


def _time(ms: int | None) -> str | None:
    return None if ms is None else to_wire_time(ms)
