"""How guards of the server are taken away, `security.md` section 8.

What is patched here and no longer exists fails the run: a guard that moved must be taken away
where it went.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask import request
from sqlalchemy import true, update

from server.api import auth, body, errors, headers, health
from server.domain import (
    access,
    answer_links,
    devices,
    dossier,
    scope,
    sessions,
    who,
)
from server.store.engine import writing
from server.store.people import Device
from server.store.records import FULL, load

Patch = pytest.MonkeyPatch
Remove = Callable[[Patch], None]


@dataclass(frozen=True, slots=True)
class Guard:
    """`tests`: the narrowest selection that turns red without it; fast unless told otherwise."""

    name: str
    remove: Remove
    tests: Sequence[str]
    slow: bool = False


def everywhere(patch: Patch, module: Any, name: str, instead: Any) -> None:
    """Replace a function also where it was imported by name."""
    right = getattr(module, name)
    for loaded in [one for path, one in sys.modules.items() if path.partition(".")[0] == "server"]:
        for known in [n for n, value in vars(loaded).items() if value is right]:
            patch.setattr(loaded, known, instead)


def gone(module: Any, name: str, instead: Any = lambda *_given, **_named: None) -> Remove:
    """The function does nothing, or what is given instead, wherever it is called."""
    return lambda patch: everywhere(patch, module, name, instead)


def here(module: Any, name: str, instead: Any) -> Remove:
    """Only as this one module sees it."""
    return lambda patch: patch.setattr(module, name, instead)


def network_only(asked: Any, who: Any, table: Any, **_narrower: Any) -> Any:
    return asked.where(table.network_id == who.network_id)


def any_role(patch: Patch) -> None:
    right = auth._policy_of

    def policy_of(view: Any) -> auth.Policy | None:
        declared = right(view)
        return declared and replace(declared, roles=frozenset(who.ROLES))

    patch.setattr(auth, "_policy_of", policy_of)


def cookie_is_a_phone(patch: Patch) -> None:
    right = auth._policy_of

    def policy_of(view: Any) -> auth.Policy | None:
        declared = right(view)
        return declared and replace(declared, device=False)

    patch.setattr(auth, "_policy_of", policy_of)


def any_session(patch: Patch) -> None:
    """Whatever a session began with, it is one of the desk."""

    def find(token: str, now_ms: int, *, background: bool = False) -> Any:
        return sessions._find(token, now_ms, true(), background)

    patch.setattr(sessions, "find", find)


def any_csrf(patch: Patch) -> None:
    class Hmac:
        compare_digest = staticmethod(lambda *_: True)

    patch.setattr(auth, "hmac", Hmac)


def blocked_phones_go_on(patch: Patch) -> None:
    right = devices.find

    def find(token: str) -> Any:
        with writing() as session:
            session.execute(update(Device).values(revoked_at_ms=None))
        return right(token)

    patch.setattr(devices, "find", find)


@contextmanager
def no_limit(*_given: Any) -> Iterator[None]:
    yield


def without_header(name: str) -> Remove:
    def remove(patch: Patch) -> None:
        right = headers._add

        def add(response: Any) -> Any:
            answer = right(response)
            answer.headers.pop(name, None)
            return answer

        patch.setattr(headers, "_add", add)

    return remove


def loose_json(patch: Patch) -> None:
    import json  # noqa: PLC0415  # only here is the wrong reader wanted

    patch.setattr(body, "read_json", json.loads)


def unbounded(patch: Patch) -> None:
    right = body._inflate
    # Still some end, for the machine that runs this.
    patch.setattr(body, "_inflate", lambda _bytes_max: right(2**24))


def log_paths(patch: Patch) -> None:
    right = health._end

    def end(response: Any) -> Any:
        health.log.info("%s", request.full_path)
        return right(response)

    patch.setattr(health, "_end", end)


def log_mistakes_whole(patch: Patch) -> None:
    right = errors._bug

    def bug(error: Exception) -> Any:
        errors.log.error("internal error: %s", error)
        return right(error)

    patch.setattr(errors, "_bug", bug)


def always_agreed(patch: Patch) -> None:
    patch.setattr(dossier, "_receiver_grade", lambda *_: FULL)


def content_in_stubs(patch: Patch) -> None:
    def stub(record: Any) -> bytes:
        return right(record)[:-2] + b',"note":"%s"}}' % str(scope.shown(record, "note")).encode()

    right = scope.make_stub
    patch.setattr(scope, "make_stub", stub)


def clearance_for_all(patch: Patch) -> None:
    def keys(someone: who.Who) -> list[str]:
        return right(replace(someone, clearances=frozenset(who.CLEARANCES)))

    right = access.user_keys
    everywhere(patch, access, "user_keys", keys)


def ended_link_counts_as_open(state: str) -> Remove:
    """A link that ended in this way is taken for open."""

    def remove(patch: Patch) -> None:
        right = answer_links.state_of
        everywhere(
            patch,
            answer_links,
            "state_of",
            lambda *given: "open" if right(*given) == state else right(*given),
        )

    return remove


def as_if_of_everybody(*given: Any) -> Any:
    """The records, of whatever organisation the asker says to be."""

    class Anybodys(str):
        __hash__ = str.__hash__

        def __eq__(self, _other: object) -> bool:
            return True

        def __ne__(self, _other: object) -> bool:
            return False

    found = load(*given)
    for record in found.values():
        record.org_id = Anybodys(record.org_id)
    return found
