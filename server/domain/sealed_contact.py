"""How a referred person can be reached: opened for who follows up at the receiver, and nobody else.

The text is nowhere in the database: it is opened when it is asked for, and each opening is in the
audit. `docs/protocol.md` points 120 to 122.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy.orm import Session

from server.domain import audit, dossier, sealing
from server.domain.access import PARTY_ROLES, may_read
from server.domain.errors import ContactClosed, ContactUnreadable, NotFound
from server.domain.scope import shown
from server.domain.who import Who
from server.store.engine import reading, writing
from server.store.records import Key, StoredRecord, load
from sync.merge import holds
from sync.sealed_field import SealedField, unpad

FIELD: Final = "sealed_contact"
SCOPE: Final = "contact_details"
READ: Final = "contact_read"


def opened(who: Who, referral_id: str, now_ms: int) -> str:
    """The text, for a coordinator or handler of the receiver who may read the referral whole.

    Raises NotFound to everybody else, ContactClosed while the person does not agree to it,
    ContactUnreadable, UnreadableKeys.
    """
    key = ("referral", referral_id)
    with reading() as session:
        referral = load(session, who.network_id, {key}).get(key)
        if referral is None:
            raise NotFound
        may_be_opened = is_open(session, who, referral)
        if may_be_opened is None:
            raise NotFound
        if not may_be_opened:
            raise ContactClosed
        sealed = shown(referral, FIELD)
    text = open_field(sealed, who.network_id, referral.key, FIELD)
    if text is None:
        raise ContactUnreadable
    with writing() as session:
        audit.note(session, who, READ, referral.path, now_ms, about_org=referral.org_id)
    return text


def is_open(session: Session, who: Who, referral: StoredRecord) -> bool | None:
    """Whether the person agrees that this user has it opened; None where there is none for them."""
    sealed = shown(referral, FIELD) if referral.kind == "referral" else None
    if sealed is None or not _is_receivers(who, referral):
        return None
    if referral.deleted or holds(shown(referral, "voided")):
        return None
    return dossier.agrees(session, who.network_id, referral, SCOPE)


def open_field(sealed: object, network_id: str, key: Key, field: str) -> str | None:
    """What was sealed for this field of this record; None for anything else.

    Raises UnreadableKeys.
    """
    found = SealedField.read(sealed) if isinstance(sealed, str) else None
    if found is None:
        return None
    info = found.info(network_id, *key, field)
    plain = sealing.unseal(found.key_id, found.sealed, info)
    return None if plain is None else unpad(plain)


def _is_receivers(who: Who, referral: StoredRecord) -> bool:
    receives = shown(referral, "to_org") == who.org_id and who.role in PARTY_ROLES
    return receives and may_read(who, referral) == "full"
