"""The case of a minor that a protection focal point keeps longer, on both databases."""

from __future__ import annotations

from typing import Any

import pytest

from server.domain import audit, retention

from .network import TestNetwork, TestPhone
from .test_at_rest import is_there
from .test_erasure import everything
from .test_retention import AGES, CODE, OTHER, follow_up, run

MINOR = {"code": CODE, "minor_status": "unaccompanied"}
WHY = "canary reason"


def closed_minor(network: TestNetwork, focal: TestPhone) -> str:
    case = focal.create("case", MINOR)
    focal.write(case, {"status": "closed"})
    return case


def keep(focal: TestPhone, case: str, until: str | None, **more: Any) -> str:
    return focal.verdict(case, {"keep_until": until, "keep_reason": WHY, **more})


@pytest.fixture
def focal(network: TestNetwork) -> TestPhone:
    return network.phone("coordinator", clearances=("protection",))


def test_a_minors_case_is_kept_as_long_as_a_focal_point_says(
    network: TestNetwork, focal: TestPhone
) -> None:
    case = closed_minor(network, focal)
    assert keep(focal, case, "2027-12-01") == "ack"
    network.later(days=200)
    assert run(network) == {}
    assert retention.kept_longer(network.now_ms, AGES) == [case]
    assert focal.sees(case) == "stub"
    network.later(days=235)  # 2027-11-30
    assert "cases" not in run(network)
    told = network.app.test_cli_runner().invoke(args=["retention", "run", "--dry-run"])
    assert (
        told.exit_code == 0 and " 1  kept longer, as a protection focal point said\n" in told.stdout
    )
    assert case in told.stdout and CODE not in told.output
    network.later(days=3)
    assert retention.kept_longer(network.now_ms, AGES) == []
    assert run(network) == {"cases": 1}
    assert CODE not in everything() and WHY not in everything()


def test_a_kept_case_keeps_its_referrals_and_no_longer_when_that_is_taken_back(
    network: TestNetwork, focal: TestPhone
) -> None:
    receiver = network.phone("coordinator", org=1, clearances=("protection",))
    paths = follow_up(network, focal, receiver, minor_status="unaccompanied")
    focal.write(paths["case"], {"status": "closed"})
    said = focal.change(paths["case"], {"keep_until": "2028-01-01", "keep_reason": WHY})
    assert focal.sync(said)["ack"] == [said["id"]]
    network.later(days=200)
    assert run(network) == {}
    assert retention.kept_longer(network.now_ms, AGES) == [paths["referral"], paths["case"]]
    focal.write(paths["case"], {"keep_until": None}, covers={"keep_until": [said["id"]]})
    assert run(network) == {"referrals": 1, "cases": 1}


def test_one_saying_keeps_a_case_for_two_years_at_most(
    network: TestNetwork, focal: TestPhone
) -> None:
    case = closed_minor(network, focal)
    assert keep(focal, case, "2099-01-01") == "ack"
    network.later(days=729)
    assert "cases" not in run(network)
    network.later(days=4)
    assert run(network)["cases"] == 1


def test_only_a_focal_point_keeps_longer_only_a_minors_case_and_says_why(
    network: TestNetwork, focal: TestPhone
) -> None:
    case = closed_minor(network, focal)
    author = network.phone("coordinator")
    assert keep(author, case, "2028-01-01") == "not_permitted"
    stranger = network.phone("coordinator", org=1, clearances=("protection",))
    assert keep(stranger, case, "2028-01-01") == "not_in_scope"
    assert focal.verdict(case, {"keep_until": "2028-01-01"}) == "not_permitted"
    assert keep(focal, case, "2028-01-01", keep_reason="  ") == "not_permitted"
    adult = focal.create("case", {"code": OTHER, "minor_status": "no"})
    assert keep(focal, adult, "2028-01-01") == "not_permitted"
    network.later(days=200)
    assert run(network) == {"cases": 1}, "what waits at the door keeps nothing"


def test_sec_u8_keeping_longer_is_in_the_audit_without_the_reason(
    network: TestNetwork, focal: TestPhone
) -> None:
    case = closed_minor(network, focal)
    said = focal.change(case, {"keep_until": "2028-01-01", "keep_reason": WHY})
    focal.sync(said)
    focal.sync(said)
    focal.write(case, {"keep_until": None}, covers={"keep_until": [said["id"]]})
    lines, _total = audit.listed(focal.who, audit.Wanted(actions=("kept_longer", "kept_no_longer")))
    told = sorted((line.action, line.subject, line.reason) for line in lines)
    assert told == [("kept_longer", case, "2028-01-01"), ("kept_no_longer", case, None)]
    assert WHY not in str(lines) and not is_there(WHY)
