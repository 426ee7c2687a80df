"""The database is busy for a while: requests wait, or are told to come again; nothing is lost."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from .database import plain_url
from .phone import ScriptedPhone
from .world import World

BUSY_S = 2.0


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Hold the lock that every writer needs."""
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            connection.execute("ROLLBACK")
            connection.close()
    else:
        with psycopg.connect(plain_url(url)) as other:
            other.execute("LOCK TABLE network IN EXCLUSIVE MODE")
            yield
            other.rollback()


def test_a_push_waits_for_another_writer(world: World) -> None:
    phone = world.phone()
    phone.create("activity", world.activity())
    answers: list[list[str]] = []

    def push() -> None:
        answers.append(phone.once()["ack"])

    sender = threading.Thread(target=push)
    with locked(world.server.database_url):
        sender.start()
        sender.join(timeout=BUSY_S)
        assert sender.is_alive() and answers == [], "the push did not need the lock"
    sender.join(timeout=30)
    assert len(answers) == 1 and len(answers[0]) == 1 and phone.outbox == {}


def test_reading_needs_no_lock(world: World) -> None:
    phone = world.phone()
    phone.sync()
    desk = world.desk()
    with locked(world.server.database_url):
        assert phone.once()["reset"] is None
        assert desk.get("/api/records/activity").status == 200
        assert desk.get("/api/issues").status == 200


def test_phones_that_push_at_once_are_all_served(world: World) -> None:
    phones = [world.phone(user=number % 2) for number in range(6)]
    failed: list[AssertionError] = []

    def send(phone: ScriptedPhone) -> None:
        try:
            phone.sync()
        except AssertionError as error:  # shown below
            failed.append(error)

    for phone in phones:
        for _ in range(20):
            phone.create("activity", world.activity())
    senders = [threading.Thread(target=send, args=(phone,)) for phone in phones]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(timeout=60)
    assert failed == []
    assert [phone.outbox for phone in phones] == [{}] * len(phones)
