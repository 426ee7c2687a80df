"""What becomes of referrals in the simulation: steps by both sides, words, agreements withdrawn.

Nothing of it happens unless a run asks for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.canonical import Value
from sync.ids import wid_ms
from sync.merge import Cells
from sync.referral import (
    DRAFT,
    RECEIVER,
    REOPENING,
    SENDER_COORDINATOR,
    SENDER_VOLUNTEER,
    TRANSITIONS,
    Course,
    Step,
    course,
    may_take,
)
from sync.replica import shown_cells
from tests.simulation.phone import Phone

if TYPE_CHECKING:
    from tests.simulation.world import World

MINUTE_MS = 60_000
# Taken less often than others, or nothing would ever go on.
ENDING = ("cancelled", "error", "declined", "completed", "not_completed")
REASONS = {
    "completed": ("outcome", ("service_full", "service_part")),
    "declined": ("decline_reason", ("no_capacity", "closed")),
    "not_completed": ("not_completed_reason", ("unreachable",)),
    "cancelled": ("cancel_reason", ("consent_withdrawn", "person_changed_mind", "other")),
}


def first(cells: Cells, name: str) -> Value:
    """The value of a field that is written once; None when there is none."""
    heads = cells.heads(name)
    return heads[min(heads)] if heads else None


def steps_on(phone: Phone, referral: str) -> list[Step]:
    """The steps of a referral that this phone holds, as its screen would compute from them."""
    home = first(shown_cells(phone.rows, referral), "org")
    found = []
    for path in phone.paths("referral_event"):
        cells = shown_cells(phone.rows, path)
        if f"referral/{first(cells, 'referral')}" != referral:
            continue
        to, parents = str(first(cells, "to")), first(cells, "parents")
        own = first(cells, "org") == home
        senders = {SENDER_COORDINATOR, SENDER_VOLUNTEER}
        reason = first(cells, REASONS[to][0]) if to in REASONS else None
        found.append(
            Step(
                id=path.partition("/")[2],
                to=to,
                parents=tuple(map(str, parents)) if isinstance(parents, list) else (),
                actors=frozenset(senders if own else {RECEIVER}),
                made_ms=wid_ms(min(cells.heads("to"))) // MINUTE_MS * MINUTE_MS,
                reason=None if reason is None else str(reason),
            )
        )
    return found


def step(world: World, _phone: Phone) -> None:
    """A step that a phone's screen offers, upon all that it shows; coordinators take most."""
    able = [one for one in world.phones if one.paths("referral")]
    leading = [one for one in able if one.role == "coordinator"]
    if not able:
        return
    phone = world.dice.choice(leading if leading and world.dice.random() < 0.7 else able)
    # Who works at a desk mostly has network.
    if world.dice.random() < 0.6:
        world.exchange(phone)
    found = _one(world, phone)
    if found is None:
        return
    referral, stands = found
    actor = _actor(phone, referral)
    before = stands.status or DRAFT
    heads = [one.to for one in steps_on(phone, referral) if one.id in stands.heads]
    offered = sorted(
        {
            to
            for (_from, to) in TRANSITIONS
            if (before, to) not in REOPENING and may_take(actor, before, to, "other", heads)
        }
    )
    open_ends = [to for to in offered if to not in ENDING]
    wanted = open_ends if world.dice.random() < 0.8 else offered
    if wanted:
        _write(world, phone, referral, world.dice.choice(wanted), list(stands.heads))
        world.oracle.count("stepped")


def cross(world: World, _phone: Phone) -> None:
    """Both sides decide, neither knowing of the other: one cancels what the other accepts."""
    for _to_org, paths in world.referrals:
        referral = paths["referral"]
        sides = [one for one in world.phones if referral in one.paths("referral")]
        senders = [one for one in sides if _actor(one, referral) != RECEIVER]
        receivers = [one for one in sides if _actor(one, referral) == RECEIVER]
        if not (senders and receivers) or course(steps_on(receivers[0], referral)).status != "sent":
            continue
        for phone, to in ((senders[0], "cancelled"), (receivers[0], "accepted")):
            heads = list(course(steps_on(phone, referral)).heads)
            _write(world, phone, referral, to, heads)
        world.oracle.count("crossed")
        return


def wrong_step(world: World, phone: Phone) -> None:
    """A step that nothing offers: upon nothing, upon what is not there, or of the other side."""
    found = _one(world, phone)
    if found is None:
        return
    parents = world.dice.choice(([], [world.uuid()], list(found[1].heads)))
    to = world.dice.choice(("accepted", "completed", "error", "sent", "received"))
    _write(world, phone, found[0], to, parents)
    world.oracle.count("wrong_step")


def say(world: World, phone: Phone) -> None:
    found = _one(world, phone)
    if found is not None:
        path = f"message/{world.uuid()}"
        world.followed[path] = found[0]
        _save(world, phone, path, {"referral": found[0].partition("/")[2], "text": "said"})


def withdraw(world: World, phone: Phone) -> None:
    """The person no longer agrees; whoever of the sender hears it writes it down."""
    ours = [
        paths
        for _to_org, paths in world.referrals
        if paths["consent"] in phone.paths("consent")
        and first(shown_cells(phone.rows, paths["consent"]), "org") == phone.org
    ]
    if not ours:
        return
    paths = world.dice.choice(ours)
    path = f"consent_withdrawal/{world.uuid()}"
    world.followed[path] = paths["consent"]
    told: dict[str, Value] = {"consent": paths["consent"].partition("/")[2], "told_by": "person"}
    _save(world, phone, path, told)
    world.oracle.count("withdrawn")


def _one(world: World, phone: Phone) -> tuple[str, Course] | None:
    """A referral that this phone shows in full, and how it stands there."""
    paths = [paths["referral"] for _to_org, paths in world.referrals]
    shown = sorted(set(paths) & set(phone.paths("referral")))
    if not shown:
        return None
    referral = world.dice.choice(shown)
    return referral, course(steps_on(phone, referral))


def _actor(phone: Phone, referral: str) -> str:
    if first(shown_cells(phone.rows, referral), "org") != phone.org:
        return RECEIVER
    return SENDER_COORDINATOR if phone.role == "coordinator" else SENDER_VOLUNTEER


def _write(world: World, phone: Phone, referral: str, to: str, parents: list[str]) -> None:
    path = f"referral_event/{world.uuid()}"
    world.followed[path] = referral
    fields: dict[str, Value] = {
        "referral": referral.partition("/")[2],
        "to": to,
        "parents": list(parents),
        "source": "app",
    }
    if to in REASONS:
        name, choices = REASONS[to]
        fields[name] = world.dice.choice(choices)
    _save(world, phone, path, fields)


def _save(world: World, phone: Phone, path: str, fields: dict[str, Value]) -> None:
    form = phone.open_form(path)
    phone.save(form, {"org": phone.org, **fields}, world.now_ms)
    phone.close(form)
