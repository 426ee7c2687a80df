import { expect, test } from "vitest";
import { readReply } from "./protocol.ts";

const ID = "01kzt3m5c0q8w2e4r6ty";
const RECORD = "5b0c1f52-9a1e-4c7d-8b3a-0f6e2d4c1a90";
const REPLY = {
  v: 1,
  now: 1_764_000_000_456,
  cursor: "18431.18431.77ab90cd12.a81c",
  more: false,
  ack: [ID],
  held: { [ID]: "not_in_scope" },
  void: { [ID]: "erased" },
  bad: { [ID]: "immutable" },
  pull: [
    { c: "case", r: RECORD, w: [[ID, "u", { language: "ps" }]], x: { language: [ID] } },
    { c: "case", r: RECORD, stub: { status: "open" } },
    { c: "balloon", r: RECORD, w: [[ID, null, {}]], x: {} },
  ],
  gone: [`case/${RECORD}`],
  erased: [`case/${RECORD}`],
  sealed: {},
  reset: null,
  min_schema: 1,
};

test("a reply is read as it stands", () => {
  const { v: _version, min_schema: _schema, ...members } = REPLY;
  expect(readReply(REPLY)).toEqual({ ...members, sealing: null });
});

test("members that are absent are empty", () => {
  expect(readReply({ v: 1, now: 5, cursor: "0.0.t.s" })).toEqual({
    now: 5,
    cursor: "0.0.t.s",
    more: false,
    ack: [],
    held: {},
    void: {},
    bad: {},
    pull: [],
    gone: [],
    erased: [],
    reset: null,
    sealed: {},
    sealing: null,
  });
});

test("a member that a later version adds does no harm", () => {
  expect(readReply({ ...REPLY, weather: "rain" })).not.toBe(null);
});

test.each([
  ["nothing", null],
  ["a list", []],
  ["a sign-in page's JSON", { status: "ok" }],
  ["another version", { ...REPLY, v: 2 }],
  ["no clock", { ...REPLY, now: "today" }],
  ["no cursor", { ...REPLY, cursor: null }],
  ["more in words", { ...REPLY, more: "no" }],
  ["a reset that is no text", { ...REPLY, reset: true }],
  ["an ack that is no list", { ...REPLY, ack: { [ID]: true } }],
  ["an ack of no write id", { ...REPLY, ack: ["x"] }],
  ["a verdict without a code", { ...REPLY, held: { [ID]: null } }],
  ["a verdict on no write id", { ...REPLY, bad: { x: "malformed" } }],
  ["gone without a kind", { ...REPLY, gone: [RECORD] }],
  ["erased of no record", { ...REPLY, erased: ["case/1"] }],
  ["a record without writes", { ...REPLY, pull: [{ c: "case", r: RECORD }] }],
  ["a write cut off", { ...REPLY, pull: [{ c: "case", r: RECORD, w: [[ID, "u"]], x: {} }] }],
  [
    "a write of no write id",
    { ...REPLY, pull: [{ c: "case", r: RECORD, w: [["a", "u", {}]], x: {} }] },
  ],
  ["covers that are no list", { ...REPLY, pull: [{ c: "case", r: RECORD, w: [], x: { f: ID } }] }],
  ["a stub without values", { ...REPLY, pull: [{ c: "case", r: RECORD, stub: null }] }],
])("%s is no reply", (_name, body) => {
  expect(readReply(body)).toBe(null);
});
