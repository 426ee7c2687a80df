"""The files of `deploy/` say the same as the program, and what they say is well formed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

from server.config import Config
from tests.api.server import ROOT

from .installation import DEPLOY, environment_file

UNITS: Final = sorted(path.name for path in (DEPLOY / "systemd").iterdir())
SERVICES: Final = [name for name in UNITS if name.endswith(".service")]
# `systemd-analyze security`: 0 is best, 10 worst; it calls everything under 2 "OK".
EXPOSURE_MAX: Final = 1.6


def unit(name: str) -> str:
    return (DEPLOY / "systemd" / name).read_text("utf-8")


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """The units with programs that exist on this machine."""
    for name in UNITS:
        text = re.sub(r"/opt/maraude/\.venv/bin/\w+", "/bin/true", unit(name))
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("systemd-analyze")
    assert program is not None, "systemd is not installed: apt-get install systemd"
    return subprocess.run(
        [program, *arguments], capture_output=True, text=True, timeout=120, check=False
    )


def test_systemd_finds_nothing_wrong_with_the_units(here: Path) -> None:
    done = analyze("verify", *(str(here / name) for name in UNITS))
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("service", SERVICES)
def test_each_service_may_do_little(here: Path, service: str) -> None:
    done = analyze("security", "--offline=true", "--no-pager", str(here / service))
    [level] = re.findall(r"Overall exposure level for \S+: ([0-9.]+)", done.stdout)
    assert float(level) <= EXPOSURE_MAX, done.stdout


def test_all_services_are_held_as_tightly() -> None:
    walls = {
        name: unit(name).partition("# What it may touch")[2].partition("\n\n")[0].strip()
        for name in SERVICES
    }
    assert len(set(walls.values())) == 1
    assert "NoNewPrivileges=yes" in walls["maraude.service"]


def test_commands_of_the_units_exist() -> None:
    started = [line for name in SERVICES for line in re.findall("(?m)^ExecStart=(.*)$", unit(name))]
    assert len(started) == len(SERVICES)
    for line in started:
        program, *arguments = line.replace("/opt/maraude/", "").split()
        assert (ROOT / program).exists(), line
        if program.endswith("flask"):
            verbs = [word for word in arguments[2:] if not word.startswith(("-", "/", "3"))]
            told = [str(ROOT / program), "--app", "wsgi", *verbs, "--help"]
            done = subprocess.run(told, cwd=ROOT, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
            options = [word for word in arguments[2:] if word.startswith("--")]
            assert all(option in done.stdout for option in options), done.stdout


def test_the_command_leaves_no_names_in_the_journal_and_takes_a_drills_settings(
    tmp_path: Path,
) -> None:
    """journald keeps the whole command line of whatever opens a session by PAM."""
    script = (DEPLOY / "maraude").read_text("utf-8")
    assert re.findall(r"(?m)^exec (\w+)", script) == ["setpriv"]
    settings = tmp_path / "environment"
    settings.write_text("MARAUDE_DATA_DIR=/of/the/service\nMARAUDE_PROXIES=1\n", "utf-8")
    here = script.replace("/etc/maraude/environment", str(settings))
    here = here.replace("/opt/maraude", str(tmp_path)).replace("exec setpriv", "env; exit #")
    told = {"PATH": os.environ["PATH"], "MARAUDE_DATA_DIR": "/srv/a drill"}
    done = subprocess.run(
        ["bash", "-c", here], env=told, capture_output=True, text=True, check=True
    )
    seen = done.stdout.splitlines()
    assert {"MARAUDE_DATA_DIR=/srv/a drill", "MARAUDE_PROXIES=1"} <= set(seen)


def test_the_environment_file_sets_what_the_program_reads(tmp_path: Path) -> None:
    told = environment_file()
    data, keys = tmp_path / "data", tmp_path / "keys"
    config = Config.read({**told, "MARAUDE_DATA_DIR": str(data), "MARAUDE_KEYS_DIR": str(keys)})
    assert (config.proxies, config.demo, config.told_keys_dir) == (1, False, keys)
    assert config.database_url.startswith("postgresql+psycopg://")
    # Left as it comes, nothing starts: the secret is for each installation to make.
    assert [problem.partition(" ")[0] for problem in config.problems()] == ["MARAUDE_SECRET_KEY"]


def test_backups_are_looked_for_where_the_timer_makes_them() -> None:
    folder = str(Config.read(environment_file()).backup_dir)
    assert f"--to {folder} " in unit("maraude-backup.service")
    # Who removes the old ones may write there too.
    for name in ("maraude-backup.service", "maraude-retention.service"):
        assert f"StateDirectory={folder.rpartition('/')[2]}\n" in unit(name)


def test_what_the_container_takes_is_there() -> None:
    lines = (DEPLOY / "Dockerfile").read_text("utf-8").splitlines()
    copied = [line.split()[1:-1] for line in lines if re.match(r"COPY (?!--from)", line)]
    sources = [source for line in copied for source in line]
    assert {"sync", "server", "wsgi.py", "gunicorn.conf.py", "docs/templates"} <= set(sources)
    assert [source for source in sources if not (ROOT / source).exists()] == []
    names = set(re.findall(r"MARAUDE_\w+", (DEPLOY / "compose.yaml").read_text("utf-8")))
    known = set(re.findall(r"MARAUDE_\w+", (ROOT / "server" / "config.py").read_text("utf-8")))
    own = {"MARAUDE_DOMAIN", "MARAUDE_UPSTREAM", "MARAUDE_DATABASE_PASSWORD"}
    assert names - own <= known


def test_what_compose_asks_for_is_told_where_it_is_filled_in() -> None:
    compose = (DEPLOY / "compose.yaml").read_text("utf-8")
    wanted = set(re.findall(r"\$\{(\w+):\?\}", compose))
    told = set(re.findall(r"(?m)^#   (MARAUDE_\w+)=", compose))
    assert wanted - environment_file().keys() == told


def test_no_secret_and_nothing_built_elsewhere_gets_into_the_image() -> None:
    """What `docker build` hands over is the whole folder, less these."""
    left_out = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    assert {".env", "webclient/node_modules", "webclient/dist"} <= set(left_out)


def test_the_database_of_the_page_is_made_in_utf8_whatever_the_machine_speaks() -> None:
    page = (ROOT / "docs" / "running.md").read_text("utf-8")
    [line] = re.findall(r"(?m)^runuser .*createdb .*$", page)
    assert "--template template0 --encoding UTF8" in line
