"""The published directory: every answer is HSDS 3.1, and tells what is published, nothing else."""

from __future__ import annotations

import json
import random
import uuid
from typing import Any

import pytest

from server.domain.demo_cast import ORGS, SITES, stable_id
from server.domain.hsds import terms

from .directory import CANARY, DAY_MS, Published, any_service, listed_names, service
from .schemas import OF, page_problems, problems

NOUNS = tuple(OF)
LIVING = next(site for site in SITES if site.site_kind == "living_site")
DAY_CENTRE = next(site for site in SITES if site.site_kind == "day_centre")


@pytest.mark.parametrize("noun", NOUNS)
def test_every_page_of_a_list_is_as_the_standard_says(published: Published, noun: str) -> None:
    found: list[str] = []
    for page in published.pages(noun, per_page=7):
        assert page_problems(noun, page) == []
        assert page["size"] == len(page["contents"]) <= 7
        assert page["empty"] is False
        found += [one["id"] for one in page["contents"]]
    assert len(found) == len(set(found)) == page["total_items"] > 2
    assert page["total_pages"] == page["page_number"] == -(-len(found) // 7)


@pytest.mark.parametrize("noun", NOUNS)
def test_each_object_alone_is_as_the_standard_says(published: Published, noun: str) -> None:
    for one in published.every(noun, per_page=1000):
        alone = published.json(f"{noun}/{one['id']}")
        assert problems(OF[noun], alone) == []
        assert alone["id"] == one["id"]


@pytest.mark.parametrize("noun", ["services", "organizations", "service_at_locations"])
def test_full_objects_are_those_that_are_found_alone(published: Published, noun: str) -> None:
    full = published.every(noun, full="true")
    assert [problem for one in full for problem in problems(OF[noun], one)] == []
    for one in full:
        assert one == published.json(f"{noun}/{one['id']}")


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_written_the_answers_stay_as_the_standard_says(
    published: Published, seed: int
) -> None:
    chance = random.Random(seed)
    for _ in range(60):
        published.add("directory_service", any_service(chance))
    told = list(published.everything())
    assert len(told) > 300
    assert [problem for noun, one in told for problem in problems(OF[noun], one)] == []
    assert CANARY not in json.dumps(told)
    at = [one for noun, one in told if noun == "service_at_locations"]
    places = {one["location"]["name"] for one in at}
    living = {site.name for site in SITES if site.site_kind == "living_site"}
    assert places and not places & living


def test_lists_hold_no_lists_unless_all_is_asked_for(published: Published) -> None:
    for noun in NOUNS:
        for one in published.every(noun):
            nested = [value for value in one.values() if isinstance(value, dict)]
            for told in (one, *nested):
                assert not [name for name, value in told.items() if isinstance(value, list)]
    whole = published.every("services", full="true", per_page=1000)
    assert any(one.get("schedules") and one.get("languages") for one in whole)


def test_the_demonstration_is_there_whole(published: Published) -> None:
    assert {one["name"] for one in published.every("services")} == listed_names()


def test_the_beginning_says_where_its_description_is(published: Published) -> None:
    about = published.json("")
    assert about["version"] == "3.1"
    assert about["openapi_url"].endswith("/api/openapi.json")
    paths = json.loads(published.app.test_client().get("/api/openapi.json").text)["paths"]
    assert {"/hsds/", "/hsds/{noun}", "/hsds/{noun}/{id}"} <= set(paths)


# --- what is not told


def hidden(directory: Published, **fields: Any) -> str:
    return directory.add_service(name=CANARY, **fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"published": False},
        {"published": None},
        {"voided": "test"},
        {"visibility": "org"},
        {"visibility": "protection"},
    ],
    ids=str,
)
def test_what_is_not_published_does_not_exist(published: Published, fields: dict[str, Any]) -> None:
    record = hidden(published, **fields)
    assert published.get(f"services/{record}").status_code == 404
    assert CANARY not in published.get("services?per_page=1000").text
    assert published.json(f"services?search={CANARY}")["empty"] is True


