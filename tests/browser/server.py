"""The server that the browsers visit: real, with a copy of the production build of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.api.server import RunningServer
from tests.api.world import World
from tests.databases import sqlite_url

DIST = Path(__file__).parents[2] / "webclient" / "dist"


def new_world(folder: Path, records: int = 0, **more: str) -> World:
    """A running server on a fresh demo network, with a copy of the build of its own.

    `more` are further environment variables of the server.
    """
    assert (DIST / "index.html").exists(), "the web client is not built: run `make build`"
    client = folder / "client"
    shutil.copytree(DIST, client)
    settings = {"BROWSER_TEST_CLIENT": str(client), **more}
    server = RunningServer(sqlite_url(folder), folder, settings, app="tests.browser.served:app")
    demo = server.demo()
    if records:
        server.command("demo", "--records", str(records))
    server.start()
    return World(server, demo)
