import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { histories } from "../../testing/arbitraries.ts";
import { Change } from "../sync/change.ts";
import { encodeWid } from "../sync/ids.ts";
import { Cells } from "../sync/merge.ts";
import type { OutboxState } from "../sync/replica.ts";
import { makeEntry } from "./entries.ts";
import type { Entry, Value } from "./interface.ts";

const ME = "11111111-1111-4111-8111-111111111111";
const MO = "44444444-4444-4444-8444-444444444444";
const ID = "55555555-5555-4555-8555-555555555555";
const PATH = `activity/${ID}`;

/** One write: when, by whom, which fields. */
type Written = [number, string, Record<string, Value>];

const wid = (ms: number) => encodeWid(ms, ms);

function cells(...writes: Written[]): Cells {
  const w = writes.map(([ms, user, fields]) => [wid(ms), user, fields] as const);
  return Cells.fromWire({ c: "activity", r: ID, w, x: {} });
}

function shown(
  state: Cells,
  ...unsent: [number, OutboxState, Record<string, Value>][]
): Entry | null {
  const row = { cells: state, stub: null, generation: 0, acked: 0 };
  return makeEntry(PATH, row, rowsOf(unsent), ME);
}

function rowsOf(unsent: readonly [number, OutboxState, Record<string, Value>][]) {
  return unsent.map(([ms, rowState, fields]) => {
    const set = Object.entries(fields).map(([name, value]) => [name, [value]] as const);
    const wire = { id: wid(ms), c: "activity", r: ID, s: 1, set: Object.fromEntries(set) };
    const reason = rowState === "bad" ? "refused" : null;
    return { change: Change.fromWire(wire), state: rowState, reason };
  });
}

/** As {@link shown}, of a record that the server does not have. */
function alone(...unsent: [number, OutboxState, Record<string, Value>][]): Entry | null {
  return makeEntry(PATH, null, rowsOf(unsent), ME);
}

describe("whose an entry is", () => {
  it("is that of the write that set the organisation, not of the oldest", () => {
    const state = cells([1, MO, { quantity: 1 }], [2, ME, { org: MO }]);
    expect(shown(state)).toMatchObject({ author: ME, mine: true, madeAtMs: 2 });
  });

  it("is that of the oldest write when none set it", () => {
    const state = cells([5, ME, { people: 1 }], [3, MO, { quantity: 1 }]);
    expect(shown(state)).toMatchObject({ author: MO, mine: false, madeAtMs: 3 });
  });

  it("is this phone's for what it has not sent", () => {
    expect(shown(cells(), [7, "open", { org: MO }])).toMatchObject({ author: ME, mine: true });
  });
});

describe("what was refused", () => {
  it("is shown while it is all there is, and would be written again", () => {
    const entry = alone([1, "bad", { org: MO, quantity: 1 }], [2, "bad", { quantity: 2 }]);
    expect(entry).toMatchObject({ bad: "refused", fields: { org: MO, quantity: 2 } });
    expect(entry?.refused).toEqual({ org: MO, quantity: 2 });
  });

  it("is not lost when only the first of two changes was refused", () => {
    const entry = alone([1, "bad", { org: MO, unit: "kg" }], [2, "frozen", { quantity: 2 }]);
    expect(entry?.fields).toEqual({ quantity: 2 });
    expect(entry?.refused).toEqual({ org: MO, unit: "kg" });
  });

  it("is not written again over what the server has: it may be what was refused for ever", () => {
    expect(shown(cells([1, MO, { people: 1 }]), [2, "bad", { people: 2 }])?.refused).toEqual({});
  });
});

describe("two values", () => {
  it("of a field that is set once are for nobody here to choose from", () => {
    const state = cells([1, ME, { org: MO, round: ID }], [2, MO, { round: MO }]);
    expect(shown(state)).toMatchObject({ conflicts: [], state: "sent" });
  });
});

