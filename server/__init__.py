"""Where records are kept and who may see them. This module alone puts the parts together."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import Map

from server import cli
from server.api import (
    answer,
    answer_links,
    audit,
    auth,
    changes,
    charter,
    compression,
    devices,
    directory,
    enrol,
    erase,
    errors,
    export,
    headers,
    health,
    held,
    hsds,
    invites,
    issues,
    online,
    openapi,
    own_account,
    pages,
    public,
    records,
    reports,
    sealed_contact,
    sessions,
    static,
    sync,
    users,
)
from server.config import Config
from server.settings import SETTING
from server.store import engine, migrate, models, people

__all__ = ["create_app", "models", "people"]

BLUEPRINTS = (
    enrol,
    sessions,
    own_account,
    invites,
    devices,
    users,
    audit,
    charter,
    sync,
    records,
    changes,
    issues,
    held,
    erase,
    export,
    directory,
    answer_links,
    sealed_contact,
    answer,
    online,
    pages,
    hsds,
    public,
    reports,
    openapi,
    health,
    static,
)


class ExactMap(Map):
    """Addresses as they are: `/api//x` is nothing, not a redirect to `/api/x`."""

    def __init__(self, *, host_matching: bool = False) -> None:
        super().__init__(host_matching=host_matching, merge_slashes=False)


class App(Flask):
    url_map_class: type[Map] = ExactMap


def create_app(config: Config | None = None) -> Flask:
    """The application of one installation. Raises UndeclaredPolicy for a view without a policy."""
    config = config or Config.from_env()
    app = App("server", static_folder=None)
    app.config[SETTING] = config
    app.config["SECRET_KEY"] = config.secret_key
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # of the default provider
    app.json.compact = True  # type: ignore[attr-defined]  # as above
    app.json.sort_keys = False  # type: ignore[attr-defined]  # as above
    if config.proxies:
        n = config.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, n, n, n)  # type: ignore[method-assign]
    app.url_map.converters["file"] = static.FileConverter
    engine.configure(app, config)
    migrate.install(app)
    # What is installed last runs first after a request: compression before headers.
    for part in (health, errors, auth, compression):
        part.install(app)
    headers.install(app, config)
    for module in BLUEPRINTS:
        app.register_blueprint(module.blueprint)
    cli.install(app)
    auth.check_policies(app)
    return app
