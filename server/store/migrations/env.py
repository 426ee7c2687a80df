"""How a migration gets at the database: through the running Flask application."""

from __future__ import annotations

from alembic import context
from flask import current_app

from server.store.base import db


def run() -> None:
    """Upgrade in one transaction, on the application's own engine."""
    options = current_app.extensions["migrate"].configure_args
    with db.engine.connect() as connection:
        context.configure(connection=connection, target_metadata=db.metadata, **options)
        with context.begin_transaction():
            context.run_migrations()


run()
