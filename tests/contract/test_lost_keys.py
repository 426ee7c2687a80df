"""SEC-H4: going on without a key of which no copy is left, and its coming back all the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from server.domain import audit, listing, retention
from server.domain.query import Asked
from server.domain.retention import Ages
from server.domain.who import Who
from server.store import at_rest, condition, resealing
from server.store.at_rest import ContentKeyMissing, ring
from server.store.engine import reading
from sync.schema import KINDS

from .network import TestNetwork, TestPhone
from .test_at_rest import CLEARED, shown

GIVE_UP = ["keys", "rotate", "content", "--without-lost-keys"]


@pytest.fixture
def cleared(network: TestNetwork) -> TestPhone:
    return network.phone("coordinator", clearances=CLEARED)


def minor(phone: TestPhone) -> str:
    return phone.create("contact", {"group_size": 1, "minor_status": "separated"})


def lose() -> Path:
    aside = ring().path.with_suffix(".aside")
    ring().path.rename(aside)
    return aside


def given_up(app: Flask) -> str:
    told = app.test_cli_runner().invoke(args=GIVE_UP)
    assert told.exit_code == 0, told.output
    return str(told.output)


def test_sec_h4_a_lost_key_is_given_up_by_command_alone_and_the_audit_says_so(
    app: Flask, network: TestNetwork, cleared: TestPhone
) -> None:
    path, (old,) = minor(cleared), (key.id for key in ring().keys)
    lose()
    refused = app.test_cli_runner().invoke(args=["keys", "rotate", "content"])
    assert refused.exit_code == 1 and "Bring that file back" in refused.output
    with reading() as session:
        assert at_rest.missing(session) == [old]
    assert "1 entries stay unreadable" in given_up(app)
    with reading() as session:
        assert at_rest.missing(session) == []
    assert condition.given_up_keys() == {old}
    boss = Who(cleared.who.user_id, network.id, cleared.who.org_id, "network")
    lines, _total = audit.listed(boss, audit.Wanted(actions=("key_given_up",)))
    assert [line.subject for line in lines] == [f"key/{old}"]
    # What comes now is sealed under the new key; the old one is a line, and says why.
    fresh = minor(cleared)
    assert shown(cleared.who, fresh)["minor_status"] == "separated"
    found = listing.listed(cleared.who, Asked(KINDS["contact"]), network.now_ms)
    stubs = {f"contact/{item.id}": item.stub for item in found.items}
    assert stubs == {path: True, fresh: False}
    with pytest.raises(ContentKeyMissing, match=old):
        shown(cleared.who, path)
    assert app.test_cli_runner().invoke(args=["keys", "rotate", "content"]).exit_code == 0
    given_up(app)
    assert len(audit.listed(boss, audit.Wanted(actions=("key_given_up",)))[0]) == 1


def test_sec_h4_a_push_goes_through_but_for_what_needs_a_key_that_was_given_up(
    app: Flask, network: TestNetwork, cleared: TestPhone
) -> None:
    path = minor(cleared)
    aside = lose()
    lost = cleared.change(path, {"duration_min": 2})
    other = cleared.change("activity", {"people": 2})
    with pytest.raises(ContentKeyMissing):
        cleared.sync(lost, other)
    given_up(app)
    for _again in range(2):
        reply = cleared.sync(lost, other)
        assert reply["ack"] == [other["id"]] and reply["held"] == {lost["id"]: "not_in_scope"}
    carried = cleared.change(path, {"group_size": 3})
    reply = cleared.sync(sealed=[cleared.seal(carried)])
    assert list(reply["sealed"].values()) == ["ok"]
    assert reply["held"] == {carried["id"]: "not_in_scope"}
    # A copy turns up: beside the new key, it opens what it sealed, and what waited is stored.
    fresh = ring().path.read_bytes()
    ring().path.write_bytes(aside.read_bytes())
    old = ring().keys[0]
    ring().path.write_bytes(fresh)
    assert ring().adopt(old)
    assert cleared.sync(lost)["ack"] == [lost["id"]]
    assert shown(cleared.who, path)["duration_min"] == 2
    assert (
        "unreadable" not in app.test_cli_runner().invoke(args=["keys", "rotate", "content"]).output
    )
    assert set(resealing.usage()) == {ring().keys[-1].id}


def test_sec_h4_retention_passes_over_what_nobody_can_read(
    app: Flask, network: TestNetwork, cleared: TestPhone
) -> None:
    cleared.create("contact", {"minor_status": "separated", "note": "canary", "group_size": 1})
    cleared.create("activity", {"note": "open"})
    lose()
    given_up(app)
    network.later(days=91)
    counts = retention.run_records(network.now_ms, Ages(), dry_run=False)
    assert counts["notes"] == 1
