"""The settings of one installation, read once from the environment.

Without `MARAUDE_DEMO=1` the server refuses to start when a setting is unsafe, and names it.
The `flask` commands still run then: the one that says what is wrong must be able to.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

SECRET_LENGTH_MIN: Final = 32
PORT_DEFAULT: Final = 8000
WINDOW_DAYS_DEFAULT: Final = 28
WINDOW_DAYS_MAX: Final = 366
PROXIES_MAX: Final = 5
LOOPBACK: Final = frozenset(("localhost", "127.0.0.1", "::1"))
_KEY_FILE: Final = "secret_key"
_DEMO_FILE: Final = "demo"


class UnsafeConfig(Exception):
    """The server will not start; the text names each setting and what to do about it."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("Maraude does not start:\n" + "\n".join(f"- {one}" for one in problems))


@dataclass(frozen=True, slots=True)
class Config:
    """`public_url` is where people reach this server, if told, without a slash at the end.

    `proxies` counts the reverse proxies in front whose X-Forwarded headers are believed.
    """

    data_dir: Path
    database_url: str
    secret_key: str
    demo: bool = False
    cors_origins: tuple[str, ...] = ()
    public_url: str | None = None
    port: int = PORT_DEFAULT
    proxies: int = 0
    metrics_token: str | None = None
    window_days: int = WINDOW_DAYS_DEFAULT
    told_keys_dir: Path | None = None
    told_backup_dir: Path | None = None
    client_dir: Path = Path(__file__).parents[1] / "webclient" / "dist"

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Config:
        """The settings to run with. Raises UnsafeConfig, except under a `flask` command."""
        config = cls.read(environ)
        problems = config.problems()
        commanding = environ.get("FLASK_RUN_FROM_CLI") == "true"
        if problems and not config.demo and not commanding:
            raise UnsafeConfig(problems)
        if config.secret_key:
            return config
        return replace(config, secret_key=_kept_secret(config.data_dir))

    @classmethod
    def read(cls, environ: Mapping[str, str] = os.environ) -> Config:
        """The settings as they are told. Raises UnsafeConfig for a number that is none."""
        data_dir = Path(environ.get("MARAUDE_DATA_DIR") or "var").resolve()
        return cls(
            data_dir=data_dir,
            database_url=environ.get("MARAUDE_DATABASE_URL") or _sqlite_url(data_dir),
            secret_key=environ.get("MARAUDE_SECRET_KEY", ""),
            demo=_demo(environ, data_dir),
            cors_origins=tuple(environ.get("MARAUDE_CORS_ORIGINS", "").replace(",", " ").split()),
            public_url=environ.get("MARAUDE_URL", "").rstrip("/") or None,
            port=_count(environ, "PORT", PORT_DEFAULT, 1, 65535),
            proxies=_count(environ, "MARAUDE_PROXIES", 0, 0, PROXIES_MAX),
            metrics_token=environ.get("MARAUDE_METRICS_TOKEN") or None,
            window_days=_count(
                environ, "MARAUDE_WINDOW_DAYS", WINDOW_DAYS_DEFAULT, 1, WINDOW_DAYS_MAX
            ),
            told_keys_dir=_folder(environ, "MARAUDE_KEYS_DIR"),
            told_backup_dir=_folder(environ, "MARAUDE_BACKUP_DIR"),
        )

    @property
    def keys_dir(self) -> Path:
        """Where `server/store/keyring.py` keeps keys: in no backup, on no other machine."""
        return self.told_keys_dir or self.data_dir / "keys"

    @property
    def backup_dir(self) -> Path:
        """Where backups are made, looked for and removed when they are too old."""
        return self.told_backup_dir or self.data_dir / "backups"

    @property
    def url(self) -> str:
        """Where people reach this server, as far as it knows."""
        return self.public_url or f"http://localhost:{self.port}"

    def problems(self) -> tuple[str, ...]:
        """What is unsafe outside of a demonstration, one sentence a setting."""
        found = [*_secret_problems(self.secret_key), *_address_problems(self)]
        for name, folder in (
            ("MARAUDE_DATA_DIR", self.data_dir),
            ("MARAUDE_KEYS_DIR", self.keys_dir),
        ):
            if folder.exists() and folder.stat().st_mode & 0o007:
                found.append(
                    f"{name}: every user of this machine can read {folder}; run chmod 700 on it."
                )
        return tuple(found)

    def mark_as_demo(self) -> Config:
        """Remember in the data folder that this is a demonstration, as MARAUDE_DEMO=1 says."""
        make_private(self.data_dir)
        (self.data_dir / _DEMO_FILE).touch()
        return replace(self, demo=True)


def make_private(folder: Path) -> None:
    """Create a folder that only the server's own user may open, and those that it lies in."""
    if not folder.parent.exists():
        make_private(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)


def _sqlite_url(data_dir: Path) -> str:
    return f"sqlite:///{data_dir / 'maraude.db'}"


def _demo(environ: Mapping[str, str], data_dir: Path) -> bool:
    said = environ.get("MARAUDE_DEMO")
    return said == "1" if said else (data_dir / _DEMO_FILE).exists()


def _folder(environ: Mapping[str, str], name: str) -> Path | None:
    said = environ.get(name)
    return Path(said).resolve() if said else None


def _count(environ: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    said = environ.get(name)
    if not said:
        return default
    if not said.isascii() or not said.isdigit() or not low <= int(said[:9]) <= high:
        raise UnsafeConfig((f"{name}: a number from {low} to {high} is expected.",))
    return int(said)


def _kept_secret(data_dir: Path) -> str:
    """The key of an installation that was given none; made once, kept for its own user only."""
    make_private(data_dir)
    path = data_dir / _KEY_FILE
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(made := secrets.token_urlsafe(48))
    return made


def _secret_problems(secret_key: str) -> list[str]:
    if len(secret_key) >= SECRET_LENGTH_MIN:
        return []
    state = "is too short" if secret_key else "is not set"
    return [
        f"MARAUDE_SECRET_KEY {state}: give it at least {SECRET_LENGTH_MIN} random characters, "
        "for example from: openssl rand -base64 48"
    ]


def _address_problems(config: Config) -> list[str]:
    found = [
        f"MARAUDE_CORS_ORIGINS: {origin!r} is not an exact https origin "
        "such as https://desk.example.org."
        for origin in config.cors_origins
        if not _is_exact_origin(origin)
    ]
    if config.public_url is not None and not _is_safe_transport(config.public_url):
        found.append("MARAUDE_URL: the public address must begin with https://.")
    return found


def _is_exact_origin(origin: str) -> bool:
    parts = urlsplit(origin)
    bare = f"{parts.scheme}://{parts.netloc}" == origin
    return bare and bool(parts.hostname) and "*" not in origin and _is_safe_transport(origin)


def _is_safe_transport(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
