"""SEC-H4: what is restricted lies sealed in the database, and the cleared read it all the same."""

from __future__ import annotations

import subprocess
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, make_url, select, update

from server.domain import held, listing, rebuild, records
from server.domain.errors import NotFound
from server.domain.query import Asked
from server.settings import settings
from server.store import at_rest
from server.store.at_rest import BODY, KEPT, SHOWN, STATE, ContentDamaged, ContentKeyMissing, ring
from server.store.base import db
from server.store.engine import reading, writing
from server.store.models import Change, Record
from server.store.records import load
from sync.schema import KINDS
from tests.databases import postgres_programs

from .network import TestNetwork, TestPhone

CLEARED = ("health", "protection", "incident")
CODE = "7k3m9p2qz"


def raw() -> bytes:
    """All that a thief of the database gets: the files, or a dump with what is bytes as hex too."""
    url = make_url(settings().database_url)
    if url.get_backend_name() == "sqlite":
        path = str(url.database)
        return b"".join(Path(name).read_bytes() for name in (path, f"{path}-wal"))
    told = url.set(drivername="postgresql").render_as_string(hide_password=False)
    command = [str(postgres_programs() / "pg_dump"), "--dbname", told]
    return subprocess.run(command, capture_output=True, check=True).stdout


def is_there(canary: str) -> bool:
    found = raw()
    return canary.encode() in found or canary.encode().hex().encode() in found


def canary() -> str:
    return f"canary{uuid.uuid4().hex}"


@pytest.fixture
def cleared(network: TestNetwork) -> TestPhone:
    return network.phone("coordinator", clearances=CLEARED)


def shown(who: Any, path: str) -> Mapping[str, Any]:
    kind, _, record = path.partition("/")
    return records.page(who, KINDS[kind], record, 0).item.fields


def write_everything(phone: TestPhone) -> dict[str, str]:
    """A restricted record of every kind about people, with a canary in each of its texts."""
    other = phone.network.orgs[1]
    told: dict[str, str] = {}

    def create(kind: str, text_field: str, fields: Mapping[str, Any]) -> str:
        word = canary()
        path = phone.create(kind, {**fields, text_field: word})
        told[path] = word
        return path.partition("/")[2]

    minor = {"minor_status": "unaccompanied"}
    create("contact", "note", {**minor, "site": str(uuid.uuid4()), "group_size": 2, "case": CODE})
    told[phone.create("case", {"code": CODE, **minor, "linked_to/" + CODE: True})] = "unaccompanied"
    agreed = {"case": CODE, "to_org": other, "basis": "vital_interest", "visibility": "protection"}
    consent = create("consent", "reason", agreed)
    create("consent_approval", "note", {"consent": consent, "agreed": True})
    told[phone.create("consent_withdrawal", {"consent": consent, "told_by": "guardian"})] = (
        "guardian"
    )
    sent = {"case": CODE, "from_org": phone.who.org_id, "to_org": other, "consent": consent}
    asked = {"referral_type": "protection.minor", "urgency": "h72", "visibility": "minor"}
    referral = create("referral", "summary", {**sent, **asked})
    step = {"referral": referral, "to": "sent", "parents": [], "source": "app"}
    create("referral_event", "note", step)
    create("message", "text", {"referral": referral})
    create("incident", "account", {"kinds/police_violence": True, "hub_zone": "north"})
    create("activity", "note", {"visibility": "health", "people": 7, "service_type": "food.meal"})
    return told


def test_sec_h4_no_restricted_word_is_in_the_files_and_the_cleared_read_each(
    network: TestNetwork, cleared: TestPhone
) -> None:
    written = write_everything(cleared)
    open_word = canary()
    cleared.create("activity", {"note": open_word, "people": 3})
    assert is_there(open_word), "what is not restricted is found as it is"
    for path, word in written.items():
        found = shown(cleared.who, path)
        assert word in found.values() or word == "unaccompanied", path
        history = records.page(cleared.who, KINDS[path.partition("/")[0]], path.split("/")[1], 0)
        assert word in str(history.history), path
        if word.startswith("canary"):
            assert not is_there(word), path
    for word in ("unaccompanied", "police_violence", "guardian", "vital_interest"):
        assert not is_there(word), word
    with reading() as session:
        restricted = select(Record.state).where(Record.visibility.in_(("minor", "protection")))
        assert all(at_rest.is_sealed(state) for state in session.scalars(restricted))


