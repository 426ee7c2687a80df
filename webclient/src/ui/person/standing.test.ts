import { describe, expect, it } from "vitest";
import type { Entry, Value } from "../../store/phone.ts";
import { classOfType, isOverdue, type Me, offeredSteps, standingOf, wayBack } from "./standing.ts";

const NOW = Date.parse("2026-11-23T20:00:00Z");
const HOUR_MS = 60 * 60_000;
const [OURS, THEIRS] = ["org-a", "org-b"];
const AUTHOR: Me = { id: "u-author", org: OURS, role: "volunteer" };
const LEAD: Me = { id: "u-lead", org: OURS, role: "coordinator" };
const HANDLER: Me = { id: "u-handler", org: THEIRS, role: "handler" };

function entry(kind: string, id: string, fields: Record<string, Value>, more = {}): Entry {
  return {
    kind,
    id,
    path: `${kind}/${id}`,
    fields,
    heads: {},
    conflicts: [],
    state: "sent",
    held: false,
    bad: null,
    refused: {},
    author: AUTHOR.id,
    mine: false,
    madeAtMs: NOW - HOUR_MS,
    deleted: false,
    asked: false,
    stub: false,
    carriedBy: null,
    ...more,
  };
}

function referral(fields: Record<string, Value> = {}, more = {}): Entry {
  const base = { from_org: OURS, to_org: THEIRS, referral_type: "legal_asylum", urgency: "urgent" };
  return entry("referral", "r", { org: OURS, ...base, ...fields }, more);
}

function step(id: string, to: string, parents: string[], org: string, more = {}): Entry {
  const fields = { org, referral: "r", to, parents, source: "app", ...more };
  const author = org === OURS ? AUTHOR.id : HANDLER.id;
  return entry("referral_event", id, fields, { author });
}

const SENT = step("1", "sent", [], OURS);

function offered(who: Me, events: Entry[], what = referral(), external = false): string[] {
  return offeredSteps(what, standingOf(what, events, who, external), NOW).map(({ to }) => to);
}

describe("what may be done about a referral", () => {
  it("is offered to each side by the workflow's table", () => {
    expect(offered(AUTHOR, [SENT])).toEqual(["cancelled", "error"]);
    expect(offered(HANDLER, [SENT])).toEqual(["received", "accepted", "declined", "cancelled"]);
    expect(offered({ ...HANDLER, role: "volunteer" }, [SENT])).toEqual([]);
    expect(offered({ ...AUTHOR, id: "u-other" }, [SENT])).toEqual([]);
  });

  it("tells who could open it again, before it is ended", () => {
    const by = (who: Me, to: "cancelled" | "error" | "declined", told = false) =>
      wayBack(to, standingOf(referral(), [SENT], who, told), told);
    expect([by(AUTHOR, "cancelled"), by(LEAD, "cancelled")]).toEqual(["coordinator", "own"]);
    expect([by(HANDLER, "cancelled"), by(HANDLER, "declined")]).toEqual(["coordinator", "own"]);
    expect(by(LEAD, "declined", true)).toBe("own");
    expect([by(AUTHOR, "error"), by(LEAD, "error")]).toEqual(["none", "none"]);
  });

  it("asks for the reasons that this side may give", () => {
    const what = referral();
    const [cancel] = offeredSteps(what, standingOf(what, [SENT], HANDLER, false), NOW).slice(-1);
    expect(cancel?.mayGive("person_changed_mind")).toBe(true);
    expect(cancel?.mayGive("met_elsewhere")).toBe(false);
  });

  it("lets a coordinator write down what a receiver without account said", () => {
    const external = offeredSteps(referral(), standingOf(referral(), [SENT], LEAD, true), NOW);
    expect(external.filter(({ told }) => told).map(({ to }) => to)).toContain("accepted");
    expect(external.find(({ to }) => to === "cancelled")?.told).toBe(false);
    expect(offered(LEAD, [SENT], referral(), false)).not.toContain("accepted");
  });

  it("opens a closed one again for thirty days", () => {
    const done = step("2", "completed", ["1"], THEIRS, { outcome: "service_full" });
    const accepted = step("3", "accepted", ["1"], THEIRS);
    const closed = { ...done, fields: { ...done.fields, parents: ["3"] } };
    expect(offered(HANDLER, [SENT, accepted, closed])).toEqual(["in_progress"]);
    const long = { ...closed, madeAtMs: NOW - 31 * 24 * HOUR_MS };
    const before = [SENT, accepted].map((one) => ({ ...one, madeAtMs: long.madeAtMs - HOUR_MS }));
    expect(offered(HANDLER, [...before, long])).toEqual([]);
  });

  it("in review is a choice between the steps in question, for whose they are", () => {
    const events = [
      SENT,
      step("2", "accepted", ["1"], THEIRS),
      step("3", "cancelled", ["1"], OURS, { cancel_reason: "met_elsewhere" }),
    ];
    const stands = standingOf(referral(), events, HANDLER, false);
    expect(stands.status).toBe("review");
    expect(stands.heads.map(({ id }) => id)).toEqual(["2", "3"]);
    expect(offered(HANDLER, events)).toContain("accepted");
    expect(offered(AUTHOR, events)).toEqual([]);
    expect(offered(LEAD, events)).toContain("cancelled");
  });
});

describe("of a stub", () => {
  const stub = referral({ referral_type: "health_primary", status: "received" }, { stub: true });

  it("the server's word holds until an own step waits on top of it", () => {
    const seen = standingOf(stub, [SENT], AUTHOR, false);
    expect(seen.status).toBe("received");
    const mine = { ...step("2", "cancelled", ["1"], OURS), state: "saved" as const };
    expect(standingOf(stub, [SENT, mine], AUTHOR, false).status).toBe("cancelled");
  });

  it("the receiver may say that it arrived, the author may take it back, no more", () => {
    const sent = referral({ referral_type: "health_primary", status: "sent" }, { stub: true });
    expect(offered(HANDLER, [SENT], sent)).toEqual(["received"]);
    expect(offered(AUTHOR, [SENT], sent)).toEqual(["cancelled", "error"]);
    expect(offered(LEAD, [SENT], sent)).toEqual([]);
  });

  it("whose type is open the agreement was withdrawn, and nothing may be done", () => {
    const shut = referral({ status: "sent" }, { stub: true });
    expect(standingOf(shut, [], HANDLER, false).shut).toBe(true);
    expect(offered(HANDLER, [SENT], shut)).toEqual([]);
  });
});

it("is late when nobody acted in the time of the higher urgency", () => {
  const heads = {
    urgency: [
      { wid: "a", value: "normal", user: null },
      { wid: "b", value: "emergency", user: null },
    ],
  };
  const stands = standingOf(referral({}, { heads }), [SENT], AUTHOR, false);
  expect(stands.respondByMs).toBe(NOW + 23 * HOUR_MS);
  expect(isOverdue(stands, NOW + 22 * HOUR_MS)).toBe(false);
  expect(isOverdue(stands, NOW + 24 * HOUR_MS)).toBe(true);
  const accepted = [SENT, step("2", "accepted", ["1"], THEIRS)];
  expect(isOverdue(standingOf(referral(), accepted, AUTHOR, false), NOW * 2)).toBe(false);
});

it("has the restricted class of its type, and none of an open one", () => {
  expect(classOfType("health_primary")).toBe("health");
  expect(classOfType("child_danger")).toBe("minor");
  expect(classOfType("material")).toBeNull();
});
