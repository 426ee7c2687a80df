"""What a team writes down during one round: the entries of the demonstration."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from server.clock import to_wire_time
from server.domain.demo_cast import ORGS, Member, Org, Site
from sync.canonical import Value
from sync.change import Change, Write
from sync.ids import WID_RANDOM_MAX, encode_wid
from sync.schema import SCHEMA_NUMBER, codes

MINUTE_MS: Final = 60_000
DAY_MS: Final = 24 * 60 * MINUTE_MS
CONTACTS_MAX: Final = 5
_REVIEWED_AFTER_MS: Final = 3 * DAY_MS
_RECENT_MS: Final = 10 * DAY_MS

_NOTES: Final = (
    "Beaucoup de vent, on a fini plus tôt.",
    "Plus de thé à partir de 20 h.",
    "File calme, bonne ambiance.",
    "Prévoir plus de gobelets la prochaine fois.",
    "Pluie toute la soirée, demander des bâches.",
    "Accès par le chemin du haut, l'autre est inondé.",
    "Il manquait des tailles 42 et 43.",
    "Groupe électrogène prêté par une autre équipe.",
)
_NEEDS: Final = ("clothing", "shelter_items", "water", "comms", "legal", "health", "hygiene")
_LANGUAGES: Final = ("ar", "apd", "ti", "am", "ps", "prs", "fa", "ckb", "kmr", "ur", "en", "fr")
_PEOPLE: Final = {"mass": (18, 140), "both": (6, 45), "ind": (1, 9)}

Written = tuple[Change, Member, bool]


@dataclass(frozen=True, slots=True)
class Shift:
    """A round that is about to be written: who, where, when (`start_ms`), for how long."""

    org: Org
    team: tuple[Member, ...]
    sites: tuple[Site, ...]
    start_ms: int
    minutes: int

    @property
    def end_ms(self) -> int:
        return self.start_ms + self.minutes * MINUTE_MS


class Entries:
    """The changes of one round, in the order in which people would make them."""

    def __init__(self, rng: random.Random, shift: Shift, now_ms: int) -> None:
        self._rng = rng
        self._shift = shift
        self._now_ms = now_ms
        self._round = self._new_id()
        self._volunteers = [one for one in shift.team if one.role == "volunteer"]
        self._coordinator = next(one for one in shift.team if one.role == "coordinator")

    def written(self) -> Iterator[Written]:
        """(change, author, whether it begins a record)."""
        yield from self._write_round()
        for volunteer in self._volunteers:
            yield from self._write_signup(volunteer)
        if self._is_planned:
            return
        for site in self._shift.sites:
            for volunteer in self._volunteers:
                yield from self._write_activities(volunteer, site)
            yield from self._write_contacts(site)

    @property
    def _is_planned(self) -> bool:
        return self._shift.start_ms > self._now_ms

    def _write_round(self) -> Iterator[Written]:
        shift = self._shift
        fields: dict[str, Value] = {
            "org": shift.org.id,
            "round_kind": shift.org.round_kind,
            "planned_start": to_wire_time(shift.start_ms),
            "planned_end": to_wire_time(shift.end_ms),
            "status": "planned",
            "team_size": len(self._volunteers),
            "lead": self._volunteers[0].id,
            **{f"sites/{site.id}": True for site in shift.sites},
        }
        if not self._is_planned:
            fields |= {"status": "running", "started_at": to_wire_time(shift.start_ms)}
        if shift.end_ms <= self._now_ms:
            fields |= {"status": "finished", "ended_at": to_wire_time(shift.end_ms)}
            if self._rng.random() < 0.4:
                fields["activity_note"] = self._rng.choice(_NOTES)
        at_ms = min(shift.end_ms, self._now_ms)
        author = self._coordinator if self._is_planned else self._volunteers[0]
        yield self._new("round", self._round, fields, at_ms), author, True

    def _write_signup(self, volunteer: Member) -> Iterator[Written]:
        fields: dict[str, Value] = {
            "org": self._shift.org.id,
            "round": self._round,
            "user": volunteer.id,
            "going": True,
        }
        before_ms = self._rng.randint(60, 2_000) * MINUTE_MS
        at_ms = min(self._shift.start_ms, self._now_ms) - before_ms
        signup = self._new("signup", self._new_id(), fields, at_ms)
        yield signup, volunteer, True
        if self._is_planned and volunteer is self._volunteers[-1]:
            yield from self._withdraw(signup, volunteer, at_ms)

    def _withdraw(self, signup: Change, volunteer: Member, at_ms: int) -> Iterator[Written]:
        """They cannot come after all; sometimes a coordinator noted meanwhile that they do."""
        own = {"going": Write(False, (signup.id,))}
        if self._shift.org is ORGS[0]:
            noted = {"going": Write(True, (signup.id,))}
            yield self._later(signup, noted, at_ms, 30), self._coordinator, False
            yield self._later(signup, own, at_ms, 40), volunteer, False
        elif self._rng.random() < 0.4:
            yield self._later(signup, own, at_ms, 40), volunteer, False

    def _write_activities(self, author: Member, site: Site) -> Iterator[Written]:
        services = self._rng.sample(self._shift.org.services, self._rng.choice((1, 2, 2, 3)))
        for service in services:
            at_ms = self._moment()
            fields = self._activity(site, service, at_ms)
            change = self._new("activity", self._new_id(), fields, at_ms)
            yield change, author, True
            yield from self._follow_up(change, author, at_ms)

    def _activity(self, site: Site, service: str, counted_ms: int) -> dict[str, Value]:
        begun_min = self._rng.randint(0, (counted_ms - self._shift.start_ms) // MINUTE_MS)
        about = codes("service_type")[service]
        people = self._rng.randint(*_PEOPLE[about["mode"]])
        fields: dict[str, Value] = {
            "org": self._shift.org.id,
            "round": self._round,
            "site": site.id,
            "service_type": service,
            "started_at": to_wire_time(self._shift.start_ms + begun_min * MINUTE_MS),
            "quantity": people * about["step"],
            "unit": about["unit"],
            "people": people,
            "people_method": self._rng.choice(("counted", "counted", "counted", "estimated")),
        }
        if self._rng.random() < 0.4:
            women, children = people // self._rng.randint(5, 12), people // self._rng.randint(6, 15)
            fields |= {"breakdown/f_adult": women, "breakdown/u_child": children}
        if self._rng.random() < 0.08:
            fields |= {"unmet": self._rng.randint(1, 15), "unmet_reason": "no_stock"}
        if self._rng.random() < 0.1:
            fields["note"] = self._rng.choice(_NOTES)
        return fields

    def _write_contacts(self, site: Site) -> Iterator[Written]:
        for _ in range(self._rng.randint(1, CONTACTS_MAX)):
            author = self._rng.choice(self._volunteers)
            change = self._new("contact", self._new_id(), self._contact(site), self._moment())
            yield change, author, True

    def _contact(self, site: Site) -> dict[str, Value]:
        needs = self._rng.sample(_NEEDS, self._rng.choice((1, 1, 2, 3)))
        fields: dict[str, Value] = {
            "org": self._shift.org.id,
            "round": self._round,
            "site": site.id,
            "group_size": self._rng.choice((1, 1, 1, 2, 2, 3, 4)),
            "language": self._rng.choice(_LANGUAGES),
            "duration_min": self._rng.choice((5, 10, 10, 15, 20)),
            **{f"needs/{need}": True for need in needs},
        }
        if self._rng.random() < 0.3:
            fields[f"needs_unmet/{needs[0]}"] = True
        if self._rng.random() < 0.03:
            fields["minor_status"] = "unaccompanied"
        return fields

    def _follow_up(self, first: Change, author: Member, at_ms: int) -> Iterator[Written]:
        """What happens to an entry later: reviewed, voided, or changed by two people at once."""
        age_ms, chance = self._now_ms - at_ms, self._rng.random()
        if chance < 0.01:
            yield self._later(first, {"voided": Write("mistake")}, at_ms, 4), author, False
        elif chance < 0.03 and age_ms < _RECENT_MS:
            # Both saw the first number and nothing else: somebody has to decide.
            quantity = first.writes["quantity"].value
            assert type(quantity) is int
            for member, more in ((author, 2), (self._coordinator, 5)):
                written = {"quantity": Write(quantity + more, (first.id,))}
                yield self._later(first, written, at_ms, 30 + more), member, False
        elif chance < 0.035 and age_ms < _RECENT_MS:
            # The same distribution once more, outside of the round: perhaps counted twice.
            again = {name: one.value for name, one in first.writes.items() if name != "round"}
            other = next(member for member in self._volunteers if member is not author)
            yield self._new("activity", self._new_id(), again, at_ms), other, True
        elif chance < 0.6 and age_ms > _REVIEWED_AFTER_MS:
            written = {"review": Write("reviewed")}
            yield self._later(first, written, at_ms, 1_500), self._coordinator, False
            if chance < 0.05 and age_ms < _RECENT_MS:
                afterthought = {"note": Write(self._rng.choice(_NOTES))}
                yield self._later(first, afterthought, at_ms, 2_900), author, False

    def _moment(self) -> int:
        """Some minute of the round, not in the future."""
        at_ms = self._shift.start_ms + self._rng.randint(5, self._shift.minutes) * MINUTE_MS
        return min(at_ms, self._now_ms)

    def _new(self, kind: str, record: str, fields: Mapping[str, Value], at_ms: int) -> Change:
        writes = {name: Write(value) for name, value in fields.items()}
        return Change(self._wid(at_ms), kind, record, SCHEMA_NUMBER, writes)

    def _later(self, first: Change, writes: dict[str, Write], at_ms: int, minutes: int) -> Change:
        after_ms = min(at_ms + minutes * MINUTE_MS, self._now_ms)
        return Change(self._wid(after_ms), first.kind, first.record, SCHEMA_NUMBER, writes)

    def _wid(self, at_ms: int) -> str:
        return encode_wid(at_ms, self._rng.randint(0, WID_RANDOM_MAX))

    def _new_id(self) -> str:
        return str(uuid.UUID(int=self._rng.getrandbits(128), version=4))
