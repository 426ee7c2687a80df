"""Coming in at the same moment, on every database."""

from __future__ import annotations

import itertools
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select

from server.domain import accounts, demo, devices, exchange, invites, sessions
from server.domain.demo_cast import MEMBERS
from server.domain.errors import BadCredentials, InviteInvalid, Throttled
from server.domain.invites import Asking
from server.domain.sessions import Proof
from server.domain.throttle import ACCOUNT_MAX, account_limit
from server.domain.who import Who
from server.domain.writing import new_record
from server.store.engine import reading, writing
from server.store.people import Device, Failure, User
from sync.canonical import Value

NOW_MS = 1_790_000_000_000
KEY = "a key for tests, of more than thirty-two characters"


@pytest.fixture
def members(app: Flask) -> demo.Demo:
    return demo.prepare(KEY, NOW_MS)


def at_once(app: Flask, count: int, act: Callable[[], str]) -> Counter[str]:
    """Run `act` in so many threads at the same moment; counts what came of it."""

    def inside(_number: int) -> str:
        with app.app_context():
            return act()

    with ThreadPoolExecutor(count) as threads:
        return Counter(threads.map(inside, range(count)))


def test_sec_u1_a_code_enrols_one_phone_however_many_ask_at_once(
    app: Flask, members: demo.Demo
) -> None:
    code = next(one.invite for one in members.accounts if one.member.role == "volunteer")

    def enrol() -> str:
        try:
            invites.enrol(Asking(code, str(uuid.uuid4())), (), NOW_MS)
        except InviteInvalid:
            return "refused"
        return "enrolled"

    assert at_once(app, 8, enrol) == {"enrolled": 1, "refused": 7}
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Device)) == 1


def test_sec_u1_a_code_that_is_withdrawn_while_it_is_spent_ends_in_one_way(
    app: Flask, members: demo.Demo
) -> None:
    """Either the phone is in and the desk is told so, or the invite has ended for everybody."""
    coordinator = next(one for one in MEMBERS if one.role == "coordinator")
    who = Who(coordinator.id, members.network_id, coordinator.org.id, "coordinator")
    new = accounts.NewUser(coordinator.org.id, "One more", "volunteer")
    code = invites.invite_new(who, new, 15, NOW_MS).code
    invite = next(one.id for one in invites.listed(who) if one.user.alias == "One more")
    turns = itertools.count()

    def act() -> str:
        if next(turns) % 2:
            used = invites.revoke(who, invite, NOW_MS).used_at_ms is not None
            return "told of a phone" if used else "ended"
        try:
            invites.enrol(Asking(code, str(uuid.uuid4())), (), NOW_MS)
        except InviteInvalid:
            return "refused"
        return "enrolled"

    came = at_once(app, 2, act)
    assert came in ({"enrolled": 1, "told of a phone": 1}, {"refused": 1, "ended": 1})


def test_one_phone_that_asks_twice_at_once_stays_one_phone(app: Flask, members: demo.Demo) -> None:
    code, device = members.accounts[-1].invite, str(uuid.uuid4())
    found = at_once(app, 6, lambda: invites.enrol(Asking(code, device), (), NOW_MS).device)
    assert found == {device: 6}


def test_sec_u5_many_guesses_at_once_do_not_slip_through(app: Flask, members: demo.Demo) -> None:
    email = next(one.email for one in MEMBERS if one.role == "coordinator")
    assert email is not None
    limit = account_limit(email, KEY)

    def guess() -> str:
        try:
            sessions.sign_in(email, Proof("a wrong password", None, KEY), (limit,), NOW_MS)
        except BadCredentials:
            return "wrong"
        except Throttled:
            return "throttled"
        return "in"

    assert at_once(app, 12, guess) == {"wrong": ACCOUNT_MAX, "throttled": 12 - ACCOUNT_MAX}
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Failure)) == ACCOUNT_MAX


def test_people_added_at_once_are_all_added(app: Flask, members: demo.Demo) -> None:
    coordinator = next(one for one in MEMBERS if one.role == "coordinator")
    who = Who(coordinator.id, members.network_id, coordinator.org.id, "coordinator")

    def invite() -> str:
        new = accounts.NewUser(coordinator.org.id, "One more", "volunteer")
        return invites.invite_new(who, new, 15, NOW_MS).user.alias

    assert at_once(app, 8, invite) == {"One more": 8}


def test_blocking_a_phone_while_it_writes_waits_its_turn(app: Flask, members: demo.Demo) -> None:
    volunteer = next(one for one in members.accounts if one.member.role == "volunteer")
    enrolled = invites.enrol(Asking(volunteer.invite), (), NOW_MS)
    org_id = volunteer.member.org.id
    phone = Who(
        volunteer.member.id, members.network_id, org_id, "volunteer", device_id=enrolled.device
    )
    coordinator = Who(MEMBERS[1].id, members.network_id, org_id, "coordinator")
    turns = itertools.count()

    def act() -> str:
        if next(turns) % 2:
            return str(devices.revoke(coordinator, enrolled.device, NOW_MS).revoked_at_ms)
        fields: dict[str, Value] = {
            "org": org_id,
            "round_kind": "maraude",
            "status": "planned",
            "team_size": 2,
        }
        change = new_record("round", str(uuid.uuid4()), fields, NOW_MS)
        return exchange.push(phone, [change], via="sync")[change.id].kind

    assert at_once(app, 10, act) == {str(NOW_MS): 5, "ack": 5}


def test_a_user_and_their_member_record_are_written_together_or_not_at_all(
    app: Flask, members: demo.Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_options: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("server.domain.exchange.write_as_server", fail)
    new = accounts.NewUser(MEMBERS[0].org.id, "Half", "volunteer")
    with pytest.raises(RuntimeError), writing() as session:
        accounts.add_user(session, members.network_id, new, NOW_MS)
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(User)) == len(MEMBERS)


def test_an_id_that_no_database_can_hold_is_not_found(app: Flask, members: demo.Demo) -> None:
    coordinator = next(one for one in members.accounts if one.member.role == "coordinator")
    phone = invites.enrol(Asking(coordinator.invite), (), NOW_MS)
    headers = {"Authorization": f"Bearer {phone.token}"}
    answer = app.test_client().post("/api/devices/%00/revoke", headers=headers, json={})
    assert answer.status_code == 404


def test_one_address_given_to_two_at_once_is_no_mistake_of_ours(
    app: Flask, members: demo.Demo
) -> None:
    boss = next(one for one in members.accounts if one.member.role == "network")
    token = invites.enrol(Asking(boss.invite), (), NOW_MS).token
    body = {"role": "volunteer", "alias": "A", "email": "new@example.org"}

    def add() -> str:
        headers = {"Authorization": f"Bearer {token}"}
        return app.test_client().post("/api/users", headers=headers, json=body).status

    came = at_once(app, 4, add)
    assert came["201 CREATED"] == 1
    assert came.keys() <= {"201 CREATED", "422 UNPROCESSABLE ENTITY", "429 TOO MANY REQUESTS"}
