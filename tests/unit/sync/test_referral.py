"""How a referral stands, by the cases that the TypeScript twin passes too."""

from __future__ import annotations

import json
from itertools import permutations
from typing import Any

import pytest

from sync.referral import PAIRS, STEPS_MAX, TRANSITIONS, Course, Step, course, may_take
from tests.vectors import referral as vectors

CASES: dict[str, list[dict[str, Any]]] = json.loads(vectors.FILE.read_text("utf-8"))
ORDERS_MAX = 24


def steps_of(case: dict[str, Any]) -> list[Step]:
    return [
        Step(
            id=each["id"],
            to=each["to"],
            parents=tuple(each["parents"]),
            actors=frozenset(each["actors"]),
            made_ms=each["made_ms"],
            reason=each.get("reason"),
        )
        for each in case["steps"]
    ]


def test_the_vectors_are_those_of_the_workflow() -> None:
    assert vectors.FILE.read_text("utf-8") == vectors.text()


def test_the_table_is_whole() -> None:
    assert len(vectors.WORKFLOW["transitions"]) == 28
    assert len(vectors.WORKFLOW["concurrent_pairs"]) == 45
    assert len(PAIRS) == 9 * 9
    assert all(before in (*vectors.STATUSES, "draft") for before, _to in TRANSITIONS)


@pytest.mark.parametrize("case", CASES["courses"], ids=lambda case: str(case["name"]))
def test_a_course_is_what_the_workflow_says_in_every_order(case: dict[str, Any]) -> None:
    steps = steps_of(case)
    expected = Course(
        case["status"], tuple(case["heads"]), tuple(case["ignored"]), tuple(case["outcomes"])
    )
    for order in list(permutations(steps))[:: max(1, len(steps) ** 2 // 2)][:ORDERS_MAX]:
        assert course(order) == expected


@pytest.mark.parametrize(
    "case", CASES["allowed"], ids=lambda case: "-".join(map(str, case.values()))
)
def test_a_step_is_taken_by_those_whom_the_workflow_names(case: dict[str, Any]) -> None:
    taken = may_take(case["actor"], case["before"], case["to"], case["reason"])
    assert taken is case["allowed"]


def test_beyond_the_limit_steps_are_ignored_and_quickly() -> None:
    many = [Step(f"{n:05}", "sent", (), frozenset(("sender_volunteer",)), n) for n in range(2_000)]
    found = course(many)
    assert found.status == "sent"
    assert len(found.heads) == STEPS_MAX
    assert len(found.ignored) == 2_000 - STEPS_MAX
