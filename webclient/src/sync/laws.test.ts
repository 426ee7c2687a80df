/** The laws of merging, over everything the declaration allows; sync.md section 14. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cells, histories, namedValues, RECORD, values } from "../../testing/arbitraries.ts";
import { check } from "../schema/check.ts";
import { canonical, canonicalText, compare, type Json, same } from "./canonical.ts";
import { Change } from "./change.ts";
import { Cells, deleted, editedAfterDeletion, joinCell, liveWids } from "./merge.ts";
import { effectiveVisibility, showAll } from "./show.ts";

describe("joining two states of a cell", () => {
  test("is commutative", () => {
    fc.assert(
      fc.property(cells, cells, (a, b) => {
        expect(joinCell(a, b)).toEqual(joinCell(b, a));
      }),
    );
  });
  test("is associative", () => {
    fc.assert(
      fc.property(cells, cells, cells, (a, b, c) => {
        expect(joinCell(joinCell(a, b), c)).toEqual(joinCell(a, joinCell(b, c)));
      }),
    );
  });
  test("is idempotent", () => {
    fc.assert(
      fc.property(cells, (a) => {
        expect(joinCell(a, a)).toEqual(a);
      }),
    );
  });
  test("never goes back", () => {
    fc.assert(
      fc.property(cells, cells, (a, b) => {
        const joined = joinCell(a, b);
        expect(joinCell(joined, a)).toEqual(joined);
        expect(joinCell(joined, b)).toEqual(joined);
      }),
    );
  });
});

describe("the state of a record", () => {
  test("does not depend on the order of its changes, nor on how often they come", () => {
    const reordered = histories.chain(([kind, all]) =>
      fc.tuple(
        fc.constant(kind),
        fc.constant(all),
        fc.shuffledSubarray([...all, ...all], { minLength: 2 * all.length }),
      ),
    );
    fc.assert(
      fc.property(reordered, ([kind, all, shuffled]) => {
        expect(text(merged(kind.name, shuffled))).toBe(text(merged(kind.name, all)));
      }),
    );
  });

  test("does not move when a change comes again", () => {
    fc.assert(
      fc.property(histories, ([kind, all]) => {
        const state = merged(kind.name, all);
        for (const change of all) expect(state.apply(change, "u")).toBe(false);
        expect(state.merge(merged(kind.name, all))).toBe(false);
      }),
    );
  });

  test("is the same by changes or by states, whatever the road", () => {
    const split = fc.tuple(histories, fc.nat());
    fc.assert(
      fc.property(split, ([[kind, all], at]) => {
        const middle = at % (all.length + 1);
        const ours = merged(kind.name, all.slice(0, middle));
        const theirs = merged(kind.name, all.slice(middle));
        const other = Cells.fromWire(theirs.toWire());
        theirs.merge(ours);
        ours.merge(other);
        expect(text(ours)).toBe(text(merged(kind.name, all)));
        expect(text(theirs)).toBe(text(ours));
      }),
    );
  });

  test("survives being written and read", () => {
    fc.assert(
      fc.property(histories, ([kind, all]) => {
        const state = merged(kind.name, all);
        const wire: unknown = JSON.parse(canonicalText(state.toWire() as unknown as Json));
        expect(text(Cells.fromWire(wire as ReturnType<Cells["toWire"]>))).toBe(text(state));
      }),
    );
  });

  test("decides alone what is shown, deleted and visible", () => {
    fc.assert(
      fc.property(histories, ([kind, all]) => {
        const ours = merged(kind.name, all);
        const theirs = merged(kind.name, all.toReversed());
        expect(sorted(showAll(kind, theirs))).toEqual(sorted(showAll(kind, ours)));
        expect(deleted(theirs)).toBe(deleted(ours));
        expect(editedAfterDeletion(theirs)).toBe(editedAfterDeletion(ours));
        expect(effectiveVisibility(kind, theirs)).toBe(effectiveVisibility(kind, ours));
      }),
    );
  });

  test("is deleted by naming all that is live, and by nothing less", () => {
    fc.assert(
      fc.property(histories, fc.nat(), ([kind, all], at) => {
        const state = merged(kind.name, all);
        const seen = [...liveWids(state)];
        fc.pre(seen.length > 0 && state.heads("$gone").size === 0);
        const missed = seen.toSpliced(at % seen.length, 1);
        state.join("$gone", "y".repeat(20), { value: missed });
        expect([deleted(state), editedAfterDeletion(state)]).toEqual([false, true]);
        state.join("$gone", "z".repeat(20), { value: seen });
        expect([deleted(state), editedAfterDeletion(state)]).toEqual([true, false]);
      }),
    );
  });
});

describe("what is shown", () => {
  test("is a value of a live head, except where two classes narrow to a third", () => {
    fc.assert(
      fc.property(histories, ([kind, all]) => {
        const state = merged(kind.name, all);
        for (const [name, shown] of showAll(kind, state)) {
          const head = state.heads(name).get(shown.wid);
          expect(head).toBeDefined();
          if (name !== "visibility") expect(shown.value).toEqual(head);
          if (shown.conflict) expect(state.heads(name).size).toBeGreaterThan(1);
        }
      }),
    );
  });
});

describe("canonical JSON", () => {
  test("orders values as their bytes do", () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const bytes = Buffer.compare(canonical(a), canonical(b));
        expect(Math.sign(compare(a, b))).toBe(bytes);
        expect(same(a, b)).toBe(bytes === 0);
      }),
    );
  });
  test("sorts the names of any object by their bytes", () => {
    const objects = fc.dictionary(fc.string({ unit: "binary" }), values);
    fc.assert(
      fc.property(objects, (object) => {
        const names = Object.keys(JSON.parse(canonicalText(object)) as object);
        const expected = Object.keys(object).sort((a, b) =>
          Buffer.compare(Buffer.from(a), Buffer.from(b)),
        );
        // An object puts names that look like array indices first, whatever the text said.
        fc.pre(!expected.some((name) => /^\d+$/.test(name)));
        expect(names).toEqual(expected);
      }),
    );
  });
});

test("a change is read back as it was written", () => {
  fc.assert(
    fc.property(histories, ([, all]) => {
      for (const change of all) {
        expect(Change.fromWire(JSON.parse(JSON.stringify(change.toWire())))).toEqual(change);
      }
    }),
  );
});

test("every kind of field takes what is meant for it, and null unless it is required", () => {
  fc.assert(
    fc.property(namedValues, ([kind, [name, value]]) => {
      expect(check(kind, name, value), `${kind.name}.${name}`).toBe(null);
      const field = kind.field(name);
      const required = field?.required === true && field.container === undefined;
      expect(check(kind, name, null)).toBe(required ? "required" : null);
    }),
    { numRuns: 1000 },
  );
});

function merged(kind: string, all: readonly Change[]): Cells {
  const state = new Cells(kind, RECORD);
  for (const change of all) state.apply(change, "u");
  return state;
}

function text(state: Cells): string {
  return canonicalText(state.toWire() as unknown as Json);
}

function sorted<T>(shown: ReadonlyMap<string, T>): [string, T][] {
  return [...shown].sort(([a], [b]) => (a < b ? -1 : 1));
}
