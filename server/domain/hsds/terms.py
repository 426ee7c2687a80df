"""Ids and taxonomies of the public directory.

What has no id of its own here (hours, telephone numbers, terms) has one made from the id of what
it belongs to, so that it is the same in every answer and on every server.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sync.schema import codes

VERSION: Final = "1"
LANGUAGES: Final = ("en", "fr", "ar")
_SPACE: Final = uuid.uuid5(uuid.NAMESPACE_URL, "https://maraude.invalid/hsds")

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """A code list of ours as others know it; `words` by code and language where it is no list."""

    name: str
    title: str
    words: Mapping[str, Mapping[str, str]]

    @property
    def id(self) -> str:
        return derived("taxonomy", self.name)

    def term_id(self, code: str) -> str:
        return derived("taxonomy", self.name, code)

    def to_wire(self) -> Json:
        return {
            "id": self.id,
            "name": self.title,
            "description": f"{self.title}; codes are never renamed or reused.",
            "version": VERSION,
        }

    def term(self, code: str, own: Mapping[str, str] | None = None) -> Json:
        """The term of a code; `own` are the network's words for it, by language."""
        words = {**self.words.get(code, {}), **(own or {})}
        here = [words[language] for language in LANGUAGES if words.get(language)]
        return {
            "id": self.term_id(code),
            "code": code,
            "name": here[0] if here else code,
            "description": " / ".join(here) or code,
            "language": next((one for one in LANGUAGES if words.get(one)), "en"),
            "taxonomy": self.title,
            "taxonomy_detail": self.to_wire(),
        }


def derived(*parts: str) -> str:
    """A UUID that depends on these names alone."""
    return str(uuid.uuid5(_SPACE, "/".join(parts)))


def record_id(kind: str, foreign: str) -> str:
    """The id here of what has this id elsewhere: of version 4, as records need it."""
    digest = hashlib.sha256(f"hsds/{kind}/{foreign}".encode()).digest()
    return str(uuid.UUID(bytes=digest[:16], version=4))


def public_id(kind: str, own: str, foreign: str | None) -> str:
    """The id under which others know a record: the one that it came with, where it came from
    elsewhere. Only an id that the import made itself stands for a foreign one: nobody can put a
    record in another's place by writing down its id."""
    return foreign if foreign and record_id(kind, foreign) == own and is_uuid(foreign) else own


def is_uuid(text: object) -> bool:
    if type(text) is not str or len(text) != 36:
        return False
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def _listed(name: str, title: str) -> Taxonomy:
    words = {
        code: {one: entry[one] for one in LANGUAGES if one in entry}
        for code, entry in codes(name).items()
    }
    return Taxonomy(name, title, words)


def _said(name: str, title: str, **words: str) -> Taxonomy:
    return Taxonomy(name, title, {code: {"en": text} for code, text in words.items()})


_ALL: Final = (
    _listed("service_category", "Maraude service categories"),
    _listed("referral_type", "Maraude referral types"),
    _listed("language", "Maraude languages"),
    _listed("org_type", "Maraude types of organisation"),
    _listed("site_kind", "Maraude kinds of place"),
    _said(
        "attending",
        "Maraude ways to attend",
        in_person="In person",
        phone="By telephone",
        online="Online",
    ),
    _said(
        "on_holidays",
        "Maraude hours on public holidays",
        usual="Usual hours on public holidays",
        closed="Closed on public holidays",
    ),
    _said("hours", "Maraude hours that differ", exception="Instead of the usual hours"),
)
TAXONOMIES: Final[Mapping[str, Taxonomy]] = {one.name: one for one in _ALL}
BY_ID: Final[Mapping[str, Taxonomy]] = {one.id: one for one in _ALL}
# Which set of a service holds the terms of a taxonomy.
FIELDS: Final[Mapping[str, str]] = {
    "service_category": "categories",
    "referral_type": "referral_types",
    "language": "languages",
    "attending": "attending",
}
_TERMS: Final[Mapping[str, tuple[Taxonomy, str]]] = {
    one.term_id(code): (one, code) for one in _ALL for code in one.words
}


def codes_of(taxonomy: Taxonomy, own: Mapping[tuple[str, str], Mapping[str, str]]) -> Iterator[str]:
    """The codes of a taxonomy, those that the network added last."""
    yield from taxonomy.words
    yield from sorted(
        code for listed, code in own if listed == taxonomy.name and code not in taxonomy.words
    )


def find_term(
    term_id: str, own: Mapping[tuple[str, str], Mapping[str, str]]
) -> tuple[Taxonomy, str] | None:
    """The taxonomy and the code behind a term's id."""
    if term_id in _TERMS:
        return _TERMS[term_id]
    for listed, code in own:
        taxonomy = TAXONOMIES.get(listed)
        if taxonomy is not None and taxonomy.term_id(code) == term_id:
            return taxonomy, code
    return None
