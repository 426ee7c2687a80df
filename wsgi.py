"""What `gunicorn wsgi:app` and `flask --app wsgi` load."""

import os
import sys

from server import create_app
from server.config import Config, UnsafeConfig
from server.store.running import MayNotServe, serve

# gunicorn takes this from a worker as "it will never start", and ends instead of trying again.
REFUSED = 3

try:
    config = Config.from_env()
    if os.environ.get("FLASK_RUN_FROM_CLI") != "true":
        serve(config.data_dir)
    app = create_app(config)
except UnsafeConfig as refused:
    sys.stderr.write(f"{refused}\n")
    sys.exit(REFUSED)
except MayNotServe as refused:
    sys.stderr.write(f"Maraude does not start: {refused}\n")
    sys.exit(REFUSED)
