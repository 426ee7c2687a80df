"""Retention of what is no record: who did what, who signed in, backups."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement

from server.config import Config
from server.domain import answer_links, backups, invites, sealing, sessions, throttle
from server.domain.retention import DAY_MS, Ages, months_before
from server.store import ageing, snapshot
from server.store.engine import reading, writing
from server.store.unopened import KEPT_DAYS

_Rows = tuple[Any, ColumnElement[bool]]


def run_rows(now_ms: int, ages: Ages, *, dry_run: bool) -> dict[str, int]:
    """Every rule about rows of tables, over all networks: how many were due, by rule."""
    counts = {}
    for name, (table, condition) in _rules(now_ms, ages).items():
        with reading() as session:
            counts[name] = ageing.count_rows(session, table, condition)
        left = counts[name]
        while left > 0 and not dry_run:
            with writing() as session:
                taken = ageing.delete_rows(session, table, condition)
            left = left - taken if taken else 0
    return counts


def run_files(config: Config, now_ms: int, ages: Ages, *, dry_run: bool) -> dict[str, int]:
    """Backups, and databases that a restore put aside."""
    folder, days = backups.folder_of(config), ages.backup_days
    old = backups.forget_old(folder, days, now_ms, dry_run=dry_run)
    aside = snapshot.forget_aside(now_ms - days * DAY_MS, dry_run=dry_run)
    return {"backups": len(old), "databases put aside": aside}


def run_keys(now_ms: int, *, dry_run: bool) -> dict[str, int]:
    """A new sealing key when the newest is old enough."""
    if dry_run:
        return {"sealing keys replaced": int(sealing.is_due(now_ms))}
    return {"sealing keys replaced": int(sealing.rotate(now_ms) is not None)}


def _rules(now_ms: int, ages: Ages) -> dict[str, _Rows]:
    return {
        "audit": ageing.audited_before(months_before(now_ms, ages.audit_months)),
        "sessions": ageing.ended_sessions(now_ms - sessions.LIFE_MS, now_ms - sessions.IDLE_MS),
        "failed attempts": ageing.failed_before(now_ms - throttle.WINDOW_MS),
        "recovery codes": ageing.ended_recoveries(now_ms),
        "invites": ageing.spent_invites(now_ms - invites.RETRY_MS, now_ms),
        "envelopes nobody could open": ageing.unopened_before(now_ms - KEPT_DAYS * DAY_MS),
        "answer links": ageing.ended_links(now_ms - answer_links.KEPT_MS),
    }
