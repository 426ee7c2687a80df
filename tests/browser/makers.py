"""What the fixtures hand out when a test wants several: functions that make them."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext

from .phone_page import PhonePage

ContextMaker = Callable[..., BrowserContext]
PhoneMaker = Callable[..., PhonePage]
