"""Bad bodies, queries and paths on the routes of the desk."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from . import bad_inputs as bad
from .desk import ScriptedDesk
from .world import World

KIND = "/api/records/activity"
WRONG: dict[str, Any] = {
    "null": None,
    "true": True,
    "a number": 7,
    "a text": "\u0000x",
    "a list": [[]],
}

# route, method, a good body, the members that may be spoilt
BODIES: list[tuple[str, str, dict[str, Any], tuple[str, ...]]] = [
    ("POST", KIND, {"id": bad.UUID, "fields": {}}, ("id", "fields")),
    ("PATCH", f"{KIND}/RECORD", {"set": {"note": "x"}, "seen": {"note": []}}, ("set", "seen")),
    ("DELETE", f"{KIND}/RECORD", {"seen": []}, ("seen",)),
    ("POST", "/api/erase", {"records": []}, ("records",)),
    ("POST", "/api/invites", {"role": "volunteer", "alias": "A"}, ("role", "alias", "org", "user")),
    ("POST", "/api/login", {"email": "a@example.org", "password": "x"}, ("email", "password")),
    ("POST", "/api/enrol", {"code": "0123456789"}, ("code", "device", "label", "public_key")),
    ("POST", "/api/enrol/look", {"code": "0123456789"}, ("code",)),
    ("POST", "/api/relay", {"sealed": []}, ("sealed",)),
]
OPTIONAL = {"id", "org", "user", "device", "label", "public_key"}
CASES = [
    (method, path, {**body, member: value})
    for method, path, body, members in BODIES
    for member in members
    for name, value in WRONG.items()
    if not (member in OPTIONAL and value is None)
]


@pytest.fixture(scope="module")
def desk(world: World) -> ScriptedDesk:
    return world.new_desk()


@pytest.fixture(scope="module")
def record(world: World, desk: ScriptedDesk) -> str:
    made = desk.create("activity", {"org": world.org(), **world.activity()})
    assert made.status == 201, str(made)
    return str(made.json()["id"])


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda n: " ".join(map(str, CASES[n])))
def test_a_wrong_member(desk: ScriptedDesk, record: str, number: int) -> None:
    method, path, body = CASES[number]
    desk.wire.source = f"127.1.{number // 10}.1"  # failures are counted per network of clients
    raw = json.dumps(body).encode()
    answer = desk.change(method, path.replace("RECORD", record), raw=raw)
    assert answer.status in (400, 401, 403, 422, 429), str(answer)
    if path not in ("/api/login", "/api/enrol", "/api/enrol/look"):
        assert answer.status in (400, 422), str(answer)


@pytest.mark.parametrize(("method", "path"), [(case[0], case[1]) for case in BODIES])
@pytest.mark.parametrize("name", ["truncated object", "duplicate keys", "arrays 20,000 deep"])
def test_an_unreadable_body(
    desk: ScriptedDesk, record: str, method: str, path: str, name: str
) -> None:
    answer = desk.change(method, path.replace("RECORD", record), raw=bad.BODIES[name])
    assert (answer.status, answer.code) == (400, "unreadable"), str(answer)


QUERIES: list[dict[str, Any]] = [
    {"page": value} for value in ("0", "-1", "x", "1.5", "", "9" * 30, "\u0661")
]
QUERIES += [{"per_page": value} for value in ("0", "-1", "201", "x", "", "9" * 30)]
QUERIES += [
    {"sort": value} for value in ("nothing", "--when", "fields", "'; DROP TABLE record", "")
]
QUERIES += [
    {side: value}
    for side in ("from", "to")
    for value in ("yesterday", "2026-13-01", "2026-02-30", "0000-00-00", "99999-01-01", "\u0000")
]
QUERIES += [{"nothing_declared": "x"}, {"issue": "nothing"}, {"deleted": "perhaps"}]


@pytest.mark.parametrize("query", QUERIES, ids=str)
@pytest.mark.parametrize("path", [KIND, "/api/export/activity.csv"])
def test_a_wrong_query(desk: ScriptedDesk, path: str, query: dict[str, Any]) -> None:
    answer = desk.get(path, **query)
    blank = "" in query.values()
    assert answer.status in (200, 400, 422) if blank else answer.status in (400, 422), str(answer)
    if answer.status == 422:
        assert answer.json()["error"]["fields"], "which parameter is wrong is not said"


@pytest.mark.parametrize(
    "query",
    [
        {"columns": "people,nothing_declared"},
        {"columns": "people,people"},
        {"columns": ""},
        {"columns": "people", "heading": ["People", "Quantity"]},
        {"heading": "People"},
        {"columns": "people", "heading": "x" * 81},
        {"columns": "people", "heading": "\u0000"},
        {"columns": "people", "language": "../fr"},
        {"columns": ["people", "unmet"]},
        {"columns": "state", "word": "new"},
        {"columns": "state", "word": "new=" + "x" * 81},
        {"columns": "state", "word": "new=\u0000"},
    ],
    ids=str,
)
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_wrong_layout_of_an_export(desk: ScriptedDesk, form: str, query: dict[str, Any]) -> None:
    answer = desk.get(f"/api/export/activity.{form}", **query)
    assert answer.status == 422 and answer.json()["error"]["fields"], str(answer)


def test_the_language_and_sex_of_single_persons_are_in_no_export(desk: ScriptedDesk) -> None:
    for name in ("language", "sex", "device"):
        assert desk.get("/api/export/contact.csv", columns=name).status == 422


@pytest.mark.parametrize(
    "text",
    ["%", "_", "\\", "'", '"', "\u0000", "x" * 3_000, "*", "OR 1=1 --", "\U0001f9e5", "(", "AND"],
    ids=range(12),
)
def test_a_search_takes_any_text(desk: ScriptedDesk, text: str) -> None:
    answer = desk.get(KIND, q=text)
    assert answer.status in (200, 422), str(answer)


@pytest.mark.parametrize("name", ["site", "service_type", "org", "author", "review", "round"])
@pytest.mark.parametrize("value", ["x", "", "\u0000", "'", "9" * 400])
def test_a_filter_takes_any_text(desk: ScriptedDesk, name: str, value: str) -> None:
    assert desk.get(KIND, **{name: value}).status in (200, 400, 422)


@pytest.mark.parametrize(
    "path",
    [
        "/api/records/nothing",
        "/api/records/Activity",
        "/api/records/user",
        "/api/records/activity/x",
        f"/api/records/activity/{bad.UUID.upper()}",
        f"/api/records/activity/{bad.UUID}%0A",
        "/api/records/activity/%00",
        "/api/records/activity/%ff%fe",
        "/api/records/activity/..%2f..%2fsync",
        f"/api/records/activity/{bad.UUID}/x",
        "/api/records//",
        "/api/export/nothing.csv",
        "/api/export/activity.exe",
        "/api/export/..%2f..%2fetc%2fpasswd.csv",
        "/api/records/" + "a" * 3_000,
    ],
)
def test_a_path_to_nothing(desk: ScriptedDesk, path: str) -> None:
    assert desk.get(path).status == 404


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"quantity": "many"}, "quantity"),
        ({"quantity": -1}, "quantity"),
        ({"people": True}, "people"),
        ({"service_type": "food.nothing"}, "service_type"),
        ({"site": "somewhere"}, "site"),
        ({"started_at": "yesterday"}, "started_at"),
        ({"note": "x" * 281}, "note"),
        ({"people_method": "guessed"}, "people_method"),
        ({"breakdown/f_a99": 1}, "breakdown/f_a99"),
        ({"nothing_declared": 1}, "nothing_declared"),
        ({"Bad Name": 1}, "Bad Name"),
        ({"made_at": "2026-01-01T00:00:00Z"}, "made_at"),
        ({"$other": 1}, "$other"),
        ({"note": {"a": 1}}, "note"),
        ({"note": "a\u0000b"}, "note"),
    ],
)
def test_the_desk_names_the_field_that_is_wrong(
    world: World, desk: ScriptedDesk, record: str, fields: dict[str, Any], name: str
) -> None:
    created = desk.create("activity", {"org": world.org(), **world.activity(), **fields})
    patched = desk.patch("activity", record, fields, seen={})
    for answer in (created, patched):
        assert answer.status == 422, str(answer)
        assert name in answer.json()["error"]["fields"]


def test_a_missing_required_field_is_named(world: World, desk: ScriptedDesk) -> None:
    fields = world.activity()
    del fields["service_type"]
    answer = desk.create("activity", {"org": world.org(), **fields})
    assert answer.status == 422 and "service_type" in answer.json()["error"]["fields"], str(answer)


def test_once_fields_cannot_be_patched(world: World, desk: ScriptedDesk, record: str) -> None:
    for name, value in (("org", world.org(1)), ("round", str(uuid.uuid4()))):
        answer = desk.patch("activity", record, {name: value}, seen={})
        assert answer.status == 422, str(answer)
