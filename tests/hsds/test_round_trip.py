"""What is exported and imported into an empty network is exported as the same again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from server.clock import SETTING as CLOCK
from server.domain.accounts import Founding, found
from server.store.base import db
from tests.contract.conftest import make_app
from tests.databases import sqlite_url

from .desk import official_tables
from .directory import START_MS, Published
from .schemas import OFFICIAL, problems


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Flask]:
    """Another server, on which there is one coordinator and nothing else."""
    app = make_app(sqlite_url(tmp_path), tmp_path / "other")
    app.config[CLOCK] = lambda: START_MS
    founding = Founding(
        "Ailleurs",
        "Europe/Paris",
        "Fondateurs",
        "fondateurs",
        "other",
        "Une",
        "a@b.example",
        "a long and dull password",
    )
    with app.app_context():
        db.create_all()
        found(founding, START_MS)
        db.session.remove()
    yield app
    with app.app_context():
        db.engine.dispose()


def run(app: Flask, *arguments: str | Path) -> Result:
    # A command runs in the context that there is, and the test stands in that of the other server.
    with app.app_context():
        return app.test_cli_runner().invoke(args=[str(one) for one in arguments])


def exported(app: Flask, folder: Path) -> dict[str, list[Any]]:
    """The files' objects, without when they were changed here."""
    assert run(app, "export", "hsds", "--out", folder).exit_code == 0
    told: dict[str, list[Any]] = {}
    for noun in ("services", "organizations"):
        objects = json.loads((folder / f"{noun}.json").read_text("utf-8"))["contents"]
        told[noun] = sorted(objects, key=lambda one: str(one["id"]))
    for service in told["services"]:
        assert problems("service", service) == []
        del service["last_modified"]
    return told


def fill_specials(published: Published) -> None:
    """Everything that may stand in a published service, beside the demonstration's."""
    published.add_service(
        **{
            "schedules/a": ["MO,TU", "09:00", "24:00", None, None, None],
            "schedules/b": ["SU", "22:00", "02:00", "2026-12-01", "2027-03-31", None],
            "exceptions/x": ["2026-12-24", "2026-12-26", None, None, 'Fêtes, "fermé"'],
            "exceptions/y": ["2026-12-31", "2026-12-31", "10:00", "12:00", None],
            "attending/phone": True,
            "on_holidays": "usual",
            "url": "https://soupe.example.org/a?b=c#d",
            "email": "soupe@maraude.example",
            "min_age": 0,
            "max_age": 99,
            "alert": "Attention\naux marches",
            "status": "temporarily closed",
            "address": "3 quai des Brumes (fictif)",
            "eligibility": "Tous",
            "how_to_access": "Venir",
            "description": "Une ligne\r\net une autre",
        }
    )


@pytest.mark.parametrize("form", ["json", "csv"])
def test_what_goes_out_comes_back_as_the_same(
    published: Published, empty: Flask, tmp_path: Path, form: str
) -> None:
    fill_specials(published)
    before = exported(published.app, tmp_path / "out")
    tables = sorted((tmp_path / "out" / "csv").iterdir())
    assert exported(empty, tmp_path / "none")["services"] == []
    turns = [[tmp_path / "out" / f"{noun}.json"] for noun in ("organizations", "services")]
    for files in turns if form == "json" else [tables]:
        done = run(empty, "import", "hsds", "--accept-new", *files)
        assert done.exit_code == 0, done.output
        assert " 0 left" in done.stderr, done.stderr
    after = exported(empty, tmp_path / "again")
    assert after["services"] == before["services"] and len(before["services"]) > 20
    own = [one for one in after["organizations"] if one["name"] != "Fondateurs"]
    assert own == before["organizations"]
    for files in turns if form == "json" else [tables]:
        assert "new 0, changed 0" in run(empty, "import", "hsds", *files).stdout


def test_comparing_by_command_writes_nothing_unasked(
    published: Published, empty: Flask, tmp_path: Path
) -> None:
    exported(published.app, tmp_path / "out")
    done = run(empty, "import", "hsds", tmp_path / "out" / "services.json")
    assert done.exit_code == 0 and "new " in done.stdout
    assert exported(empty, tmp_path / "again")["services"] == []


def test_what_lacks_something_is_left_and_named(empty: Flask, tmp_path: Path) -> None:
    for name, content in official_tables().items():
        (tmp_path / name).write_bytes(content)
    tables = [path for path in tmp_path.iterdir() if path.suffix == ".csv"]
    done = run(empty, "import", "hsds", "--accept-new", *tables)
    assert "left: directory_service Community Counselling: needs categories" in done.stderr
    again = run(empty, "import", "hsds", "--accept-new", "--category", "health", *tables)
    assert "1 written, 0 left" in again.stderr


def test_a_file_with_a_fault_is_told_in_one_line(empty: Flask, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    told = json.loads((OFFICIAL / "service_full.json").read_text("utf-8")) | {"status": "open"}
    for content, said in ((json.dumps(told), "/status: unknown_code"), ("{", "unreadable")):
        path.write_text(content, "utf-8")
        done = run(empty, "import", "hsds", path)
        assert done.exit_code == 1 and said in done.output and "Traceback" not in done.output
