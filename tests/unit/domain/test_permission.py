"""Who writes what. The expected answers are written from the rules, not from the program."""

from __future__ import annotations

from typing import Any

import pytest

from server.domain.permission import breaks_once, may_write
from sync.schema import KINDS

from .people import HOME, OTHER, THIRD, change, decide, stored, who

OK, SCOPE, PERMIT = None, "not_in_scope", "not_permitted"
ROLES = ("volunteer", "coordinator", "handler", "network", "admin")

# Who creates each kind in their own organisation: V volunteer, C coordinator, H handler,
# N network coordinator; nobody else.
CREATES = {
    "org": "N",
    "site": "CN",
    "directory_service": "CN",
    "round": "VC",
    "signup": "C",  # a volunteer for themselves: below
    "activity": "VC",
    "contact": "VC",
    "case": "VCH",
    "consent": "VCH",
    "consent_approval": "",  # only with clearance: below
    "consent_withdrawal": "VCH",
    "referral": "VC",
    "referral_event": "VCH",
    "message": "VCH",
    "incident": "VC",
    "stock_move": "VC",
    "notice": "CN",
    "member": "",
    "list_item": "N",
    "charter": "",
}
LETTERS = {"volunteer": "V", "coordinator": "C", "handler": "H", "network": "N", "admin": "A"}
RECORD = "6f7f0c5e-5b0c-4e0f-9d3b-0a1b2c3d4e5f"


def test_every_kind_has_a_row_here() -> None:
    assert CREATES.keys() == KINDS.keys()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", CREATES)
def test_each_kind_is_created_by_its_writers_only(kind: str, role: str) -> None:
    made = change(kind, RECORD, {"org": HOME, "tomorrows_field": 1})
    expected = OK if LETTERS[role] in CREATES[kind] else PERMIT
    assert may_write(who(role), made, None) == expected


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", CREATES)
def test_nothing_is_created_for_another_organisation(kind: str, role: str) -> None:
    made = change(kind, RECORD, {"org": OTHER, "tomorrows_field": 1})
    keeps = role == "network" and kind in ("org", "site", "directory_service", "list_item")
    assert may_write(who(role), made, None) == (OK if keeps else SCOPE)


@pytest.mark.parametrize("role", ["volunteer", "coordinator", "handler"])
@pytest.mark.parametrize("kind", [kind for kind in CREATES if kind != "directory_service"])
def test_records_of_another_organisation_are_out_of_scope(kind: str, role: str) -> None:
    record = stored(kind, {}, org=OTHER)
    made = change(kind, record.id, {"tomorrows_field": 1})
    assert may_write(who(role), made, record) == SCOPE


@pytest.mark.parametrize(
    "fields",
    [
        {"review": "reviewed"},
        {"queried": True},
        {"query": "Why?"},
        {"distinct/" + RECORD: True},
        {"accepted/duplicate": True},
        {"$gone": []},
        {"$into": RECORD},
    ],
    ids=str,
)
def test_what_coordinators_write_is_not_permitted_to_others(fields: dict[str, Any]) -> None:
    record = stored("activity", {})
    made = change("activity", record.id, {"note": "x", **fields})
    assert may_write(who("coordinator"), made, record) is OK
    assert may_write(who("volunteer"), made, record) == PERMIT
    assert may_write(who("handler"), made, record) == PERMIT


@pytest.mark.parametrize("field", ["author", "made_at", "received_at", "device"])
@pytest.mark.parametrize("role", ["volunteer", "coordinator"])
def test_derived_fields_are_never_written(role: str, field: str) -> None:
    record = stored("activity", {})
    assert may_write(who(role), change("activity", record.id, {field: "x"}), record) == PERMIT


def test_fields_that_name_their_writers() -> None:
    planned = stored("round", {})
    seats = change("round", planned.id, {"seats": 4})
    assert may_write(who("volunteer"), seats, planned) == PERMIT
    assert may_write(who("coordinator"), seats, planned) is OK
    org = stored("org", {"name": "N"}, record_id=HOME)
    phone = change("org", HOME, {"phone": "+33 1"})
    name = change("org", HOME, {"name": "Other"})
    assert may_write(who("coordinator"), phone, org) is OK
    assert may_write(who("coordinator"), name, org) == PERMIT
    assert may_write(who("volunteer"), phone, org) == PERMIT
    assert may_write(who("coordinator", OTHER), phone, org) == SCOPE
    assert may_write(who("network", OTHER), change("org", HOME, {"listed": True}), org) is OK


@pytest.mark.parametrize("field", ["lock_words", "count_locked_off"])
def test_sec_k4_how_phones_are_locked_is_decided_by_their_own_coordinators(field: str) -> None:
    org = stored("org", {"name": "N"}, record_id=HOME)
    made = change("org", HOME, {field: True})
    assert may_write(who("coordinator"), made, org) is OK
    assert may_write(who("network", OTHER), made, org) is OK
    assert may_write(who("coordinator", OTHER), made, org) == SCOPE
    for role in ("volunteer", "handler", "admin"):
        assert may_write(who(role), made, org) == PERMIT


