"""What was read from a file: objects that know where they stand in it, and what is wrong there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from server.domain.errors import Invalid

PROBLEMS_MAX: Final = 100


class Node(dict[str, Any]):
    """An object of HSDS. `place` is a JSON pointer, or the line of a table."""

    def __init__(self, members: Mapping[str, Any], place: str, *, tabular: bool = False) -> None:
        super().__init__(members)
        self.place = place
        self.tabular = tabular

    def at(self, name: str) -> str:
        """Where a member stands: `/contents/3/name`, or `services.csv line 5, column name`."""
        return f"{self.place}, column {name}" if self.tabular else f"{self.place}/{name}"

    def text(self, name: str) -> str | None:
        found = self.get(name)
        return found.strip() or None if isinstance(found, str) else None

    def nodes(self, name: str) -> list[Node]:
        """The objects of a list; none where it is no list."""
        found = self.get(name)
        return [one for one in found if isinstance(one, Node)] if isinstance(found, list) else []

    def node(self, name: str) -> Node | None:
        found = self.get(name)
        return found if isinstance(found, Node) else None


def placed(value: Any, place: str) -> Any:
    """Parsed JSON, with its objects as nodes."""
    if isinstance(value, dict):
        members = {name: placed(one, f"{place}/{name}") for name, one in value.items()}
        return Node(members, place)
    if isinstance(value, list):
        return [placed(one, f"{place}/{number}") for number, one in enumerate(value)]
    return value


class Problems:
    """What is wrong with a file, by place, as codes."""

    def __init__(self) -> None:
        self._found: dict[str, list[str]] = {}
        self._more = 0

    def add(self, place: str, why: str) -> None:
        if place in self._found:
            if why not in self._found[place]:
                self._found[place].append(why)
        elif len(self._found) < PROBLEMS_MAX:
            self._found[place] = [why]
        else:
            self._more += 1

    def found(self) -> Mapping[str, list[str]]:
        return self._found

    def refuse(self) -> None:
        """Raises Invalid when anything was found."""
        if self._found:
            more = {"more": [str(self._more)]} if self._more else {}
            raise Invalid({place or "/": why for place, why in self._found.items()} | more)
