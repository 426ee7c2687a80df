"""Settings, and refusing to start with unsafe ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.config import Config, UnsafeConfig

LONG = "x" * 32


def read(folder: Path, **environ: str) -> Config:
    return Config.from_env({"MARAUDE_DATA_DIR": str(folder / "data"), **environ})


def test_a_demonstration_needs_no_setting_at_all(tmp_path: Path) -> None:
    config = read(tmp_path, MARAUDE_DEMO="1")
    assert config.database_url == f"sqlite:///{tmp_path / 'data' / 'maraude.db'}"
    assert config.demo and config.cors_origins == () and config.proxies == 0


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({}, "MARAUDE_SECRET_KEY"),
        ({"MARAUDE_SECRET_KEY": "short"}, "MARAUDE_SECRET_KEY"),
        ({"MARAUDE_SECRET_KEY": LONG, "MARAUDE_CORS_ORIGINS": "*"}, "MARAUDE_CORS_ORIGINS"),
        (
            {"MARAUDE_SECRET_KEY": LONG, "MARAUDE_CORS_ORIGINS": "https://*.example.org"},
            "MARAUDE_CORS_ORIGINS",
        ),
        (
            {"MARAUDE_SECRET_KEY": LONG, "MARAUDE_CORS_ORIGINS": "http://desk.example.org"},
            "MARAUDE_CORS_ORIGINS",
        ),
        (
            {"MARAUDE_SECRET_KEY": LONG, "MARAUDE_CORS_ORIGINS": "https://a.example/path"},
            "MARAUDE_CORS_ORIGINS",
        ),
        ({"MARAUDE_SECRET_KEY": LONG, "MARAUDE_URL": "http://maraude.example"}, "MARAUDE_URL"),
    ],
)
def test_what_is_unsafe_keeps_it_from_starting_and_is_named(
    tmp_path: Path, environ: dict[str, str], named: str
) -> None:
    with pytest.raises(UnsafeConfig, match=named) as refused:
        read(tmp_path, **environ)
    assert len(refused.value.problems) == 1
    assert read(tmp_path, **environ, MARAUDE_DEMO="1").demo
    assert not read(tmp_path, **environ, FLASK_RUN_FROM_CLI="true").demo


def test_a_data_folder_that_everybody_can_read_is_unsafe(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data").chmod(0o755)
    with pytest.raises(UnsafeConfig, match="MARAUDE_DATA_DIR"):
        read(tmp_path, MARAUDE_SECRET_KEY=LONG)
    (tmp_path / "data").chmod(0o700)
    assert not read(tmp_path, MARAUDE_SECRET_KEY=LONG).demo


def test_safe_settings_are_taken(tmp_path: Path) -> None:
    config = read(
        tmp_path,
        MARAUDE_SECRET_KEY=LONG,
        MARAUDE_CORS_ORIGINS="https://a.example, https://b.example:8443",
        MARAUDE_URL="https://maraude.example/",
        MARAUDE_PROXIES="1",
        MARAUDE_WINDOW_DAYS="14",
    )
    assert config.cors_origins == ("https://a.example", "https://b.example:8443")
    assert config.url == "https://maraude.example"
    assert (config.proxies, config.window_days, config.demo) == (1, 14, False)


@pytest.mark.parametrize("said", ["x", "-1", "1e3", "\u0661", "999999999999", "0x1"])
@pytest.mark.parametrize("name", ["PORT", "MARAUDE_PROXIES", "MARAUDE_WINDOW_DAYS"])
def test_a_number_that_is_none_is_named(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(UnsafeConfig, match=name):
        read(tmp_path, MARAUDE_DEMO="1", **{name: said})


def test_a_secret_made_by_itself_is_kept_for_its_own_user_only(tmp_path: Path) -> None:
    first = read(tmp_path, MARAUDE_DEMO="1").secret_key
    assert len(first) >= 32
    assert read(tmp_path, MARAUDE_DEMO="1").secret_key == first
    assert (tmp_path / "data" / "secret_key").stat().st_mode & 0o077 == 0
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0


def test_a_folder_in_which_the_demo_was_made_stays_a_demonstration(tmp_path: Path) -> None:
    read(tmp_path, FLASK_RUN_FROM_CLI="true").mark_as_demo()
    assert read(tmp_path).demo
    with pytest.raises(UnsafeConfig):
        read(tmp_path, MARAUDE_DEMO="0")


def test_a_folder_of_keys_that_everybody_can_read_is_unsafe(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.mkdir(mode=0o755)
    told = {"MARAUDE_SECRET_KEY": LONG, "MARAUDE_KEYS_DIR": str(keys)}
    with pytest.raises(UnsafeConfig, match="MARAUDE_KEYS_DIR"):
        read(tmp_path, **told)
    keys.chmod(0o700)
    assert read(tmp_path, **told).keys_dir == keys
    assert read(tmp_path, MARAUDE_DEMO="1").keys_dir == tmp_path / "data" / "keys"