describe("the state of an entry", () => {
  const mine: Written = [1, ME, { org: MO, quantity: 1 }];

  it("is sent with nothing waiting, also while a coordinator decides", () => {
    expect(shown(cells(mine))?.state).toBe("sent");
    expect(shown(cells(mine), [9, "held", { people: 1 }])).toMatchObject({
      state: "sent",
      held: true,
    });
  });

  it("is saved while a change waits, open or frozen", () => {
    for (const state of ["open", "frozen"] as const) {
      expect(shown(cells(mine), [9, state, { people: 1 }])?.state).toBe("saved");
    }
  });

  it("asks for attention when a change was refused, showing what the server has", () => {
    const entry = shown(cells(mine), [9, "bad", { quantity: 5 }]);
    expect(entry).toMatchObject({ state: "attention", bad: "refused", fields: { quantity: 1 } });
  });

  it("asks for attention for two values of an own entry alone", () => {
    const both = (author: string) =>
      cells([1, author, { org: MO }], [2, MO, { quantity: 1 }], [3, ME, { quantity: 2 }]);
    expect(shown(both(ME))).toMatchObject({ state: "attention", conflicts: ["quantity"] });
    expect(shown(both(MO))).toMatchObject({ state: "sent", conflicts: ["quantity"] });
  });

  it("asks for attention until a question is answered, and again when it is asked anew", () => {
    const asked: Written = [10, MO, { queried: true, query: "sure?" }];
    const answered: Written = [20, ME, { answer: "yes" }];
    const again: Written = [30, MO, { queried: true, query: "really?" }];
    expect(shown(cells(mine, asked))?.state).toBe("attention");
    expect(shown(cells(mine, asked, answered))?.state).toBe("sent");
    expect(shown(cells(mine, asked, answered, again))?.state).toBe("attention");
    const settled: Written = [40, MO, { queried: false }];
    expect(shown(cells(mine, settled))?.state).toBe("sent");
  });
});

describe("what is not shown", () => {
  it("is a deleted record, until somebody writes what the deletion had not seen", () => {
    const gone: Written = [5, MO, { $gone: [wid(1)] }];
    expect(shown(cells([1, ME, { quantity: 1 }], gone))).toBeNull();
    expect(
      shown(cells([1, ME, { quantity: 1 }], gone), [9, "frozen", { people: 1 }]),
    ).not.toBeNull();
  });

  it("is a kind that this version does not know", () => {
    const row = { cells: new Cells("balloon", ID), stub: null, generation: 0, acked: 0 };
    expect(makeEntry(`balloon/${ID}`, row, [], ME)).toBeNull();
  });

  it("is anything but the stub of a restricted record", () => {
    const stub = { status: "sent", author: ME, made_at: "2026-03-10T12:00:00Z" };
    const row = { cells: new Cells("referral", ID), stub, generation: 0, acked: 0 };
    const entry = makeEntry(`referral/${ID}`, row, [], ME);
    expect(entry).toMatchObject({ stub: true, mine: true, fields: stub, heads: {} });
    expect(entry?.madeAtMs).toBe(Date.parse(stub.made_at));
  });
});

describe("an entry read from a stored row", () => {
  const read = (row: Cells, path = PATH) =>
    makeEntry(path, { cells: row, stub: null, generation: 0, acked: 0 }, [], ME);

  it("is the same whether its cells were unfolded or not", () => {
    fc.assert(
      fc.property(histories, fc.constantFrom(ME, MO, null), ([, changes], user) => {
        const state = new Cells(changes[0]?.kind ?? "", changes[0]?.record ?? "");
        for (const change of changes) state.apply(change, user);
        const wire = state.toWire();
        const short = read(Cells.folded(wire), state.path);
        expect(short).toEqual(read(Cells.fromWire(wire), state.path));
      }),
      { numRuns: 500 },
    );
  });

  it("is read without unfolding a cell when every field has one value", () => {
    const w = [
      [wid(1), MO, { org: MO, quantity: 3 }],
      [wid(2), ME, { people: 4 }],
    ] as const;
    const plain = Cells.folded({ c: "activity", r: ID, w, x: { people: [wid(0)] } });
    expect(read(plain)).toMatchObject({ author: MO, fields: { quantity: 3, people: 4 } });
    const other = Cells.folded({ c: "activity", r: ID, w, x: { people: [wid(0)] } });
    read(other);
    expect(other.wire).not.toBeNull();
  });

  it("of which nobody set the organisation was made when its oldest write was", () => {
    const w = [[wid(7), ME, { people: 4 }]] as const;
    const late = Cells.folded({ c: "activity", r: ID, w, x: { people: [wid(5)] } });
    expect(read(late)).toMatchObject({ author: ME, madeAtMs: 5 });
  });
});
