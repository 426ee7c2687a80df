"""The fictional network of the demonstration: its associations, places and people.

Nobody and nothing here exists. Ids are made from the names, so that they are the same everywhere.
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from typing import Final

NETWORK: Final = "Réseau du Littoral (démonstration)"
TIME_ZONE: Final = "Europe/Paris"


@dataclass(frozen=True, slots=True)
class Org:
    code: str
    name: str
    org_type: str
    description: str
    round_kind: str
    services: tuple[str, ...]

    @property
    def id(self) -> str:
        return stable_id(f"org/{self.code}")


@dataclass(frozen=True, slots=True)
class Site:
    name: str
    site_kind: str
    hub_zone: str
    usual: tuple[str, ...]

    @property
    def id(self) -> str:
        return stable_id(f"site/{self.name}")


@dataclass(frozen=True, slots=True)
class Member:
    """`email`: signs in at the desk. `org` is an organisation's code."""

    alias: str
    role: str
    org: Org
    email: str | None = None
    clearances: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return stable_id(f"user/{self.alias}")


def stable_id(name: str) -> str:
    """A UUID of version 4, as records need it, that depends on the name alone."""
    digest = hashlib.sha256(f"demo/{name}".encode()).digest()
    return str(uuid.UUID(bytes=digest[:16], version=4))


ORGS: Final = (
    Org(
        "chaudron",
        "Le Chaudron",
        "local_association",
        "Repas chauds et boissons, tous les soirs.",
        "distribution",
        ("food.hot_meal", "food.hot_drink", "food.food_bag", "food.cold_meal"),
    ),
    Org(
        "toile-et-laine",
        "Toile et Laine",
        "local_association",
        "Tentes, couchage et vêtements.",
        "maraude",
        (
            "shelter_items.tent",
            "shelter_items.sleeping_bag",
            "shelter_items.blanket",
            "clothing.warm",
            "clothing.shoes",
            "clothing.dry_change",
        ),
    ),
    Org(
        "source-vive",
        "Source Vive",
        "local_association",
        "Eau potable, hygiène et douches.",
        "fixed_point",
        ("wash.water", "wash.hygiene_kit", "wash.shower", "wash.menstrual"),
    ),
    Org(
        "prises-ouvertes",
        "Prises Ouvertes",
        "collective",
        "Recharge de téléphones, wifi et information.",
        "fixed_point",
        ("comms.charging", "comms.wifi", "comms.sim", "comms.powerbank"),
    ),
    Org(
        "pas-a-pas",
        "Pas à Pas Santé",
        "health",
        "Premiers secours et accompagnement vers les soins.",
        "maraude",
        ("health.first_aid", "health.accompany", "health.prevention", "psychosocial.listening"),
    ),
    Org(
        "droits-debout",
        "Droits Debout",
        "law",
        "Information sur l'asile et accompagnement dans les démarches.",
        "maraude",
        ("legal.asylum_info", "legal.rights_info", "legal.individual_advice"),
    ),
    Org(
        "lucioles",
        "Les Lucioles",
        "local_association",
        "Femmes, familles et enfants : accueil, jeux, kits.",
        "visit",
        ("child.play", "women.baby_kit", "women.dignity_kit", "women.support"),
    ),
    Org(
        "bois-flotte",
        "Bois Flotté",
        "collective",
        "Bois de chauffage, lumière et matériel de cuisine.",
        "distribution",
        ("energy.firewood", "energy.light", "energy.cooking_kit", "shelter_items.tarp"),
    ),
    Org(
        "veille-du-rivage",
        "Veille du Rivage",
        "collective",
        "Présence et orientation, de nuit.",
        "maraude",
        ("protection.presence", "accommodation.hotline_call", "clothing.dry_change"),
    ),
)

_OUTSIDE: Final = ("food.hot_meal", "food.hot_drink", "wash.water", "shelter_items.blanket")
_NIGHT: Final = ("shelter_items.tent", "shelter_items.sleeping_bag", "clothing.warm")

SITES: Final = (
    Site("Dune", "living_site", "littoral-ouest", (*_OUTSIDE, *_NIGHT)),
    Site("Tilleul", "living_site", "ville-nord", (*_OUTSIDE, "energy.firewood")),
    Site("Écluse", "distribution", "canal", (*_OUTSIDE, "comms.charging")),
    Site("Quai Nord", "distribution", "port", (*_OUTSIDE, "comms.charging", "wash.hygiene_kit")),
    Site("Hangar", "warehouse", "zone-est", ("clothing.set", "energy.firewood")),
    Site("Sablière", "living_site", "littoral-ouest", (*_NIGHT, "health.first_aid")),
    Site("Peupliers", "living_site", "ville-sud", (*_OUTSIDE, "child.play")),
    Site("Passerelle", "public_space", "centre", ("legal.asylum_info", "food.hot_drink")),
    Site("Moulin", "day_centre", "ville-sud", ("wash.shower", "comms.charging", "comms.wifi")),
    Site("Fontaine", "public_space", "centre", ("wash.water", "legal.rights_info")),
    Site("Vieux Fort", "living_site", "littoral-est", (*_OUTSIDE, *_NIGHT)),
    Site("Belvédère", "living_site", "littoral-est", (*_NIGHT, "clothing.dry_change")),
)

_ALIASES: Final = (
    ("Alizé", "Brume", "Cèdre"),
    ("Galet", "Fougère", "Houle"),
    ("Iris", "Jonc", "Lichen"),
    ("Mistral", "Noisette", "Orme"),
    ("Pinson", "Quartz", "Ronce"),
    ("Sorbier", "Tamaris", "Varech"),
    ("Zéphyr", "Ajonc", "Bruyère"),
    ("Clairière", "Écume", "Grive"),
    ("Hêtre", "Lavande", "Mésange"),
)


# Who may read what is restricted, by association.
_CLEARED: Final = {
    "pas-a-pas": ("health",),
    "droits-debout": ("incident", "protection"),
    "lucioles": ("health", "protection"),
    "veille-du-rivage": ("protection",),
}


def _members() -> tuple[Member, ...]:
    found = [Member("Boussole", "network", ORGS[0], "reseau@littoral.example")]
    for org, aliases in zip(ORGS, _ALIASES, strict=True):
        email, cleared = f"coordination@{org.code}.example", _CLEARED.get(org.code, ())
        found.append(Member(aliases[0], "coordinator", org, email, cleared))
        found += [Member(alias, "volunteer", org) for alias in aliases[1:]]
    return tuple(found)


MEMBERS: Final = _members()
