"""Who reads what. The expected answers are written from the rules, not from the program.

Each table says, for a visibility class, what each kind of person gets of a record of
organisation HOME: F the whole, S that it exists, nothing else.
"""

from __future__ import annotations

import pytest

from server.domain.access import grade_of, may_read, phone_keys, scope_hash
from server.domain.who import Who
from server.store.records import StoredRecord

from .people import HOME, OTHER, THIRD, decide, stored, who

AUTHOR = "author"

# person: (role, organisation, clearances, is the author)
PEOPLE = {
    "author": ("volunteer", HOME, (), True),
    "author cleared for health": ("volunteer", HOME, ("health",), True),
    "colleague": ("volunteer", HOME, (), False),
    "coordinator": ("coordinator", HOME, (), False),
    "handler": ("handler", HOME, (), False),
    "coordinator health": ("coordinator", HOME, ("health",), False),
    "coordinator protection": ("coordinator", HOME, ("protection",), False),
    "coordinator incident": ("coordinator", HOME, ("incident",), False),
    "colleague protection": ("volunteer", HOME, ("protection",), False),
    "network": ("network", HOME, ("protection",), False),
    "admin": ("admin", HOME, ("protection",), False),
    "stranger": ("volunteer", OTHER, (), False),
    "foreign coordinator": ("coordinator", OTHER, ("health", "protection", "incident"), False),
    "author who left": ("volunteer", OTHER, (), True),
}

EXPECTED: dict[str, dict[str, str | None]] = {
    # public and network: everybody of the network
    "public": dict.fromkeys(PEOPLE, "full"),
    "network": dict.fromkeys(PEOPLE, "full"),
    # org: those of the organisation who go out; network and admin see no case content
    "org": dict.fromkeys([name for name, person in PEOPLE.items() if person[1] == HOME], "full")
    | {"network": None, "admin": None},
    # parties: coordinators and handlers of the parties, plus the author
    "parties": dict.fromkeys(
        (
            "author",
            "author cleared for health",
            "coordinator",
            "handler",
            "coordinator health",
            "coordinator protection",
            "coordinator incident",
        ),
        "full",
    ),
}
STUBS: dict[str, str | None] = dict.fromkeys(EXPECTED["parties"], "stub")
EXPECTED |= {
    "health": STUBS | {"coordinator health": "full", "author cleared for health": "full"},
    "minor": STUBS | {"coordinator protection": "full"},
    "protection": STUBS | {"coordinator protection": "full"},
    "incident": STUBS | {"coordinator protection": "full", "coordinator incident": "full"},
}


def person(name: str) -> Who:
    role, org, clearances, is_author = PEOPLE[name]
    return who(role, org, clearances, AUTHOR if is_author else "")


def grade_on_phone(reader: Who, record: StoredRecord) -> str | None:
    return grade_of(record.scope, phone_keys(reader))


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("visibility", EXPECTED)
def test_each_class_is_read_by_its_readers_only(visibility: str, name: str) -> None:
    record = stored("activity", {"visibility": visibility}, author=AUTHOR)
    assert may_read(person(name), record) == EXPECTED[visibility].get(name)


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("visibility", ["health", "minor", "protection", "incident"])
def test_restricted_records_reach_phones_as_stubs_whoever_carries_them(
    visibility: str, name: str
) -> None:
    record = stored("activity", {"visibility": visibility}, author=AUTHOR)
    online = EXPECTED[visibility].get(name)
    assert grade_on_phone(person(name), record) == (None if online is None else "stub")


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        ("contact", {"minor_status": "accompanied"}, "org"),
        ("contact", {"minor_status": "unaccompanied"}, "minor"),
        ("contact", {"minor_status": "separated"}, "minor"),
        ("contact", {"minor_status": "apparent"}, "minor"),
        ("case", {}, "parties"),
        ("case", {"minor_status": "apparent"}, "minor"),
        ("referral", {"referral_type": "legal_asylum"}, "parties"),
        ("referral", {"referral_type": "health_primary"}, "health"),
        ("referral", {"referral_type": "child_protection"}, "minor"),
        ("referral", {"referral_type": "gbv_support"}, "protection"),
        ("referral", {"referral_type": "nobody_knows"}, "protection"),
        ("incident", {}, "incident"),
        ("incident", {"kinds/eviction": True}, "network"),
        ("incident", {"kinds/accident": True}, "org"),
        ("incident", {"kinds/eviction": True, "kinds/arrest": True}, "incident"),
        ("incident", {"kinds/eviction": True, "kinds/arrest": False}, "network"),
        ("incident", {"kinds/eviction": True, "kinds/tomorrows_kind": True}, "incident"),
        ("incident", {"kinds/eviction": True, "account": "text"}, "incident"),
        ("incident", {"kinds/arrest": True, "kinds/gbv": True}, "protection"),
        ("activity", {"visibility": "tomorrows_class"}, "protection"),
        ("site", {}, "network"),
        ("round", {}, "org"),
    ],
)
def test_fields_imply_a_class_and_what_is_unknown_is_closed(
    kind: str, fields: dict[str, object], expected: str
) -> None:
    assert stored(kind, fields).visibility == expected


