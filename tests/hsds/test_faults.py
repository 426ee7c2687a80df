"""Files with something wrong are refused as a whole, and the place is named."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any, Final

import pytest

from .desk import NDJSON, ZIP, Desk, archive, broken, official_tables, sample
from .schemas import problems

Json = dict[str, Any]
NOBODY: Final = "00000000-0000-4000-8000-000000000000"


def put(*path: str | int, value: Any) -> Callable[[Json], None]:
    def change(page: Json) -> None:
        target: Any = page["contents"]
        for part in path[:-1]:
            target = target[part]
        target[path[-1]] = value

    return change


def drop(*path: str | int) -> Callable[[Json], None]:
    def change(page: Json) -> None:
        target: Any = page["contents"]
        for part in path[:-1]:
            target = target[part]
        del target[path[-1]]

    return change


def without_organization(page: Json) -> None:
    del page["contents"][2]["organization"]
    page["contents"][2]["organization_id"] = "6f7f0c5e-5b0c-4e0f-9d3b-0a1b2c3d4e5f"


def twice(page: Json) -> None:
    page["contents"].append(page["contents"][0])


def two_schedules_of_one_id(page: Json) -> None:
    page["contents"][0]["schedules"] *= 2


S0: Final = (0, "schedules", 0)
AT: Final = (0, "service_at_locations", 0, "location")

# What is wrong: the change, the place that must be named, the code, and whether the official
# schema says so too; the standard describes times and days of the week in words only.
FAULTS: Final[dict[str, tuple[Callable[[Json], None], str, str, bool]]] = {
    "no id": (drop(3, "id"), "/contents/3/id", "required", True),
    "no name": (drop(0, "name"), "/contents/0/name", "required", True),
    "no status": (drop(1, "status"), "/contents/1/status", "required", True),
    "null name": (put(0, "name", value=None), "/contents/0/name", "required", True),
    "a number as name": (put(0, "name", value=5), "/contents/0/name", "wrong_type", True),
    "a list as description": (
        put(0, "description", value=["x"]),
        "/contents/0/description",
        "wrong_type",
        True,
    ),
    "a text as age": (
        put(0, "minimum_age", value="18"),
        "/contents/0/minimum_age",
        "wrong_type",
        True,
    ),
    "true as age": (
        put(0, "maximum_age", value=True),
        "/contents/0/maximum_age",
        "wrong_type",
        True,
    ),
    "an unknown status": (
        put(0, "status", value="open"),
        "/contents/0/status",
        "unknown_code",
        True,
    ),
    "an id that is none": (put(0, "id", value="12"), "/contents/0/id", "bad_format", True),
    "no address": (put(0, "url", value="not a url"), "/contents/0/url", "bad_format", True),
    "a bad escape": (put(0, "url", value="http://a/%zz"), "/contents/0/url", "bad_format", True),
    "no mail": (put(0, "email", value="nobody"), "/contents/0/email", "bad_format", True),
    "no moment": (
        put(0, "last_modified", value="yesterday"),
        "/contents/0/last_modified",
        "bad_format",
        True,
    ),
    "no day": (
        put(0, "assured_date", value="2026-13-40"),
        "/contents/0/assured_date",
        "bad_format",
        False,
    ),
    "a text as schedules": (
        put(0, "schedules", value="daily"),
        "/contents/0/schedules",
        "wrong_type",
        True,
    ),
    "a text as schedule": (
        put(0, "schedules", value=["x"]),
        "/contents/0/schedules/0",
        "wrong_type",
        True,
    ),
    "an unknown frequency": (
        put(*S0, "freq", value="DAILY"),
        "/contents/0/schedules/0/freq",
        "unknown_code",
        True,
    ),
    "an unknown week day": (
        put(*S0, "byday", value="MO,XX"),
        "/contents/0/schedules/0/byday",
        "bad_format",
        False,
    ),
    "no time": (
        put(*S0, "opens_at", value="25:00"),
        "/contents/0/schedules/0/opens_at",
        "bad_format",
        False,
    ),
    "no end": (
        put(*S0, "until", value="2026-02-30"),
        "/contents/0/schedules/0/until",
        "bad_format",
        False,
    ),
    "a schedule without id": (drop(*S0, "id"), "/contents/0/schedules/0/id", "required", True),
    "two schedules of one id": (
        two_schedules_of_one_id,
        "/contents/0/schedules",
        "duplicate",
        False,
    ),
    "a phone without number": (
        drop(0, "phones", 0, "number"),
        "/contents/0/phones/0/number",
        "required",
        True,
    ),
    "a place of no type": (
        drop(*AT, "location_type"),
        "/contents/0/service_at_locations/0/location/location_type",
        "required",
        True,
    ),
    "a latitude as text": (
        put(*AT, "latitude", value="50"),
        "/contents/0/service_at_locations/0/location/latitude",
        "wrong_type",
        True,
    ),
    "an address without country": (
        drop(*AT, "addresses", 0, "country"),
        "/contents/0/service_at_locations/0/location/addresses/0/country",
        "required",
        True,
    ),
    "an organisation without name": (
        drop(0, "organization", "name"),
        "/contents/0/organization/name",
        "required",
        True,
    ),
    "a text as organisation": (
        put(0, "organization", value="x"),
        "/contents/0/organization",
        "wrong_type",
        True,
    ),
    "an organisation that is not there": (
        without_organization,
        "/contents/2/organization_id",
        "dangling",
        False,
    ),
    "one service twice": (twice, "/contents/8/id", "duplicate", False),
    "a number as service": (put(0, value=5), "/contents/0", "wrong_type", True),
    "a place as service": (
        put(0, value={"id": "x", "location_type": "physical"}),
        "/contents/0",
        "unknown_kind",
        False,
    ),
    "half a character": (
        put(0, "name", value="a\ud800"),
        "/contents/0/name",
        "bad_character",
        False,
    ),
    "a zero character": (put(0, "name", value="a\0b"), "/contents/0/name", "bad_character", False),
}


def test_every_fault_is_refused_where_it_is(desk: Desk) -> None:
    for name, (change, place, why, _official) in FAULTS.items():
        assert desk.refused(broken(change)).get(place) == [why], name


@pytest.mark.parametrize("name", [name for name, fault in FAULTS.items() if fault[3]])
def test_the_official_schema_says_the_same(name: str) -> None:
    change, place, _why, _official = FAULTS[name]
    found = [
        f"/contents/{n}{told}"
        for n, one in enumerate(broken(change)["contents"])
        for told in problems("service", one)
    ]
    assert found
    assert any(place.startswith(told.partition(":")[0]) for told in found), found


def test_the_sample_itself_is_without_fault() -> None:
    assert [told for one in sample()["contents"] for told in problems("service", one)] == []


def test_several_faults_are_told_together(desk: Desk) -> None:
    page = sample()
    for one in page["contents"]:
        one["status"] = "?"
    assert len(desk.refused(page)) == len(page["contents"])
    many = {"contents": [{"id": "x", "name": "y", "status": "?"} for _ in range(300)]}
    found = desk.refused(many)
    assert len(found) == 101 and found["more"]


# --- lines


def test_a_broken_line_is_named(desk: Desk) -> None:
    good = [json.dumps(one) for one in sample()["contents"][:3]]
    content = "\n".join([good[0], "", good[1][:-9], good[2]]).encode()
    assert desk.refused(content, NDJSON) == {"line 3": ["unreadable"]}
    bad = json.loads(good[1]) | {"status": "?"}
    content = "\n".join([good[0], json.dumps(bad)]).encode()
    assert desk.refused(content, NDJSON) == {"line 2/status": ["unknown_code"]}


# --- bounds


def test_what_cannot_be_read_is_no_mistake_of_ours(desk: Desk) -> None:
    deep = b"[" * 5_000 + b"]" * 5_000
    for body, kind in (
        (b"", "application/json"),
        (b"{", "application/json"),
        (deep, "application/json"),
        (b'{"id":1,"id":2}', "application/json"),
        (b"PK\x03\x04 and no more", ZIP),
        (archive(official_tables())[:-40], ZIP),
    ):
        answer = desk.send(body, kind)
        assert (answer.status_code, answer.json["error"]["code"]) == (400, "unreadable"), body[:20]
    assert desk.send(b"x", "text/plain").status_code == 415


def test_sec_h2_a_bomb_costs_no_more_than_what_it_may_hold(desk: Desk) -> None:
    bomb = archive({"services.csv": b"id,name,status\r\n" + b"a" * 40_000_000})
    assert len(bomb) < 100_000
    many = archive({f"{n}.csv": b"" for n in range(70)})
    inside = archive({"services.csv": bomb})
    for body in (bomb, many):
        assert desk.send(body, ZIP).status_code == 413
    # An archive in an archive is no table.
    assert desk.send(inside, ZIP).status_code == 422
    assert desk.send(b" " * (8 * 1024 * 1024 + 1)).status_code == 413


def test_an_archive_whose_sizes_lie_is_refused(desk: Desk) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("services.csv", b"a" * 40_000_000)
    content = bytearray(out.getvalue())
    at = content.rindex(b"PK\x01\x02") + 24
    content[at : at + 4] = (10).to_bytes(4, "little")
    assert desk.send(bytes(content), ZIP).status_code in (400, 413)


def test_more_services_than_a_file_may_hold_are_refused(desk: Desk) -> None:
    one = {"id": NOBODY, "name": "x", "status": "active"}
    assert desk.send({"contents": [one] * 5_001}).status_code == 413
    body = b"\n".join([json.dumps(one).encode()] * 5_001)
    assert desk.send(body, NDJSON).status_code == 413
