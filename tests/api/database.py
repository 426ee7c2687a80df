"""A server's database seen from below: copied, restored, searched.

Copies are made and restored while the server does not run.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a whole database at one moment."""

    url: str
    kept: str


def sqlite_files(url: str) -> list[Path]:
    """The database file and what SQLite keeps beside it."""
    path = Path(url.removeprefix("sqlite:///"))
    return sorted(path.parent.glob(f"{path.name}*"))


def copy_database(url: str, name: str) -> Copy:
    if url.startswith("sqlite"):
        folder = Path(url.removeprefix("sqlite:///")).with_name(f"copy-{name}")
        folder.mkdir()
        for path in sqlite_files(url):
            shutil.copy2(path, folder / path.name)
        return Copy(url, str(folder))
    kept = f"{_database_name(url)}_{name}"
    _administer(url, "CREATE DATABASE {} TEMPLATE {}", kept, _database_name(url))
    return Copy(url, kept)


def restore_database(copy: Copy) -> None:
    if copy.url.startswith("sqlite"):
        for path in sqlite_files(copy.url):
            path.unlink()
        home = Path(copy.url.removeprefix("sqlite:///")).parent
        for path in Path(copy.kept).iterdir():
            shutil.copy2(path, home / path.name)
        return
    original = _database_name(copy.url)
    _administer(copy.url, "DROP DATABASE {} WITH (FORCE)", original)
    _administer(copy.url, "CREATE DATABASE {} TEMPLATE {}", original, copy.kept)


def drop_copy(copy: Copy) -> None:
    if copy.url.startswith("sqlite"):
        shutil.rmtree(copy.kept)
    else:
        _administer(copy.url, "DROP DATABASE {} WITH (FORCE)", copy.kept)


def _database_name(url: str) -> str:
    return url.rsplit("/", 1)[1].split("?", 1)[0]


def plain_url(url: str) -> str:
    """The URL as psycopg wants it, without SQLAlchemy's driver name."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def _administer(url: str, statement: str, *names: str) -> None:
    name = _database_name(url)
    elsewhere = plain_url(url).replace(f"/{name}", "/postgres", 1)
    with psycopg.connect(elsewhere, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def everything(url: str) -> str:
    """Every row of every table of PostgreSQL, every byte of SQLite's files."""
    if url.startswith("sqlite"):
        files = [Path(path) for path in sqlite_files(url)]
        return "".join(path.read_bytes().decode("latin-1") for path in files)
    with psycopg.connect(plain_url(url)) as connection:
        tables = connection.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        ).fetchall()
        rows: list[str] = []
        for (name,) in tables:
            shown = sql.SQL("SELECT t::text FROM {} AS t").format(sql.Identifier(name))
            rows += [row for (row,) in connection.execute(shown)]
            rows += bodies(connection, name)
    return "\n".join(rows)


def bodies(connection: psycopg.Connection[tuple[object, ...]], table: str) -> list[str]:
    """The binary columns of a table, which a row's text would show in hexadecimal."""
    columns = connection.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = %s AND data_type = 'bytea'",
        (table,),
    ).fetchall()
    found: list[str] = []
    for (column,) in columns:
        query = sql.SQL("SELECT {} FROM {} WHERE {} IS NOT NULL").format(
            sql.Identifier(str(column)), sql.Identifier(table), sql.Identifier(str(column))
        )
        values: list[Any] = [value for (value,) in connection.execute(query)]
        found += [bytes(value).decode("latin-1") for value in values]
    return found
