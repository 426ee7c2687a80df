"""SEC-U6: every query of what is not for everybody goes through one of the walls of `access.py`.

A function of the server that reads the database either narrows what it reads by a wall, or stands
in OPEN with the reason why it must not, or need not. The store is below: it takes what it is
given, and it is the domain that asks it. Commands are for who has the machine.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

SERVER: Final = Path(__file__).parents[2] / "server"
# Whatever is imported from there and called, or asked of a session, reads the database.
DATABASE: Final = ("sqlalchemy", "server.store.records", "server.store.changes")
READERS: Final = {"select", "update", "delete", "load", "linked", "erased_scopes"}
OF_A_SESSION: Final = {"get", "get_one"}
# By which a query is narrowed, or what was found is judged before anybody sees it.
WALLS: Final = {
    *("scoped", "scoped_by_sole_key", "in_totals", "counted_in_totals", "readable_seqs"),
    *("looked_after", "at_the_door", "published", "for_everybody"),
    *("phone_keys", "may_read", "grade_of"),
    # Those that wrap one of the above for their module.
    *("matching", "_readable", "_keys_of", "_scoped", "_of_sender", "_pairs"),
    *("_wanted", "_wanted_orgs", "_is_receivers", "is_open"),
}
IDS: Final = "of ids that a narrowed query gave"
SECRET: Final = "the secret that was sent is itself what lets in"
OWN: Final = "the row of who asks, or of the person that the caller was let through to"
CHECK: Final = "looked up to check what is written; nothing of it is answered"
WRITING: Final = "the writing side: may_write judges each change before it is kept"
COUNT: Final = "numbers or settings of a network, nothing of a record"
FOR_ALL: Final = "the network's own charter, which all of it may read"
COMMAND: Final = "by command, on the machine itself"
# By function, or by module where all of it is of one nature.
OPEN: Final[dict[str, str]] = {
    "api/health": COUNT,
    "domain/access.grade_column": "the grade of a user's own keys",
    "domain/accounts.add_to": COMMAND,
    "domain/accounts.any_network": COUNT,
    "domain/accounts.introduce": OWN,
    "domain/accounts.place": COUNT,
    "domain/accounts.set_password": COMMAND,
    "domain/accounts._check": CHECK,
    "domain/answer_content": SECRET,
    "domain/answering": SECRET,
    "domain/answer_links.forget": COMMAND,
    "domain/answer_links._is_outside": CHECK,
    "domain/audit.subjects": OWN,
    "domain/audit._aliases": "of the lines that a narrowed query gave",
    "domain/audit._orgs": "of records that the caller was shown",
    "domain/charter": FOR_ALL,
    "domain/demo": COMMAND,
    "domain/demo_directory": COMMAND,
    "domain/demo_rounds": COMMAND,
    "domain/devices.find": SECRET,
    "domain/devices.give_up": OWN,
    "domain/devices.set_key": OWN,
    "domain/devices._block": "of a phone that the caller was let through to, or is",
    "domain/dossier": WRITING,
    "domain/keeping": "by retention's command, of records that it was given",
    "domain/lost_keys": COMMAND,
    "domain/erasure._block": COMMAND,
    "domain/erasure._replay_erasure": COMMAND,
    "domain/erasure._turn_off": COMMAND,
    "domain/erasure.closure_of": "what belongs to records that the caller was let through to",
    "domain/erasure._contacts": "as closure_of",
    "domain/erasure._forget_case": "as closure_of",
    "domain/erasure._reaches": "as closure_of",
    "domain/restoring": COMMAND,
    "domain/retention": COMMAND,
    "domain/closing": COMMAND,
    "domain/envelopes.origins": "the signature of an envelope, checked with it, is what lets in",
    "domain/exchange": OWN,
    "domain/held._author": CHECK,
    "domain/held._classes": CHECK,
    "domain/held._store": WRITING,
    "domain/hsds/catalogue.opened": COUNT,
    "domain/hsds/catalogue.version": COUNT,
    "domain/hsds/catalogue._rows": "the columns alone; each caller adds `published`",
    "domain/hsds/difference": COUNT,
    "domain/hsds/leaflet": COUNT,
    "domain/invites.invite_by_command": COMMAND,
    "domain/invites.make": OWN,
    "domain/invites._add_device": SECRET,
    "domain/invites._ask_again": SECRET,
    "domain/invites._find": SECRET,
    "domain/listing.entries": IDS,
    "domain/listing.issues_of": IDS,
    "domain/listing.time_zone": COUNT,
    "domain/listing._stubs": IDS,
    "domain/page._candidates_query": "records by the rows of `scope` that a phone's keys gave",
    "domain/query.counted": IDS,
    "domain/online.join": OWN,
    "domain/online.look": OWN,
    "domain/own_account": OWN,
    "domain/rebuild": COMMAND,
    "domain/report_services._add_parts": "inside the query of `_grouped`, which is narrowed",
    "domain/reports": COUNT,
    "domain/second_factor": OWN,
    "domain/sessions": SECRET,
    "domain/sharing": FOR_ALL,
    "domain/silence.look": OWN,
    "domain/story": IDS,
    "domain/take_back._touched": "keys alone, each judged by may_read before it is told",
    "domain/team": OWN,
    "domain/throttle": COUNT,
    "domain/upkeep._asked": IDS,
    "domain/upkeep._keeps": "a condition within a query that is narrowed",
    "domain/verdicts": WRITING,
}


def bare(path: Path) -> Iterator[str]:
    """The functions of a module that read the database and call no wall."""
    module = path.relative_to(SERVER).with_suffix("").as_posix()
    return (f"{module}.{name}" for name in bare_in(ast.parse(path.read_text("utf-8"))))


def bare_in(tree: ast.Module) -> list[str]:
    readers = {
        name.asname or name.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(DATABASE)
        for name in node.names
        if name.name in READERS
    } | {f"session.{name}" for name in OF_A_SESSION}
    return [
        function.name
        for function in functions(tree)
        if (names := set(called(function))) & readers
        and not names & WALLS
        and function.name not in WALLS
    ]


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    for node in tree.body:
        inside = node.body if isinstance(node, ast.ClassDef) else [node]
        yield from (one for one in inside if isinstance(one, ast.FunctionDef))


def called(function: ast.FunctionDef) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node.func.attr
            if isinstance(node.func.value, ast.Name):
                yield f"{node.func.value.id}.{node.func.attr}"


def modules() -> list[Path]:
    return sorted([*(SERVER / "domain").rglob("*.py"), *(SERVER / "api").rglob("*.py")])


def test_sec_u6_every_query_is_narrowed_or_says_why_not() -> None:
    found = {name for path in modules() for name in bare(path)}
    named = {name if name in OPEN else name.partition(".")[0] for name in found}
    assert len(found) > 20, "the queries are no longer found"
    assert named - set(OPEN) == set(), "narrow it by a wall of access.py, or say here why not"
    assert set(OPEN) - named == set(), "these are narrowed now, or gone"


def test_sec_u6_a_query_without_a_wall_is_found() -> None:
    listed = ast.parse((SERVER / "domain" / "audit.py").read_text("utf-8"))
    forgetful = ast.parse(ast.unparse(listed).replace("looked_after(", "str("))
    assert "listed" not in bare_in(listed)
    assert "listed" in bare_in(forgetful)
