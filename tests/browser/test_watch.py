"""SEC-H1, SEC-H8: every test of a browser fails when a page asks another origin or breaks its own
policy. Here it does both on purpose: the policy stops it, and the watch hears of it.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.api.world import World

from .makers import ContextMaker
from .watch import Watch

ELSEWHERE = "http://elsewhere.invalid"
# What a script that came in somehow might try, and what it may not get.
TRIED = {
    "a request": f"fetch('{ELSEWHERE}/').then(() => 'answered', () => 'stopped')",
    "a socket": "new Promise(done => { const s = new WebSocket('ws://elsewhere.invalid');"
    " s.onerror = () => done('stopped'); s.onopen = () => done('answered'); })",
    "a picture": f"new Promise(done => {{ const i = new Image(); i.onerror = () => done('stopped');"
    f" i.onload = () => done('answered'); i.src = '{ELSEWHERE}/x.png'; }})",
    "a script from elsewhere": "new Promise(done => { const s = document.createElement('script');"
    f" try {{ s.src = '{ELSEWHERE}/x.js'; }} catch {{ done('stopped'); }}"
    " s.onerror = () => done('stopped'); s.onload = () => done('answered');"
    " document.body.append(s); })",
    "a script in the page": "(() => { const s = document.createElement('script');"
    " try { s.text = 'window.ran = 1'; document.body.append(s); } catch { return 'stopped'; }"
    " return window.ran ? 'answered' : 'stopped'; })()",
    "a text that is run": "(() => { try { return setTimeout('1') && 'answered'; }"
    " catch { return 'stopped'; } })()",
    "a frame": f"new Promise(done => {{ addEventListener('securitypolicyviolation',"
    " () => done('stopped')); const f = document.createElement('iframe');"
    f" f.src = '{ELSEWHERE}/'; document.body.append(f); }})",
    "a text that becomes a page": "(() => { try { document.body.innerHTML = '<b>x</b>'; }"
    " catch { return 'stopped'; } return 'answered'; })()",
    "a worker from elsewhere": f"(() => {{ try {{ new Worker('{ELSEWHERE}/w.js'); }}"
    " catch { return 'stopped'; } return 'answered'; })()",
    "a policy of its own": "(() => { try { trustedTypes.createPolicy('mine', {}); }"
    " catch { return 'stopped'; } return 'answered'; })()",
}


@pytest.fixture(params=["/", "/desk"])
def page(
    request: pytest.FixtureRequest,
    world: World,
    phone_context: ContextMaker,
    desk_context: ContextMaker,
) -> Page:
    context = phone_context() if request.param == "/" else desk_context()
    found = context.new_page()
    found.goto(world.server.base + request.param)
    found.get_by_role("main").first.wait_for()
    return found


def test_sec_h8_no_page_asks_another_origin_or_runs_what_is_not_its_own(
    page: Page, watch: Watch
) -> None:
    watch.check()
    for name, script in TRIED.items():
        with page.expect_console_message(lambda said: said.type == "error"):
            assert page.evaluate(script) == "stopped", name
        with pytest.raises(AssertionError, match=r"(?i)content security policy|trusted"):
            watch.check()
        watch.forget()


def test_sec_h8_a_page_that_leaves_for_another_origin_is_heard(page: Page, watch: Watch) -> None:
    page.route(f"{ELSEWHERE}/**", lambda route: route.abort())
    with page.expect_request(f"{ELSEWHERE}/**"):
        page.evaluate(f"location.assign('{ELSEWHERE}/')")
    with pytest.raises(AssertionError, match="asked another origin"):
        watch.check()
    watch.forget()
