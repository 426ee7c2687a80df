"""What a file of another directory would change: told per field, accepted by a person."""

from __future__ import annotations

import json
import random
import uuid
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from server.domain.demo_cast import ORGS, SITES
from server.domain.hsds import terms

from .desk import (
    NDJSON,
    ZIP,
    Desk,
    archive,
    field_of,
    official_tables,
    record_of,
    sample,
)
from .directory import CANARY, Published, any_service
from .schemas import OFFICIAL, SAMPLES, read

LIVING = next(site for site in SITES if site.site_kind == "living_site")


def own_file(published: Published) -> bytes:
    found: bytes = published.get("services?full=true&format=ndjson").data
    return found


def lines(content: bytes) -> list[Any]:
    return [json.loads(line) for line in content.splitlines()]


def in_lines(objects: list[Any]) -> bytes:
    return b"\n".join(json.dumps(one).encode() for one in objects)


def as_one(published: Published, record: str) -> Any:
    return published.json(f"services/{record}")


# --- what may be read


@pytest.mark.parametrize(
    "name", ["service_full", "service_list", "organization_full", "organization_list"]
)
def test_the_official_examples_can_be_imported(desk: Desk, name: str) -> None:
    found = desk.difference(read(OFFICIAL / f"{name}.json"))
    assert found["counts"]["new"] == len(found["records"]) > 0
    for record in found["records"]:
        more = {f"categories/{'health'}": True} if "categories" in record["needs"] else {}
        assert set(record["needs"]) <= {"categories"}
        answer = desk.take_new(record, **more)
        assert answer.status_code == 201, answer.text
    again = desk.difference(read(OFFICIAL / f"{name}.json"))
    assert again["counts"]["new"] == 0


def test_the_official_tables_can_be_imported(desk: Desk) -> None:
    by_archive = desk.difference(archive(official_tables()), ZIP)
    assert desk.send_files(official_tables()).json == by_archive
    names = {(record["kind"], record["name"]) for record in by_archive["records"]}
    assert names == {
        ("org", "Example Organization Inc."),
        ("site", "MyCity Civic Center"),
        ("directory_service", "Community Counselling"),
    }
    service = record_of(by_archive, "Community Counselling")
    assert field_of(service, "phone")["theirs"] == "+44 1234 234567"
    assert field_of(service, "languages/ur")["place"] == "languages.csv line 2, column code"


@pytest.mark.parametrize("name", ["services_full", "services_list", "organizations_list"])
def test_our_samples_can_be_imported(desk: Desk, name: str) -> None:
    page = read(SAMPLES / f"{name}.json")
    found = desk.difference(page)
    foreign = {record["hsds_id"] for record in found["records"]}
    assert {one["id"] for one in page["contents"]} <= foreign
    told = found["not_taken"]
    assert name != "services_full" or {
        ("/contents/*/service_at_locations/*/location/latitude", "unknown_field", 4),
        ("/contents/*/service_areas", "unknown_field", 8),
    } <= {(one["field"], one["why"], one["count"]) for one in told}


def test_the_difference_is_as_it_is_described(published: Published, desk: Desk) -> None:
    document = json.loads(published.app.test_client().get("/api/openapi.json").text)
    shape = {"$ref": "#/components/schemas/Difference", "components": document["components"]}
    changed = [{**one, "fees_description": "5 €"} for one in lines(own_file(published))]
    for body, kind in ((sample(), "application/json"), (in_lines(changed), NDJSON)):
        found = desk.difference(body, kind)
        assert not list(Draft202012Validator(shape).iter_errors(found))


# --- the same, changed, new, missing


def test_our_own_file_comes_back_as_the_same(published: Published, desk: Desk) -> None:
    found = desk.difference(own_file(published), NDJSON)
    assert found["counts"] == {"new": 0, "changed": 0, "same": 40, "missing_there": 0}
    assert found["not_taken"] == []
    assert {record["matched_by"] for record in found["records"]} == {"id"}


def test_a_changed_field_is_told_with_what_stands_here(published: Published, desk: Desk) -> None:
    record = published.add_service(name="Soupe claire", fees="Gratuit", **{"languages/fr": True})
    theirs = as_one(published, record) | {"fees_description": "1 €"}
    theirs["languages"] = [{"id": str(uuid.uuid4()), "code": "ar"}]
    found = record_of(desk.difference(theirs), "Soupe claire")
    assert (found["state"], found["id"], found["refused"]) == ("changed", record, None)
    assert field_of(found, "fees") == {
        "field": "fees",
        "state": "changed",
        "ours": ["Gratuit"],
        "theirs": "1 €",
        "seen": field_of(found, "fees")["seen"],
        "fixed": False,
        "default": False,
        "place": "/fees_description",
    }
    assert len(field_of(found, "fees")["seen"]) == 1
    assert field_of(found, "languages/ar")["state"] == "new"
    gone = field_of(found, "languages/fr")
    assert (gone["state"], gone["ours"], gone["theirs"]) == ("missing_there", [True], False)
    assert field_of(found, "name")["state"] == "same"
    assert field_of(found, "provider")["fixed"] is True


