"""`flask init` and `flask user recover`: the first to come in, and back in."""

from __future__ import annotations

from pathlib import Path

from server import create_app
from server.config import Config
from server.store.base import db
from tests.databases import sqlite_url

from .conftest import KEY
from .test_own_account import NEW_PASSWORD


def test_sec_u3_the_first_administrator_sets_up_and_is_let_back_in_by_command(
    tmp_path: Path,
) -> None:
    app = create_app(Config(tmp_path / "data", sqlite_url(tmp_path), KEY))
    runner = app.test_cli_runner()
    named = ["--network", "N", "--org", "O", "--code", "o", "--alias", "A"]
    named += ["--email", "a@x.example"]
    made = runner.invoke(args=["init", *named], input=f"{NEW_PASSWORD}\n{NEW_PASSWORD}\n")
    assert made.exit_code == 0, made.output
    assert "first sign-in sets up codes" in made.stderr and "user recover" in made.stderr
    user = {"email": "a@x.example", "password": NEW_PASSWORD}
    client = app.test_client()
    assert client.post("/api/login", json=user).status_code == 200
    refused = client.get("/api/users").get_json()
    assert refused["error"]["code"] == "otp_setup_required"
    told = runner.invoke(args=["user", "recover", "A@x.example"])
    assert told.exit_code == 0, told.output
    body = {**user, "code": told.stdout.strip(), "password": "another password of mine"}
    assert app.test_client().post("/api/recover", json=body).status_code == 200
    assert runner.invoke(args=["user", "recover", "b@x.example"]).exit_code != 0
    with app.app_context():
        db.engine.dispose()
