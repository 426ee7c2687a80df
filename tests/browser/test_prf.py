"""A finger or a face opens where it really works, and never locks anybody out. security.md K5."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import CDPSession, expect

from tests.api.world import World

from .makers import PhoneMaker
from .people import Person
from .phone_page import UNLOCK_MAX_MS, PhonePage
from .watch import Watch

READER = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@dataclass(frozen=True, slots=True)
class Reader:
    """The finger reader of a phone."""

    session: CDPSession
    id: str

    def knows(self, finger: bool) -> None:
        verified = {"authenticatorId": self.id, "isUserVerified": finger}
        self.session.send("WebAuthn.setUserVerified", verified)

    def remove(self) -> None:
        self.session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": self.id})


def with_reader(phone: PhonePage, prf: bool) -> Reader:
    session = phone.page.context.new_cdp_session(phone.page)
    session.send("WebAuthn.enable")
    options = {"options": READER | {"hasPrf": prf}}
    made = session.send("WebAuthn.addVirtualAuthenticator", options)
    return Reader(session, made["authenticatorId"])


@pytest.fixture
def named(world: World, new_phone: PhoneMaker, watch: Watch) -> PhonePage:
    """A phone that knows its server by a name: addresses have no passkeys."""
    phone = new_phone()
    phone.base = phone.base.replace("127.0.0.1", "localhost")
    watch.bases.add(phone.base)
    return phone


def turn_on(phone: PhonePage) -> None:
    phone.open_sheet()
    phone.open_settings()
    phone.press("lock.settings.deviceOn")


def test_sec_k5_a_finger_unlocks_and_without_it_the_code_does(
    named: PhonePage, person: Person
) -> None:
    reader = with_reader(named, prf=True)
    named.join(person.code)
    turn_on(named)
    expect(named.button("lock.settings.deviceOff")).to_be_visible(timeout=UNLOCK_MAX_MS)
    named.page.reload()
    named.at_lock()
    named.press("lock.locked.unlock")
    named.press("lock.unlock.device")
    expect(named.locked()).to_be_hidden(timeout=UNLOCK_MAX_MS)
    named.at_round_start()

    # Another finger, then no reader at all: said at once, and the code opens.
    reader.knows(finger=False)
    named.page.reload()
    named.press("lock.locked.unlock")
    named.press("lock.unlock.device")
    expect(named.reads("lock.unlock.deviceFailed")).to_be_visible(timeout=UNLOCK_MAX_MS)
    named.type_code("246813")
    expect(named.locked()).to_be_hidden(timeout=UNLOCK_MAX_MS)
    reader.remove()
    named.reload()
    named.at_round_start()


def test_sec_k5_a_reader_that_gives_no_bytes_is_not_relied_on(
    named: PhonePage, person: Person
) -> None:
    with_reader(named, prf=False)
    named.join(person.code)
    turn_on(named)
    expect(named.reads("lock.settings.deviceFailed")).to_be_visible(timeout=UNLOCK_MAX_MS)
    named.page.reload()
    named.press("lock.locked.unlock")
    expect(named.button("lock.unlock.device")).to_be_hidden()
    named.type_code("246813")
    expect(named.locked()).to_be_hidden(timeout=UNLOCK_MAX_MS)


def test_sec_k5_without_a_reader_it_is_not_offered(named: PhonePage, person: Person) -> None:
    named.join(person.code)
    named.open_sheet()
    named.open_settings()
    expect(named.button("lock.settings.change")).to_be_visible()
    expect(named.button("lock.settings.deviceOn")).to_be_hidden()