def test_nothing_is_stored_by_comparing(published: Published, desk: Desk) -> None:
    before = published.get("services").headers["ETag"]
    desk.difference(sample())
    assert published.get("services").headers["ETag"] == before


def test_what_is_accepted_is_written_and_nothing_else(published: Published, desk: Desk) -> None:
    record = published.add_service(name="Soupe", fees="Gratuit", eligibility="Tous")
    theirs = as_one(published, record)
    theirs |= {"fees_description": "1 €", "eligibility_description": "Femmes"}
    found = record_of(desk.difference(theirs), "Soupe")
    assert desk.take_fields(found, "fees")["error"] is None
    told = as_one(published, record)
    assert (told["fees_description"], told["eligibility_description"]) == ("1 €", "Tous")
    page = desk.client.get(f"/api/records/directory_service/{record}").json
    assert [head["value"] for head in page["heads"]["fees"]] == ["1 €"]
    assert page["heads"]["fees"][0]["saw"] == field_of(found, "fees")["seen"]


def test_accepting_what_changed_meanwhile_makes_two_values(
    published: Published, desk: Desk
) -> None:
    record = published.add_service(name="Soupe", phone="115")
    theirs = as_one(published, record)
    theirs["phones"][0]["number"] = "03 53 01 99 99"
    found = record_of(desk.difference(theirs), "Soupe")
    seen = field_of(found, "phone")["seen"]
    meanwhile = {"set": {"phone": "116"}, "seen": {"phone": seen}}
    answer = desk.client.patch(
        f"/api/records/directory_service/{record}", json=meanwhile, headers=desk.headers
    )
    assert answer.status_code == 200, answer.text
    assert desk.take_fields(found, "phone")["error"] is None
    heads = desk.client.get(f"/api/records/directory_service/{record}").json["heads"]["phone"]
    assert {head["value"] for head in heads} == {"116", "03 53 01 99 99"}
    again = record_of(desk.difference(theirs), "Soupe")
    assert set(field_of(again, "phone")["ours"]) == {"116", "03 53 01 99 99"}


def test_a_new_record_is_the_same_for_everybody(published: Published, desk: Desk) -> None:
    first, second = desk.difference(sample()), desk.difference(sample())
    assert first == second
    for record in first["records"]:
        if record["state"] == "new":
            assert desk.take_new(record).status_code == 201
            assert desk.take_new(record).status_code == 201
    again = desk.difference(sample())
    assert again["counts"]["new"] == 0
    service = record_of(again, "Hot meal at the quay")
    assert (service["state"], service["matched_by"]) == ("same", "hsds_id")
    foreign = service["hsds_id"]
    assert published.json(f"services/{foreign}")["name"] == "Hot meal at the quay"


def test_what_depends_on_something_new_says_so(desk: Desk) -> None:
    found = desk.difference(sample())
    service = record_of(found, "Hot meal at the quay")
    made = {f"{one['kind']}/{one['id']}" for one in found["records"] if one["state"] == "new"}
    assert len(service["depends"]) == 2 and set(service["depends"]) <= made
    order = [one["kind"] for one in found["records"]]
    assert order == sorted(order, key=["org", "site", "directory_service"].index)


def test_organisations_and_services_are_known_by_name_too(published: Published, desk: Desk) -> None:
    theirs = as_one(published, published.json("services?search=douches")["contents"][0]["id"])
    theirs["id"], theirs["organization"]["id"] = str(uuid.uuid4()), str(uuid.uuid4())
    theirs["name"] = theirs["name"].upper()
    found = desk.difference(theirs)
    matched = {one["kind"]: one["matched_by"] for one in found["records"]}
    assert matched == {"org": "name", "site": "id", "directory_service": "name"}


def test_what_is_not_in_a_whole_file_is_told_as_missing_there(
    published: Published, desk: Desk
) -> None:
    objects = lines(own_file(published))
    left = next(one for one in objects if one["organization"]["name"] == "Le Chaudron")
    found = desk.difference(in_lines([one for one in objects if one is not left]), NDJSON)
    missing = [one for one in found["records"] if one["state"] == "missing_there"]
    assert [(one["id"], one["name"]) for one in missing] == [(left["id"], left["name"])]
    assert desk.difference(objects[0])["counts"]["missing_there"] == 0


def test_short_objects_do_not_take_away_what_they_do_not_tell(
    published: Published, desk: Desk
) -> None:
    page = published.json("services?per_page=1000")
    assert desk.difference(page)["counts"]["changed"] == 0


def test_what_has_no_place_here_is_listed(desk: Desk) -> None:
    found = desk.difference(read(OFFICIAL / "service_full.json"))
    service = record_of(found, "Community Counselling")
    told = {one["place"]: one["why"] for one in service["not_taken"]}
    assert told["/wait_time"] == told["/program"] == told["/cost_options"] == "unknown_field"
    assert told["/schedules/0"] == "unsupported"
    assert {one["field"]: one["count"] for one in found["not_taken"]}["/wait_time"] == 1


