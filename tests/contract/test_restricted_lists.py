"""SEC-H4: what lists, the inbox, exports and reports say of restricted records that are sealed."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest

from server.domain import export, issues, labels, listing, rebuild, records, reports
from server.domain.query import Asked
from server.domain.reports import Wanted
from server.store.engine import reading
from server.store.read_closed import IN_CLEAR
from sync.schema import KINDS

from .network import START_MS, TestNetwork, TestPhone
from .test_at_rest import CLEARED, canary, is_there

CODE = "7k3m9p2qz"
TODAY = datetime.fromtimestamp(START_MS / 1000, UTC).date()


@pytest.fixture
def cleared(network: TestNetwork) -> TestPhone:
    return network.phone("coordinator", clearances=CLEARED)


def found(phone: TestPhone, kind: str, **asked: object) -> set[str]:
    listed = listing.listed(phone.who, Asked(KINDS[kind], **asked), START_MS)  # type: ignore[arg-type]  # each test's own
    return {f"{kind}/{item.id}" for item in listed.items}


def test_sec_h4_a_filter_by_content_finds_no_restricted_record_and_one_by_the_stub_does(
    network: TestNetwork, cleared: TestPhone
) -> None:
    site, word = "8a1f9c52-27b1-4a44-9f5c-0c8f5b1f0a11", canary()
    shared = {"site": site, "needs/legal": True, "case": CODE, "note": word, "language": "fr"}
    plain = cleared.create("contact", {**shared, "group_size": 1})
    closed = cleared.create("contact", {**shared, "group_size": 4, "minor_status": "separated"})
    assert found(cleared, "contact") == {plain, closed}
    assert found(cleared, "contact", filters=(("site", (site,)),)) == {plain, closed}
    assert found(cleared, "contact", filters=(("case", (CODE,)),)) == {plain, closed}
    assert found(cleared, "contact", filters=(("needs", ("legal",)),)) == {plain}
    assert found(cleared, "contact", text=word) == {plain}
    assert found(cleared, "contact", sort="language") == {plain, closed}
    totals = listing.listed(cleared.who, Asked(KINDS["contact"]), START_MS).totals
    assert totals["group_size"].sum == 5, "what is added up is right"
    cleared.write(closed, {"review": "reviewed"})
    assert found(cleared, "contact", filters=(("review", ("new",)),)) == {plain}
    case = cleared.create("case", {"code": CODE, "minor_status": "separated"})
    assert found(cleared, "case", text=CODE) == {case}


def test_a_list_says_how_many_sealed_entries_were_not_looked_into_to_who_reads_them(
    network: TestNetwork, cleared: TestPhone
) -> None:
    site = "8a1f9c52-27b1-4a44-9f5c-0c8f5b1f0a11"
    shared = {"site": site, "needs/legal": True, "note": "blanket", "group_size": 1}
    lead = network.phone("coordinator")
    for minor in ("accompanied", "separated", "apparent"):
        cleared.create("contact", {**shared, "minor_status": minor, "case": CODE})

    def unsearched(phone: TestPhone, **asked: object) -> int:
        whole = Asked(KINDS["contact"], **asked)  # type: ignore[arg-type]  # each test's own
        return listing.listed(phone.who, whole, START_MS).unsearched

    needs, place = ("needs", ("legal",)), ("site", (site,))
    assert unsearched(cleared) == unsearched(cleared, filters=(place,)) == 0
    assert unsearched(cleared, filters=(needs,)) == unsearched(cleared, text="blanket") == 2
    assert unsearched(cleared, filters=(needs, place)) == 2
    assert unsearched(cleared, filters=(needs, ("site", (network.orgs[0],)))) == 0
    # Who may not read them learns nothing by asking.
    assert unsearched(lead, filters=(needs,)) == unsearched(lead, text="blanket") == 0
    cleared.create("case", {"code": CODE, "minor_status": "separated"})
    by_code = listing.listed(cleared.who, Asked(KINDS["case"], text=CODE), START_MS)
    assert len(by_code.items) == 1 and by_code.unsearched == 0, "its code lies in clear"


def test_sec_h4_in_which_field_two_values_are_is_sealed_and_told_to_the_cleared(
    network: TestNetwork, cleared: TestPhone
) -> None:
    path = cleared.create("incident", {"kinds/eviction": True, "account": canary()})
    for count in (41, 43):
        cleared.write(path, {"at_least/injured": count})
    assert not is_there("at_least/injured")
    before = inbox(cleared)
    ((kind, field, values),) = [line[1:] for line in before if line[1] == "conflict"]
    assert (kind, field) == ("conflict", "at_least/injured")
    assert "41" in values and "43" in values
    rebuild.rebuild_all()
    assert inbox(cleared) == before
    page = records.page(cleared.who, KINDS["incident"], path.split("/")[1], START_MS)
    assert [row["field"] for row in page.item.issues if row["issue"] == "conflict"] == [field]


def inbox(phone: TestPhone) -> list[tuple[str, str, str | None, str]]:
    asked = {"issue": None, "kind": None, "page": 1, "per_page": 50, "now_ms": START_MS}
    listed = issues.listed(phone.who, **asked)  # type: ignore[arg-type]  # as above
    return [
        (row["id"], row["issue"], row["field"], row["record_values"])
        for row, _item in listed.issues
    ]


def test_sec_h4_an_export_has_the_columns_and_cells_of_restricted_records(
    network: TestNetwork, cleared: TestPhone
) -> None:
    word, lead = canary(), network.phone("coordinator")
    cleared.create("incident", {"kinds/police_violence": True, "account": word, "hub_zone": "z"})
    asked = Asked(KINDS["incident"])
    (line,) = csv.DictReader(io.StringIO("".join(export.write_csv(cleared.who, asked, START_MS))))
    assert line["account"] == word and line["kinds/police_violence"] == "1"
    told = "".join(export.write_csv(lead.who, asked, START_MS))
    assert word not in told and "police_violence" not in told


def test_sec_h4_the_name_of_a_place_that_was_narrowed_is_told_to_the_cleared(
    network: TestNetwork, cleared: TestPhone
) -> None:
    word = canary()
    path = cleared.create("site", {"name": word, "visibility": "protection"})
    assert not is_there(word)
    with reading() as session:
        told = labels.load(session, cleared.who, "en").of_record("site", path.split("/")[1])
    assert told == word


def test_sec_h4_reports_count_restricted_referrals_with_their_reasons(
    network: TestNetwork, cleared: TestPhone
) -> None:
    other = network.phone("coordinator", org=1, clearances=CLEARED)
    agreed = {"case": CODE, "to_org": other.who.org_id, "scopes/refer": True}
    consent = cleared.create("consent", agreed).split("/")[1]
    sent = {"case": CODE, "from_org": cleared.who.org_id, "to_org": other.who.org_id}
    fields = {**sent, "consent": consent, "referral_type": "health.consultation", "urgency": "h72"}
    referral = cleared.create("referral", {**fields, "visibility": "health"}).split("/")[1]
    step = {"referral": referral, "source": "app"}
    first = cleared.create("referral_event", {**step, "to": "sent", "parents": []}).split("/")[1]
    reason = {"decline_reason": "no_capacity"}
    other.create("referral_event", {**step, **reason, "to": "declined", "parents": [first]})
    summary = reports.summary(cleared.who, Wanted("org", "week", TODAY, TODAY), START_MS)
    assert summary.referrals.reasons == {"no_capacity": 1}
    assert not is_there("no_capacity")


def test_sec_h4_of_what_is_about_people_only_the_line_lies_in_clear() -> None:
    """A field that is added is sealed unless somebody decides otherwise, here."""
    work = {
        "review",
        "accepted",
        "distinct",
        "author",
        "made_at",
        "visibility",
        "voided",
        "queried",
    }
    assert {name: IN_CLEAR[name] - work for name in PEOPLE} == PEOPLE


PEOPLE = {
    "contact": {"site", "case", "group_size"},
    "case": {"code", "status"},
    "consent": {"case"},
    "consent_approval": {"consent"},
    "consent_withdrawal": {"consent"},
    "referral": {
        *("case", "consent", "from_org", "to_org", "referral_type", "urgency"),
        *("status", "respond_by"),
    },
    "referral_event": {"referral", "to", "parents"},
    "message": {"referral"},
    "incident": {"started_at"},
}