def test_members_are_written_by_the_server_alone() -> None:
    record = stored("member", {"alias": "A"})
    for role in ROLES:
        assert may_write(who(role), change("member", record.id, {"alias": "B"}), record) == PERMIT


def test_a_signup_is_for_oneself_or_by_a_coordinator() -> None:
    me = who("volunteer", user="me")
    assert may_write(me, change("signup", RECORD, {"user": "me", "going": True}), None) is OK
    assert may_write(me, change("signup", RECORD, {"user": "you"}), None) == PERMIT
    mine, yours = stored("signup", {"user": "me"}), stored("signup", {"user": "you"})
    assert may_write(me, change("signup", mine.id, {"going": False}), mine) is OK
    forged = change("signup", yours.id, {"going": False, "user": "me"})
    assert may_write(me, forged, yours) == PERMIT


def test_any_member_may_query_a_directory_entry_but_not_change_it() -> None:
    entry = stored("directory_service", {"provider": OTHER}, org=OTHER)
    query = change("directory_service", entry.id, {"queried": True, "query": "Closed?"})
    for role in ("volunteer", "coordinator", "handler"):
        assert may_write(who(role), query, entry) is OK
    renamed = change("directory_service", entry.id, {"name": "Other"})
    assert may_write(who("coordinator"), renamed, entry) is not OK
    assert may_write(who("coordinator", OTHER), renamed, entry) is OK
    assert may_write(who("network"), renamed, entry) is OK
    assert may_write(who("admin"), query, entry) is not OK


def test_a_directory_entry_belongs_to_its_provider_whoever_typed_it() -> None:
    entry = stored("directory_service", {"provider": HOME}, org=OTHER)
    renamed = change("directory_service", entry.id, {"name": "Other"})
    assert may_write(who("coordinator"), renamed, entry) is OK
    assert may_write(who("coordinator", OTHER), renamed, entry) is not OK


def test_a_case_is_changed_by_author_coordinator_and_handler() -> None:
    record = stored("case", {"code": "7k3m9p2qx"}, author="me")
    spoken = change("case", record.id, {"language": "ps"})
    assert may_write(who("volunteer", user="me"), spoken, record) is OK
    assert may_write(who("handler"), spoken, record) is OK
    assert may_write(who("volunteer"), spoken, record) == SCOPE
    closed = change("case", record.id, {"status": "closed"})
    assert may_write(who("handler"), closed, record) is OK
    assert may_write(who("volunteer", user="me"), closed, record) == PERMIT


def test_only_a_coordinator_reopens_a_case() -> None:
    record = stored("case", {"status": "closed"})
    reopened = change("case", record.id, {"status": "open"})
    assert may_write(who("handler"), reopened, record) == PERMIT
    assert may_write(who("coordinator"), reopened, record) is OK


def test_an_exception_is_approved_with_clearance_only() -> None:
    made = change("consent_approval", RECORD, {"org": HOME, "agreed": True})
    assert may_write(who("coordinator"), made, None) == PERMIT
    assert may_write(who("coordinator", HOME, ("health",)), made, None) == PERMIT
    assert may_write(who("coordinator", HOME, ("protection",)), made, None) is OK


def test_a_referral_is_its_senders_and_only_its_hold_the_receivers() -> None:
    consent = stored(
        "consent", {"case": "7k3m9p2qx", "to_org": OTHER, "scopes/refer": True}, alone=False
    )
    sent = {"case": "7k3m9p2qx", "from_org": HOME, "to_org": OTHER, "consent": consent.id}
    record = stored("referral", sent, author="me", alone=False)
    decide(consent, record)
    summary = change("referral", record.id, {"summary": "x"})
    held = change("referral", record.id, {"hold": ["capacity", "2026-12-01"]})
    assert may_write(who("volunteer", user="me"), summary, record) is OK
    assert may_write(who("coordinator"), summary, record) is OK
    assert may_write(who("volunteer"), summary, record) == SCOPE
    assert may_write(who("coordinator", OTHER), summary, record) == PERMIT
    assert may_write(who("handler", OTHER), held, record) is OK
    assert may_write(who("coordinator"), held, record) == PERMIT
    assert may_write(who("handler", THIRD), held, record) == SCOPE
    forged = change("referral", RECORD, {"org": HOME, "from_org": OTHER, "to_org": THIRD})
    assert may_write(who("coordinator"), forged, None) is not OK


# Steps by who may take them: s sender's coordinator, a author (volunteer), r receiver.
STEPS = {
    "sent": "sa",
    "received": "r",
    "accepted": "r",
    "in_progress": "r",
    "completed": "r",
    "not_completed": "r",
    "declined": "r",
    "cancelled": "sa",
    "error": "sa",
}


@pytest.mark.parametrize("step", STEPS)
def test_each_step_of_a_referral_is_for_its_side(step: str) -> None:
    sent = {"from_org": HOME, "to_org": OTHER}
    referral = stored("referral", sent, author="me")
    fields = {"referral": referral.id, "to": step, "source": "app"}
    people = {
        "s": who("coordinator"),
        "a": who("volunteer", user="me"),
        "r": who("handler", OTHER),
        "-": who("volunteer"),
        "v": who("volunteer", OTHER),
        "x": who("coordinator", THIRD),
    }
    for letter, person in people.items():
        made = change("referral_event", RECORD, {"org": person.org_id, **fields})
        expected = OK if letter in STEPS[step] else PERMIT
        assert may_write(person, made, None, referral) == expected, letter


