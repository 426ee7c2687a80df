"""The server that the browsers visit: real, with a copy of the production build of its own."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from tests.api.server import RunningServer
from tests.api.world import World
from tests.databases import sqlite_url

DIST = Path(__file__).parents[2] / "webclient" / "dist"


def new_world(folder: Path, records: int = 0, **more: str) -> World:
    """A running server on a fresh demo network, with a copy of the build of its own.

    `more` are further environment variables of the server, also while the network is made.
    """
    assert (DIST / "index.html").exists(), "the web client is not built: run `make build`"
    client = folder / "client"
    shutil.copytree(DIST, client)
    settings = {"BROWSER_TEST_CLIENT": str(client), **more}
    url, demo = _new_network(folder, settings) if more else _copied_network(folder)
    server = RunningServer(url, folder, settings, app="tests.browser.served:app")
    if records:
        server.command("demo", "--records", str(records))
    server.start()
    return World(server, demo)


def _new_network(folder: Path, settings: dict[str, str]) -> tuple[str, dict[str, Any]]:
    url = sqlite_url(folder)
    return url, RunningServer(url, folder, settings).demo()


def _copied_network(folder: Path) -> tuple[str, dict[str, Any]]:
    """Made once for the whole run: most tests want a network of their own."""
    made, url, demo = _template()
    shutil.copytree(made, folder, dirs_exist_ok=True)
    return url.replace(str(made), str(folder)), demo


@cache
def _template() -> tuple[Path, str, dict[str, Any]]:
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    return folder, *_new_network(folder, {})
