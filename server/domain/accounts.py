"""Networks, organisations and their people."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from zoneinfo import available_timezones

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.domain import audit, exchange
from server.domain.access import looked_after
from server.domain.errors import Forbidden, Invalid, NotFound
from server.domain.secrets import hash_password
from server.domain.who import CLEARANCES, ROLES, Who
from server.domain.writing import new_record
from server.store import records, sequence
from server.store.engine import reading, writing
from server.store.models import Network, Record
from server.store.people import User
from sync.canonical import Value
from sync.merge import show_all
from sync.schema import KINDS

ALIAS_LENGTH_MAX: Final = 40
EMAIL_LENGTH_MAX: Final = 254
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True, slots=True)
class NewUser:
    """A person to be added. Without `password` they come in by a phone only."""

    org_id: str
    alias: str
    role: str
    email: str | None = None
    password: str | None = None
    clearances: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Person:
    """A user as lists and answers show them."""

    id: str
    alias: str
    role: str
    org: str
    clearances: tuple[str, ...]
    email: str | None
    active: bool


@dataclass(frozen=True, slots=True)
class Place:
    """The network that somebody belongs to, as phones and the desk need it."""

    id: str
    name: str
    time_zone: str


def who_is(user: User, device_id: str | None = None) -> Who:
    clearances = frozenset(user.clearances.split())
    return Who(user.id, user.network_id, user.org_id, user.role, clearances, device_id)


def read_email(typed: str) -> str:
    return typed.strip().lower()


def introduce(who: Who) -> tuple[Person, Place]:
    """The user and the network behind a request."""
    with reading() as session:
        user = session.get_one(User, who.user_id)
        return person(user), place(session, who.network_id)


def place(session: Session, network_id: str) -> Place:
    network = session.get_one(Network, network_id)
    return Place(network.id, network.name, network.time_zone)


def org_name(session: Session, network_id: str, org_id: str) -> str:
    """The name that the record of an organisation shows; empty while it has none."""
    return str(_shown(session, network_id, org_id, "name") or "")


def wants_words(session: Session, network_id: str, org_id: str) -> bool:
    """Whether an organisation has its phones unlocked with four words. `security.md` K4."""
    return _shown(session, network_id, org_id, "lock_words") is True


def person(user: User) -> Person:
    return Person(
        id=user.id,
        alias=user.alias,
        role=user.role,
        org=user.org_id,
        clearances=tuple(sorted(user.clearances.split())),
        email=user.email,
        active=user.active,
    )


def listed(who: Who) -> list[Person]:
    """The people that `who` looks after, by alias."""
    query = looked_after(select(User), who, User)
    with reading() as session:
        return [person(user) for user in session.scalars(query.order_by(User.alias, User.id))]


def one(who: Who, user_id: str) -> Person:
    """Somebody that `who` looks after. Raises NotFound."""
    with reading() as session:
        user = session.scalar(looked_after(select(User).where(User.id == user_id), who, User))
        if user is None:
            raise NotFound
        return person(user)


def create(who: Who, new: NewUser, now_ms: int) -> Person:
    """Add a person in a transaction of its own. Raises NotFound, Forbidden, Invalid."""
    with writing() as session:
        return create_in(session, who, new, now_ms)


def create_in(session: Session, who: Who, new: NewUser, now_ms: int) -> Person:
    """Add a person inside the caller's transaction, by what `who` may do."""
    _check_org(session, who, new.org_id)
    if not who.may_grant(new.role) or not new.clearances <= who.clearances:
        raise Forbidden
    added = add_user(session, who.network_id, new, now_ms)
    audit.note(session, who, "user_added", f"user/{added.id}", now_ms, new.role, new.org_id)
    return added


def add_user(
    session: Session, network_id: str, new: NewUser, now_ms: int, user_id: str | None = None
) -> Person:
    """Insert a user and the record of kind `member` that names them. Raises Invalid."""
    _check(session, new)
    user = User(
        id=user_id or str(uuid.uuid4()),
        network_id=network_id,
        org_id=new.org_id,
        alias=new.alias,
        role=new.role,
        clearances=" ".join(sorted(new.clearances)),
        email=read_email(new.email) if new.email else None,
        password_hash=hash_password(new.password) if new.password else None,
        active=True,
        created_at_ms=now_ms,
    )
    session.add(user)
    session.flush()
    member: dict[str, Value] = {
        "org": new.org_id,
        "alias": new.alias,
        "role": new.role,
        "active": True,
    }
    change = new_record("member", user.id, member, now_ms)
    exchange.write_as_server(network_id, user.id, [change], session=session)
    return person(user)


