"""What people do with their phones: count, open, correct, meet, delete, refer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.canonical import Value
from sync.change import Change, Write
from sync.replica import FROZEN, OutboxRow
from tests.simulation.phone import Phone

if TYPE_CHECKING:
    from tests.simulation.world import World

SERVICES = ("food.hot_meal", "food.hot_drink", "energy.firewood", "shelter_items.blanket")


def create(world: World, phone: Phone) -> None:
    record = world.uuid()
    path = f"activity/{record}"
    form = phone.open_form(path)
    canary = f"canary-{world.dice.getrandbits(64):016x}"
    world.canaries[path] = canary
    dirty: dict[str, Value] = {
        "org": phone.org,
        "site": world.dice.choice(world.server.sites),
        "service_type": world.dice.choice(SERVICES),
        "started_at": "2026-11-22T20:52:00Z",
        "quantity": world.dice.randint(0, 5),
        "unit": "portion",
        "people": 1,
        "people_method": "counted",
        "note": canary,
    }
    phone.save(form, dirty, world.now_ms)


def open_entry(world: World, phone: Phone) -> None:
    """Mostly one of a few records, so that people meet in them."""
    paths = phone.paths("activity")
    if paths:
        near = paths[: world.dice.choice((2, 2, 4, len(paths)))]
        phone.open_form(world.dice.choice(near), world.dice.choice((0, 0, 1)))


def type_number(world: World, phone: Phone) -> None:
    if not phone.forms:
        open_entry(world, phone)
    if phone.forms:
        form = phone.forms[world.dice.choice(sorted(phone.forms))]
        names = ("quantity", "quantity", "people", "note", "items/blanket", "duration_min")
        name = world.dice.choice(names)
        value: Value = world.dice.randint(0, 5)
        if name == "note":
            value = f"{world.canaries.get(form.path, 'note')} {value}"
        phone.save(form, {name: value}, world.now_ms)
        if world.dice.random() < 0.4:
            phone.close(form)


def rerender(world: World, phone: Phone) -> None:
    for form in phone.forms.values():
        phone.render(form)


def close(world: World, phone: Phone) -> None:
    for form in list(phone.forms.values()):
        phone.close(form)


def two_tabs(world: World, phone: Phone) -> None:
    """Two tabs of one phone take turns on one field of one record, each seeing the other."""
    paths = phone.paths("activity")
    if paths:
        path = world.dice.choice(paths)
        for tab in (0, 1, 0, 1)[: world.dice.randint(2, 4)]:
            form = phone.open_form(path, tab)
            phone.save(form, {"quantity": world.dice.randint(0, 90)}, world.now_ms)


def meet(world: World, phone: Phone) -> None:
    """Two people of one organisation change one field without seeing each other's change."""
    others = [one for one in world.phones if one.org == phone.org and one is not phone]
    shared = {path for one in others for path in one.paths("activity")}
    paths = sorted(shared.intersection(phone.paths("activity")))
    if not paths:
        return
    path = world.dice.choice(paths)
    name = world.dice.choice(("quantity", "people", "breakdown/f_adult"))
    for one in (phone, *others):
        if path in one.paths("activity"):
            form = one.open_form(path)
            one.save(form, {name: world.dice.randint(0, 90)}, world.now_ms)
            one.close(form)
    world.oracle.count("met")


def delete(world: World, phone: Phone) -> None:
    """Deleting is a coordinator's: a volunteer's own is held, and then refused or released."""
    paths = phone.paths("activity")
    if paths:
        phone.delete(world.dice.choice(paths), world.now_ms)


def void(world: World, phone: Phone) -> None:
    _write(world, phone, {"voided": world.dice.choice(("mistake", "duplicate", None))})


def restrict(world: World, phone: Phone) -> None:
    """An entry becomes sensitive: every phone must forget what it says."""
    _write(world, phone, {"visibility": world.dice.choice(("minor", "health"))})


def newer(world: World, phone: Phone) -> None:
    """A newer app writes fields and kinds that this server does not know."""
    phone.schema = 2
    if world.dice.random() < 0.6:
        world.oracle.count("newer_field")
        _write(world, phone, {"weather": world.dice.randint(0, 3)})
        return
    # Made by code that only the newer app has; here it is enough that its outbox holds it.
    change = Change(world.wid(), "drone", world.uuid(), 2, {"height": Write(40, ())})
    phone.rows.outbox[change.id] = OutboxRow(change, FROZEN)
    world.oracle.saved(phone.name, phone.user, change, {})
    world.oracle.count("newer_kind")


def _write(world: World, phone: Phone, dirty: dict[str, Value]) -> None:
    paths = phone.paths("activity")
    if not paths:
        return
    path = world.dice.choice(paths)
    form = phone.open_form(path)
    phone.save(form, dirty, world.now_ms)
    phone.close(form)


def refer(world: World, phone: Phone) -> None:
    """A person asks to be sent on to the other organisation: case, referral, consent.

    Three changes that may arrive apart, so that a later one opens what is stored already.
    """
    if len(world.referrals) >= world.cases_max or phone.role != "volunteer":
        return
    to_org = next(org for org in world.orgs if org != phone.org)
    code, consent = world.case_code(), world.uuid()
    paths = {kind: f"{kind}/{world.uuid()}" for kind in ("case", "referral")}
    paths["consent"] = f"consent/{consent}"
    sent: dict[str, Value] = {"case": code, "from_org": phone.org, "to_org": to_org}
    agreed: dict[str, Value] = {"case": code, "to_org": to_org, "scopes/refer": True}
    fields: dict[str, dict[str, Value]] = {
        "case": {"code": code},
        "referral": {**sent, "consent": consent, "referral_type": "legal_asylum"},
        "consent": {**agreed, "basis": "self"},
    }
    for kind, values in fields.items():
        form = phone.open_form(paths[kind])
        phone.save(form, {"org": phone.org, **values}, world.now_ms)
        phone.close(form)
    world.referrals.append((to_org, paths))
    world.oracle.count("referred")
