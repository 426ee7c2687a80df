import { expect, test } from "vitest";
import { load } from "../../testing/vectors.ts";
import { fieldOf, kindOf, type Policy } from "../schema/records.ts";
import type { Value } from "./canonical.ts";
import { Change, type WireChange } from "./change.ts";
import {
  type Cell,
  Cells,
  COVERED,
  canonicalRecord,
  deleted,
  editedAfterDeletion,
  joinCell,
  liveWids,
  type WireCells,
} from "./merge.ts";
import { effectiveVisibility, show } from "./show.ts";

type WireCell = null | "covered" | { readonly live: Value };
type LiveCells = Readonly<Record<string, Readonly<Record<string, Value>>>>;

interface ShortChange {
  readonly id: string;
  readonly user?: string;
  readonly set: WireChange["set"];
}

const cases = load<{
  readonly join: readonly {
    readonly a: WireCell;
    readonly b: WireCell;
    readonly joined: WireCell;
  }[];
  readonly join_triples: readonly {
    readonly cells: readonly WireCell[];
    readonly joined: WireCell;
  }[];
  readonly apply: readonly {
    readonly name: string;
    readonly changes: readonly ShortChange[];
    readonly live: LiveCells;
    readonly covered: Readonly<Record<string, readonly string[]>>;
  }[];
  readonly fragment: readonly {
    readonly name: string;
    readonly kind: string;
    readonly record: string;
    readonly changes: readonly ShortChange[];
    readonly wire: WireCells;
  }[];
  readonly show: readonly {
    readonly policy: Policy;
    readonly field?: string;
    readonly heads: Readonly<Record<string, Value>>;
    readonly value: Value;
    readonly wid?: string;
    readonly conflict: boolean;
  }[];
  readonly deletion: readonly {
    readonly name: string;
    readonly live: LiveCells;
    readonly deleted: boolean;
    readonly edited: boolean;
    readonly wids: readonly string[];
  }[];
  readonly canonical_record: readonly {
    readonly into: Readonly<Record<string, string | null>>;
    readonly start: string;
    readonly end: string;
  }[];
  readonly visibility: readonly {
    readonly kind: string;
    readonly live: LiveCells;
    readonly class: string;
  }[];
}>("merge.json");

test.each(cases.join)("$a joined with $b is $joined", ({ a, b, joined }) => {
  expect(joinCell(cell(a), cell(b))).toEqual(cell(joined));
  expect(joinCell(cell(b), cell(a))).toEqual(cell(joined));
});

test.each(cases.join_triples)("$cells join to $joined, however grouped", ({ cells, joined }) => {
  for (const [a, b, c] of permutations(cells.map(cell))) {
    expect(joinCell(joinCell(a ?? null, b ?? null), c ?? null)).toEqual(cell(joined));
    expect(joinCell(a ?? null, joinCell(b ?? null, c ?? null))).toEqual(cell(joined));
  }
});

test.each(cases.apply)("$name", ({ changes, live, covered }) => {
  for (const order of permutations(changes.map((short) => change("case", "r", short)))) {
    const cells = new Cells("case", "r");
    for (const one of order) cells.apply(one);
    expect(plain(cells.live)).toEqual(live);
    const wids = [...cells.covered].map(([field, ids]) => [field, [...ids].sort()]);
    expect(Object.fromEntries(wids)).toEqual(covered);
    for (const one of order) expect(cells.apply(one)).toBe(false);
  }
});

test.each(cases.fragment)("$name", ({ kind, record, changes, wire }) => {
  const cells = new Cells(kind, record);
  for (const short of changes) cells.apply(change(kind, record, short), short.user);
  expect(cells.toWire()).toEqual(wire);
  expect(Cells.fromWire(wire).toWire()).toEqual(wire);
});

test.each(cases.show)("$policy shows $value of $heads", ({ policy, field, heads, ...expected }) => {
  const [kind, name] = field?.split(".") ?? [];
  const declared = fieldOf(kind ?? "", name ?? "") ?? { name: "f", type: "text", merge: policy };
  expect(declared.merge).toBe(policy);
  const shown = show(declared, new Map(Object.entries(heads)));
  expect(shown).toMatchObject(expected);
});

test.each(cases.deletion)("$name: deleted $deleted, edited after $edited", (wanted) => {
  const cells = alive("case", wanted.live);
  expect(deleted(cells)).toBe(wanted.deleted);
  expect(editedAfterDeletion(cells)).toBe(wanted.edited);
  expect([...liveWids(cells)].sort()).toEqual(wanted.wids);
});

test.each(cases.canonical_record)(
  "following $into from $start ends at $end",
  ({ into, start, end }) => {
    expect(canonicalRecord(start, (id) => into[id] ?? null)).toBe(end);
  },
);

test.each(cases.visibility)("a $kind with $live is $class", ({ kind, live, class: expected }) => {
  const declared = kindOf(kind);
  expect(declared && effectiveVisibility(declared, alive(kind, live))).toBe(expected);
});

function cell(wire: WireCell): Cell {
  if (wire === null) return null;
  return wire === "covered" ? COVERED : { value: wire.live };
}

function change(kind: string, record: string, { id, set }: ShortChange): Change {
  const writes = Object.entries(set).map(
    ([name, [value, ...covers]]) => [name, { value, covers }] as const,
  );
  return new Change(id, kind, record, 1, new Map(writes));
}

function alive(kind: string, live: LiveCells): Cells {
  const cells = new Cells(kind, "r");
  for (const [field, heads] of Object.entries(live)) {
    for (const [wid, value] of Object.entries(heads)) cells.join(field, wid, { value });
  }
  return cells;
}

function plain(live: ReadonlyMap<string, ReadonlyMap<string, Value>>): LiveCells {
  return Object.fromEntries([...live].map(([field, heads]) => [field, Object.fromEntries(heads)]));
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((first, at) =>
    permutations(items.toSpliced(at, 1)).map((rest) => [first, ...rest]),
  );
}
