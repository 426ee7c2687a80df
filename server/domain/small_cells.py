"""Which counts of a published table are hidden, so that none of them follows from the others.

A table is written as a flow. Every count is an edge, every sum a node: what flows in (a total)
flows out again (its parts). Rows and columns may each be grouped over several levels; what two
ways of adding up share are the cells between them. Small counts are hidden. A hidden count follows
from what is shown exactly when its edge is a bridge between hidden edges (Gusfield, "A graph
theoretic approach to statistical data security", 1988), so each gets a ring of further hidden
ones, along the smallest counts that close it. And what a shown total leaves for its hidden parts
together is a count of people like any other: it is never small either.

Zero is shown: nobody is in it. Totals stay true; nothing is rounded. `domain.md` section 6 rule 7.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

# Published counts of people and of referrals are at least this, by audience.
THRESHOLDS: Final[Mapping[str, int]] = {"org": 0, "partners": 5, "public": 11}
MEDIAN_CASES_MIN: Final = 11

Node = Hashable
Key = Hashable


@dataclass(frozen=True, slots=True)
class Count:
    """One number: part of what flows into `head`, and of what flows out of `tail`.

    Not `published`: in no table, but a reader of the tables must not find it out either.
    """

    key: Key
    value: int
    tail: Node
    head: Node
    published: bool = True


def hidden(counts: Iterable[Count], threshold: int) -> frozenset[Key]:
    """The keys of the counts to hide. The sum over everything is taken to be known, unless it is
    small itself: then nothing is shown."""
    flow = _Flow([count for count in counts if count.value > 0], threshold)
    if 0 < flow.total() < threshold:
        return frozenset(count.key for count in flow.counts)
    flow.protect()
    return frozenset(flow.counts[one].key for one in flow.hidden if flow.counts[one].published)


def hidden_parts(parts: Mapping[str, int], threshold: int) -> frozenset[Key]:
    """Which parts of one shown total to hide."""
    return hidden((Count(key, value, "total", "end") for key, value in parts.items()), threshold)


def is_small(value: int, threshold: int) -> bool:
    return 0 < value < threshold


class _Flow:
    """Counts by number; `hidden` grows until nothing follows."""

    def __init__(self, counts: Sequence[Count], threshold: int) -> None:
        self.counts = counts
        self.threshold = threshold
        self.hidden = {
            number
            for number, count in enumerate(counts)
            if is_small(count.value, threshold) or not count.published
        }
        self.at: dict[Node, list[int]] = {}
        for number, count in enumerate(counts):
            self.at.setdefault(count.tail, []).append(number)
            self.at.setdefault(count.head, []).append(number)
        # These follow from the sums that are known, even with everything else hidden.
        self.known = _bridges(counts, range(len(counts)), self.at)

    def total(self) -> int:
        heads = {count.head for count in self.counts}
        return sum(count.value for count in self.counts if count.tail not in heads)

    def protect(self) -> None:
        while (more := self._rings() | self._thin()) - self.hidden:
            self.hidden |= more

    def _rings(self) -> set[int]:
        """What to hide so that every hidden count lies on a ring of hidden ones."""
        more: set[int] = set()
        for number in sorted(_bridges(self.counts, self.hidden, self.at)):
            if self._must_hold(number):
                more |= self._ring(number, self.hidden | more)
        return more

    def _must_hold(self, number: int) -> bool:
        """What is in no table and not small may be found out."""
        count = self.counts[number]
        return count.published or is_small(count.value, self.threshold)

    def _ring(self, number: int, free: Collection[int]) -> set[int]:
        """The cheapest way round from one end of a count to the other; what is hidden is free."""
        start, goal = self.counts[number].tail, self.counts[number].head
        best: dict[Node, tuple[int, int]] = {start: (0, -1)}
        queue: list[tuple[int, int, Node]] = [(0, 0, start)]
        turn = 0
        while queue:
            cost, _turn, node = heapq.heappop(queue)
            if node == goal:
                break
            if cost > best[node][0]:
                continue
            for over in self.at[node]:
                if over == number:
                    continue
                further = cost + (0 if over in free else self.counts[over].value)
                end = self._other_end(over, node)
                if end not in best or further < best[end][0]:
                    turn += 1
                    best[end] = (further, over)
                    heapq.heappush(queue, (further, turn, end))
        ring: set[int] = set()
        node = goal
        while node != start and node in best:
            ring.add(best[node][1])
            node = self._other_end(best[node][1], node)
        return ring

    def _other_end(self, number: int, node: Node) -> Node:
        count = self.counts[number]
        return count.head if node == count.tail else count.tail

    def _thin(self) -> set[int]:
        """Where the hidden parts of a shown total come to little: the smallest shown part too, or
        the total."""
        more: set[int] = set()
        for node, around in self.at.items():
            sides = (
                [one for one in around if self.counts[one].tail == node],
                [one for one in around if self.counts[one].head == node],
            )
            for side, other in (sides, sides[::-1]):
                left = sum(self.counts[one].value for one in side if one in self.hidden)
                if any(one in self.hidden for one in other):
                    continue
                shown = self._to_hide(side) or self._to_hide(other)
                if shown and is_small(left, self.threshold):
                    more.add(min(shown, key=lambda one: (self.counts[one].value, one)))
        return more

    def _to_hide(self, side: Sequence[int]) -> list[int]:
        return [one for one in side if one not in self.hidden and one not in self.known]


def _bridges(
    counts: Sequence[Count], among: Collection[int], at: Mapping[Node, Sequence[int]]
) -> set[int]:
    """Of the counts `among`, those on no ring of them: Tarjan's bridges, without recursion."""
    order: dict[Node, int] = {}
    low: dict[Node, int] = {}
    found: set[int] = set()
    for root in at:
        if root in order:
            continue
        order[root] = low[root] = len(order)
        stack = [(root, -1, iter(at[root]))]
        while stack:
            node, came_by, around = stack[-1]
            for over in around:
                if over == came_by or over not in among:
                    continue
                end = counts[over].head if node == counts[over].tail else counts[over].tail
                if end in order:
                    low[node] = min(low[node], order[end])
                    continue
                order[end] = low[end] = len(order)
                stack.append((end, over, iter(at[end])))
                break
            else:
                stack.pop()
                if stack:
                    before = stack[-1][0]
                    low[before] = min(low[before], low[node])
                    if low[node] > order[before]:
                        found.add(came_by)
    return found
