"""The demonstration: a network that looks lived in, made by the same code as a real one."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.domain import accounts, charter, exchange, invites, second_factor
from server.domain.accounts import NewUser
from server.domain.demo_cast import MEMBERS, NETWORK, ORGS, SITES, TIME_ZONE, Member, Org, Site
from server.domain.errors import Invalid
from server.domain.invites import MINUTES_MAX
from server.domain.secrets import is_password
from server.domain.sharing import PAPERS
from server.domain.who import Who
from server.domain.writing import new_record
from server.store import sequence
from server.store.engine import reading, writing
from server.store.models import Network
from server.store.people import User
from sync.canonical import Value
from sync.change import Change

_PASSWORD_GROUPS: Final = 4
_GROUP_LENGTH: Final = 4


class NotADemo(Invalid):
    """The database already holds a real network; a demonstration is not mixed into it."""

    message = "This database holds a network that is not the demonstration."

    def __init__(self) -> None:
        super().__init__({"database": ["not_empty"]})


@dataclass(frozen=True, slots=True)
class Account:
    """One demo user with fresh ways in. `password` only for who signs in at the desk."""

    member: Member
    password: str | None
    invite: str


@dataclass(frozen=True, slots=True)
class Demo:
    network_id: str
    accounts: tuple[Account, ...]

    def to_wire(self) -> dict[str, Any]:
        """What `flask demo --json` prints."""
        return {
            "network": {"id": self.network_id, "name": NETWORK},
            "orgs": [{"id": org.id, "code": org.code, "name": org.name} for org in ORGS],
            "sites": [{"id": site.id, "code": site.name} for site in SITES],
            "users": [
                {
                    "id": account.member.id,
                    "alias": account.member.alias,
                    "role": account.member.role,
                    "org": account.member.org.id,
                    "email": account.member.email,
                    "password": account.password,
                    "invite": account.invite,
                }
                for account in self.accounts
            ],
        }


def prepare(key: str, now_ms: int) -> Demo:
    """Create the network, its organisations, places and people unless they exist; invite anew.

    `key` is the secret of the installation: demo passwords are derived from it, so they can be
    told again, and differ from everybody else's. Raises NotADemo.
    """
    with writing() as session:
        network_id = _find(session)
        if network_id is None:
            network_id = _create(session, key, now_ms)
        if not charter.known(session, network_id):
            _confirm_papers(session, network_id, now_ms)
    with writing() as session:
        made = tuple(_open(session, member, key, now_ms) for member in MEMBERS)
    return Demo(network_id, made)


def exists() -> bool:
    with reading() as session:
        return session.get(User, MEMBERS[0].id) is not None


def _find(session: Session) -> str | None:
    user = session.get(User, MEMBERS[0].id)
    if user is not None:
        return user.network_id
    if session.scalar(select(Network.id).limit(1)) is not None:
        raise NotADemo
    return None


def _create(session: Session, key: str, now_ms: int) -> str:
    network_id = sequence.create_network(session, name=NETWORK, time_zone=TIME_ZONE, now_ms=now_ms)
    for org in ORGS:
        accounts.add_org(session, network_id, org_fields(org), now_ms, org.id)
    for member in MEMBERS:
        new = NewUser(
            org_id=member.org.id,
            alias=member.alias,
            role=member.role,
            email=member.email,
            clearances=frozenset(member.clearances),
        )
        accounts.add_user(session, network_id, new, now_ms, user_id=member.id)
    places: Sequence[Change] = [
        new_record("site", site.id, site_fields(site), now_ms) for site in SITES
    ]
    exchange.write_as_server(network_id, MEMBERS[0].id, places, session=session)
    return network_id


def _confirm_papers(session: Session, network_id: str, now_ms: int) -> None:
    """The demonstration refers people; a real network confirms its papers first."""
    keeper = next(member for member in MEMBERS if member.role == "network")
    who = Who(keeper.id, network_id, keeper.org.id, keeper.role)
    charter.write(session, who, dict.fromkeys(PAPERS, True), now_ms)


def _open(session: Session, member: Member, key: str, now_ms: int) -> Account:
    user = session.get_one(User, member.id)
    password = password_of(member, key)
    if password is not None and not _opens(password, user.password_hash):
        accounts.set_password(session, user.id, password)
    # What is printed here lets everybody in, whatever was tried out before.
    second_factor.drop(session, user)
    made = invites.make(session, accounts.person(user), MINUTES_MAX, now_ms)
    return Account(member, password, made.code)


def _opens(password: str, password_hash: str | None) -> bool:
    """Nobody measures how long this takes: who has no password yet needs no comparison."""
    return password_hash is not None and is_password(password, password_hash)


def password_of(member: Member, key: str) -> str | None:
    """Four groups of four, derived from the installation's secret."""
    if member.email is None:
        return None
    keyed = hmac.new(key.encode("utf-8"), f"demo:{member.email}".encode(), hashlib.sha256)
    letters = base64.b32encode(keyed.digest()).decode("ascii").lower()
    starts = range(0, _PASSWORD_GROUPS * _GROUP_LENGTH, _GROUP_LENGTH)
    return "-".join(letters[start : start + _GROUP_LENGTH] for start in starts)


def org_fields(org: Org) -> dict[str, Value]:
    return {
        "name": org.name,
        "code": org.code,
        "org_type": org.org_type,
        "description": org.description,
        "member": True,
        "external": False,
        "listed": True,
    }


def site_fields(site: Site) -> dict[str, Value]:
    usual: dict[str, Value] = {f"usual/{service}": True for service in site.usual}
    return {
        "org": ORGS[0].id,
        "name": site.name,
        "site_kind": site.site_kind,
        "hub_zone": site.hub_zone,
        "country": "FR",
        "adm1": "Hauts-de-France",
        "adm2": "Pas-de-Calais",
        "active": True,
        **usual,
    }
