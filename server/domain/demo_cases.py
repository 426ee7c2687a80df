"""People followed up in the demonstration: cases, agreements, referrals and what came of them.

Nobody here exists; a case has a random code and says little, as real ones do.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from server.clock import to_wire_time
from server.domain.demo_cast import MEMBERS, ORGS, Member
from server.domain.demo_directory import OUTSIDE, SERVICES, Listed
from server.domain.demo_entries import DAY_MS, MINUTE_MS, Shift, Written
from sync.canonical import Value
from sync.change import Change, Write
from sync.ids import ALPHABET, WID_RANDOM_MAX, case_check, encode_wid
from sync.schema import SCHEMA_NUMBER, codes

HOUR_MS: Final = 60 * MINUTE_MS
TEXT_VERSION: Final = "2026-11-1"
# Of the steps after `sent`, what happens how often; each names the steps in their order.
_COURSES: Final = (
    ((), 5),
    (("received",), 3),
    (("received", "accepted"), 4),
    (("accepted", "in_progress"), 2),
    (("received", "accepted", "completed"), 9),
    (("accepted", "in_progress", "completed"), 4),
    (("accepted", "not_completed"), 3),
    (("received", "declined"), 4),
    (("cancelled",), 1),
)
_REASONS: Final = {
    "completed": (
        "outcome",
        ("service_full", "service_full", "service_part", "information_only"),
    ),
    "declined": ("decline_reason", ("no_capacity", "no_capacity", "closed", "not_eligible")),
    "not_completed": ("not_completed_reason", ("did_not_attend", "unreachable", "left_area")),
    "cancelled": ("cancel_reason", ("person_changed_mind", "met_elsewhere")),
}
_LANGUAGES: Final = ("ar", "ti", "ps", "prs", "am", "ckb", "fr", "en")
_SUMMARIES: Final = (
    "Arrivé il y a peu, besoin d'un premier rendez-vous.",
    "A reçu un courrier, ne le comprend pas.",
    "Chaussures trempées, dort dehors depuis une semaine.",
    "Toux depuis plusieurs jours, dort mal.",
    "Voudrait recevoir son courrier quelque part.",
)
# What they may read beyond the rest, by association: who receives needs to be cleared.
_SEEN: Final = {
    member.org.id: frozenset(member.clearances)
    for member in MEMBERS
    if member.role == "coordinator"
}
_EXTERNAL: Final = frozenset(org.id for org in OUTSIDE)
_BY_CODE: Final = {org.code: org for org in (*ORGS, *OUTSIDE)}
_CLOSED: Final = frozenset(("health", "minor", "protection", "incident"))
_OPENS: Final = {"protection": ("protection", "minor", "incident")}


@dataclass(frozen=True, slots=True)
class _Sent:
    """One referral while its steps are written."""

    id: str
    author: Member
    receiver: str
    at_ms: int
    restricted: bool


class FollowUps:
    """The changes of the cases that begin on one round, in the order in which they are made."""

    def __init__(self, rng: random.Random, shift: Shift, now_ms: int) -> None:
        self._rng = rng
        self._shift = shift
        self._now_ms = now_ms
        self._volunteers = [one for one in shift.team if one.role == "volunteer"]

    def written(self, chance: float = 0.6, most: int = 3) -> Iterator[Written]:
        """One case with a few referrals, or none."""
        if self._shift.start_ms > self._now_ms or self._rng.random() > chance:
            return
        author = self._rng.choice(self._volunteers)
        at_ms = min(self._now_ms, self._shift.start_ms + self._rng.randint(10, 90) * MINUTE_MS)
        body = "".join(self._rng.choice(ALPHABET) for _ in range(8))
        code, language = body + case_check(body), self._rng.choice(_LANGUAGES)
        case: dict[str, Value] = {"code": code, "language": language, "age_band": "adult"}
        yield self._new("case", case, author, at_ms), author, True
        listed = [one for one in SERVICES if one.referrals and one.provider != author.org.code]
        for number, service in enumerate(self._rng.sample(listed, self._rng.randint(1, most))):
            sent_ms = at_ms + number * self._rng.randint(1, 40) * HOUR_MS
            if sent_ms <= self._now_ms:
                yield from self._refer(code, language, author, service, sent_ms)

    def _refer(
        self, code: str, language: str, author: Member, service: Listed, at_ms: int
    ) -> Iterator[Written]:
        receiver = _BY_CODE[service.provider].id
        agreed: dict[str, Value] = {
            "case": code,
            "to_org": receiver,
            "scopes/refer": True,
            "scopes/feedback": True,
            "basis": "self",
            "method": "spoken",
            "language": language,
            "text_version": TEXT_VERSION,
            "given_at": to_wire_time(at_ms),
        }
        consent = self._new("consent", agreed, author, at_ms)
        yield consent, author, True
        wanted = self._rng.choice(service.referrals)
        about = codes("referral_type")[wanted]
        asked: dict[str, Value] = {
            "case": code,
            "from_org": author.org.id,
            "to_org": receiver,
            "to_service": service.id,
            "referral_type": wanted,
            f"reasons/{self._rng.choice(('outside_scope', 'specialist_needed'))}": True,
            "urgency": about["default_urgency"],
            "consent": consent.record,
            "handover": self._rng.choice(("person_goes", "person_goes", "accompanied")),
            f"language_needed/{language}": True,
        }
        if self._rng.random() < 0.5:
            asked["summary"] = self._rng.choice(_SUMMARIES)
        referral = self._new("referral", asked, author, at_ms)
        yield referral, author, True
        sent = _Sent(referral.record, author, receiver, at_ms, _is_closed(about, receiver))
        first = self._event(sent, "sent", (), author, at_ms)
        yield first, author, True
        yield from self._course(sent, first.record)
        if self._rng.random() < 0.02:
            withdrawn: dict[str, Value] = {
                "consent": consent.record,
                "at": to_wire_time(self._after(at_ms, 30)),
                "told_by": "person",
            }
            later_ms = self._after(at_ms, 30)
            yield self._new("consent_withdrawal", withdrawn, author, later_ms), author, True

    def _course(self, sent: _Sent, first: str) -> Iterator[Written]:
        ways, weights = zip(*_COURSES, strict=True)
        way = ("received",) if sent.restricted else self._rng.choices(ways, weights)[0]
        parents, at_ms = (first,), sent.at_ms
        for to in way:
            at_ms += self._rng.randint(2, 50) * HOUR_MS
            if at_ms > self._now_ms:
                return
            taker = sent.author if to == "cancelled" else self._receiver(sent)
            event = self._event(sent, to, parents, taker, at_ms)
            yield event, taker, True
            if (
                to == "accepted"
                and self._now_ms - at_ms < 10 * DAY_MS
                and self._rng.random() < 0.04
            ):
                # Neither knew of the other: somebody has to decide.
                crossing = self._event(sent, "cancelled", parents, sent.author, at_ms + MINUTE_MS)
                yield crossing, sent.author, True
                return
            parents = (event.record,)

    def _receiver(self, sent: _Sent) -> Member:
        """Who writes down the answer: of who has no account, the sender's coordinator."""
        org = sent.author.org.id if sent.receiver in _EXTERNAL else sent.receiver
        return next(one for one in MEMBERS if one.role == "coordinator" and one.org.id == org)

    def _event(
        self, sent: _Sent, to: str, parents: tuple[str, ...], taker: Member, at_ms: int
    ) -> Change:
        outside = sent.receiver in _EXTERNAL and to not in ("sent", "cancelled")
        fields: dict[str, Value] = {
            "referral": sent.id,
            "to": to,
            "parents": list(parents),
            "source": "phone" if outside else "app",
        }
        if to in _REASONS:
            name, choices = _REASONS[to]
            fields[name] = self._rng.choice(choices)
        return self._new("referral_event", fields, taker, min(at_ms, self._now_ms))

    def _after(self, at_ms: int, hours: int) -> int:
        return min(self._now_ms, at_ms + hours * HOUR_MS)

    def _new(self, kind: str, fields: Mapping[str, Value], author: Member, at_ms: int) -> Change:
        record = str(uuid.UUID(int=self._rng.getrandbits(128), version=4))
        told: dict[str, Value] = {"org": author.org.id, **fields}
        writes = {name: Write(value) for name, value in told.items()}
        wid = encode_wid(at_ms, self._rng.randint(0, WID_RANDOM_MAX))
        return Change(wid, kind, record, SCHEMA_NUMBER, writes)


def _is_closed(about: Mapping[str, str], receiver: str) -> bool:
    """Whether nobody at the receiver's may go further than to say that it arrived."""
    visibility = about["visibility"]
    if visibility not in _CLOSED or receiver in _EXTERNAL:
        return visibility in _CLOSED
    opened = {one for name in _SEEN[receiver] for one in _OPENS.get(name, (name,))}
    return visibility not in opened
