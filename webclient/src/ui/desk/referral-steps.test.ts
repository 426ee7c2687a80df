import { describe, expect, it } from "vitest";
import { course } from "../../sync/referral";
import { dueOf, forkOf, offers, stepsOf } from "./referral-steps";
import type { Fields, Item } from "./wire";

const OURS = "org-ours";
const THEIRS = "org-theirs";
const REFERRAL: Fields = { from_org: OURS, to_org: THEIRS };

let minute = 0;

function event(id: string, to: string, parents: readonly string[], more: Fields = {}): Item {
  minute += 1;
  const sender = ["sent", "cancelled", "error"].includes(to);
  return {
    id,
    kind: "referral_event",
    org: sender ? OURS : THEIRS,
    author: "a",
    visibility: "parties",
    when: null,
    made_at: new Date(minute * 60_000).toISOString(),
    received_at: "",
    issues: [],
    seq: 1,
    fields: { to, parents, source: "app", ...more },
  };
}

function offered(events: readonly Item[], org: string, role = "coordinator", external = false) {
  const steps = stepsOf(REFERRAL, events);
  return offers(REFERRAL, steps, { org, role }, external, minute * 60_000).map(({ to }) => to);
}

const SENT = event("s", "sent", []);
const FORK = [
  SENT,
  event("r", "received", ["s"]),
  event("a", "accepted", ["r"]),
  event("c", "cancelled", ["r"], { cancel_reason: "met_elsewhere" }),
];

describe("the next step of a referral", () => {
  it("is offered to the side that may take it", () => {
    expect(offered([SENT], OURS)).toEqual(["cancelled", "error"]);
    expect(offered([SENT], THEIRS)).toEqual(["received", "accepted", "declined", "cancelled"]);
    expect(offered([SENT], "org-third")).toEqual([]);
    expect(offered([SENT], OURS, "network")).toEqual([]);
  });

  it("is written down by the sender where the receiver has no account", () => {
    const written = offered([SENT], OURS, "coordinator", true);
    expect(written).toEqual(["received", "accepted", "declined", "cancelled", "error"]);
  });

  it("settles a fork by one of the two, for whom it is to decide", () => {
    expect(offered(FORK, OURS)).toEqual(["accepted", "cancelled"]);
    expect(offered(FORK, THEIRS)).toEqual(["accepted", "cancelled"]);
  });

  it("lets a receiver cancel for what the person said only", () => {
    const steps = stepsOf(REFERRAL, [SENT]);
    const mine = { org: THEIRS, role: "coordinator" };
    const cancel = offers(REFERRAL, steps, mine, false, 0).find(({ to }) => to === "cancelled");
    expect(cancel?.mayGive("person_changed_mind")).toBe(true);
    expect(cancel?.mayGive("met_elsewhere")).toBe(false);
  });

  it("opens again for thirty days", () => {
    const closed = [SENT, event("d", "declined", ["s"], { decline_reason: "closed" })];
    const mine = { org: THEIRS, role: "coordinator" };
    const later = (days: number) =>
      offers(REFERRAL, stepsOf(REFERRAL, closed), mine, false, (minute + days * 1440) * 60_000);
    expect(later(30).map(({ to }) => to)).toEqual(["received"]);
    expect(later(31)).toEqual([]);
  });

  it("does not count what was taken back", () => {
    const taken = event("x", "accepted", ["s"], { voided: "mistake" });
    expect(course(stepsOf(REFERRAL, [SENT, taken])).status).toBe("sent");
  });
});

describe("a fork", () => {
  it("leaves from the last step that both had seen", () => {
    const steps = stepsOf(REFERRAL, FORK);
    const fork = forkOf(steps, course(steps));
    expect(fork.common).toBe("r");
    expect([...fork.branches].map((branch) => branch.join()).sort()).toEqual(["a", "c"]);
  });
});

describe("an answer", () => {
  const hours = () => 24;
  const item = (fields: Fields) => ({ fields, made_at: "2026-11-22T00:00:00Z" });

  it("is late once its time is over, and only while somebody waits", () => {
    const due = Date.parse("2026-11-23T00:00:00Z");
    expect(dueOf(item({ status: "sent" }), hours, due - 1)).toEqual({ dueMs: due, late: false });
    expect(dueOf(item({ status: "sent" }), hours, due + 1)?.late).toBe(true);
    expect(dueOf(item({ status: "accepted" }), hours, due + 1)).toBeNull();
  });
});