def test_a_receiver_cancels_only_for_the_persons_own_reasons() -> None:
    referral = stored("referral", {"from_org": HOME, "to_org": OTHER})
    for reason, expected in (("consent_withdrawn", OK), ("duplicate", PERMIT)):
        fields = {"org": OTHER, "to": "cancelled", "cancel_reason": reason, "source": "app"}
        made = change("referral_event", RECORD, fields)
        assert may_write(who("handler", OTHER), made, None, referral) == expected


def test_the_sender_writes_down_what_a_receiver_without_accounts_said() -> None:
    referral = stored("referral", {"from_org": HOME, "to_org": OTHER}, author="me")
    fields = {"org": HOME, "to": "accepted", "source": "phone"}
    made = change("referral_event", RECORD, fields)
    assert may_write(who("coordinator"), made, None, referral) is OK
    assert may_write(who("volunteer", user="me"), made, None, referral) == PERMIT


def test_a_message_is_written_by_the_parties() -> None:
    referral = stored("referral", {"from_org": HOME, "to_org": OTHER}, author="me")
    for person, expected in (
        (who("volunteer", user="me"), OK),
        (who("coordinator"), OK),
        (who("handler", OTHER), OK),
        (who("volunteer"), PERMIT),
        (who("volunteer", OTHER), PERMIT),
        (who("coordinator", THIRD), PERMIT),
    ):
        made = change("message", RECORD, {"org": person.org_id, "text": "x"})
        assert may_write(person, made, None, referral) == expected


# --- widening

CLEARED = ("protection",)


@pytest.mark.parametrize(
    ("kind", "held", "written", "expected"),
    [
        ("activity", {}, {"visibility": "parties"}, OK),
        ("activity", {}, {"visibility": "incident"}, OK),
        ("activity", {}, {"visibility": "org"}, OK),
        ("activity", {}, {"visibility": "network"}, PERMIT),
        ("activity", {"visibility": "parties"}, {"visibility": "org"}, PERMIT),
        ("activity", {"visibility": "health"}, {"visibility": "protection"}, OK),
        ("activity", {"visibility": "health"}, {"visibility": "minor"}, PERMIT),
        ("site", {"visibility": "org"}, {"visibility": "network"}, PERMIT),
        ("site", {}, {"visibility": "public"}, PERMIT),
        ("notice", {}, {"visibility": "network"}, OK),
        ("notice", {}, {"visibility": "public"}, PERMIT),
    ],
    ids=str,
)
def test_widening_needs_the_protection_clearance(
    kind: str, held: dict[str, Any], written: dict[str, Any], expected: str | None
) -> None:
    record = stored(kind, held)
    made = change(kind, record.id, written)
    assert may_write(who("coordinator"), made, record) == expected
    assert may_write(who("coordinator", HOME, CLEARED), made, record) is OK


def test_covering_a_narrow_head_with_nothing_is_widening() -> None:
    record = stored("activity", {"visibility": "parties"})
    (wid,) = record.cells.heads("visibility")
    made = change("activity", record.id, {"visibility": None}, visibility=[wid])
    assert may_write(who("coordinator"), made, record) == PERMIT


def test_taking_back_what_implied_a_class_is_for_the_author_alone_or_the_cleared() -> None:
    record = stored("contact", {"minor_status": "apparent"}, author="me")
    (wid,) = record.cells.heads("minor_status")
    back = change("contact", record.id, {"minor_status": "none"}, minor_status=[wid])
    assert may_write(who("volunteer", user="me"), back, record) is OK
    assert may_write(who("coordinator"), back, record) == PERMIT
    assert may_write(who("coordinator", HOME, CLEARED), back, record) is OK
    record.cells.apply(change("contact", record.id, {"note": "by another"}), "another")
    assert may_write(who("volunteer", user="me"), back, record) == PERMIT


# --- once


def test_a_once_field_is_written_once() -> None:
    record = stored("activity", {"round": RECORD})
    again = change("activity", record.id, {"round": RECORD})
    other = change("activity", record.id, {"round": HOME})
    covering = change("activity", record.id, {"round": RECORD}, round=["0" * 20])
    assert not breaks_once(again, record.cells)
    assert breaks_once(other, record.cells)
    assert breaks_once(covering, record.cells)
    assert breaks_once(covering, None)
    assert not breaks_once(other, None)
    assert not breaks_once(change("activity", record.id, {"note": "x"}), record.cells)


def test_true_is_not_one() -> None:
    record = stored("stock_move", {"quantity": 1})
    assert breaks_once(change("stock_move", record.id, {"quantity": True}), record.cells)
    assert not breaks_once(change("stock_move", record.id, {"quantity": 1}), record.cells)
    assert not breaks_once(change("stock_move", record.id, {"voided": "mistake"}), record.cells)