def test_the_names_of_members_are_read_in_the_whole_organisation() -> None:
    record = stored("member", {"alias": "A", "role": "volunteer", "active": True})
    for role in ("volunteer", "coordinator", "handler", "network", "admin"):
        assert may_read(who(role), record) == "full"
        assert may_read(who(role, OTHER), record) is None


CODE = "7k3m9p2qx"


def follow_up(**over: dict[str, object]) -> dict[str, StoredRecord]:
    """A case of HOME, shared with OTHER by consent and referral."""
    records = {"case": stored("case", {"code": CODE, "language": "ar"}, alone=False)}
    agreed = {"case": CODE, "to_org": OTHER, "scopes/refer": True, "basis": "self"}
    records["consent"] = stored("consent", {**agreed, **over.get("consent", {})}, alone=False)
    sent = {"case": CODE, "from_org": HOME, "to_org": OTHER, "referral_type": "legal_asylum"}
    named_consent = {"consent": records["consent"].id}
    fields = {**sent, **named_consent, **over.get("referral", {})}
    records["referral"] = stored("referral", fields, alone=False)
    named = {"referral": records["referral"].id}
    step = {**named, "to": "sent", "parents": [], "source": "app"}
    records["referral_event"] = stored("referral_event", step, alone=False)
    records["message"] = stored("message", {**named, "text": "Hello"}, alone=False)
    return records


def grades(records: dict[str, StoredRecord], reader: Who) -> dict[str, str | None]:
    decide(*records.values())
    return {name: may_read(reader, record) for name, record in records.items()}


def test_without_a_referral_a_follow_up_stays_at_home() -> None:
    records = {"case": stored("case", {"code": CODE}, alone=False)}
    assert grades(records, who("coordinator")) == {"case": "full"}
    assert grades(records, who("coordinator", OTHER)) == {"case": None}


def test_a_referral_with_consent_opens_the_follow_up_to_both_sides() -> None:
    records = follow_up()
    for reader in (who("coordinator"), who("handler", OTHER), who("coordinator", OTHER)):
        assert set(grades(records, reader).values()) == {"full"}
    for outsider in (who("coordinator", THIRD), who("volunteer", OTHER), who("volunteer")):
        assert set(grades(records, outsider).values()) == {None}
    assert set(grades(records, who("volunteer", user="author")).values()) == {"full"}


def test_without_consent_the_receiver_sees_nothing() -> None:
    records = follow_up()
    del records["consent"]
    assert set(grades(records, who("coordinator", OTHER)).values()) == {None}
    others: list[dict[str, object]] = [
        {"scopes/refer": False},
        {"to_org": THIRD},
        {"case": "7k3m9p2qy"},
    ]
    for over in others:
        records = follow_up(consent=over)
        seen = grades(records, who("coordinator", OTHER))
        assert {seen[name] for name in ("case", "referral", "message")} == {None}, over


def test_an_exception_counts_with_a_reason_until_it_is_refused() -> None:
    urgent: dict[str, object] = {"scopes/refer": False, "basis": "vital_interest"}
    receiver = who("coordinator", OTHER)
    assert grades(follow_up(consent=urgent), receiver)["referral"] is None
    records = follow_up(consent={**urgent, "reason": "unconscious"})
    assert grades(records, receiver)["referral"] == "full"
    refusal = {"consent": records["consent"].id, "agreed": False}
    records["approval"] = stored("consent_approval", refusal, alone=False)
    assert grades(records, receiver)["referral"] == "stub"


