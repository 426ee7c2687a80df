"""Many ids and many rows as one parameter list, on both databases."""

from __future__ import annotations

from typing import cast

import pytest
from flask import Flask
from sqlalchemy import Table, create_engine, select

from server.store.bulk import COPY_MIN, insert_rows, one_of
from server.store.engine import reading, writing
from server.store.models import Scope


def rows(count: int) -> list[dict[str, object]]:
    return [
        {
            "network_id": "net",
            "key": f"o:'\"\\\t{n}",
            "seq": n,
            "grade": 2,
            "size": 10,
            "window_ms": 2**61 + n,
            "until_ms": 0,
        }
        for n in range(count)
    ]


@pytest.mark.parametrize("count", [0, 1, COPY_MIN, 700])
def test_rows_come_back_as_they_were_given(app: Flask, count: int) -> None:
    with writing() as session:
        insert_rows(session, Scope, rows(count))
    with reading() as session:
        table = Scope.__table__
        found = [dict(row) for row in session.execute(select(table).order_by("seq")).mappings()]
    assert found == rows(count)


@pytest.mark.parametrize("count", [0, 1, 2, 5000])
def test_one_of_finds_each_of_the_values_and_no_other(app: Flask, count: int) -> None:
    with writing() as session:
        insert_rows(session, Scope, rows(10))
    wanted = [n * 3 for n in range(count)]
    with reading() as session:
        found = session.scalars(select(Scope.seq).where(one_of(Scope.seq, wanted))).all()
        keys = [f"o:'\"\\\t{n}" for n in wanted]
        named = session.scalars(select(Scope.seq).where(one_of(Scope.key, keys))).all()
    assert sorted(found) == sorted(named) == [n for n in wanted if n < 10]


def test_one_of_lets_sqlite_use_its_index() -> None:
    engine = create_engine("sqlite://")
    Scope.metadata.create_all(engine, tables=[cast(Table, Scope.__table__)])
    query = select(Scope.seq).where(Scope.network_id == "net", one_of(Scope.key, ["n"]))
    with engine.connect() as connection:
        explain = f"EXPLAIN QUERY PLAN {query.compile(engine)}"
        plan = " ".join(row[-1] for row in connection.exec_driver_sql(explain, ("net", '["n"]')))
    assert "(network_id=? AND key=?)" in plan, plan
