"""The configuration of the running application, for code that has no other way to it."""

from __future__ import annotations

from typing import Final

from flask import current_app

from server.config import Config

SETTING: Final = "MARAUDE"


def settings() -> Config:
    found: Config = current_app.config[SETTING]
    return found