def test_a_deleted_service_does_not_exist(published: Published) -> None:
    record = hidden(published)
    assert published.get(f"services/{record}").status_code == 200
    published.delete("directory_service", record)
    assert published.get(f"services/{record}").status_code == 404


def test_who_disagree_about_publishing_keep_it_closed(published: Published) -> None:
    record = hidden(published)
    published.write("directory_service", record, published=False)
    assert published.get(f"services/{record}").status_code == 404
    published.now_ms += DAY_MS
    published.write("directory_service", record, published=True)
    assert published.get(f"services/{record}").status_code == 404


def test_a_living_site_is_never_told(published: Published) -> None:
    secret = published.add(
        "site",
        {"name": CANARY, "site_kind": "living_site", "hub_zone": "z", "country": "FR"}
        | {"adm1": "a", "adm2": "b", "active": True, "access_note": CANARY},
    )
    record = published.add_service(
        **{f"sites/{secret}": True, f"sites/{DAY_CENTRE.id}": True, "address": CANARY}
    )
    told = published.json(f"services/{record}")
    assert [one["location"]["name"] for one in told["service_at_locations"]] == [DAY_CENTRE.name]
    everything = json.dumps(list(published.everything()))
    assert CANARY not in everything and secret not in everything
    assert published.json(f"service_at_locations/{told['service_at_locations'][0]['id']}")


def test_a_service_at_living_sites_alone_has_no_place(published: Published) -> None:
    record = published.add_service(**{f"sites/{LIVING.id}": True, "address": CANARY})
    assert "service_at_locations" not in published.json(f"services/{record}")
    assert CANARY not in published.get("service_at_locations?full=true&per_page=1000").text


def test_an_organisation_that_is_not_listed_is_not_named(published: Published) -> None:
    org = stable_id("org/hidden")
    hidden_org = {"org": org, "name": CANARY, "code": "h", "org_type": "other"}
    flags = {"description": CANARY, "member": False, "external": True, "listed": False}
    published.add("org", hidden_org | flags, org)
    record = published.add_service(provider=org)
    assert "organization" not in published.json(f"services/{record}")
    assert published.get(f"organizations/{org}").status_code == 404
    assert published.json(f"services?organization_id={org}")["empty"] is True
    assert CANARY not in published.get("organizations?per_page=1000&full=true").text


def test_an_alert_ends_with_its_last_day(published: Published) -> None:
    record = published.add_service(alert="Fermé demain", alert_until="2026-09-22")
    seen = []
    for _day in range(4):
        seen.append("alert" in published.json(f"services/{record}"))
        published.now_ms += DAY_MS
    assert seen == [True, True, False, False]


# --- asking


def test_what_is_asked_for_must_all_hold(published: Published) -> None:
    food = terms.TAXONOMIES["service_category"].term_id("food")
    arabic = terms.TAXONOMIES["language"].term_id("ar")
    org = ORGS[0].id
    record = published.add_service(name="Rien que ça", provider=org, **{"languages/ar": True})
    by = {
        f"taxonomy_term_id={food}": True,
        f"taxonomy_term_id={arabic}": True,
        f"taxonomy_term_id={terms.TAXONOMIES['service_category'].term_id('legal')}": False,
        f"taxonomy_id={terms.TAXONOMIES['language'].id}": True,
        f"taxonomy_id={terms.TAXONOMIES['referral_type'].id}": False,
        f"organization_id={org}": True,
        f"organization_id={ORGS[1].id}": False,
        "search=rien+QUE+ca": True,
        "search=absent": False,
        "modified_after=2026-09-21T14:13:20Z": True,
        "modified_after=2026-09-21T16:13:20%2B02:00": True,
        "modified_after=2026-09-21T16:13:20+02:00": True,
        "modified_after=2026-09-21T14:13:21Z": False,
        "modified_after=2027-01-01": False,
        "modified_after=0001-01-01T00:00:00%2B23:00": True,
    }
    for query, there in by.items():
        page = published.json(f"services?per_page=1000&{query}")
        found = [one["id"] for one in page["contents"]]
        assert (record in found) is there, query
    both = f"services?taxonomy_term_id={food}&search=rien+que&organization_id={org}"
    assert [one["id"] for one in published.json(both)["contents"]] == [record]
    assert published.json(f"{both}&modified_after=2030-01-01")["total_items"] == 0


