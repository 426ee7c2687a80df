"""The records of one person's follow-up, whose audiences depend on one another.

A dossier is everything that hangs together through one case code: the case, its consents with
their approvals and withdrawals, its referrals with their events and messages. Whenever one of
them changes, all are looked at again, so that it does not matter in which order they arrive.
`domain.md` sections 1, 6 and 8.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from sqlalchemy.orm import Session

from server.domain import referrals
from server.domain.access import Audience
from server.domain.scope import elements, own_audience, settle, shown
from server.store.records import FULL, STUB, Key, StoredRecord, linked, links, load
from sync.ids import is_record_id
from sync.merge import deleted, holds, narrowest

# Each kind of a dossier and the field by which it names what it belongs to.
BELONGS: Final = {
    "case": "code",
    "consent": "case",
    "referral": "case",
    "consent_approval": "consent",
    "consent_withdrawal": "consent",
    "referral_event": "referral",
    "message": "referral",
}
EXCEPTIONS: Final = frozenset(("vital_interest", "child_at_risk"))
# What a person must agree to before what is written of them in this class is shown on.
SCOPE_OF_CLASS: Final = {
    "health": "health_information",
    "minor": "protection_information",
    "protection": "protection_information",
    "incident": "protection_information",
}
# Without it the sender hears that the receiver has ended it, and not what came of it.
_FEEDBACK: Final = "feedback"
_OUTCOMES: Final = frozenset(("completed", "not_completed"))

Force = Literal["none", "in_force", "withdrawn"]


@dataclass(slots=True)
class Dossier:
    """Records by kind; `audiences` fills while they are decided."""

    by_kind: dict[str, list[StoredRecord]]
    by_key: dict[Key, StoredRecord]
    audiences: dict[Key, Audience] = field(default_factory=dict)

    def of(self, kind: str) -> list[StoredRecord]:
        return self.by_kind.get(kind, [])

    def parent(self, record: StoredRecord, kind: str) -> StoredRecord | None:
        return self.by_key.get((kind, str(shown(record, BELONGS[record.kind]))))


def gather(
    session: Session, network_id: str, records: dict[Key, StoredRecord], touched: Iterable[Key]
) -> set[Key]:
    """Load into `records` all that hangs together with the touched ones; gives its keys."""
    component = {key for key in touched if key[0] in BELONGS}
    fresh = set(component)
    asked: set[str] = set()
    while fresh:
        targets = _neighbours(records[key] for key in fresh) - asked
        asked |= targets
        found = {
            (kind, record_id)
            for kind, record_id, name, _target in linked(session, network_id, targets)
            if BELONGS.get(kind) == name
        }
        found |= {(kind, target) for kind in ("consent", "referral") for target in targets}
        fresh = _bring(session, network_id, records, found - component)
        fresh |= _unstored(records, targets) - component
        component |= fresh
    return component


def _neighbours(records: Iterable[StoredRecord]) -> set[str]:
    """What a record is named by and what it names: codes and ids."""
    targets = set()
    for record in records:
        targets.add(record.id)
        targets |= {target for name, target in links(record) if BELONGS[record.kind] == name}
    return targets


def _bring(
    session: Session, network_id: str, records: dict[Key, StoredRecord], keys: Collection[Key]
) -> set[Key]:
    missing = {key for key in keys if key not in records}
    if missing:
        records |= load(session, network_id, missing)
    return {key for key in keys if key in records}


def _unstored(records: dict[Key, StoredRecord], targets: Collection[str]) -> set[Key]:
    """Records of this transaction that name a target; their links are not stored yet."""
    return {
        record.key
        for record in records.values()
        if record.kind in BELONGS
        and any(name == BELONGS[record.kind] and to in targets for name, to in links(record))
    }


def agrees(session: Session, network_id: str, referral: StoredRecord, scope: str) -> bool:
    """Whether the person agrees that the receiver of a referral has this of them too, now."""
    dossier = _around(session, network_id, referral)
    consent = _consent_of(dossier, referral)
    if consent is None or _force(dossier, consent) != "in_force":
        return False
    return scope in elements(consent.cells, "scopes") and not _withdrawn(dossier, consent, scope)


def force_of(session: Session, network_id: str, referral: StoredRecord) -> Force:
    """Whether the person agrees now that a referral goes to its receiver at all."""
    dossier = _around(session, network_id, referral)
    consent = _consent_of(dossier, referral)
    return "none" if consent is None else _force(dossier, consent)


def _around(session: Session, network_id: str, referral: StoredRecord) -> Dossier:
    records = {referral.key: referral}
    keys = gather(session, network_id, records, {referral.key})
    return _dossier([records[key] for key in keys])


def _dossier(records: Collection[StoredRecord]) -> Dossier:
    dossier = Dossier({}, {record.key: record for record in records})
    for record in records:
        dossier.by_kind.setdefault(record.kind, []).append(record)
    return dossier


def settle_all(records: Collection[StoredRecord]) -> None:
    """Decide the audience of every record of one or several dossiers."""
    dossier = _dossier(records)
    for referral in dossier.of("referral"):
        dossier.audiences[referral.key] = _referral_audience(dossier, referral)
    for case in dossier.of("case"):
        dossier.audiences[case.key] = _case_audience(dossier, case)
    for consent in dossier.of("consent"):
        dossier.audiences[consent.key] = _consent_audience(dossier, consent)
    for kind, parent_kind in (
        ("consent_approval", "consent"),
        ("consent_withdrawal", "consent"),
        ("referral_event", "referral"),
        ("message", "referral"),
    ):
        for child in dossier.of(kind):
            dossier.audiences[child.key] = _child_audience(dossier, child, parent_kind)
    derived = _derived(dossier)
    for record in records:
        settle(record, dossier.audiences[record.key], derived.get(record.key, {}))


def _derived(dossier: Dossier) -> dict[Key, dict[str, Any]]:
    """What follows for each referral and each of its steps from all of them."""
    events: dict[str, list[StoredRecord]] = {}
    for event in dossier.of(referrals.EVENT):
        events.setdefault(str(shown(event, "referral")), []).append(event)
    found: dict[Key, dict[str, Any]] = {}
    for referral in dossier.of("referral"):
        found |= referrals.derive(referral, events.get(referral.id, []))
        consent = _consent_of(dossier, referral)
        if consent is not None and _only_withdrawn(dossier, consent, _FEEDBACK):
            # That outcomes differ, and which they are, would tell the sender what came of it.
            found[referral.key].pop("outcomes", None)
    for consent in dossier.of("consent"):
        if _is_exception(consent):
            found[consent.key] = {"exception": _agreed(dossier, consent)}
    return found


def _is_exception(consent: StoredRecord) -> bool:
    return str(shown(consent, "basis")) in EXCEPTIONS


def _agreed(dossier: Dossier, consent: StoredRecord) -> str:
    """What protection focal points of the sender said to an exception: `open` while nobody did."""
    answers = {
        shown(approval, "agreed")
        for approval in dossier.of("consent_approval")
        if dossier.parent(approval, "consent") is consent
        and approval.org_id == consent.org_id
        and not deleted(approval.cells)
    }
    return "refused" if False in answers else "agreed" if True in answers else "open"


def _referral_audience(dossier: Dossier, referral: StoredRecord) -> Audience:
    audience = own_audience(referral)
    parties = _parties(dossier, referral)
    scope = SCOPE_OF_CLASS.get(audience.visibility)
    consent = _consent_of(dossier, referral)
    if scope is not None and consent is not None and _withdrawn(dossier, consent, scope):
        # The referral goes on; what it says of their health or safety does not.
        parties = {org: FULL if org == referral.org_id else STUB for org in parties}
    return replace(audience, parties=parties)


def _parties(dossier: Dossier, referral: StoredRecord) -> dict[str, int]:
    """Both sides of a referral, each with its grade while the agreement holds or not."""
    receiver = shown(referral, "to_org")
    grade = _receiver_grade(dossier, referral)
    parties = {referral.org_id: FULL}
    if is_record_id(receiver) and receiver != referral.org_id and grade:
        parties[str(receiver)] = grade
    return parties


def _receiver_grade(dossier: Dossier, referral: StoredRecord) -> int:
    """FULL while the person agrees, STUB when they no longer do, 0 when they never did."""
    consent = _consent_of(dossier, referral)
    force = "none" if consent is None else _force(dossier, consent)
    return {"in_force": FULL, "withdrawn": STUB, "none": 0}[force]


def _consent_of(dossier: Dossier, referral: StoredRecord) -> StoredRecord | None:
    """The consent that a referral names, if it is for this person, by and to these two."""
    consent = dossier.by_key.get(("consent", str(shown(referral, "consent"))))
    if consent is None or deleted(consent.cells) or consent.org_id != referral.org_id:
        return None
    alike = all(shown(consent, name) == shown(referral, name) for name in ("case", "to_org"))
    return consent if alike else None


def _force(dossier: Dossier, consent: StoredRecord) -> Force:
    """Whether a consent to refer holds. A withdrawal beats every concurrent use."""
    exception = _is_exception(consent) and bool(shown(consent, "reason"))
    if not exception and "refer" not in elements(consent.cells, "scopes"):
        return "none"
    if holds(shown(consent, "voided")) or _withdrawn(dossier, consent):
        return "withdrawn"
    refused = exception and _agreed(dossier, consent) == "refused"
    return "withdrawn" if refused else "in_force"


def _withdrawn(dossier: Dossier, consent: StoredRecord, scope: str = "refer") -> bool:
    for withdrawal in dossier.of("consent_withdrawal"):
        if dossier.parent(withdrawal, "consent") is not consent:
            continue
        if withdrawal.org_id not in (consent.org_id, shown(consent, "to_org")):
            continue
        scopes = elements(withdrawal.cells, "scopes")
        if (not scopes or scope in scopes) and not deleted(withdrawal.cells):
            return True
    return False


def _case_audience(dossier: Dossier, case: StoredRecord) -> Audience:
    """A case is for the parties of its referrals, followed from its own organisation on.

    A referral counts only when its sender is a party already: a code written on a paper does not
    open a foreign case to whoever reads it.
    """
    audience = own_audience(case)
    parties = dict(audience.parties)
    referrals = [
        referral
        for referral in dossier.of("referral")
        if shown(referral, "case") == shown(case, "code") and not deleted(referral.cells)
    ]
    for _step in referrals:
        for referral in referrals:
            if parties.get(referral.org_id) == FULL:
                for org, grade in _parties(dossier, referral).items():
                    parties[org] = max(grade, parties.get(org, 0))
    return replace(audience, parties=parties)


def _consent_audience(dossier: Dossier, consent: StoredRecord) -> Audience:
    """Read by its own organisation and by the one it names, nobody else; never wider than its
    case. Without its case it stays at home."""
    audience = own_audience(consent)
    code = shown(consent, "case")
    cases = [case for case in dossier.of("case") if code and shown(case, "code") == code]
    if not cases:
        return audience
    parties = dict(audience.parties)
    receiver = shown(consent, "to_org")
    if is_record_id(receiver) and receiver != consent.org_id:
        parties[str(receiver)] = STUB if _force(dossier, consent) == "withdrawn" else FULL
    classes = [audience.visibility, *(dossier.audiences[case.key].visibility for case in cases)]
    return replace(audience, visibility=str(narrowest(classes)), parties=parties)


def _child_audience(dossier: Dossier, child: StoredRecord, parent_kind: str) -> Audience:
    own = own_audience(child)
    parent = dossier.parent(child, parent_kind)
    if parent is None:
        return own
    above = dossier.audiences[parent.key]
    authors = above.authors | (own.authors if child.org_id in above.parties else frozenset())
    visibility = str(narrowest([own.visibility, above.visibility]))
    parties = above.parties
    if parent.org_id in parties and _is_untold(dossier, child, parent):
        parties = {**parties, parent.org_id: STUB}
    return Audience(visibility, above.org, parties, authors)


def _is_untold(dossier: Dossier, event: StoredRecord, referral: StoredRecord) -> bool:
    """Whether a step is what came of a referral, which the person no longer wants to be told."""
    if event.kind != referrals.EVENT or event.org_id == referral.org_id:
        return False
    consent = _consent_of(dossier, referral)
    outcome = shown(event, "to") in _OUTCOMES
    return outcome and consent is not None and _only_withdrawn(dossier, consent, _FEEDBACK)


def _only_withdrawn(dossier: Dossier, consent: StoredRecord, scope: str) -> bool:
    """Whether this was taken back while the agreement goes on."""
    return _withdrawn(dossier, consent, scope) and not _withdrawn(dossier, consent)