@pytest.mark.parametrize("scopes", [{}, {"scopes/refer": True}])
def test_a_withdrawal_leaves_the_receiver_the_line_without_content(
    scopes: dict[str, object],
) -> None:
    records = follow_up()
    withdrawn = {"consent": records["consent"].id, "told_by": "person", **scopes}
    records["withdrawal"] = stored("consent_withdrawal", withdrawn, alone=False)
    assert set(grades(records, who("coordinator", OTHER)).values()) == {"stub"}
    assert set(grades(records, who("coordinator")).values()) == {"full"}


def test_a_withdrawal_by_strangers_or_of_another_scope_changes_nothing() -> None:
    for org, scopes in ((THIRD, {}), (HOME, {"scopes/feedback": True})):
        records = follow_up()
        withdrawn = {"consent": records["consent"].id, **scopes}
        records["withdrawal"] = stored("consent_withdrawal", withdrawn, org=org, alone=False)
        assert grades(records, who("coordinator", OTHER))["referral"] == "full"


@pytest.mark.parametrize(
    ("referral_type", "scope", "clearance"),
    [
        ("health_primary", "health_information", "health"),
        ("gbv_support", "protection_information", "protection"),
    ],
)
def test_health_or_protection_taken_back_alone_leaves_the_receiver_the_line(
    referral_type: str, scope: str, clearance: str
) -> None:
    receiver = who("coordinator", OTHER, (clearance,))
    for taken, expected in ((scope, "stub"), ("feedback", "full"), ("contact_details", "full")):
        records = follow_up(
            consent={f"scopes/{scope}": True}, referral={"referral_type": referral_type}
        )
        assert grades(records, receiver)["message"] == "full"
        withdrawn = {"consent": records["consent"].id, f"scopes/{taken}": True}
        records["withdrawal"] = stored("consent_withdrawal", withdrawn, alone=False)
        seen = grades(records, receiver)
        assert {seen[name] for name in ("referral", "referral_event", "message")} == {expected}
        assert {seen[name] for name in ("case", "consent")} == {"full"}, "the rest goes on"
        assert set(grades(records, who("coordinator", HOME, (clearance,))).values()) == {"full"}


def test_health_taken_back_closes_nothing_of_a_referral_that_has_none() -> None:
    records = follow_up(consent={"scopes/health_information": True})
    withdrawn = {"consent": records["consent"].id, "scopes/health_information": True}
    records["withdrawal"] = stored("consent_withdrawal", withdrawn, alone=False)
    assert set(grades(records, who("coordinator", OTHER)).values()) == {"full"}


@pytest.mark.parametrize(
    ("to", "told"), [("completed", "stub"), ("not_completed", "stub"), ("declined", "full")]
)
def test_feedback_taken_back_alone_leaves_the_sender_that_it_ended_and_not_how(
    to: str, told: str
) -> None:
    records = follow_up()
    step = {"referral": records["referral"].id, "to": to, "parents": [], "source": "app"}
    records["theirs"] = stored("referral_event", step, org=OTHER, alone=False)
    records["ours"] = stored("referral_event", step, alone=False)
    assert set(grades(records, who("coordinator")).values()) == {"full"}
    withdrawn = {"consent": records["consent"].id, "scopes/feedback": True}
    records["withdrawal"] = stored("consent_withdrawal", withdrawn, alone=False)
    for reader in (who("coordinator"), who("volunteer", user="author")):
        seen = grades(records, reader)
        assert (seen.pop("theirs"), set(seen.values())) == (told, {"full"})
    assert set(grades(records, who("coordinator", OTHER)).values()) == {"full"}


def test_feedback_taken_back_alone_tells_the_sender_no_outcomes_that_differ() -> None:
    records = follow_up()
    named = {"referral": records["referral"].id, "source": "app"}
    accepted = {**named, "to": "accepted", "parents": [records["referral_event"].id]}
    records["accepted"] = stored("referral_event", accepted, org=OTHER, alone=False)
    for outcome in ("service_full", "information_only"):
        step = {**named, "to": "completed", "parents": [records["accepted"].id], "outcome": outcome}
        records[outcome] = stored("referral_event", step, org=OTHER, alone=False)
    decide(*records.values())
    assert "outcomes" in records["referral"].derived
    withdrawn = {"consent": records["consent"].id, "scopes/feedback": True}
    records["withdrawal"] = stored("consent_withdrawal", withdrawn, alone=False)
    decide(*records.values())
    assert "outcomes" not in records["referral"].derived


