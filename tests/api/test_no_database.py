"""Commands whose database is away, or of a kind that Maraude cannot use, say what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.server import RunningServer
from tests.databases import shared_postgres
from tests.ports import held_port, number_of

COMMANDS = (("init",), ("retention", "run"), ("backup",), ("doctor",))


@pytest.mark.parametrize("command", COMMANDS)
def test_without_its_database_a_command_says_so_without_a_trace(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    with held_port() as port:
        nobody = f"postgresql+psycopg://nobody@127.0.0.1:{number_of(port)}/nothing"
        done = RunningServer(nobody, tmp_path).attempt(*command, typed="\n")
    told = done.stdout + done.stderr
    assert done.returncode == 1
    assert "The database cannot be read: connection failed" in told
    assert "Traceback" not in told


@pytest.mark.parametrize("command", COMMANDS)
def test_a_database_that_not_every_language_fits_into_is_refused_with_the_way_out(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    """Debian makes such a one on a machine without a language."""
    postgres = shared_postgres()
    url = postgres.fresh_url("template0", encoding="SQL_ASCII")
    try:
        done = RunningServer(url, tmp_path).attempt(*command, typed="\n")
    finally:
        postgres.drop(url)
    told = done.stdout + done.stderr
    assert done.returncode == 1
    assert "SQL_ASCII" in told and "createdb --template template0 --encoding UTF8" in told
    assert "Traceback" not in told