def test_what_does_not_fit_is_listed_with_its_reason(published: Published, desk: Desk) -> None:
    theirs = as_one(published, published.add_service(name="Soupe"))
    theirs |= {"fees_description": "x" * 300, "minimum_age": 2.5}
    theirs["phones"] = [{"id": str(uuid.uuid4()), "number": "call us"}]
    theirs["languages"] = [{"id": str(uuid.uuid4()), "code": "tlh", "name": "Klingon"}]
    theirs["schedules"] = [
        {"id": str(uuid.uuid4()), "freq": "WEEKLY", "byday": "MO"}
        | {"opens_at": "09:00-07:00", "closes_at": "10:00-07:00"}
    ]
    service = record_of(desk.difference(theirs), "Soupe")
    assert {(one["place"], one["why"]) for one in service["not_taken"]} == {
        ("/fees_description", "too_long"),
        ("/minimum_age", "wrong_type"),
        ("/phones/0/number", "bad_format"),
        ("/languages/0", "unknown_code"),
        ("/schedules/0", "other_zone"),
    }


# --- who may


def test_a_coordinator_imports_the_services_of_the_own_association(
    published: Published, coordinator: Desk
) -> None:
    changed = [one | {"fees_description": "1 €"} for one in lines(own_file(published))]
    new = changed[0] | {"id": str(uuid.uuid4()), "name": "Tout neuf"}
    own = {"id": ORGS[0].id, "name": ORGS[0].name, "description": "x"}
    found = coordinator.difference(
        in_lines([*changed, new, new | {"id": str(uuid.uuid4()), "organization": own}]), NDJSON
    )
    services = [one for one in found["records"] if one["kind"] == "directory_service"]
    may = {one["hsds_id"] for one in services if one["refused"] is None}
    mine = {one["id"] for one in changed if one["organization"]["id"] == ORGS[0].id}
    fresh = next(one for one in services if one["state"] == "new" and one["refused"] is None)
    assert may == mine | {fresh["hsds_id"]}
    foreign = next(one for one in services if one["refused"])
    assert coordinator.take_fields(foreign, "fees")["error"] is not None
    assert coordinator.take_new(fresh).status_code == 201


def test_only_the_network_makes_organisations(desk: Desk, coordinator: Desk) -> None:
    found = coordinator.difference(sample())
    orgs = [one for one in found["records"] if one["kind"] == "org" and one["state"] == "new"]
    assert orgs and {one["refused"] for one in orgs} == {"not_in_scope"}
    services = [one for one in found["records"] if one["kind"] == "directory_service"]
    assert all(one["refused"] for one in services if one["depends"])
    assert coordinator.take_new(orgs[0]).status_code == 403
    assert desk.take_new(orgs[0]).status_code == 201


@pytest.mark.parametrize("role", ["volunteer", "handler", "admin"])
def test_others_do_not_import(published: Published, desk: Desk, role: str) -> None:
    body = {"role": role, "alias": f"Autre {role}", "email": f"{role}@maraude.example"}
    made = desk.client.post(
        "/api/users",
        json=body | {"password": "a long and dull password", "clearances": []},
        headers=desk.headers,
    )
    assert made.status_code == 201, made.text
    client = published.app.test_client()
    login = {"email": body["email"], "password": "a long and dull password"}
    answer: Any = client.post("/api/login", json=login)
    csrf = {"X-CSRF-Token": answer.json["csrf"]}
    assert client.post("/api/directory/import", json=sample(), headers=csrf).status_code == 403
    assert published.app.test_client().post("/api/directory/import").status_code == 401


def test_a_living_site_is_neither_made_nor_told_nor_changed(
    published: Published, desk: Desk
) -> None:
    page = sample()
    location = page["contents"][0]["service_at_locations"][0]["location"]
    location["id"], location["name"] = LIVING.id, LIVING.name
    found = desk.difference(page)
    here = [one for one in found["records"] if one["id"] == LIVING.id]
    assert here == []
    told = terms.TAXONOMIES["site_kind"].term("living_site")
    location["id"] = str(uuid.uuid4())
    location["attributes"] = [{"id": str(uuid.uuid4()), "taxonomy_term": told}]
    found = desk.difference(page)
    assert location["id"] not in {one["hsds_id"] for one in found["records"]}


def test_whatever_stands_here_the_own_file_can_be_compared(
    published: Published, desk: Desk
) -> None:
    chance = random.Random(7)
    for _ in range(60):
        published.add("directory_service", any_service(chance))
    found = desk.difference(own_file(published), NDJSON)
    changed = [one for one in found["records"] if one["state"] != "same"]
    assert [one for one in changed if one["state"] == "new"] == []
    assert CANARY not in json.dumps(changed)
