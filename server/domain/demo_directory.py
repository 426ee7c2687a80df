"""The directory of the demonstration: who helps with what, where and when.

Telephone numbers are of the ranges that are kept for fiction in France.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from server.domain import accounts, exchange
from server.domain.days import calendar_day
from server.domain.demo_cast import MEMBERS, ORGS, SITES, TIME_ZONE, Org, stable_id
from server.domain.writing import new_record
from server.store.engine import reading, writing
from server.store.records import load
from sync.canonical import Value

WEEK: Final = "MO,TU,WE,TH,FR,SA,SU"
WORKDAYS: Final = "MO,TU,WE,TH,FR"

# Without accounts: their answers are written down by whoever asks them.
OUTSIDE: Final = (
    Org(
        "115-littoral",
        "115 du Littoral",
        "public_service",
        "Numéro d'urgence pour un toit.",
        "visit",
        (),
    ),
    Org("pass-hopital", "PASS de l'hôpital", "health", "Soins sans avance de frais.", "visit", ()),
    Org(
        "maree-basse", "Marée Basse", "collective", "Accueil de jour et domiciliation.", "visit", ()
    ),
    Org("abri-jeunes", "Abri Jeunes", "collective", "Mise à l'abri des mineurs.", "visit", ()),
)

Hours = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Listed:
    """One service. `hours` are (days, opens, closes); `confirmed` is how many days ago."""

    provider: str
    name: str
    description: str
    categories: tuple[str, ...]
    hours: tuple[Hours, ...]
    phone: str
    languages: tuple[str, ...] = ("fr", "en")
    sites: tuple[str, ...] = ()
    referrals: tuple[str, ...] = ()
    confirmed: int = 3
    more: tuple[tuple[str, Value], ...] = ()

    @property
    def id(self) -> str:
        return stable_id(f"service/{self.provider}/{self.name}")


_DAY_CENTRE: Final = "12 quai de la Criée (fictif)"

SERVICES: Final = (
    Listed(
        "chaudron",
        "Repas du soir au Quai",
        "Repas chaud, pain et thé. Portion végétarienne toujours possible.",
        ("food",),
        ((WEEK, "18:30", "20:30"),),
        "03 53 01 10 11",
        ("fr", "en", "ar", "ti"),
        ("Quai Nord",),
        ("material",),
        0,
        (("fees", "Gratuit"), ("on_holidays", "usual")),
    ),
    Listed(
        "chaudron",
        "Petit-déjeuner de l'Écluse",
        "Thé, café, pain, fruits.",
        ("food",),
        (("MO,WE,FR,SU", "08:00", "10:00"),),
        "03 53 01 10 12",
        sites=("Écluse",),
        confirmed=6,
    ),
    Listed(
        "chaudron",
        "Colis pour cuisiner",
        "Riz, lentilles, huile, épices, pour un groupe. À demander la veille.",
        ("food", "energy"),
        (("TU,TH", "14:00", "17:00"),),
        "03 53 01 10 13",
        sites=("Hangar",),
        referrals=("material",),
        confirmed=17,
        more=(("documents_required", "Aucun papier"),),
    ),
    Listed(
        "toile-et-laine",
        "Tentes et couvertures",
        "Une tente pour deux, une couverture par personne. Tickets pendant la maraude.",
        ("shelter_items",),
        (("MO,TH", "10:00", "12:30"),),
        "03 53 01 20 21",
        ("fr", "en", "ar", "prs", "ps"),
        ("Hangar",),
        ("material",),
        2,
        (("alert", "Plus de tentes jusqu'à la prochaine livraison"), ("capacity_note", "0 tente")),
    ),
    Listed(
        "toile-et-laine",
        "Vestiaire",
        "Vêtements chauds, chaussures du 38 au 46.",
        ("clothing",),
        (("TU,FR", "14:00", "17:00"),),
        "03 53 01 20 22",
        sites=("Hangar",),
        referrals=("material",),
        confirmed=9,
    ),
    Listed(
        "source-vive",
        "Douches du Moulin",
        "Douche chaude, serviette et savon fournis. Femmes de 9 h à 11 h.",
        ("wash", "women"),
        (("MO,TU,TH,FR", "09:00", "16:00"),),
        "03 53 01 30 31",
        ("fr", "en", "ar", "am"),
        ("Moulin",),
        confirmed=1,
        more=(("on_holidays", "closed"), ("capacity_note", "60 passages par jour")),
    ),
    Listed(
        "source-vive",
        "Laverie",
        "Une machine par personne et par semaine.",
        ("wash",),
        (("WE,SA", "10:00", "16:00"),),
        "03 53 01 30 32",
        sites=("Moulin",),
        confirmed=34,
    ),
    Listed(
        "prises-ouvertes",
        "Recharge et wifi",
        "Prises, câbles, wifi. Aide pour appeler la famille.",
        ("comms",),
        ((WEEK, "10:00", "18:00"),),
        "03 53 01 40 41",
        ("fr", "en", "ar", "ti", "ckb"),
        ("Moulin",),
        ("family_tracing",),
        0,
    ),
    Listed(
        "pas-a-pas",
        "Clinique mobile",
        "Premiers soins, pansements, orientation. Sans papiers, sans rendez-vous.",
        ("health",),
        (("MO,WE,FR", "19:00", "23:00"), ("SU", "14:00", "18:00")),
        "06 39 98 50 51",
        ("fr", "en", "ar", "ps"),
        ("Écluse", "Quai Nord"),
        ("health_ngo_clinic", "health_primary", "health_reproductive"),
        0,
        (("documents_required", "Aucun papier"), ("interpretation", "Par téléphone")),
    ),
    Listed(
        "pas-a-pas",
        "Écoute et soutien psychologique",
        "Une psychologue et un interprète, sur rendez-vous ou à la permanence.",
        ("psychosocial", "health"),
        (("TU,TH", "13:30", "17:30"),),
        "06 39 98 50 52",
        ("fr", "en", "ar", "fa", "ti"),
        ("Moulin",),
        ("mental_health",),
        4,
    ),
    Listed(
        "droits-debout",
        "Permanence asile",
        "Demande d'asile, Dublin, convocations, recours. Venir avec ses courriers.",
        ("legal", "admin"),
        (("MO,TU,TH", "09:00", "12:00"), ("WE", "14:00", "17:00")),
        "03 53 01 60 61",
        ("fr", "en", "ar", "ps", "prs", "ti"),
        ("Passerelle",),
        ("legal_asylum", "legal_advice", "admin_documents"),
        4,
        (("documents_required", "Tous les courriers reçus"), ("on_holidays", "closed")),
    ),
    Listed(
        "droits-debout",
        "Urgences juridiques",
        "Rétention, éloignement, délai qui expire : on rappelle dans l'heure.",
        ("legal", "protection"),
        ((WEEK, "00:00", "24:00"),),
        "06 39 98 60 62",
        ("fr", "en", "ar"),
        referrals=("legal_urgent", "police_complaint"),
        confirmed=2,
        more=(("attending/phone", True), ("on_holidays", "usual")),
    ),
    Listed(
        "droits-debout",
        "Aide à la plainte",
        "Témoignage, certificat, plainte ou Défenseur des droits.",
        ("protection", "legal"),
        (("FR", "09:00", "13:00"),),
        "03 53 01 60 63",
        ("fr", "en", "ar", "ps"),
        ("Passerelle",),
        ("police_complaint", "rights_complaint"),
        4,
    ),
    Listed(
        "lucioles",
        "Accueil femmes et familles",
        "Un lieu calme, une douche, des jeux, une sage-femme le jeudi.",
        ("women", "child"),
        (("MO,TU,TH", "10:00", "17:00"),),
        "03 53 01 70 71",
        ("fr", "en", "ar", "ti", "am"),
        ("Moulin",),
        ("women_support", "health_reproductive"),
        5,
        (("eligibility", "Femmes et enfants"),),
    ),
    Listed(
        "lucioles",
        "Jeux et cours du samedi",
        "Dessin, ballon, premiers mots de français.",
        ("education", "child"),
        (("SA", "14:00", "17:00"),),
        "03 53 01 70 72",
        sites=("Peupliers",),
        referrals=("education",),
        confirmed=12,
        more=(("max_age", 17),),
    ),
    Listed(
        "bois-flotte",
        "Bois et lampes",
        "Dix kilos de bois par groupe, lampes et piles selon le stock.",
        ("energy",),
        (("MO,WE,FR", "16:00", "18:00"),),
        "03 53 01 80 81",
        sites=("Tilleul", "Écluse"),
        referrals=("material",),
        confirmed=7,
    ),
    Listed(
        "veille-du-rivage",
        "Présence de nuit",
        "Une équipe joignable la nuit, qui se déplace et accompagne.",
        ("protection", "transport"),
        ((WEEK, "21:00", "06:00"),),
        "06 39 98 90 91",
        ("fr", "en", "ar", "vi"),
        referrals=("transport", "shelter_association"),
        confirmed=1,
        more=(("attending/in_person", True), ("attending/phone", True), ("on_holidays", "usual")),
    ),
    Listed(
        "115-littoral",
        "Un toit pour la nuit",
        "Appeler le 115 tôt, rappeler souvent. Dire le nombre de personnes et le lieu.",
        ("accommodation",),
        ((WEEK, "00:00", "24:00"),),
        "115",
        ("fr",),
        referrals=("shelter_hotline",),
        confirmed=8,
        more=(("attending/phone", True), ("on_holidays", "usual"), ("fees", "Appel gratuit")),
    ),
    Listed(
        "pass-hopital",
        "Consultation sans couverture",
        "Médecine générale, pharmacie, aide pour ouvrir des droits.",
        ("health",),
        ((WORKDAYS, "09:00", "12:30"), ("MO,TU,TH", "14:00", "16:30")),
        "03 53 01 95 01",
        ("fr", "en", "ar"),
        referrals=("health_primary", "health_dental"),
        confirmed=20,
        more=(("on_holidays", "closed"), ("address", "Hôpital, porte B (fictif)")),
    ),
    Listed(
        "maree-basse",
        "Domiciliation",
        "Une adresse pour recevoir son courrier. Premier rendez-vous le mardi.",
        ("admin",),
        (("TU", "09:00", "12:00"),),
        "03 53 01 96 01",
        ("fr", "en"),
        referrals=("admin_documents",),
        confirmed=15,
        more=(("address", _DAY_CENTRE), ("on_holidays", "closed")),
    ),
    Listed(
        "maree-basse",
        "Accueil de jour",
        "Se poser au chaud, café, casiers, ordinateurs.",
        ("accommodation", "comms"),
        ((WORKDAYS, "09:00", "17:00"),),
        "03 53 01 96 02",
        ("fr", "en", "ar"),
        confirmed=75,
        more=(("address", _DAY_CENTRE), ("on_holidays", "closed")),
    ),
    Listed(
        "abri-jeunes",
        "Mise à l'abri des mineurs",
        "Jour et nuit, par téléphone : une équipe vient chercher le jeune.",
        ("child", "accommodation"),
        ((WEEK, "00:00", "24:00"),),
        "03 53 01 97 01",
        ("fr", "en", "ar", "prs"),
        referrals=("child_protection", "child_danger"),
        confirmed=9,
        more=(("attending/phone", True), ("on_holidays", "usual"), ("max_age", 17)),
    ),
)


def add(network_id: str, now_ms: int) -> int:
    """Write the directory, and who is in it without an account, once; how many services."""
    keys = {("directory_service", listed.id) for listed in SERVICES}
    with reading() as session:
        if load(session, network_id, keys):
            return 0
    with writing() as session:
        for org in OUTSIDE:
            accounts.add_org(session, network_id, _outside_fields(org), now_ms, org.id)
        changes = [
            new_record("directory_service", listed.id, fields, now_ms)
            for listed, fields in _all_fields(calendar_day(now_ms, TIME_ZONE))
        ]
        exchange.write_as_server(network_id, MEMBERS[0].id, changes, session=session)
    return len(SERVICES)


def _outside_fields(org: Org) -> dict[str, Value]:
    return {
        "name": org.name,
        "code": org.code,
        "org_type": org.org_type,
        "description": org.description,
        "member": False,
        "external": True,
        "listed": True,
    }


def _all_fields(today: date) -> Iterator[tuple[Listed, dict[str, Value]]]:
    members = {org.code: org.id for org in ORGS}
    orgs = members | {org.code: org.id for org in OUTSIDE}
    sites = {site.name: site.id for site in SITES}
    for listed in SERVICES:
        fields: dict[str, Value] = {
            # What nobody with an account provides is kept by the network's coordinator.
            "org": members.get(listed.provider, ORGS[0].id),
            "name": listed.name,
            "description": listed.description,
            "provider": orgs[listed.provider],
            "status": "active",
            "phone": listed.phone,
            "accepts_referrals": _way_in(listed, listed.provider in members),
            "assured_on": (today - timedelta(days=listed.confirmed)).isoformat(),
            "assured_by": orgs[listed.provider],
            "published": True,
            **dict(listed.more),
        }
        if "alert" in fields:
            fields["alert_until"] = (today + timedelta(days=5)).isoformat()
        for name, codes in (
            ("categories", listed.categories),
            ("referral_types", listed.referrals),
            ("languages", listed.languages),
            ("sites", tuple(sites[name] for name in listed.sites)),
        ):
            fields |= {f"{name}/{code}": True for code in codes}
        for number, (days, opens, closes) in enumerate(listed.hours, 1):
            fields[f"schedules/h{number}"] = [days, opens, closes, None, None, None]
        yield listed, fields


def _way_in(listed: Listed, member: bool) -> str:
    if not listed.referrals:
        return "no"
    return "by_app" if member else "by_phone"
