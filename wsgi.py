"""What `gunicorn wsgi:app` and `flask --app wsgi` load."""

import sys

from server import create_app
from server.config import Config, UnsafeConfig

# gunicorn takes this from a worker as "it will never start", and ends instead of trying again.
REFUSED = 3

try:
    app = create_app(Config.from_env())
except UnsafeConfig as refused:
    sys.stderr.write(f"{refused}\n")
    sys.exit(REFUSED)
