"""What changes about somebody who is in a team already: role, leaving, coming back, moving."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from server.domain import accounts, audit, exchange, second_factor
from server.domain.access import looked_after
from server.domain.accounts import NewUser, Person
from server.domain.errors import Forbidden, Invalid, NotFound
from server.domain.who import Who
from server.domain.writing import fresh_wid
from server.settings import settings
from server.store import records
from server.store.engine import reading, writing
from server.store.journal import Journal
from server.store.people import DeskSession, User
from sync.canonical import Value
from sync.change import Change, Write
from sync.schema import SCHEMA_NUMBER


def one(who: Who, user_id: str) -> Person:
    """Somebody that `who` looks after. Raises NotFound; Forbidden for oneself and the mightier."""
    with reading() as session:
        return accounts.person(find_mine(session, who, user_id))


def alter(who: Who, user_id: str, role: str | None, active: bool | None, now_ms: int) -> Person:
    """Give somebody another role, turn their account off or on again; None leaves it as it is.

    It acts on their next request. Nobody does this to themselves, so that a network never loses
    its last coordinator. Raises NotFound, Forbidden.
    """
    with writing() as session:
        user = find_mine(session, who, user_id)
        if role is not None and role != user.role:
            if not who.may_grant(role):
                raise Forbidden
            user.role = role
            audit.note(session, who, "user_role", f"user/{user.id}", now_ms, role, user.org_id)
        if active is not None and active != user.active:
            _journal(user, active, now_ms)
            user.active = active
            action = "user_on" if active else "user_off"
            audit.note(session, who, action, f"user/{user.id}", now_ms, about_org=user.org_id)
        # Whoever was signed in with another role signs in again.
        session.execute(delete(DeskSession).where(DeskSession.user_id == user.id))
        session.flush()
        _tell(session, who, user, {"role": user.role, "active": user.active}, now_ms)
        return accounts.person(user)


def move(who: Who, user_id: str, org_id: str, key: str, now_ms: int) -> Person:
    """Somebody goes over to another organisation of the network; gives who they are there.

    An account belongs to one organisation for good, and so does all that it wrote: the old one is
    turned off, and a new one with the same name, role and login begins; `key` is the secret of the
    installation. Raises NotFound,
    Forbidden, Invalid.
    """
    with writing() as session:
        user = find_mine(session, who, user_id)
        if not records.load(session, who.network_id, [("org", org_id)]):
            raise NotFound
        if org_id == user.org_id or not user.active:
            raise Invalid({"org": ["unchanged" if user.active else "inactive"]})
        _journal(user, False, now_ms)
        email, password = user.email, user.password_hash
        user.active, user.email, user.password_hash = False, None, None
        session.execute(delete(DeskSession).where(DeskSession.user_id == user.id))
        session.flush()
        _tell(session, who, user, {"active": False}, now_ms)
        new = NewUser(org_id, user.alias, user.role)
        accounts.add_user(session, who.network_id, new, now_ms, moved := str(uuid.uuid4()))
        there = session.get_one(User, moved)
        there.email, there.password_hash = email, password
        second_factor.hand_over(session, user, there, key)
        session.flush()
        about, there_now = f"user/{user.id}", f"user/{moved}"
        audit.note(session, who, "user_moved", about, now_ms, there_now, user.org_id)
        return accounts.person(there)


def find_mine(session: Session, who: Who, user_id: str) -> User:
    """Raises NotFound; Forbidden for oneself and for who may do more."""
    user = session.scalar(looked_after(select(User).where(User.id == user_id), who, User))
    if user is None:
        raise NotFound
    if user.id == who.user_id or not who.may_grant(user.role):
        raise Forbidden
    return user


def _journal(user: User, active: bool, now_ms: int) -> None:
    """A restored backup must not turn an account on that was turned off."""
    journal = Journal.beside(settings().data_dir)
    journal.append(user.network_id, now_ms, [user.id], "users_on" if active else "users_off")


def _tell(session: Session, who: Who, user: User, shown: Mapping[str, Value], now_ms: int) -> None:
    """The record of kind `member` says so too, upon what it said before."""
    key = ("member", user.id)
    cells = records.load(session, who.network_id, {key})[key].cells
    writes = {
        name: Write(value, tuple(sorted(cells.heads(name))))
        for name, value in shown.items()
        if list(cells.heads(name).values()) != [value]
    }
    if writes:
        change = Change(fresh_wid(now_ms), *key, SCHEMA_NUMBER, writes)
        exchange.write_as_server(who.network_id, who.user_id, [change], session=session)
