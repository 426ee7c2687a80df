"""The server with every log of its own on its stderr, as an installation may have it."""

import logging

from wsgi import app

logging.basicConfig(level=logging.INFO)

__all__ = ["app"]