def test_what_does_not_exist_matches_nothing(published: Published) -> None:
    for name in ("taxonomy_term_id", "taxonomy_id", "organization_id"):
        assert published.json(f"services?{name}={uuid.uuid4()}")["total_items"] == 0


def test_minimal_is_the_id_and_the_time_of_every_service(published: Published) -> None:
    found = published.json("services?minimal=true&per_page=1000")
    assert found["last_page"] and found["size"] == len(listed_names())
    assert {frozenset(one) for one in found["contents"]} == {frozenset(("id", "last_modified"))}


@pytest.mark.parametrize("noun", NOUNS)
def test_lines_are_the_objects_of_all_pages(published: Published, noun: str) -> None:
    answer = published.get(f"{noun}?format=ndjson&per_page=3")
    assert answer.mimetype == "application/x-ndjson"
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert lines == published.every(noun)


WRONG: dict[str, tuple[str, ...]] = {
    "services": (
        *("page=0", "page=x", "page=", "per_page=0", "per_page=1001", "per_page=-1"),
        *("full=maybe", "minimal=", "format=xml", "modified_after=soon", "page=1&page=2"),
        *("modified_after=2026-02-30", "modified_after=2026-01-01T00:00:00", "taxonomy_id=x"),
        *("taxonomy_term_id=1", "organization_id=%00", "search=%00", f"search={'x' * 201}"),
        *("status=active", "q=x", "page=99999999999999999999", "modified_after=0000-00-00"),
        *("search=%ED%A0%80%00"),
    ),
    "organizations": ("modified_after=2026-01-01", "minimal=true", "sort=name"),
    "service_at_locations": ("minimal=true", "postcode=62000", "proximity=5"),
    "taxonomies": ("full=true", "taxonomy_id=x"),
    "taxonomy_terms": ("full=true", "top_only=true"),
}


@pytest.mark.parametrize("noun", NOUNS)
def test_a_wrong_parameter_is_named(published: Published, noun: str) -> None:
    for query in WRONG[noun]:
        answer = published.get(f"{noun}?{query}")
        assert answer.status_code == 422, f"{query}: {answer.text}"
        error = answer.json["error"]
        assert error["code"] == "invalid" and list(error["fields"]) == [query.partition("=")[0]]


def test_what_is_missing_is_not_found(published: Published) -> None:
    missing = [f"{noun}/{uuid.uuid4()}" for noun in NOUNS]
    for path in (*missing, "services/x", "services/%00", "programs", "services/", "services/a/b"):
        answer = published.get(path)
        assert answer.status_code == 404, path
        assert answer.json["error"]["code"] == "not_found"


# --- keeping


def test_an_answer_is_kept_until_the_directory_changes(published: Published) -> None:
    record = published.add_service()
    for path in ("services", f"services/{record}", "services?format=ndjson", "organizations"):
        first = published.get(path)
        etag = {"If-None-Match": first.headers["ETag"]}
        assert first.headers["Cache-Control"] == "public, max-age=60"
        assert published.get(path, headers=etag).status_code == 304
    asked = published.get("services")
    # Counts and meetings are not in the directory.
    published.add("contact", {"site": SITES[0].id, "group_size": 2, "needs/legal": True})
    assert published.get("services").headers["ETag"] == asked.headers["ETag"]
    published.write("directory_service", record, fees="Gratuit")
    assert published.get("services").headers["ETag"] != asked.headers["ETag"]
    changed = published.get("services")
    published.now_ms += DAY_MS
    assert published.get("services").headers["ETag"] != changed.headers["ETag"]


