"""Reading what somebody gives: JSON, lines of JSON, tables, or an archive of them. All bounded."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final

from server.domain.errors import Invalid
from server.domain.hsds.node import Node, Problems, placed
from server.domain.hsds.schema import check
from server.domain.hsds.tables import read_tables
from sync.canonical import read_json
from sync.errors import TooLarge, Unreadable

SENT_BYTES_MAX: Final = 8 * 1024 * 1024
UNPACKED_BYTES_MAX: Final = 32 * 1024 * 1024
FILES_MAX: Final = 64
SERVICES_MAX: Final = 5_000
_CHUNK_BYTES: Final = 64 * 1024
# An archive, and one with nothing in it.
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
# Beside the tables, and no table.
_BESIDE: Final = ("datapackage.json", "LICENSE", "README.md", "NOTICE.md")

# Members of objects that are neither services nor organisations.
_OF_OTHERS: Final = (
    *("location_type", "service_id", "location", "taxonomy", "taxonomy_detail", "code"),
    *("version", "openapi_url", "services.csv", "organizations.csv"),
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a file holds. `whole`: it may be taken for all that its organisations have."""

    format: str
    services: Sequence[Node]
    organizations: Sequence[Node]
    whole: bool


def parse(files: Mapping[str, bytes]) -> Parsed:
    """Files by name, as one directory. Raises Unreadable, TooLarge, Invalid with the places."""
    unpacked = _unpack(files)
    problems = Problems()
    tables = {name: content for name, content in unpacked.items() if name.endswith(".csv")}
    others = [name for name in unpacked if name not in tables and name not in _BESIDE]
    if tables:
        if others:
            raise Invalid({name: ["unknown_kind"] for name in others})
        services, organizations = read_tables(tables, problems)
        found = Parsed("csv", services, organizations, whole=True)
    else:
        if len(others) != 1:
            raise Invalid({"file": ["required" if not others else "repeated"]})
        found = _parse_json(others[0], unpacked[others[0]], problems)
    if len(found.services) + len(found.organizations) > SERVICES_MAX:
        raise TooLarge
    _check_ids(found, problems)
    problems.refuse()
    return found


def _unpack(files: Mapping[str, bytes]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    room = UNPACKED_BYTES_MAX
    for name, content in files.items():
        inside = _unzip(content, room) if content.startswith(_ZIP) else {name: content}
        for path, part in inside.items():
            room -= len(part)
            if room < 0 or len(found) >= FILES_MAX:
                raise TooLarge
            plain = PurePosixPath(path.replace("\\", "/")).name
            if plain in found:
                raise Invalid({plain: ["repeated"]})
            found[plain] = part
    return found


def _unzip(content: bytes, room: int) -> dict[str, bytes]:
    """The files of an archive; a bomb is dropped as soon as it passes the cap."""
    found: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [one for one in archive.infolist() if _counts(one)]
            if len(entries) > FILES_MAX:
                raise TooLarge
            for entry in entries:
                if entry.filename in found:
                    raise Invalid({entry.filename: ["repeated"]})
                found[entry.filename] = part = _read_entry(archive, entry, room)
                room -= len(part)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError) as error:
        raise Unreadable("bad_zip") from error
    except (NotImplementedError, RuntimeError, EOFError) as error:
        raise Unreadable("bad_zip") from error
    except (UnicodeDecodeError, ValueError) as error:
        raise Unreadable("bad_zip") from error
    return found


def _counts(entry: zipfile.ZipInfo) -> bool:
    hidden = PurePosixPath(entry.filename).name.startswith(".")
    return not entry.is_dir() and not hidden and not entry.filename.startswith("__MACOSX/")


def _read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int) -> bytes:
    parts, taken = [], 0
    with archive.open(entry) as file:
        while chunk := file.read(_CHUNK_BYTES):
            taken += len(chunk)
            if taken > room:
                raise TooLarge
            parts.append(chunk)
    return b"".join(parts)


def _parse_json(name: str, content: bytes, problems: Problems) -> Parsed:
    lines = name.endswith((".ndjson", ".jsonl"))
    if lines:
        objects = _read_lines(content, problems)
        return _sorted("ndjson", objects, problems, whole=True)
    read = placed(read_json(content), "")
    if isinstance(read, Node) and isinstance(read.get("contents"), list):
        contents = [(one, f"/contents/{n}") for n, one in enumerate(read["contents"])]
        whole = read.get("first_page", True) is True and read.get("last_page", True) is True
        return _sorted("json", contents, problems, whole=whole)
    if isinstance(read, list):
        return _sorted("json", [(one, f"/{n}") for n, one in enumerate(read)], problems, whole=True)
    return _sorted("json", [(read, "")], problems, whole=False)


def _read_lines(content: bytes, problems: Problems) -> list[tuple[Any, str]]:
    found = []
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if line.strip():
            try:
                found.append((placed(read_json(line), f"line {number}"), f"line {number}"))
            except Unreadable:
                problems.add(f"line {number}", "unreadable")
        if len(found) > SERVICES_MAX:
            raise TooLarge
    return found


def _sorted(
    form: str, objects: Sequence[tuple[Any, str]], problems: Problems, *, whole: bool
) -> Parsed:
    """Services are what has a status; what has none is an organisation."""
    if len(objects) > SERVICES_MAX:
        raise TooLarge
    services, organizations = [], []
    for one, place in objects:
        if not isinstance(one, Node):
            problems.add(place, "wrong_type")
        elif "status" not in one and any(name in one for name in _OF_OTHERS):
            problems.add(place, "unknown_kind")
        elif _is_organization(one):
            check("organization", one, problems)
            organizations.append(one)
        else:
            check("service", one, problems)
            services.append(one)
    return Parsed(form, services, organizations, whole and bool(services))


def _is_organization(one: Node) -> bool:
    of_service = ("status", "organization", "organization_id", "schedules", "service_at_locations")
    if any(name in one for name in of_service):
        return False
    own = ("website", "uri", "legal_status", "year_incorporated", "organization_identifiers")
    return any(name in one for name in own) or "description" in one


def _check_ids(parsed: Parsed, problems: Problems) -> None:
    """An id names one object; what is referred to is in the file."""
    for group in (parsed.services, parsed.organizations):
        seen: set[str] = set()
        for node in group:
            made = str(node.get("id", "")).lower()
            if made in seen:
                problems.add(node.at("id"), "duplicate")
            seen.add(made)
            if len({str(one.get("id")) for one in node.nodes("schedules")}) < len(
                node.nodes("schedules")
            ):
                problems.add(node.at("schedules"), "duplicate")
