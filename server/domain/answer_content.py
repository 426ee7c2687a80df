"""What a person agreed to send to a receiver, in words, for a page without an account.

The code, what is needed and how to find each other; no author, no history. The summary of a
restricted referral only where the consent covers it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from server.domain import referrals
from server.domain.dossier import EXCEPTIONS, SCOPE_OF_CLASS, agrees
from server.domain.labels import Labels
from server.domain.scope import elements, shown
from server.store.records import Key, StoredRecord, load
from sync.schema import KINDS, codes


@dataclass(frozen=True, slots=True)
class Content:
    """What the person agreed to send. `summaries` is None where they did not agree to that;
    several were written by people who had not seen each other's."""

    code: str
    asked: str
    urgency: str
    respond_by_ms: int
    languages: tuple[str, ...]
    reasons: tuple[str, ...]
    summaries: tuple[str, ...] | None
    handover: str
    meet: tuple[str, ...]


def sender_of(session: Session, network_id: str, referral: StoredRecord) -> tuple[str, str | None]:
    """The association that asks, and its number; nobody of it is named."""
    key: Key = ("org", referral.org_id)
    org = load(session, network_id, {key}).get(key)
    if org is None:
        return "", None
    phone = shown(org, "phone")
    return str(shown(org, "name") or ""), None if phone is None else str(phone)


def content_of(session: Session, network_id: str, referral: StoredRecord, words: Labels) -> Content:
    def word(name: str) -> str:
        declared = KINDS["referral"].fields[name]
        return words.of_code(str(declared.list), str(shown(referral, name)))

    def listed(name: str, code_list: str) -> tuple[str, ...]:
        held = elements(referral.cells, name)
        order = list(codes(code_list))
        ranked = sorted(held, key=lambda code: order.index(code) if code in order else len(order))
        return tuple(words.of_code(code_list, code) for code in ranked)

    meet = shown(referral, "meet")
    return Content(
        code=str(shown(referral, "case") or ""),
        asked=word("referral_type"),
        urgency=word("urgency"),
        respond_by_ms=referrals.respond_by_ms(referral),
        languages=listed("language_needed", "language"),
        reasons=listed("reasons", "referral_reason"),
        summaries=_summaries(session, network_id, referral),
        handover=word("handover"),
        meet=tuple(str(part) for part in meet if part) if isinstance(meet, list) else (),
    )


def _summaries(session: Session, network_id: str, referral: StoredRecord) -> tuple[str, ...] | None:
    """Every text that stands, while the person agrees to texts of this class."""
    key: Key = ("consent", str(shown(referral, "consent")))
    consent = load(session, network_id, {key})[key]
    scope = SCOPE_OF_CLASS.get(referral.visibility)
    exception = str(shown(consent, "basis")) in EXCEPTIONS
    if scope is not None and not exception and not agrees(session, network_id, referral, scope):
        return None
    heads = referral.cells.heads("summary")
    return tuple(dict.fromkeys(str(heads[wid]) for wid in sorted(heads) if heads[wid]))
