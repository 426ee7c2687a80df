"""How a referral stands: computed from its steps, whoever took them, in whatever order they came.

Each step names the steps that its author had seen. Steps that nobody has followed yet are the
heads; what several of them come to is looked up pair by pair in `referral-workflow.json`. Time
decides one thing: a closed referral is opened again within 30 days. `domain.md` section 4.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import combinations
from types import MappingProxyType
from typing import Any, Final

DRAFT: Final = "draft"
REVIEW: Final = "review"
CANCELLED: Final = "cancelled"
CONSENT_WITHDRAWN: Final = "consent_withdrawn"

SENDER_VOLUNTEER: Final = "sender_volunteer"
SENDER_COORDINATOR: Final = "sender_coordinator"
RECEIVER: Final = "receiver_handler"

# Why a receiver may cancel: what the person told them.
PERSONS_REASONS: Final = frozenset((CONSENT_WITHDRAWN, "person_changed_mind"))
REOPEN_MS_MAX: Final = 30 * 24 * 60 * 60_000
# Of one referral; what a broken or hostile phone adds beyond is ignored.
STEPS_MAX: Final = 500

_WORKFLOW: Final[Mapping[str, Any]] = json.loads(
    files("sync").joinpath("referral-workflow.json").read_text(encoding="utf-8")
)


def _transitions() -> Mapping[tuple[str, str], frozenset[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for entry in _WORKFLOW["transitions"]:
        found.setdefault((entry["from"], entry["to"]), set()).update(entry["by"])
    return MappingProxyType({step: frozenset(actors) for step, actors in found.items()})


def _pairs() -> Mapping[tuple[str, str], tuple[str, str]]:
    """By both orders of two statuses: the result, and that with a consent withdrawn."""
    found = {}
    for entry in _WORKFLOW["concurrent_pairs"]:
        result = entry["result"]
        outcome = (result, entry.get("if_consent_withdrawn", result))
        found[entry["a"], entry["b"]] = found[entry["b"], entry["a"]] = outcome
    return MappingProxyType(found)


def _reopening() -> frozenset[tuple[str, str]]:
    return frozenset(
        (entry["from"], entry["to"])
        for entry in _WORKFLOW["transitions"]
        if entry.get("guard", "").startswith("reopen")
    )


def _requirements() -> Mapping[tuple[str, str], tuple[str, ...]]:
    return MappingProxyType(
        {
            (one["from"], one["to"]): tuple(one.get("requires", ()))
            for one in _WORKFLOW["transitions"]
        }
    )


# Who may take a step, by the status before and after it.
TRANSITIONS: Final = _transitions()
PAIRS: Final = _pairs()
REOPENING: Final = _reopening()
_REQUIREMENTS: Final = _requirements()
# Whose it is to decide between values of a status in review.
_OWNERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "sent": SENDER_COORDINATOR,
        CANCELLED: SENDER_COORDINATOR,
        "error": SENDER_COORDINATOR,
        **dict.fromkeys(
            ("received", "accepted", "in_progress", "completed", "not_completed", "declined"),
            RECEIVER,
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Step:
    """One event of a referral. `made_ms` is its time, to the minute; `reason` that of its status.

    `actors` are those its author may have been, as far as the record tells.
    """

    id: str
    to: str
    parents: tuple[str, ...]
    actors: frozenset[str]
    made_ms: int
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """What the steps come to. `status`: None before the first, else a status, or REVIEW.

    `heads` are the steps that nobody followed yet, `ignored` those that do not count; both sorted.
    `outcomes`: the different outcomes of heads that agree on a final status. `before`: the status
    that each step followed, None where it names a step that is not known.
    """

    status: str | None
    heads: tuple[str, ...]
    ignored: tuple[str, ...]
    outcomes: tuple[str, ...]
    before: Mapping[str, str | None] = field(default_factory=dict, compare=False)


@dataclass(slots=True)
class _Followed:
    """A step that was looked at: the counting steps that it and those before it follow."""

    step: Step
    counts: bool
    # Steps directly before it that count, what does not count being looked through.
    before: frozenset[str]
    # Everything before it that counts.
    seen: frozenset[str]
    # The status it followed.
    status: str | None
    # It names a step that is not known, so that what it followed cannot be told.
    blind: bool
    reopens: bool = False


def course(steps: Iterable[Step]) -> Course:
    """How a referral with these steps stands. Depends on the set of steps alone."""
    return _Reading.of(steps).course()


def status_before(steps: Iterable[Step], parents: Collection[str]) -> str | None:
    """The status that the author of a step with these parents had seen; DRAFT without any.

    None when they name a step that is not known.
    """
    reading = _Reading.of(steps)
    before, _seen, blind = reading.look_back(parents)
    return None if blind else reading.resolve(before) or DRAFT


def may_take(
    actor: str, before: str | None, to: str, reason: str | None, heads: Collection[str] = ()
) -> bool:
    """Whether `actor` may bring a referral from one status to another; `before` None: unknown.

    `heads` are the statuses in question while it is in review.
    """
    if to == CANCELLED and actor == RECEIVER and reason not in PERSONS_REASONS:
        return False
    if before is None:
        return any(actor in actors for (_from, then), actors in TRANSITIONS.items() if then == to)
    if before == REVIEW:
        return to in heads and actor in {_OWNERS[status] for status in heads if status in _OWNERS}
    return actor in TRANSITIONS.get((before, to), ())


def requirements(before: str | None, to: str) -> tuple[str, ...]:
    """What a step must come with: `consent`, `note`, or the list of its reasons."""
    return _REQUIREMENTS.get((before or DRAFT, to), ())


def pair(one: Step, other: Step) -> str:
    """What two concurrent steps come to, when neither opens the referral again."""
    result, withdrawn = PAIRS[one.to, other.to]
    reasons = {step.reason for step in (one, other) if step.to == CANCELLED}
    return withdrawn if CONSENT_WITHDRAWN in reasons else result


@dataclass(slots=True)
class _Reading:
    followed: dict[str, _Followed] = field(default_factory=dict)
    ignored: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, steps: Iterable[Step]) -> _Reading:
        ordered = sorted(steps, key=lambda step: (step.made_ms, step.id))
        reading = cls()
        reading.ignored = {step.id for step in ordered[STEPS_MAX:]}
        known = {step.id: step for step in ordered[:STEPS_MAX] if (step.to, step.to) in PAIRS}
        reading.ignored |= {step.id for step in ordered} - known.keys()
        for step in _parents_first(known):
            reading.followed[step.id] = reading.follow(step)
        reading.ignored |= known.keys() - reading.followed.keys()
        reading.ignored |= {one for one, found in reading.followed.items() if not found.counts}
        return reading

    def follow(self, step: Step) -> _Followed:
        before, seen, blind = self.look_back(step.parents)
        status = None if blind else self.resolve(before) or DRAFT
        heads = [self.followed[one].step.to for one in before]
        counts = any(may_take(actor, status, step.to, step.reason, heads) for actor in step.actors)
        reopens = status is not None and (status, step.to) in REOPENING
        if reopens:
            closed_ms = max(self.followed[one].step.made_ms for one in before)
            counts = counts and step.made_ms - closed_ms <= REOPEN_MS_MAX
        return _Followed(step, counts, before, seen, status, blind, reopens)

    def look_back(self, parents: Collection[str]) -> tuple[frozenset[str], frozenset[str], bool]:
        """The last counting steps among `parents` and before, all of them, whether some are
        unknown."""
        before: set[str] = set()
        seen: set[str] = set()
        blind = False
        for parent in parents:
            found = self.followed.get(parent)
            if found is None:
                blind = True
            elif found.counts:
                before.add(parent)
                seen |= found.seen | {parent}
            else:
                before |= found.before
                seen |= found.seen
                blind = blind or found.blind
        covered = {one for each in before for one in self.followed[each].seen}
        return frozenset(before - covered), frozenset(seen), blind

    def resolve(self, heads: Collection[str]) -> str | None:
        """The status of several steps that have not seen one another; None of none."""
        found = [self.followed[one] for one in sorted(heads)]
        if not found:
            return None
        if len(found) == 1:
            return found[0].step.to
        if any(one.reopens for one in found):
            return REVIEW
        steps = [one.step for one in found]
        results = {(one.id, other.id): pair(one, other) for one, other in combinations(steps, 2)}
        if REVIEW in results.values():
            return REVIEW
        for step in steps:
            if all(to == step.to for ids, to in results.items() if step.id in ids):
                return step.to
        return REVIEW

    def course(self) -> Course:
        counting = {one for one, found in self.followed.items() if found.counts}
        covered = {one for each in counting for one in self.followed[each].seen}
        heads = sorted(counting - covered)
        status = self.resolve(heads)
        steps = [self.followed[one].step for one in heads]
        outcomes = {step.reason for step in steps if step.to == status == "completed"}
        return Course(
            status,
            tuple(heads),
            tuple(sorted(self.ignored)),
            tuple(sorted(outcome for outcome in outcomes if outcome is not None)),
            {one: found.status for one, found in self.followed.items()},
        )


def _parents_first(steps: Mapping[str, Step]) -> Sequence[Step]:
    """Every step after those that it names. What is on a cycle, or between two, is left out.

    A step that follows a cycle stays: what it names there counts as unknown.
    """
    parents = {one: set(step.parents) & steps.keys() for one, step in steps.items()}
    children: dict[str, set[str]] = {one: set() for one in steps}
    for one, named in parents.items():
        for parent in named:
            children[parent].add(one)
    from_start = _peel(parents, children)
    from_end = _peel(children, parents)
    cyclic = steps.keys() - from_start.keys() - from_end.keys()
    left = {one: named - cyclic for one, named in parents.items() if one not in cyclic}
    order = _peel(left, children)
    return [steps[one] for one in order]


def _peel(
    needs: Mapping[str, Collection[str]], gives: Mapping[str, Collection[str]]
) -> dict[str, None]:
    """What can be put in order, in that order: each once all that it needs is there."""
    missing = {one: len(needed) for one, needed in needs.items()}
    ready = sorted((one for one, count in missing.items() if count == 0), reverse=True)
    order: dict[str, None] = {}
    while ready:
        one = ready.pop()
        order[one] = None
        for next_one in gives.get(one, ()):
            if next_one in missing:
                missing[next_one] -= 1
                if missing[next_one] == 0:
                    ready.append(next_one)
    return order
