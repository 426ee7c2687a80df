"""Who is asking: what every function of the domain takes to decide what may happen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

ROLES: Final = ("volunteer", "coordinator", "handler", "network", "admin")
CLEARANCES: Final = ("health", "protection", "incident")

# Whom each role may create, invite or give a new phone. Never somebody mightier than oneself.
GRANTS: Final[dict[str, frozenset[str]]] = {
    "volunteer": frozenset(),
    "handler": frozenset(),
    "coordinator": frozenset(("volunteer", "coordinator", "handler")),
    "admin": frozenset(("volunteer", "coordinator", "handler", "admin")),
    "network": frozenset(ROLES),
}


@dataclass(frozen=True, slots=True)
class Who:
    """A user of one network and one organisation, through a phone (`device_id`) or the desk."""

    user_id: str
    network_id: str
    org_id: str
    role: str
    clearances: frozenset[str] = frozenset()
    device_id: str | None = None

    def may_stand_in_for(self, role: str, clearances: frozenset[str]) -> bool:
        """Whether a way into an account of somebody else may be given to this person: whoever
        holds it reads what the account reads."""
        cleared = self.role == "network" or clearances <= self.clearances
        return cleared and self.may_grant(role)

    def may_grant(self, role: str) -> bool:
        return role in GRANTS[self.role]
