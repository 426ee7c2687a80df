"""One server and one demo network per database for the whole run, more for who breaks them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.databases import DATABASES, fresh_database

from .server import RunningServer
from .world import World

NewWorld = Callable[..., World]


@pytest.fixture(scope="session", params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    """Which database the tests of this round run on."""
    return str(request.param)


@pytest.fixture(scope="session")
def world(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The shared server: tests may add to it, never stop it."""
    yield from run_world(database, tmp_path_factory.mktemp(f"shared-{database}"))


@pytest.fixture(scope="module")
def own_world(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A server of this module alone: it may be killed, copied and restored."""
    yield from run_world(database, tmp_path_factory.mktemp(f"own-{database}"))


def run_world(database: str, folder: Path) -> Iterator[World]:
    with fresh_database(database, folder) as url:
        server = RunningServer(url, folder)
        demo = server.demo()
        server.start()
        try:
            yield World(server, demo)
        finally:
            server.stop()
