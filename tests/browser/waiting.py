"""Waiting for what no locator can say."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page


def eventually(page: Page, holds: Callable[[], bool], within_s: float = 20.0) -> None:
    """Wait for what is not on the page; the page goes on meanwhile."""
    deadline = time.monotonic() + within_s
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        page.wait_for_timeout(50)


def until(page: Page, expression: str, arg: Any = None) -> None:
    """Wait until a script of the page's own world says true, or a promise of it.

    Not `wait_for_function`: what that asks a second time is refused by the page's policy.
    """

    def holds() -> bool:
        try:
            return bool(page.evaluate(expression, arg))
        except PlaywrightError as error:
            if "context was destroyed" not in str(error):
                raise
            return False  # the page is being loaded again

    eventually(page, holds)
