"""The documents describe the server that runs: routes, error codes, operation."""

from __future__ import annotations

import re

import pytest

from .server import ROOT
from .wire import documented_codes
from .world import World

SILENT_METHODS = {"HEAD", "OPTIONS"}


@pytest.fixture(scope="module")
def running(world: World) -> set[tuple[str, str]]:
    """(method, path) of every route, as `flask routes` prints them; paths in OpenAPI's form."""
    found: set[tuple[str, str]] = set()
    for line in world.server.command("routes").splitlines():
        columns = re.split(r"\s{2,}", line.strip())
        if len(columns) != 3 or not columns[2].startswith("/"):
            continue
        path = re.sub(r"<(?:[^:<>]*:)?([^<>]+)>", r"{\1}", columns[2])
        methods = {method.strip() for method in columns[1].split(",")}
        found |= {(method, path) for method in methods - SILENT_METHODS}
    return found


def test_the_api_document_lists_every_route(world: World, running: set[tuple[str, str]]) -> None:
    document = world.server.wire().send("GET", "/api/openapi.json").json()
    assert document["openapi"].startswith("3.")
    described = {
        (method.upper(), path)
        for path, operations in document["paths"].items()
        for method in operations
        if method in ("get", "post", "put", "patch", "delete")
    }
    running = {(method, path) for method, path in running if path.startswith(("/api/", "/hsds/"))}
    own_pages = {("GET", "/api/openapi.json"), ("GET", "/api/docs")}
    assert len(running) > 20, "flask routes was not understood"
    assert running - described - own_pages == set()
    assert described - running == set(), "the document describes routes that do not exist"


NORMATIVE = """
POST /api/enrol, POST /api/enrol/look, POST /api/sync, GET /api/me,
POST /api/login, POST /api/logout, GET /api/records/{kind}, POST /api/records/{kind},
GET /api/records/{kind}/{}, PATCH /api/records/{kind}/{}, DELETE /api/records/{kind}/{},
GET /api/issues, GET /api/held, POST /api/held/{}/release, POST /api/held/{}/refuse,
POST /api/erase, GET /api/export/{kind}.csv, GET /api/export/{kind}.xlsx,
GET /api/reports/services.csv, GET /api/reports/referrals.csv, GET /api/reports/summary,
POST /api/invites, GET /api/invites,
GET /api/devices, POST /api/devices/{}/revoke, GET /api/users, POST /api/users, GET /api/audit,
GET /directory, GET /hsds/, GET /hsds/{}, GET /hsds/{}/{}, GET /healthz, GET /readyz, GET /metrics
"""


def test_the_routes_of_the_contract_exist(running: set[tuple[str, str]]) -> None:
    known = {(method, re.sub(r"\{[^}]*\}", "{}", path)) for method, path in running}
    wanted = [entry.split() for entry in NORMATIVE.replace("\n", " ").split(",")]
    missing = [
        (method, path)
        for method, path in wanted
        if (method, re.sub(r"\{[^}]*\}", "{}", path)) not in known
    ]
    assert missing == []


def test_every_error_code_in_the_source_is_documented() -> None:
    text = "\n".join(path.read_text("utf-8") for path in (ROOT / "server").rglob("*.py"))
    codes = set(re.findall(r"^    code(?:: \S+)? = \"([a-z_]+)\"", text, re.MULTILINE))
    assert len(codes) > 8, "the pattern no longer finds the codes"
    assert codes - documented_codes() == set()


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_operation_routes_answer(world: World, path: str) -> None:
    assert world.server.wire().send("GET", path).status == 200


def test_the_description_is_readable_by_people(world: World) -> None:
    answer = world.server.wire().send("GET", "/api/docs")
    assert answer.status == 200 and "html" in answer.headers["content-type"]
    assert not re.search(rb"(src|href)=\"(https?:)?//", answer.body), "a third party is asked"


def test_metrics_are_for_this_machine_alone(world: World) -> None:
    """Behind a proxy the caller is elsewhere; a forged header must not open the door."""
    headers = {"X-Forwarded-For": "127.0.0.1"}
    assert world.server.wire().send("GET", "/metrics", headers=headers).status in (200, 403, 404)


def test_the_demo_prints_one_line_and_fresh_invites(world: World) -> None:
    again = world.server.demo()
    assert again["network"] == world.demo["network"]
    assert [user["id"] for user in again["users"]] == [user["id"] for user in world.demo["users"]]
    before = {user.get("invite") for user in world.demo["users"]} - {None}
    after = {user.get("invite") for user in again["users"]} - {None}
    assert before and after and not before & after
    assert len(again["orgs"]) >= 2 and all(org["code"] and org["name"] for org in again["orgs"])
    for org in again["orgs"][:2]:
        roles = [user["role"] for user in again["users"] if user["org"] == org["id"]]
        assert roles.count("volunteer") >= 2 and roles.count("coordinator") >= 1
