"""The real application, serving a copy of the built web client that a test may change."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from server import create_app
from server.config import Config

app = create_app(replace(Config.from_env(), client_dir=Path(os.environ["BROWSER_TEST_CLIENT"])))