def test_another_question_is_another_answer(published: Published) -> None:
    paths = ("services", "services?full=true", "services?page=2", "organizations", "services?x=")
    tags = [published.get(path).headers.get("ETag") for path in paths[:4]]
    assert len(set(tags)) == 4


def test_sec_h1_the_directory_is_sent_as_other_answers_for_programs(published: Published) -> None:
    headers = published.get("services").headers
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in headers
    assert "no-store" in published.get("services?x=1").headers["Cache-Control"]


# --- ids and hours


def test_ids_are_the_same_in_every_answer_and_on_every_day(published: Published) -> None:
    first = published.every("services", full="true")
    published.now_ms += 200 * DAY_MS
    again = published.every("services", full="true")

    def ids(told: Any) -> list[str]:
        if isinstance(told, list):
            return [found for one in told for found in ids(one)]
        if isinstance(told, dict):
            return (
                [told["id"], *(found for one in told.values() for found in ids(one))]
                if ("id" in told)
                else [found for one in told.values() for found in ids(one)]
            )
        return []

    assert ids(first) == ids(again)


def test_hours_carry_the_offset_of_their_day(published: Published) -> None:
    record = published.add_service(
        **{
            "schedules/a": ["MO,TU", "09:00", "24:00", None, None, None],
            "schedules/b": ["SU", "22:00", "02:00", "2026-12-01", "2027-03-31", None],
            "schedules/c": ["SA", "10:00", "11:00", None, None, "Europe/London"],
            "exceptions/x": ["2026-12-24", "2026-12-26", None, None, "Fêtes"],
        }
    )
    told = published.json(f"services/{record}")["schedules"]
    shown = [(one.get("byday"), one.get("opens_at"), one.get("closes_at")) for one in told]
    assert shown == [
        ("MO,TU", "09:00+02:00", "00:00+02:00"),
        ("SA", "10:00+01:00", "11:00+01:00"),
        ("SU", "22:00+01:00", "02:00+01:00"),
        (None, None, None),
    ]
    assert told[3]["description"] == "Closed" and told[3]["notes"] == "Fêtes"
    assert (told[3]["valid_from"], told[3]["valid_to"]) == ("2026-12-24", "2026-12-26")


def test_a_foreign_id_stands_only_for_what_was_imported(published: Published) -> None:
    foreign, victim = str(uuid.uuid4()), published.add_service(name="Le vrai")
    imported = published.add(
        "directory_service",
        service() | {"name": "Importé", "hsds_id": foreign},
        terms.record_id("directory_service", foreign),
    )
    assert published.json(f"services/{foreign}")["name"] == "Importé"
    assert published.get(f"services/{imported}").status_code == 404
    impostor = published.add_service(name="Le faux", hsds_id=victim)
    assert published.json(f"services/{victim}")["name"] == "Le vrai"
    assert published.json(f"services/{impostor}")["name"] == "Le faux"


def test_the_networks_own_words_are_terms(published: Published) -> None:
    own = {"list": "service_category", "code": "x_bikes", "label/fr": "Vélos"}
    published.add("list_item", own)
    record = published.add_service(**{"categories/x_bikes": True})
    told = published.json(f"services/{record}")
    term = next(one["taxonomy_term"] for one in told["attributes"] if one["value"] == "x_bikes")
    assert term["name"] == "Vélos"
    assert published.json(f"taxonomy_terms/{term['id']}") == term
    found = published.json(f"services?taxonomy_term_id={term['id']}")
    assert [one["id"] for one in found["contents"]] == [record]


def test_sec_u6_words_that_somebody_narrowed_are_not_told(published: Published) -> None:
    narrowed = {"list": "service_category", "code": "x_baths", "visibility": "org"}
    published.add("list_item", {**narrowed, "label/fr": "canarybains"})
    record = published.add_service(**{"categories/x_baths": True})
    assert "canarybains" not in published.get(f"services/{record}").text