def test_parts_taken_back_one_after_the_other_never_end_the_agreement() -> None:
    records = follow_up(
        consent={"scopes/health_information": True}, referral={"referral_type": "health_primary"}
    )
    receiver = who("coordinator", OTHER, ("health",))
    for scope in ("feedback", "contact_details", "redirect_once", "health_information"):
        assert grades(records, receiver)["referral"] == "full"
        withdrawn = {"consent": records["consent"].id, f"scopes/{scope}": True}
        records[scope] = stored("consent_withdrawal", withdrawn, alone=False)
    assert grades(records, receiver)["referral"] == "stub"
    assert grades(records, receiver)["consent"] == "full"
    records["all"] = stored("consent_withdrawal", {"consent": records["consent"].id}, alone=False)
    assert grades(records, receiver)["consent"] == "stub"


def test_a_restricted_referral_opens_to_cleared_parties_only() -> None:
    records = follow_up(referral={"referral_type": "health_primary"})
    uncleared = grades(records, who("coordinator", OTHER))
    assert {uncleared[name] for name in ("referral", "referral_event", "message")} == {"stub"}
    assert uncleared["case"] == "full"
    cleared = grades(records, who("coordinator", OTHER, ("health",)))
    assert cleared["message"] == "full"
    assert grades(records, who("coordinator", THIRD, ("health",)))["referral"] is None


def test_a_consent_is_never_wider_than_its_case() -> None:
    records = follow_up()
    records["case"] = stored("case", {"code": CODE, "minor_status": "apparent"}, alone=False)
    assert grades(records, who("coordinator", OTHER))["consent"] == "stub"
    assert grades(records, who("coordinator", OTHER, ("protection",)))["consent"] == "full"


def test_a_child_without_its_parent_stays_at_home() -> None:
    records = follow_up()
    for absent, orphans in (("case", ["consent"]), ("referral", ["referral_event", "message"])):
        left = {name: record for name, record in records.items() if name != absent}
        seen = grades(left, who("coordinator", OTHER))
        assert {seen[name] for name in orphans} == {None}
        assert {grades(left, who("coordinator"))[name] for name in orphans} == {"full"}


def test_whoever_knows_a_code_does_not_get_the_case() -> None:
    records = {"case": stored("case", {"code": CODE}, alone=False)}
    forged = {"case": CODE, "to_org": THIRD, "scopes/refer": True, "basis": "self"}
    records["consent"] = stored("consent", forged, org=OTHER, alone=False)
    sent = {"case": CODE, "from_org": OTHER, "to_org": THIRD, "referral_type": "legal_asylum"}
    sent["consent"] = records["consent"].id
    records["referral"] = stored("referral", sent, org=OTHER, alone=False)
    for outsider in (who("coordinator", OTHER), who("coordinator", THIRD)):
        assert grades(records, outsider)["case"] is None


def test_a_receiver_who_refers_on_brings_the_next_one_in() -> None:
    records = follow_up()
    agreed = {"case": CODE, "to_org": THIRD, "scopes/refer": True, "basis": "self"}
    records["consent 2"] = stored("consent", agreed, org=OTHER, alone=False)
    sent = {"case": CODE, "from_org": OTHER, "to_org": THIRD, "referral_type": "material"}
    sent["consent"] = records["consent 2"].id
    records["referral 2"] = stored("referral", sent, org=OTHER, alone=False)
    seen = grades(records, who("coordinator", THIRD))
    assert seen["case"] == seen["referral 2"] == "full"
    assert seen["referral"] is None


def test_the_scope_hash_follows_role_organisation_and_clearances() -> None:
    user = who("volunteer", user="same")
    others = [
        who("coordinator", user="same"),
        who("volunteer", OTHER, user="same"),
        who("volunteer", HOME, ("health",), user="same"),
    ]
    hashes = {scope_hash(one) for one in (user, *others)}
    assert len(hashes) == 4
    assert scope_hash(who("volunteer", user="same")) == scope_hash(user)
