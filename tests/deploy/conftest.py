"""One installation for all tests of this folder: PostgreSQL, gunicorn, Caddy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import fresh_database

from .installation import Installation

PASSWORD = "nine wet blankets by the quay"
EMAIL = "kim@example.org"


def found(installation: Installation) -> None:
    """The network, as `flask init` asks for it."""
    told = {"network": "Calais", "org": "Soup", "code": "soup", "alias": "Kim", "email": EMAIL}
    options = [word for name, value in told.items() for word in (f"--{name}", value)]
    done = installation.attempt("init", *options, typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert done.returncode == 0, done.stderr[-4000:]


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder: Path = tmp_path_factory.mktemp("installation")
    with fresh_database("postgresql", folder) as url:
        running = Installation(url, folder)
        try:
            found(running)
            running.start()
            running.start_front()
            yield running
        finally:
            running.stop_front()
            running.stop()
