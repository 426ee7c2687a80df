"""Writes `referral.json` from `sync/referral-workflow.json`: `python -m tests.vectors.referral`.

Nothing here knows how the programs compute a status; each case says what the tables say.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).with_name("referral.json")
WORKFLOW: Final = json.loads(
    (Path(__file__).parents[2] / "sync" / "referral-workflow.json").read_text("utf-8")
)
ACTORS: Final = ("sender_volunteer", "sender_coordinator", "receiver_handler")
ANYBODY: Final = list(ACTORS)
STATUSES: Final = (
    "sent",
    "received",
    "accepted",
    "in_progress",
    "completed",
    "not_completed",
    "declined",
    "cancelled",
    "error",
)
# The shortest way to each status after `sent`.
WAYS: Final = {
    "sent": (),
    "received": ("received",),
    "accepted": ("accepted",),
    "in_progress": ("accepted", "in_progress"),
    "completed": ("accepted", "completed"),
    "not_completed": ("accepted", "not_completed"),
    "declined": ("declined",),
    "cancelled": ("cancelled",),
    "error": ("error",),
}
PLAIN_REASON: Final = {"cancelled": "person_changed_mind", "completed": "service_full"}
DAY_MS: Final = 24 * 60 * 60_000

Case = dict[str, Any]


def step(
    step_id: str, to: str, parents: list[str], reason: str | None = None, **more: Any
) -> dict[str, Any]:
    told = {"id": step_id, "to": to, "parents": parents, "actors": ANYBODY, "made_ms": 0}
    reason = reason or PLAIN_REASON.get(to)
    return {**told, **({"reason": reason} if reason else {}), **more}


def case(
    name: str,
    steps: list[dict[str, Any]],
    status: str | None,
    heads: list[str],
    ignored: tuple[str, ...] = (),
    outcomes: tuple[str, ...] = (),
) -> Case:
    return {
        "name": name,
        "steps": steps,
        "status": status,
        "heads": sorted(heads),
        "ignored": sorted(ignored),
        "outcomes": list(outcomes),
    }


def way(name: str, to: str, first: str, reason: str | None = None) -> list[dict[str, Any]]:
    """The steps from `first` to a status; the last has the id `name`."""
    found = []
    before = first
    for number, each in enumerate(WAYS[to]):
        last = number == len(WAYS[to]) - 1
        this = name if last else f"{name}{number}"
        found.append(step(this, each, [before], reason if last else None))
        before = this
    return found


def pairs() -> Iterator[Case]:
    for entry in WORKFLOW["concurrent_pairs"]:
        a, b = entry["a"], entry["b"]
        yield _pair(a, b, entry["result"])
        if "if_consent_withdrawn" in entry:
            yield _pair(a, b, entry["if_consent_withdrawn"], "consent_withdrawn")


def _pair(a: str, b: str, result: str, reason: str | None = None) -> Case:
    of_a, of_b = (reason if to == "cancelled" else None for to in (a, b))
    if "sent" in (a, b):
        # Somebody's phone sent it twice; one of the two was followed.
        steps = [step("a", "sent", []), *_sent_and_more("b", b, of_b)]
    else:
        steps = [step("s", "sent", []), *way("a", a, "s", of_a), *way("b", b, "s", of_b)]
    outcomes = ("service_full",) if result == "completed" else ()
    told = f"{a} beside {b}{', consent withdrawn' if reason else ''}: {result}"
    return case(told, steps, result, ["a", "b"], outcomes=outcomes)


def _sent_and_more(name: str, to: str, reason: str | None) -> list[dict[str, Any]]:
    if to == "sent":
        return [step(name, "sent", [])]
    return [step("s", "sent", []), *way(name, to, "s", reason)]


def allowed() -> Iterator[Case]:
    """Every step from every status by every actor, and whether the table has it."""
    table = {
        (one["from"], one["to"], actor) for one in WORKFLOW["transitions"] for actor in one["by"]
    }
    for before, to, actor in product(("draft", *STATUSES), STATUSES, ACTORS):
        yes = (before, to, actor) in table
        for reason in ("consent_withdrawn", "person_changed_mind", "met_elsewhere"):
            if to != "cancelled" and reason != "consent_withdrawn":
                continue
            told = actor != "receiver_handler" or to != "cancelled" or reason != "met_elsewhere"
            yield {
                "before": before,
                "to": to,
                "actor": actor,
                "reason": reason if to == "cancelled" else None,
                "allowed": yes and told,
            }


def courses() -> Iterator[Case]:
    """What the rules of the workflow say beside its tables."""
    s = step("s", "sent", [])
    yield case("nothing yet: a draft", [], None, [])
    yield case("sent", [s], "sent", ["s"])
    yield case("a first step that is not `sent`", [step("a", "received", [])], None, [], ("a",))
    yield case(
        "a step that its parent does not allow is ignored",
        [s, step("a", "completed", ["s"])],
        "sent",
        ["s"],
        ("a",),
    )
    yield case(
        "what follows an ignored step follows what that one had seen",
        [s, step("a", "completed", ["s"]), step("b", "accepted", ["a"])],
        "accepted",
        ["b"],
        ("a",),
    )
    yield case(
        "naming all that was seen is naming the last of it",
        [s, step("a", "received", ["s"]), step("b", "accepted", ["a", "s"])],
        "accepted",
        ["b"],
    )
    yield case(
        "a parent that never came counts as seen",
        [step("b", "completed", ["x"])],
        "completed",
        ["b"],
        outcomes=("service_full",),
    )
    yield case(
        "a step by nobody who may take it",
        [s, step("a", "received", ["s"], actors=["sender_volunteer"])],
        "sent",
        ["s"],
        ("a",),
    )
    yield case(
        "a receiver cancels for what the person said only",
        [s, step("a", "cancelled", ["s"], "met_elsewhere", actors=["receiver_handler"])],
        "sent",
        ["s"],
        ("a",),
    )
    yield case(
        "steps on a circle are ignored",
        [s, step("a", "received", ["s", "b"]), step("b", "accepted", ["a"])],
        "sent",
        ["s"],
        ("a", "b"),
    )
    yield case(
        "a step that names itself is ignored",
        [s, step("a", "received", ["a"])],
        "sent",
        ["s"],
        ("a",),
    )
    yield case(
        "what lies between two circles is ignored, what follows one is not",
        [
            s,
            step("a", "received", ["a2"]),
            step("a2", "received", ["a"]),
            step("m", "accepted", ["a"]),
            step("b", "accepted", ["m", "b2"]),
            step("b2", "accepted", ["b"]),
            step("n", "accepted", ["b", "s"]),
        ],
        "accepted",
        ["n"],
        ("a", "a2", "b", "b2", "m"),
    )
    yield case(
        "a status that nobody knows", [s, step("a", "tomorrow", ["s"])], "sent", ["s"], ("a",)
    )
    yield from _outcomes(s)
    yield from _reviews(s)
    yield from _reopenings(s)


def _outcomes(s: dict[str, Any]) -> Iterator[Case]:
    accepted = step("a", "accepted", ["s"])
    yield case(
        "completed twice, differently: both outcomes are told",
        [s, accepted, step("b", "completed", ["a"]), step("c", "completed", ["a"], "service_part")],
        "completed",
        ["b", "c"],
        outcomes=("service_full", "service_part"),
    )
    yield case(
        "declined twice: both reasons stand",
        [s, step("a", "declined", ["s"], "closed"), step("b", "declined", ["s"], "language")],
        "declined",
        ["a", "b"],
    )


def _reviews(s: dict[str, Any]) -> Iterator[Case]:
    fork = [s, step("a", "accepted", ["s"]), step("b", "cancelled", ["s"])]
    yield case("two who did not know", fork, "review", ["a", "b"])
    for to in ("accepted", "cancelled"):
        settled = [*fork, step("c", to, ["a", "b"])]
        yield case(f"settled: {to}", settled, to, ["c"])
    yield case(
        "what is in review is not settled by a third status",
        [*fork, step("c", "completed", ["a", "b"])],
        "review",
        ["a", "b"],
        ("c",),
    )
    receivers = [s, step("a", "accepted", ["s"])]
    own = [*receivers, step("b", "completed", ["a"]), step("c", "not_completed", ["a"])]
    for actor, status in (("receiver_handler", "completed"), ("sender_coordinator", "review")):
        last = step("d", "completed", ["b", "c"], actors=[actor])
        yield case(
            f"settled by whose decision it is: {actor}",
            [*own, last],
            status,
            ["d"] if status == "completed" else ["b", "c"],
            () if status == "completed" else ("d",),
            ("service_full",) if status == "completed" else (),
        )
    yield case(
        "one pair in review is enough",
        [*fork, step("c", "error", ["s"]), step("d", "received", ["s"])],
        "review",
        ["a", "b", "c", "d"],
    )
    yield case(
        "three that agree pair by pair",
        [s, step("a", "declined", ["s"]), step("b", "cancelled", ["s"]), step("c", "error", ["s"])],
        "error",
        ["a", "b", "c"],
    )
    yield case(
        "a withdrawn consent wins beside a plain cancellation",
        [
            s,
            step("a", "declined", ["s"]),
            step("b", "cancelled", ["s"]),
            step("c", "cancelled", ["s"], "consent_withdrawn"),
        ],
        "cancelled",
        ["a", "b", "c"],
    )


def _reopenings(s: dict[str, Any]) -> Iterator[Case]:
    closed = [s, step("a", "accepted", ["s"]), step("b", "completed", ["a"])]
    for days, opened in ((30, True), (31, False)):
        again = step("c", "in_progress", ["b"], made_ms=days * DAY_MS)
        yield case(
            f"opened again after {days} days",
            [*closed, again],
            "in_progress" if opened else "completed",
            ["c" if opened else "b"],
            () if opened else ("c",),
            () if opened else ("service_full",),
        )
    yield case(
        "opened again beside anything else: review",
        [*closed, step("c", "in_progress", ["b"]), step("d", "error", ["a"])],
        "review",
        ["c", "d"],
    )
    yield case(
        "opened again twice: review",
        [*closed, step("c", "in_progress", ["b"]), step("d", "in_progress", ["b"])],
        "review",
        ["c", "d"],
    )
    yield case(
        "a cancelled one is sent again by the sender's coordinator",
        [s, step("a", "cancelled", ["s"]), step("b", "sent", ["a"], actors=["sender_coordinator"])],
        "sent",
        ["b"],
    )


def text() -> str:
    sections = {"allowed": list(allowed()), "courses": [*pairs(), *courses()]}
    lines = [
        f' "{name}": [\n'
        + ",\n".join(f"  {json.dumps(one, ensure_ascii=False)}" for one in cases)
        + "\n ]"
        for name, cases in sections.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    FILE.write_text(text(), "utf-8")
    sys.stdout.write(f"{FILE.name}: {text().count('name')} courses\n")
