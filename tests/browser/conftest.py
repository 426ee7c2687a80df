"""One real server with a copy of the production build, and browsers that are watched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.api.world import World

from .chromium import desk_options, device, launch, phone_options
from .in_hand import InHand
from .makers import ContextMaker, PhoneMaker
from .people import Person, invite
from .phone_page import PhonePage
from .server import new_world
from .sides import Sides
from .watch import NO_NETWORK, Watch

PICTURES = Path(__file__).parents[2] / "test-results" / "browser"
WAIT_MS = 10_000
RECORDS = 3000  # more than a page of them are one association's


expect.set_options(timeout=WAIT_MS)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A failed test leaves a picture of every page it had open."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]  # pluggy's Result, untyped here
    watch = getattr(item, "funcargs", {}).get("watch")
    if report.when != "call" or report.passed or watch is None:
        return
    PICTURES.mkdir(parents=True, exist_ok=True)
    pages = [page for context in watch.contexts for page in context.pages]
    for number, page in enumerate(pages):
        with suppress(PlaywrightError):  # of a browser that the test killed
            page.screenshot(path=PICTURES / f"{item.name}-{number}.png", timeout=5000)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The server that the tests of a module share: each brings people of its own, none may stop
    it. What other modules plan, count and name would stand on the screens of this one."""
    found = new_world(tmp_path_factory.mktemp("shared"))
    yield found
    found.server.stop()


@pytest.fixture(scope="module")
def _lively_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    found = new_world(tmp_path_factory.mktemp("lively"), RECORDS)
    yield found
    found.server.stop()


@pytest.fixture
def lively_world(_lively_world: World, watch: Watch) -> World:
    """A server whose network has worked for four weeks; for the desk."""
    watch.bases.add(_lively_world.server.base)
    return _lively_world


@pytest.fixture
def own_world(tmp_path: Path, watch: Watch) -> Iterator[World]:
    """A server of this test alone."""
    found = new_world(tmp_path)
    watch.bases.add(found.server.base)
    yield found
    found.server.stop()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as found:
        yield found


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    found = launch(playwright)
    yield found
    found.close()


@pytest.fixture
def watch(world: World) -> Iterator[Watch]:
    """Listens to every context of the test, and fails it at the end for what it heard."""
    found = Watch(world.server.base)
    yield found
    found.check()


@contextmanager
def _contexts(
    browser: Browser, watch: Watch, options_of: Callable[..., dict[str, Any]]
) -> Iterator[ContextMaker]:
    made: list[BrowserContext] = []

    def make(language: str = "en", **options: Any) -> BrowserContext:
        context = browser.new_context(**options_of(language, **options))
        context.set_default_timeout(WAIT_MS)
        watch.listen(context)
        made.append(context)
        return context

    yield make
    for context in made:
        context.close()


@pytest.fixture
def phone_context(browser: Browser, watch: Watch) -> Iterator[ContextMaker]:
    """Makes phones: browser contexts with storage of their own."""
    with _contexts(browser, watch, phone_options) as make:
        yield make


@pytest.fixture
def desk_context(browser: Browser, watch: Watch) -> Iterator[ContextMaker]:
    # The desk asks whose session this is before anybody signed in.
    watch.allow(r"status of 401 \(UNAUTHORIZED\) \(\S+/api/me\)")
    with _contexts(browser, watch, desk_options) as make:
        yield make


@pytest.fixture
def person(world: World) -> Person:
    return invite(world)


@pytest.fixture
def new_phone(world: World, phone_context: ContextMaker) -> PhoneMaker:
    """Makes phones that have not joined yet."""

    def make(**options: Any) -> PhonePage:
        return PhonePage.open(phone_context(**options), world.server.base)

    return make


@pytest.fixture
def phone(new_phone: PhoneMaker, person: Person) -> PhonePage:
    """A phone of somebody new, who just joined."""
    found = new_phone()
    found.join(person.code)
    return found


@pytest.fixture
def in_hand(playwright: Playwright, world: World, watch: Watch, tmp_path: Path) -> Iterator[InHand]:
    """A phone with a browser of its own, for tests that kill it."""
    watch.allow(NO_NETWORK)
    with device(playwright, tmp_path / "profile") as held:
        yield InHand(held, watch, world.server.base)


@pytest.fixture
def sides(world: World, new_phone: PhoneMaker) -> Sides:
    return Sides.new(world, new_phone)