def test_sec_h4_what_becomes_restricted_is_taken_out_of_the_files(
    network: TestNetwork, cleared: TestPhone
) -> None:
    word, person = canary(), network.phone()
    path = person.create("contact", {"note": word, "site": str(uuid.uuid4()), "group_size": 1})
    person.write(path, {"note": f"{word} again"})
    assert is_there(word)
    person.write(path, {"minor_status": "separated"})
    assert not is_there(word)
    assert word in str(shown(cleared.who, path))
    steps = records.page(cleared.who, KINDS["contact"], path.split("/")[1], 0).history
    assert [word in str(step.set) for step in steps] == [True, True, False]


def test_sec_h4_what_is_no_longer_restricted_is_read_by_all_of_the_organisation(
    network: TestNetwork, cleared: TestPhone
) -> None:
    word, person = canary(), network.phone()
    fields = {"note": word, "site": str(uuid.uuid4()), "group_size": 1, "minor_status": "separated"}
    made = person.change("contact", fields)
    person.sync(made)
    path = f"contact/{made['r']}"
    assert person.sees(path) == "stub"
    cleared.write(path, {"minor_status": "none"}, covers={"minor_status": [made["id"]]})
    assert person.sees(path) == "full"
    assert word in str(shown(person.who, path))
    assert person.sync(made)["ack"] == [made["id"]]


def test_sec_h4_what_waits_is_sealed_whatever_it_is(
    network: TestNetwork, cleared: TestPhone
) -> None:
    word, person = canary(), network.phone()
    refused = person.change("activity", {"note": word, "review": "reviewed"})
    assert person.sync(refused)["held"] == {refused["id"]: "not_permitted"}
    assert not is_there(word)
    (line,) = held.listed(cleared.who, 1, 50)[0]
    assert line.change["set"]["note"] == [word]
    assert person.sync(refused)["held"] == {refused["id"]: "not_permitted"}
    assert held.listed(cleared.who, 1, 50)[1] == 1
    held.release(cleared.who, line.id)
    assert person.sync(refused)["ack"] == [refused["id"]]


def test_sec_h4_a_replayed_or_reused_id_is_told_apart_though_its_hash_is_sealed(
    network: TestNetwork,
) -> None:
    person = network.phone()
    made = person.change("contact", {"minor_status": "separated", "group_size": 1})
    other = person.change(f"contact/{made['r']}", {"note": "another"}, wid=made["id"])
    assert person.sync(made)["ack"] == person.sync(made)["ack"] == [made["id"]]
    assert person.sync(other)["held"] == {made["id"]: "id_reuse"}
    with reading() as session:
        assert session.scalars(select(Change.sha256)).all() == [None]


def two_minors(phone: TestPhone) -> tuple[str, str]:
    fields = {"group_size": 1, "minor_status": "separated"}
    one, two = (phone.create("contact", {**fields, "note": canary()}) for _ in range(2))
    return one, two


@pytest.mark.parametrize("kept", [STATE, BODY, SHOWN["contact"]], ids=lambda kept: kept.name)
def test_sec_h4_swapped_rows_do_not_open(
    network: TestNetwork, kept: at_rest.Kept, cleared: TestPhone
) -> None:
    two_minors(cleared)
    table, column = kept.table, kept.table.c[kept.column]
    with writing() as session:
        one, two = session.execute(select(table).order_by(table.c.id)).mappings().all()
        for to, of in ((one, two), (two, one)):
            session.execute(
                update(table).where(table.c.id == to["id"]).values({kept.column: of[kept.column]})
            )
    with reading() as session:
        for row in session.execute(select(table)).mappings():
            with pytest.raises(ContentDamaged, match=column.name):
                kept.opened(row, row[kept.column])