def add_org(
    session: Session, network_id: str, fields: Mapping[str, Value], now_ms: int, org_id: str
) -> None:
    """Insert the record of an organisation; it belongs to itself."""
    change = new_record("org", org_id, {"org": org_id, **fields}, now_ms)
    exchange.write_as_server(network_id, None, [change], session=session)


@dataclass(frozen=True, slots=True)
class Founding:
    """A new network, its first organisation, and the person who looks after both."""

    network: str
    time_zone: str
    org: str
    code: str
    org_type: str
    alias: str
    email: str
    password: str


def any_network() -> bool:
    with reading() as session:
        return session.scalar(select(Network.id).limit(1)) is not None


def found(founding: Founding, now_ms: int) -> Person:
    """Create a network in an empty database. Raises Invalid."""
    if founding.time_zone not in available_timezones():
        raise Invalid({"time_zone": ["unknown"]})
    fields: dict[str, Value] = {
        "name": founding.org,
        "code": founding.code,
        "org_type": founding.org_type,
        "description": founding.org,
        "member": True,
        "external": False,
        "listed": True,
    }
    wrong = {name: [why] for name, value in fields.items() if (why := _why("org", name, value))}
    if wrong:
        raise Invalid(wrong)
    with writing() as session:
        network_id = sequence.create_network(
            session, name=founding.network, time_zone=founding.time_zone, now_ms=now_ms
        )
        org_id = str(uuid.uuid4())
        add_org(session, network_id, fields, now_ms, org_id)
        new = NewUser(org_id, founding.alias, "network", founding.email, founding.password)
        return add_user(session, network_id, new, now_ms)


def add_to(
    code: str, alias: str, role: str, email: str | None, password: str | None, now_ms: int
) -> Person:
    """Add a person to the organisation with this code. Raises NotFound, Invalid."""
    with writing() as session:
        query = select(Record.network_id, Record.id).where(Record.kind == "org")
        for network_id, org_id in session.execute(query).all():
            if _shown(session, network_id, org_id, "code") == code:
                return add_user(
                    session, network_id, NewUser(org_id, alias, role, email, password), now_ms
                )
    raise NotFound


def set_password(session: Session, user_id: str, password: str) -> None:
    """Raises Invalid."""
    session.get_one(User, user_id).password_hash = hash_password(password)


def _shown(session: Session, network_id: str, org_id: str, name: str) -> Value:
    found = records.load(session, network_id, [("org", org_id)])
    shown = show_all(KINDS["org"], found["org", org_id].cells) if found else {}
    return shown[name].value if name in shown else None


def _why(kind: str, name: str, value: Value) -> str | None:
    field = KINDS[kind].field(name)
    assert field is not None, name
    return field.check(value)


def _check_org(session: Session, who: Who, org_id: str) -> None:
    """Raises NotFound unless `org_id` is an organisation in which `who` may add people."""
    if org_id == who.org_id:
        return
    if who.role != "network" or not records.load(session, who.network_id, [("org", org_id)]):
        raise NotFound


def _check(session: Session, new: NewUser) -> None:
    wrong: dict[str, list[str]] = {}
    if not new.alias.strip() or "\0" in new.alias:
        wrong["alias"] = ["missing"]
    if len(new.alias) > ALIAS_LENGTH_MAX:
        wrong["alias"] = ["too_long"]
    if new.role not in ROLES:
        wrong["role"] = ["unknown"]
    if not new.clearances <= set(CLEARANCES):
        wrong["clearances"] = ["unknown"]
    if new.password and not new.email:
        wrong["email"] = ["missing"]
    if new.email:
        email = read_email(new.email)
        if len(email) > EMAIL_LENGTH_MAX or _EMAIL.fullmatch(email) is None:
            wrong["email"] = ["bad_format"]
        elif session.scalar(select(User.id).where(User.email == email)) is not None:
            wrong["email"] = ["taken"]
    if wrong:
        raise Invalid(wrong)
