"""Fixtures every test may use."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import DATABASES, PostgresMissingError, fresh_database, postgres_programs


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark by folder and by database, so that `-m` can choose."""
    here = Path(__file__).parent
    for item in items:
        folder = item.path.relative_to(here).parts[0]
        if folder in ("browser", "simulation"):
            item.add_marker(folder)
        callspec = getattr(item, "callspec", None)
        if callspec is not None and "postgresql" in callspec.params.values():
            item.add_marker("postgresql")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Without PostgreSQL its tests say so at the end; in CI they fail."""
    if item.get_closest_marker("postgresql") is None:
        return
    try:
        postgres_programs()
    except PostgresMissingError as missing:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(missing))


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a new, empty database, once for SQLite and once for PostgreSQL."""
    with fresh_database(request.param, tmp_path) as url:
        yield url
