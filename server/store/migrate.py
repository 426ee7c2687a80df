"""Bringing a database to the newest schema; an empty one gets all of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

from flask import Flask, current_app

from server.store import resealing
from server.store.base import db

FOLDER: Final = Path(__file__).parent / "migrations"


def install(app: Flask) -> None:
    """Give the `flask` command its `db` group. A worker that serves never migrates."""
    if os.environ.get("FLASK_RUN_FROM_CLI") == "true":
        _extend(app)


def upgrade() -> None:
    """Bring the database of the running application up to date; an empty one gets all of it.

    What is restricted and lies in clear since before it was sealed is sealed now.
    """
    import flask_migrate  # noqa: PLC0415  # half of the time in which a worker starts

    if "migrate" not in current_app.extensions:
        _extend(current_app)
    flask_migrate.upgrade(directory=str(FOLDER))
    resealing.seal_old()


def heads() -> tuple[str, ...]:
    """The newest migrations that this code has: one, unless two lines of work were not joined."""
    return tuple(sorted(_scripts().get_heads()))


def knows(revision: str | None) -> bool:
    """Whether this code can bring a database from here up to date."""
    return revision is None or any(one.revision == revision for one in _scripts().walk_revisions())


def _scripts() -> Any:
    from alembic.script import ScriptDirectory  # noqa: PLC0415  # as above

    return ScriptDirectory(str(FOLDER))


def _extend(app: Flask) -> None:
    import flask_migrate  # noqa: PLC0415  # as above

    flask_migrate.Migrate(app, db, directory=str(FOLDER), render_as_batch=True)
