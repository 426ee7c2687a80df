"""The second factor, recovery and sessions, on every database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select

from server.domain import audit, demo, own_account, restoring, second_factor, sessions, team
from server.domain.demo_cast import MEMBERS
from server.domain.errors import DomainError, Forbidden, NotFound, OtpRequired, OtpWrong
from server.domain.own_account import Getting
from server.domain.sessions import Opened, Proof
from server.domain.who import Who
from server.store.engine import reading, writing
from server.store.journal import Journal
from server.store.people import DeskSession, SpareCode, User

NOW_MS = 1_790_000_000_000
STEP_MS = second_factor.STEP_MS
KEY = "a key for tests, of more than thirty-two characters"
BOSS, COORDINATOR = MEMBERS[0], MEMBERS[1]


@pytest.fixture
def members(app: Flask) -> demo.Demo:
    return demo.prepare(KEY, NOW_MS)


def password(member: Any) -> str:
    return str(demo.password_of(member, KEY))


def sign_in(member: Any, otp: str | None = None, now_ms: int = NOW_MS) -> Opened:
    return sessions.sign_in(member.email, Proof(password(member), otp, KEY), (), now_ms)


def session_of(opened: Opened, now_ms: int = NOW_MS) -> str:
    known = sessions.find(opened.token, now_ms)
    assert known is not None
    return known.id


def set_up(member: Any, now_ms: int = NOW_MS) -> tuple[pyotp.TOTP, list[str]]:
    """The member's authenticator, and their spare codes."""
    opened = sign_in(member, now_ms=now_ms)
    of = session_of(opened, now_ms)
    totp = pyotp.TOTP(own_account.offer(opened.who, of, KEY).secret)
    code = totp.generate_otp(now_ms // STEP_MS)
    return totp, own_account.confirm(opened.who, of, code, KEY, (), now_ms)


def code_at(totp: pyotp.TOTP, now_ms: int) -> str:
    return str(totp.generate_otp(now_ms // STEP_MS))


def outcome(act: Callable[[], object]) -> str:
    try:
        act()
    except DomainError as error:
        return error.code
    return "done"


def at_once(app: Flask, count: int, act: Callable[[], object]) -> Counter[str]:
    def inside(_number: int) -> str:
        with app.app_context():
            return outcome(act)

    with ThreadPoolExecutor(count) as threads:
        return Counter(threads.map(inside, range(count)))


def test_sec_u3_with_a_second_factor_a_password_is_not_enough(
    app: Flask, members: demo.Demo
) -> None:
    totp, _spares = set_up(COORDINATOR)
    later = NOW_MS + 2 * STEP_MS
    with pytest.raises(OtpRequired):
        sign_in(COORDINATOR, now_ms=later)
    with pytest.raises(OtpWrong):
        sign_in(COORDINATOR, "000000", later)
    assert sign_in(COORDINATOR, code_at(totp, later), later).who.user_id == COORDINATOR.id


@pytest.mark.parametrize(
    ("off", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_sec_u3_a_clock_may_be_one_step_off(
    app: Flask, members: demo.Demo, off: int, *, taken: bool
) -> None:
    totp, _spares = set_up(COORDINATOR)
    later = NOW_MS + 10 * STEP_MS
    code = code_at(totp, later + off * STEP_MS)
    came = outcome(lambda: sign_in(COORDINATOR, code, later))
    assert came == ("done" if taken else "otp_wrong")


def test_sec_u3_each_code_is_good_once_also_for_many_at_once(
    app: Flask, members: demo.Demo
) -> None:
    totp, _spares = set_up(COORDINATOR)
    with pytest.raises(OtpWrong):
        sign_in(COORDINATOR, code_at(totp, NOW_MS))  # the one that set it up
    later = NOW_MS + 2 * STEP_MS
    code = code_at(totp, later)
    came = at_once(app, 6, lambda: sign_in(COORDINATOR, code, later))
    assert came == {"done": 1, "otp_wrong": 5}
    earlier = code_at(totp, later - STEP_MS)
    with pytest.raises(OtpWrong):
        sign_in(COORDINATOR, earlier, later)


def test_sec_u3_a_spare_code_is_good_once_also_for_many_at_once(
    app: Flask, members: demo.Demo
) -> None:
    _totp, spares = set_up(COORDINATOR)
    assert len(set(spares)) == second_factor.SPARE_CODES
    came = at_once(app, 6, lambda: sign_in(COORDINATOR, spares[0]))
    assert came == {"done": 1, "otp_wrong": 5}
    assert own_account.spares_left(COORDINATOR.id) == len(spares) - 1
    shown = f"{spares[1][:4].upper()} {spares[1][4:]}"
    assert outcome(lambda: sign_in(COORDINATOR, shown)) == "done"


def test_sec_u3_the_database_alone_opens_no_second_factor(app: Flask, members: demo.Demo) -> None:
    totp, spares = set_up(COORDINATOR)
    with reading() as session:
        sealed = session.get_one(User, COORDINATOR.id).otp_sealed
        rows = session.execute(select(SpareCode.code_hash)).scalars().all()
    assert sealed is not None and totp.secret not in sealed
    assert second_factor.unseal(KEY, COORDINATOR.id, sealed) == totp.secret
    assert (
        second_factor.unseal("another key, just as long as the first", COORDINATOR.id, sealed)
        is None
    )
    assert second_factor.unseal(KEY, BOSS.id, sealed) is None, "opened in another row"
    assert not set(spares) & set(rows)


def test_sec_u3_a_second_factor_counts_from_its_first_code_on(
    app: Flask, members: demo.Demo
) -> None:
    opened = sign_in(COORDINATOR)
    of = session_of(opened)
    own_account.offer(opened.who, of, KEY)
    with pytest.raises(OtpWrong):
        own_account.confirm(opened.who, of, "000000", KEY, (), NOW_MS)
    assert outcome(lambda: sign_in(COORDINATOR)) == "done"


def test_sec_u3_setting_up_ends_the_other_sessions(app: Flask, members: demo.Demo) -> None:
    other = sign_in(COORDINATOR)
    set_up(COORDINATOR)
    assert sessions.find(other.token, NOW_MS) is None


def test_sec_u3_a_proof_changes_the_cookie_and_lengthens_no_session(
    app: Flask, members: demo.Demo
) -> None:
    opened = sign_in(COORDINATOR)
    later = NOW_MS + 20 * 60_000
    before = sessions.find(opened.token, later)
    assert before is not None and before.proof_left_ms(later) == 0
    proof = Proof(password(COORDINATOR), None, KEY)
    renewed = sessions.prove(opened.token, proof, (), later)
    assert sessions.find(opened.token, later) is None
    after = sessions.find(renewed.token, later)
    assert after is not None and after.id == before.id and after.csrf != before.csrf
    assert after.proof_left_ms(later) == sessions.PROOF_MS
    with reading() as session:
        kept = session.scalars(select(DeskSession).where(DeskSession.id == after.id)).one()
        assert kept.created_at_ms == NOW_MS


def test_sec_u3_of_two_proofs_at_once_one_token_comes_out(app: Flask, members: demo.Demo) -> None:
    opened = sign_in(COORDINATOR)
    proof = Proof(password(COORDINATOR), None, KEY)
    came = at_once(app, 4, lambda: sessions.prove(opened.token, proof, (), NOW_MS))
    assert came["done"] == 1 and came.keys() <= {"done", "not_signed_in", "bad_credentials"}


def test_sec_u3_what_a_page_asks_by_itself_keeps_no_session_open(
    app: Flask, members: demo.Demo
) -> None:
    opened = sign_in(COORDINATOR)
    for minutes in range(5, 30, 5):
        assert sessions.find(opened.token, NOW_MS + minutes * 60_000, background=True) is not None
    assert sessions.find(opened.token, NOW_MS + 31 * 60_000) is None


# --- getting back in


def boss(members: demo.Demo) -> Who:
    return Who(BOSS.id, members.network_id, BOSS.org.id, "network")


def getting(code: str) -> Getting:
    return Getting(str(COORDINATOR.email), code, "another long password", KEY)


def test_sec_u3_a_recovery_code_gives_a_new_password_once(app: Flask, members: demo.Demo) -> None:
    set_up(COORDINATOR)
    made = own_account.let_in(boss(members), COORDINATOR.id, KEY, NOW_MS)
    came = at_once(app, 6, lambda: own_account.get_in(getting(made.code), (), NOW_MS))
    assert came == {"done": 1, "recovery_invalid": 5}
    assert outcome(lambda: sign_in(COORDINATOR)) == "bad_credentials", "the old password"
    proof = Proof("another long password", None, KEY)
    opened = sessions.sign_in(str(COORDINATOR.email), proof, (), NOW_MS)
    known = sessions.find(opened.token, NOW_MS)
    assert known is not None and not known.has_otp


def test_sec_u3_a_recovery_code_lasts_thirty_minutes_and_ends_the_one_before(
    app: Flask, members: demo.Demo
) -> None:
    first = own_account.let_in(boss(members), COORDINATOR.id, KEY, NOW_MS)
    second = own_account.let_in(boss(members), COORDINATOR.id, KEY, NOW_MS)
    late = NOW_MS + own_account.RECOVERY_MS
    assert (
        outcome(lambda: own_account.get_in(getting(first.code), (), NOW_MS)) == "recovery_invalid"
    )
    assert outcome(lambda: own_account.get_in(getting(second.code), (), late)) == "recovery_invalid"
    assert outcome(lambda: own_account.get_in(getting(second.code), (), late - 1)) == "done"


def test_sec_u3_nobody_recovers_their_own_account_or_a_mightier_one(
    app: Flask, members: demo.Demo
) -> None:
    coordinator = Who(COORDINATOR.id, members.network_id, COORDINATOR.org.id, "coordinator")
    for who, user_id in [(boss(members), BOSS.id), (coordinator, BOSS.id)]:
        with pytest.raises(Forbidden):
            own_account.let_in(who, user_id, KEY, NOW_MS)
    foreign = next(m for m in MEMBERS if m.role == "coordinator" and m.org != COORDINATOR.org)
    with pytest.raises(NotFound):
        own_account.let_in(coordinator, foreign.id, KEY, NOW_MS)


def test_sec_u3_who_may_not_read_what_an_account_reads_does_not_recover_it(
    app: Flask, members: demo.Demo
) -> None:
    cleared = next(m for m in MEMBERS if m.role == "coordinator" and m.clearances)
    colleague = Who(COORDINATOR.id, members.network_id, cleared.org.id, "coordinator")
    with pytest.raises(Forbidden):
        own_account.let_in(colleague, cleared.id, KEY, NOW_MS)
    assert own_account.let_in(boss(members), cleared.id, KEY, NOW_MS).code


def test_sec_u8_the_organisation_reads_that_an_account_was_recovered(
    app: Flask, members: demo.Demo
) -> None:
    made = own_account.let_in(boss(members), COORDINATOR.id, KEY, NOW_MS)
    own_account.get_in(getting(made.code), (), NOW_MS)
    coordinator = Who(COORDINATOR.id, members.network_id, COORDINATOR.org.id, "coordinator")
    lines, _total = audit.listed(coordinator, audit.Wanted())
    told = {(line.action, line.alias, line.about) for line in lines}
    assert ("recovery_made", BOSS.alias, COORDINATOR.alias) in told
    assert ("recovery_used", COORDINATOR.alias, COORDINATOR.alias) in told


def test_the_command_lets_a_lone_coordinator_back_in(app: Flask, members: demo.Demo) -> None:
    made = own_account.let_in_by_command(f" {str(COORDINATOR.email).upper()}", KEY, NOW_MS)
    assert outcome(lambda: own_account.get_in(getting(made.code), (), NOW_MS)) == "done"
    with pytest.raises(NotFound):
        own_account.let_in_by_command("nobody@example.org", KEY, NOW_MS)


def test_who_moves_to_another_organisation_keeps_the_second_factor(
    app: Flask, members: demo.Demo
) -> None:
    totp, spares = set_up(COORDINATOR)
    there = next(m.org.id for m in MEMBERS if m.org != COORDINATOR.org)
    moved = team.move(boss(members), COORDINATOR.id, there, KEY, NOW_MS)
    later = NOW_MS + 2 * STEP_MS
    assert sign_in(COORDINATOR, code_at(totp, later), later).who.user_id == moved.id
    assert sign_in(COORDINATOR, spares[0], later).who.user_id == moved.id


def test_a_demonstration_told_anew_lets_everybody_in(app: Flask, members: demo.Demo) -> None:
    set_up(COORDINATOR)
    with writing() as session:
        session.get_one(User, COORDINATOR.id).password_hash = None
    demo.prepare(KEY, NOW_MS)
    assert outcome(lambda: sign_in(COORDINATOR)) == "done"


def test_a_restore_ends_spare_codes_which_may_have_been_used_since(
    members: demo.Demo, tmp_path: Path
) -> None:
    totp, spares = set_up(BOSS)
    *_replayed, ended = restoring.make_safe(Journal(tmp_path / "erased.jsonl"), NOW_MS)
    assert ended == len(spares)
    later_ms = NOW_MS + 2 * STEP_MS
    with pytest.raises(OtpWrong):
        sign_in(BOSS, spares[0], later_ms)
    assert sign_in(BOSS, code_at(totp, later_ms), later_ms).who.user_id
