"""SEC-H1: headers of pages and of the API; the built files; CORS; compression."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli
import pytest
from flask import Flask

from .conftest import Client, Installation, install

SCRIPT = b"export const long = 1;\n" * 100
PAGE_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
    "img-src 'self' blob: data:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types maraude"
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder = tmp_path_factory.mktemp("built")
    dist = folder / "dist"
    (dist / "assets").mkdir(parents=True)
    (folder / "secret.txt").write_text("not for the web")
    for name in ("index.html", "desk.html"):
        (dist / name).write_text(f"<!doctype html><title>{name}</title>")
    (dist / "sw.js").write_bytes(SCRIPT)
    (dist / "manifest.webmanifest").write_text("{}")
    asset = dist / "assets" / "phone-abc123.js"
    asset.write_bytes(SCRIPT)
    Path(f"{asset}.br").write_bytes(brotli.compress(SCRIPT))
    Path(f"{asset}.gz").write_bytes(gzip.compress(SCRIPT))
    return install(folder)


@pytest.fixture
def client(built: Flask) -> Client:
    return Client(built)


def test_sec_h1_pages_carry_the_policy(client: Client) -> None:
    for path, title in (("/", "index.html"), ("/desk", "desk.html"), ("/desk/", "desk.html")):
        page = client.get(path)
        assert (page.status_code, page.mimetype) == (200, "text/html")
        assert title in page.text
        assert page.headers["Content-Security-Policy"] == PAGE_POLICY
        assert page.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["/", "/assets/phone-abc123.js", "/nothing", "/api/me", "/healthz"]
)
def test_sec_h1_every_answer_carries_the_common_headers(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Strict-Transport-Security"].startswith("max-age=")
    assert "geolocation=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize("path", ["/api/me", "/api/nothing", "/api", "/healthz"])
def test_sec_h1_the_api_is_never_kept_nor_shown_as_a_page(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"


def test_built_files_are_kept_for_ever_the_rest_is_asked_for_again(client: Client) -> None:
    asset = client.get("/assets/phone-abc123.js")
    assert asset.data == SCRIPT and "immutable" in asset.headers["Cache-Control"]
    assert asset.mimetype == "text/javascript"
    worker = client.get("/sw.js")
    assert worker.headers["Cache-Control"] == "no-cache"
    again = client.get("/sw.js", headers={"If-None-Match": worker.headers["ETag"]})
    assert again.status_code == 304
    assert client.get("/manifest.webmanifest").mimetype == "application/manifest+json"


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("BR", "br"),
        ("identity", None),
        ("", None),
    ],
)
def test_files_travel_as_they_were_packed(
    client: Client, accepted: str, coding: str | None
) -> None:
    asset = client.get("/assets/phone-abc123.js", headers={"Accept-Encoding": accepted})
    assert asset.headers.get("Content-Encoding") == coding
    assert asset.headers["Vary"] == "Accept-Encoding"
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[coding]
    assert unpack(asset.data) == SCRIPT
    assert asset.mimetype == "text/javascript"


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/assets/../../secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/assets",
        "/assets/phone-abc123.js.br",
        "/\x00",
        "/%00",
        "/%ff",
        "/nothing",
        "/" + "a" * 300,
        "/a" + "/a" * 3000,
    ],
    ids=lambda path: path[:40],
)
def test_nothing_else_is_served(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert b"not for the web" not in answer.data


def test_a_client_that_was_not_built_is_said_to_be_so(here: Installation) -> None:
    for path in ("/", "/desk"):
        page = here.client().get(path)
        assert (page.status_code, page.mimetype) == (503, "text/plain")
        assert "make build" in page.text


def test_no_other_origin_is_let_in_unless_configured(client: Client) -> None:
    answer = client.get("/api/me", headers={"Origin": "https://desk.example"})
    assert not [name for name, _value in answer.headers if name.startswith("Access-Control")]


def test_configured_origins_are_let_in_exactly_and_without_cookies(tmp_path: Path) -> None:
    client = Client(install(tmp_path, cors_origins=("https://desk.example",)))
    asking = {"Origin": "https://desk.example", "Access-Control-Request-Method": "POST"}
    allowed = client.options("/api/sync", headers=asking).headers
    assert allowed["Access-Control-Allow-Origin"] == "https://desk.example"
    assert "Access-Control-Allow-Credentials" not in allowed
    for origin in ("https://desk.example.evil", "http://desk.example", "null"):
        refused = client.get("/api/me", headers={"Origin": origin}).headers
        assert "Access-Control-Allow-Origin" not in refused
    page = client.get("/", headers={"Origin": "https://desk.example"}).headers
    assert "Access-Control-Allow-Origin" not in page


def test_long_answers_of_the_api_are_packed(here: Installation) -> None:
    desk = here.desk()
    plain = desk.get("/api/users")
    for coding, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress)):
        desk.post("/api/users", {"role": "volunteer", "alias": "A"})
        packed = desk.client.get("/api/users", headers={"Accept-Encoding": coding})
        assert packed.headers["Content-Encoding"] == coding
        assert packed.headers["Vary"] == "Accept-Encoding"
        assert b'"items"' in unpack(packed.data)
        assert len(packed.data) < len(plain.data)
    small = desk.client.get("/healthz", headers={"Accept-Encoding": "br"})
    assert "Content-Encoding" not in small.headers


def test_an_unknown_route_of_the_api_has_the_common_error(client: Client) -> None:
    for method, path in (("GET", "/api/nothing"), ("POST", "/api/nothing"), ("GET", "/api//me")):
        answer = client.open(path, method=method)
        assert (answer.status_code, answer.json["error"]["code"]) == (404, "not_found")
    wrong = client.get("/api/login")
    assert (wrong.status_code, wrong.json["error"]["code"]) == (405, "method_not_allowed")


def test_metrics_are_for_this_machine_or_the_token(built: Flask, tmp_path: Path) -> None:
    client = Client(built)
    assert "maraude_answers_total" in client.get("/metrics").text
    away = {"REMOTE_ADDR": "203.0.113.5"}
    assert client.get("/metrics", environ_base=away).status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404
    guarded = Client(install(tmp_path, metrics_token="a-token-for-metrics"))
    assert guarded.get("/metrics").status_code == 404
    right = {"Authorization": "Bearer a-token-for-metrics"}
    assert guarded.get("/metrics", headers=right, environ_base=away).status_code == 200
