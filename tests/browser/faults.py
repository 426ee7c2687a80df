"""What goes wrong between a phone and its server, made to happen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Page, Route

from .phone_page import PhonePage
from .waiting import eventually
from .watch import NO_NETWORK, Watch

SYNC = "**/api/sync"
RELAY = "**/api/relay"
PORTAL = "<!doctype html><title>Free wifi</title><form><button>I accept</button></form>"
RESET = r"net::ERR_CONNECTION_RESET"


@dataclass
class Lost:
    """Answers that the server gave and the phone never had."""

    answers: list[int] = field(default_factory=list)
    over: bool = False

    def wait(self, page: Page) -> None:
        """Until the server has answered once, to nobody."""
        eventually(page, lambda: bool(self.answers))


def out_of_reach(phone: PhonePage, watch: Watch) -> None:
    """In a round, with everything sent, where the network ends."""
    watch.allow(NO_NETWORK)
    phone.ready_without_network()
    phone.start_round()
    phone.open_day()
    phone.all_sent()
    phone.open_count()
    phone.offline()


@contextmanager
def answers_lost(context: BrowserContext, address: str = SYNC) -> Iterator[Lost]:
    """The server processes every exchange, the phone hears nothing of it."""
    lost = Lost()

    def lose(route: Route) -> None:
        # Not taken away at the end: an exchange on its way then would be handled twice.
        if lost.over:
            route.fallback()
            return
        lost.answers.append(route.fetch().status)
        route.abort("connectionreset")

    context.route(address, lose)
    yield lost
    lost.over = True


@contextmanager
def captive_portal(context: BrowserContext) -> Iterator[None]:
    """Whatever is asked, a sign-in page answers, cheerfully."""

    def answer(route: Route) -> None:
        route.fulfill(status=200, content_type="text/html", body=PORTAL)

    context.route("**/api/**", answer)
    yield
    context.unroute("**/api/**", answer)


@contextmanager
def silent_server(context: BrowserContext) -> Iterator[None]:
    """There is network, the server is not reached: nothing arrives there."""

    def fail(route: Route) -> None:
        route.abort("connectionreset")

    context.route("**/api/**", fail)
    yield
    context.unroute("**/api/**", fail)


@contextmanager
def key_missing(context: BrowserContext) -> Iterator[None]:
    """The server answers that it lacks the key to what is asked, as `server/api/errors.py` does."""
    body = {"error": {"code": "content_key_missing", "message": "not here"}}

    def answer(route: Route) -> None:
        route.fulfill(status=429, headers={"Retry-After": "1"}, json=body)

    context.route("**/api/**", answer)
    yield
    context.unroute("**/api/**", answer)