def test_sec_h4_a_record_given_to_another_organisation_does_not_open(
    network: TestNetwork, cleared: TestPhone
) -> None:
    path, _other = two_minors(cleared)
    with writing() as session:
        session.execute(update(Record).values(org_id=network.orgs[1]))
    with reading() as session, pytest.raises(ContentDamaged):
        load(session, network.id, {("contact", path.split("/")[1])})


def test_sec_h4_a_flipped_bit_is_a_clear_error_and_the_list_goes_on(
    network: TestNetwork, cleared: TestPhone
) -> None:
    one, two = two_minors(cleared)
    record = one.split("/")[1]
    table = SHOWN["contact"].table
    with writing() as session:
        state = session.scalar(select(Record.state).where(Record.id == record)) or b""
        broken = state[:-1] + bytes([state[-1] ^ 1])
        session.execute(update(Record).where(Record.id == record).values(state=broken))
        told = session.scalar(select(table.c.shown).where(table.c.id == record)) or ""
        swapped = told[:-6] + ("A" if told[-6] != "A" else "B") + told[-5:]
        session.execute(update(table).where(table.c.id == record).values(shown=swapped))
    with pytest.raises(ContentDamaged, match=r"record\.state is damaged"):
        shown(cleared.who, one)
    found = listing.listed(cleared.who, Asked(KINDS["contact"]), network.now_ms)
    assert {item.id: item.stub for item in found.items} == {record: True, two.split("/")[1]: False}


def test_sec_h4_without_its_key_nothing_is_overwritten_and_the_rest_goes_on(
    network: TestNetwork, cleared: TestPhone
) -> None:
    path, _other = two_minors(cleared)
    stranger = network.phone("coordinator", org=1)
    key = ring().keys[0].id
    aside = ring().path.with_suffix(".aside")
    ring().path.rename(aside)
    with pytest.raises(ContentKeyMissing, match=key):
        shown(cleared.who, path)
    with pytest.raises(NotFound):
        shown(stranger.who, path)
    made = cleared.change("contact", {"group_size": 1, "minor_status": "separated"})
    with pytest.raises(ContentKeyMissing, match=key):
        cleared.sync(made)
    assert not ring().path.exists()
    open_one = cleared.create("activity", {"people": 2})
    assert shown(cleared.who, open_one)["people"] == 2
    found = listing.listed(cleared.who, Asked(KINDS["contact"]), network.now_ms)
    assert [item.stub for item in found.items] == [True, True]
    with reading() as session:
        assert at_rest.missing(session) == [key]
    with reading() as session:
        states = session.scalars(select(Record.state).order_by(Record.id)).all()
    aside.replace(ring().path)
    with reading() as session:
        assert at_rest.missing(session) == []
        assert session.scalars(select(Record.state).order_by(Record.id)).all() == states
    assert cleared.sync(made)["ack"] == [made["id"]]
    assert "canary" in str(shown(cleared.who, path))


def test_sec_h4_computing_everything_again_gives_the_same(
    network: TestNetwork, cleared: TestPhone
) -> None:
    write_everything(cleared)
    one = network.phone()
    path = one.create("contact", {"group_size": 1, "minor_status": "separated"})
    one.write(path, {"needs/medical": True})
    before = everything()
    rebuild.rebuild_all()
    assert everything() == before


def everything() -> dict[str, list[str]]:
    """Every row of the read models and every state, opened."""
    found: dict[str, list[str]] = {}
    with reading() as session:
        tables: list[Table] = [*dict.fromkeys(kept.table for kept in KEPT)]
        for table in (*tables, db.metadata.tables["element"]):
            rows = [dict(row) for row in session.execute(select(table)).mappings()]
            for kept in (one for one in KEPT if one.table is table):
                for row in rows:
                    row[kept.column] = _plain(kept.opened(row, row[kept.column]))
            found[table.name] = sorted(map(str, rows))
    return found


def _plain(opened: Any) -> Any:
    return opened.decode("latin-1") if isinstance(opened, bytes) else opened
