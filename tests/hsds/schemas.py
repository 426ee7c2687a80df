"""The official schemas of HSDS 3.1, with what they refer to found here and formats checked."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

ROOT: Final = Path(__file__).parents[2]
SCHEMAS: Final = ROOT / "server" / "domain" / "hsds" / "official" / "schema"
OFFICIAL: Final = Path(__file__).parent / "official" / "examples"
SAMPLES: Final = Path(__file__).parent / "maraude-sample"

# What the lists and objects of a noun are.
OF: Final = {
    "services": "service",
    "organizations": "organization",
    "service_at_locations": "service_at_location",
    "taxonomies": "taxonomy",
    "taxonomy_terms": "taxonomy_term",
}


def read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


@cache
def registry() -> Registry[Any]:
    files = [path for path in SCHEMAS.rglob("*.json") if path.name != "openapi.json"]
    return Registry().with_resources(
        (str(path.relative_to(SCHEMAS)), DRAFT202012.create_resource(read(path))) for path in files
    )


@cache
def validator(name: str) -> Draft202012Validator:
    checker = FormatChecker()
    for needed in ("uuid", "uri", "email", "date-time"):
        assert needed in checker.checkers, f"nothing checks the format {needed}"
    return Draft202012Validator(
        {"$ref": f"{name}.json"}, registry=registry(), format_checker=checker
    )


@cache
def page_validator() -> Draft202012Validator:
    """The wrapper of lists, from the official description; all its members must be there."""
    page = dict(read(SCHEMAS / "openapi.json")["components"]["schemas"]["Page"])
    page["required"] = [*page["properties"], "contents"]
    return Draft202012Validator(page)


def problems(name: str, found: Any) -> list[str]:
    """Where an object is not as its schema says, as pointers and reasons."""
    return [_told(error) for error in validator(name).iter_errors(found)]


def page_problems(noun: str, page: Any) -> list[str]:
    """Of a page of a list: its wrapper, and each of its objects."""
    wrapper = [_told(error) for error in page_validator().iter_errors(page)]
    return wrapper + [
        f"/contents/{n}{told}"
        for n, one in enumerate(page["contents"])
        for told in problems(OF[noun], one)
    ]


def _told(error: Any) -> str:
    return "".join(f"/{part}" for part in error.absolute_path) + f": {error.message}"
