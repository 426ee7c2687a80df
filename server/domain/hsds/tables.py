"""The tabular form of HSDS: one CSV file per kind of object, joined by ids; in and out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from server.domain.errors import Invalid
from server.domain.hsds.node import Node, Problems
from server.domain.hsds.schema import KINDS, Kind, check
from sync.errors import TooLarge

ROWS_MAX: Final = 100_000
# Whose rows hold others; a row that names several belongs to the first.
_PARENTS: Final = (
    "service",
    "service_at_location",
    "location",
    "organization",
    "contact",
    "phone",
)
# Names that lead to the parent itself; without it the row means nothing.
_NEEDED: Final = {
    "service_at_location": ("service_id", "location_id"),
    "service": ("organization_id",),
}
_BY_PATH: Final = {kind.path: kind for kind in KINDS.values()}

Tables = dict[str, dict[str, Node]]


def read_tables(files: Mapping[str, bytes], problems: Problems) -> tuple[list[Node], list[Node]]:
    """(services, organisations) with all that belongs to them, from files by name."""
    unknown = [name for name in files if name not in _BY_PATH]
    if unknown:
        raise Invalid({name: ["unknown_kind"] for name in unknown})
    tables: Tables = {kind.name: {} for kind in KINDS.values()}
    rows = 0
    for name, content in files.items():
        kind = _BY_PATH[name]
        for node in _read(kind, content, problems):
            rows += 1
            if rows > ROWS_MAX:
                raise TooLarge
            _keep(kind, node, tables[kind.name], problems)
    _join(tables, problems)
    return list(tables["service"].values()), list(tables["organization"].values())


def _read(kind: Kind, content: bytes, problems: Problems) -> Iterator[Node]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        problems.add(kind.path, "bad_encoding")
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        if not _check_header(kind, header, problems):
            return
        line = reader.line_num + 1
        for cells in reader:
            place, line = f"{kind.path} line {line}", reader.line_num + 1
            if len(cells) > len(header):
                problems.add(place, "out_of_range")
            elif any(cells):
                yield _node(kind, dict(zip(header, cells, strict=False)), place, problems)
    except csv.Error:
        problems.add(f"{kind.path} line {reader.line_num}", "unreadable")


def _check_header(kind: Kind, header: list[str], problems: Problems) -> bool:
    place = f"{kind.path} line 1"
    if not any(header):
        problems.add(place, "required")
        return False
    for name in {name for name in header if header.count(name) > 1}:
        problems.add(f"{place}, column {name}", "repeated")
    for name in kind.required:
        if name not in header and kind.members[name].of is None and name != "unit":
            problems.add(f"{place}, column {name}", "required")
    return all(header.count(name) == 1 for name in header)


def _node(kind: Kind, cells: Mapping[str, str], place: str, problems: Problems) -> Node:
    """A row as an object: numbers are read, empty cells are nothing."""
    node = Node({}, place, tabular=True)
    for name, cell in cells.items():
        if not cell.strip():
            continue
        member = kind.members.get(name)
        node[name] = cell
        if member is not None and member.type == "number":
            node[name] = _number(cell)
    _check_cells(kind, node, cells, problems)
    return node


def _check_cells(kind: Kind, node: Node, cells: Mapping[str, str], problems: Problems) -> None:
    """What a column lacks as a whole was told with the header; empty cells are told here."""
    lacking = {node.at(name) for name in kind.required if name not in cells}
    if kind.name == "address":
        # A town that nobody knows is empty, in objects and in tables.
        lacking |= {node.at(name) for name in kind.required if name != "id"}
    told = Problems()
    check(kind.name, node, told)
    for place, reasons in told.found().items():
        for why in reasons:
            if why != "required" or place not in lacking:
                problems.add(place, why)


def _number(cell: str) -> Any:
    for read in (int, float):
        try:
            return read(cell)
        except ValueError:
            continue
    return cell


def _keep(kind: Kind, node: Node, into: dict[str, Node], problems: Problems) -> None:
    made = str(node.get("id") or f"{kind.name}-{len(into)}")
    if made in into:
        problems.add(node.at("id"), "duplicate")
    into[made] = node


def _join(tables: Tables, problems: Problems) -> None:
    for child, names in _NEEDED.items():
        for node in tables[child].values():
            for name in names:
                target = node.get(name)
                if target is not None and target not in tables[name.removesuffix("_id")]:
                    problems.add(node.at(name), "dangling")
    for name, kind in KINDS.items():
        for node in tables[name].values():
            _embed(kind, node, tables)
    for name in KINDS:
        if name not in ("service", "organization"):
            for node in tables[name].values():
                _attach(name, node, tables, problems)


def _embed(kind: Kind, node: Node, tables: Tables) -> None:
    """Objects that a row names: the organisation of a service, the place of a service there."""
    for name, member in kind.members.items():
        if member.of is None or member.type == "array":
            continue
        link = "taxonomy_id" if name == "taxonomy_detail" else f"{name}_id"
        found = tables[member.of].get(str(node.get(link)))
        if found is not None:
            node[name] = found


def _attach(name: str, node: Node, tables: Tables, problems: Problems) -> None:
    """A row to the list of the object that it belongs to."""
    if name == "attribute":
        for parent in (*_PARENTS, "schedule"):
            owner = tables[parent].get(str(node.get("link_id")))
            if owner is not None:
                owner.setdefault("attributes", []).append(node)
                return
        return
    for parent in _PARENTS:
        link = node.get(f"{parent}_id")
        member = _list_of(parent, name)
        if link is None or member is None:
            continue
        owner = tables[parent].get(str(link))
        if owner is not None:
            owner.setdefault(member, []).append(node)
            return
        if parent == "service" and name in ("phone", "language", "schedule", "required_document"):
            problems.add(node.at("service_id"), "dangling")
            return


def _list_of(parent: str, child: str) -> str | None:
    """The member of an object that lists others of a kind."""
    for name, member in KINDS[parent].members.items():
        if member.of == child and member.type == "array":
            return name
    return None


# --- out


def write_tables(
    services: Iterable[Mapping[str, Any]], organizations: Iterable[Mapping[str, Any]]
) -> dict[str, str]:
    """Full services and organisations as CSV files by name."""
    rows: dict[str, dict[str, dict[str, Any]]] = {}
    for organization in organizations:
        _take_apart("organization", organization, {}, rows)
    for service in services:
        _take_apart("service", service, {}, rows)
    return {KINDS[name].path: _lines(KINDS[name], list(of.values())) for name, of in rows.items()}


def _take_apart(
    kind: str,
    told: Mapping[str, Any],
    links: Mapping[str, str],
    rows: dict[str, dict[str, dict[str, Any]]],
) -> None:
    members = KINDS[kind].members
    # What the standard does not name: an organisation tells its services only as a courtesy.
    told = {name: value for name, value in told.items() if name in members}
    row = {name: value for name, value in told.items() if members[name].of is None}
    row |= links
    for name, value in told.items():
        of = members[name].of
        if of is None:
            continue
        if isinstance(value, list):
            for one in value:
                _take_apart(of, one, {f"{kind}_id": told["id"]}, rows)
        else:
            row["taxonomy_id" if name == "taxonomy_detail" else f"{name}_id"] = value["id"]
            _take_apart(of, value, {}, rows)
    rows.setdefault(kind, {}).setdefault(told["id"], {}).update(row)


def _lines(kind: Kind, rows: list[dict[str, Any]]) -> str:
    columns = [name for name in kind.columns() if any(name in row for row in rows)]
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
