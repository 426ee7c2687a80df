"""Who is on both sides of a referral in a browser test."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from tests.api.world import World

from .follow_page import FollowPage, list_service
from .makers import PhoneMaker
from .people import Person, invite, stored


@dataclass(frozen=True, slots=True)
class Sides:
    """Who is on both sides of a referral, and the service it goes to."""

    world: World
    new_phone: PhoneMaker
    service: str
    author: Person
    sender: FollowPage

    @classmethod
    def new(cls, world: World, new_phone: PhoneMaker) -> Sides:
        service = f"Permanence {secrets.token_hex(3)}"
        list_service(world, service, "legal_asylum", "health_primary", "legal_urgent")
        author = invite(world)
        sender = FollowPage(new_phone())
        sender.phone.join(author.code)
        return cls(world, new_phone, service, author, sender)

    def another(self, org: int, role: str = "coordinator") -> FollowPage:
        """A phone of somebody else of one of the two associations."""
        person = invite(self.world, org, role)
        follow = FollowPage(self.new_phone())
        follow.phone.join(person.code)
        return follow

    def stored(self, kind: str = "referral") -> list[dict[str, object]]:
        found = stored(self.world, self.author, kind)
        return [one["fields"] for one in found]

    def status(self, org: int) -> str:
        """How the desk of an association sees the author's only referral."""
        [referral] = stored(self.world, self.author, "referral", org)
        return str(referral["fields"].get("status"))
