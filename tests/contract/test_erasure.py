"""Erasing and its journal, on both databases."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text

from server.domain import erasure, held
from server.domain.errors import NotFound
from server.settings import settings
from server.store.at_rest import KEPT
from server.store.base import db
from server.store.engine import reading, writing
from server.store.journal import Journal
from server.store.models import Erased

from .network import TestNetwork, TestPhone

CODE = "7k3m9p2qx"


def journal() -> Journal:
    return Journal.beside(settings().data_dir)


def case_with_consent(phone: TestPhone) -> list[str]:
    case = phone.create("case", {"code": CODE})
    agreed = {"case": CODE, "to_org": phone.network.orgs[1], "scopes/refer": True}
    return [case, phone.create("consent", agreed)]


def test_everything_that_belongs_to_a_record_goes_with_it(network: TestNetwork) -> None:
    phone, coordinator = network.phone(), network.phone("coordinator")
    round_id = phone.create("round", {"round_kind": "maraude"})
    named = round_id.split("/")[1]
    signup = phone.create("signup", {"round": named, "user": phone.who.user_id, "going": True})
    activity = phone.create("activity", {"round": named, "service_type": "food.hot_meal"})
    phone.pull()
    assert erasure.erase(coordinator.who, [round_id]) == sorted([round_id, signup])
    reply = phone.sync()
    assert sorted(reply["erased"]) == sorted([round_id, signup])
    assert activity in phone.seen and round_id not in phone.seen
    assert erasure.erase(coordinator.who, [round_id]) == [round_id]


def test_a_referral_loses_its_receiver_with_its_consent(network: TestNetwork) -> None:
    sender, coordinator = network.phone(), network.phone("coordinator")
    receiver = network.phone("coordinator", org=1)
    case, consent = case_with_consent(sender)
    sent = {"case": CODE, "from_org": sender.who.org_id, "to_org": receiver.who.org_id}
    referral = sender.create("referral", {**sent, "consent": consent.split("/")[1]})
    assert receiver.pull() == {case, consent, referral}
    erasure.erase(coordinator.who, [consent])
    reply = receiver.sync()
    assert reply["erased"] == [consent]
    assert sorted(reply["gone"]) == sorted([case, referral])


def test_nobody_erases_what_is_not_theirs(network: TestNetwork) -> None:
    phone = network.phone()
    path = phone.create("activity", {"note": "x"})
    for who in (network.phone("coordinator", org=1).who, network.phone("network").who):
        with pytest.raises(NotFound):
            erasure.erase(who, [path])
    assert network.phone().sees(path) == "full"
    assert not journal().path.exists()


def test_who_received_a_referral_reads_it_and_does_not_erase_it(network: TestNetwork) -> None:
    sender, receiver = network.phone(), network.phone("coordinator", org=1)
    case, consent = case_with_consent(sender)
    sent = {"case": CODE, "from_org": sender.who.org_id, "to_org": receiver.who.org_id}
    referral = sender.create("referral", {**sent, "consent": consent.split("/")[1]})
    assert receiver.pull() == {case, consent, referral}
    for path in (case, consent, referral):
        with pytest.raises(NotFound):
            erasure.erase(receiver.who, [path])
    assert not journal().path.exists()


def test_a_forged_case_does_not_erase_what_others_wrote(network: TestNetwork) -> None:
    theirs = network.phone("coordinator", org=1)
    case, consent = case_with_consent(theirs)
    ours = network.phone("coordinator")
    forged = ours.create("case", {"code": CODE})
    agreed = {"case": CODE, "to_org": theirs.who.org_id, "scopes/refer": True}
    bait = ours.create("consent", agreed)
    sent = {"case": CODE, "from_org": ours.who.org_id, "to_org": theirs.who.org_id}
    lure = ours.create("referral", {**sent, "consent": bait.split("/")[1]})
    assert erasure.erase(ours.who, [forged]) == sorted([forged, bait, lure])
    assert (theirs.sees(case), theirs.sees(consent)) == ("full", "full")


def test_meetings_forget_the_case_and_their_note(network: TestNetwork) -> None:
    phone, coordinator = network.phone(), network.phone("coordinator")
    case, _consent = case_with_consent(phone)
    contact = phone.create("contact", {"case": CODE, "note": "remembered", "group_size": 3})
    held = phone.change(contact, {"note": "remembered too", "review": "reviewed"})
    phone.sync(held)
    erasure.erase(coordinator.who, [case])
    phone.pull()
    fields = {
        name: value for _w, _u, set_ in phone.seen[contact]["w"] for name, value in set_.items()
    }
    assert (fields["case"], fields["note"], fields["group_size"]) == (None, None, 3)
    assert "remembered" not in everything() and CODE not in everything()


def test_meetings_of_a_partner_forget_the_case_too_those_of_others_do_not(
    network: TestNetwork,
) -> None:
    phone, coordinator = network.phone(), network.phone("coordinator")
    partner, stranger = network.phone("coordinator", org=1), network.phone("coordinator", org=2)
    case, consent = case_with_consent(phone)
    sent = {"case": CODE, "from_org": phone.who.org_id, "to_org": partner.who.org_id}
    phone.create("referral", {**sent, "consent": consent.split("/")[1]})
    partner.create("contact", {"case": CODE, "note": "told to a partner"})
    stranger.create("contact", {"case": CODE, "note": "told to a stranger"})
    erasure.erase(coordinator.who, [case])
    assert "told to a partner" not in everything()
    assert "told to a stranger" in everything()


def everything() -> str:
    """Every row of every table; what is sealed, opened."""
    found = []
    with reading() as session:
        for table in db.metadata.sorted_tables:
            kept = [one for one in KEPT if one.table is table]
            for row in session.execute(select(table)).mappings():
                opened = {one.column: one.opened(row, row[one.column]) for one in kept}
                found += [
                    value.decode("latin-1") if isinstance(value, bytes) else str(value)
                    for value in {**row, **opened}.values()
                ]
    return "\n".join(found)


def test_the_journal_is_written_before_anything_is_erased(
    network: TestNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone, coordinator = network.phone(), network.phone("coordinator")
    path = phone.create("activity", {"note": "x"})

    def stop(*_args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(erasure, "erase_record", stop)
    with pytest.raises(RuntimeError):
        erasure.erase(coordinator.who, [path])
    (line,) = journal().read()
    assert line.names == (path,)
    assert network.phone().sees(path) == "full"


def test_replaying_the_journal_erases_what_a_backup_brought_back(network: TestNetwork) -> None:
    phone, coordinator = network.phone(), network.phone("coordinator")
    made = phone.change("activity", {"note": "secret"})
    phone.sync(made)
    path = f"activity/{made['r']}"
    erasure.erase(coordinator.who, [path])
    with writing() as session:
        session.execute(delete(Erased))
        session.execute(text("DELETE FROM change"))
    phone.sync(made)
    assert "secret" in everything()
    assert erasure.replay(journal()).records == 1
    assert "secret" not in everything()
    assert phone.sync(made)["void"] == {made["id"]: "erased"}
    assert len(journal().path.read_bytes().splitlines()) == 1


def test_a_torn_line_of_the_journal_is_left_out(tmp_path: Path) -> None:
    written = Journal(tmp_path / "erased.jsonl")
    written.append("n", 1, ["activity/a"])
    with written.path.open("ab") as file:
        file.write(json.dumps({"network": "n"}).encode()[:5])
    assert [line.names for line in written.read()] == [("activity/a",)]
    written.append("n", 2, ["activity/b"])
    assert [line.names for line in written.read()] == [("activity/a",), ("activity/b",)]
    assert written.path.stat().st_mode & 0o077 == 0


def test_a_network_that_the_backup_does_not_know_is_left_out(network: TestNetwork) -> None:
    path = network.phone().create("activity", {"note": "secret"})
    journal().append(str(uuid.uuid4()), 1, [f"activity/{uuid.uuid4()}"])
    journal().append(network.id, 2, [path])
    assert erasure.replay(journal()).records == 1
    assert "secret" not in everything()


def test_replaying_forgets_what_waited_when_the_backup_was_made(network: TestNetwork) -> None:
    phone, coordinator = network.phone(), network.phone("coordinator")
    made = phone.change("activity", {"note": "secret", "review": "reviewed"})
    phone.sync(made)
    assert "secret" in everything()
    journal().append(network.id, 1, [f"activity/{made['r']}"])
    erasure.replay(journal())
    assert "secret" not in everything()
    assert held.listed(coordinator.who, 1, 50) == ([], 0)
    assert phone.sync(made)["void"] == {made["id"]: "erased"}
