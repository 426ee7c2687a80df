/** Taps on the count screen: what they add, what can be taken back, what the strip says. */
import { signal } from "@preact/signals";
import { formatNumber, label, t } from "../../strings";
import { announce } from "../components/announce";
import type { Here, Where } from "./activities";
import { amount } from "./codes";
import { entryAt, voidedFor } from "./entries";
import { type Row, rowAt, rowHere, rowsHere } from "./row";
import { type Count, readCount, readNumber, tap, writeNumber } from "./tally";
import {
  type Done,
  done,
  forget,
  remember,
  takenBack,
  undone,
  type Way,
  type Written,
} from "./undo";
import { vibrate } from "./vibrate";

/** The service of the strip: the last one touched. */
export const active = signal<string | null>(null);
/** Services chosen under "another service": they have a tile at once. */
export const chosen = signal<readonly string[]>([]);

/** The rows of a tile, and what they come to. */
export function tileOf(here: Where, service: string) {
  const row = rowHere(here, service);
  const rows = rowsHere(here, service, row.unit.value);
  return { row, rows, quantity: sumOf(rows) };
}

/** Adds to the row of the tile; what is taken off, it gives first, then my others here. */
export async function count(here: Here, service: string, times: number): Promise<void> {
  const { row, rows, quantity } = tileOf(here, service);
  const step = row.step.peek();
  const touch = {};
  let left = times * step;
  const saves: Promise<boolean>[] = [];
  for (const each of rows) {
    const before = readCount(each.fields.peek());
    const after = tap(before, step, left / step);
    const dirty = written(before, after);
    if (Object.keys(dirty).length > 0) saves.push(each.save(dirty, undefined, touch));
    left -= after.quantity - before.quantity;
    if (left >= 0) break;
  }
  active.value = service;
  undone.value = null;
  if (saves.length === 0) return;
  vibrate(Math.abs(times) === 1 ? "tap" : "ten");
  const now = quantity + times * step - left;
  const unit = row.unit.peek();
  announce(t().tally.counted(label("service_type", service), amount(now, unit)));
  if ((await Promise.all(saves)).includes(false)) vibrate("notSaved");
}

/** Takes back what was done last in the round, whatever it was, and names it. */
export async function undo(): Promise<void> {
  const last = done.peek().at(-1);
  if (!last) return;
  vibrate("undo");
  await retract(last);
}

/** Takes back the last tap on one tile: it was a palm. */
export async function retractLast(here: Here, service: string): Promise<void> {
  const row = rowHere(here, service);
  const last = [...done.peek()].reverse().find((each) => each.row === row);
  if (last) await retract(last);
}

interface Back {
  readonly row: Written;
  readonly now: Written["fields"]["value"];
  readonly back: ReturnType<typeof takenBack>;
}

/** Takes one thing back, with all that the same touch saved. */
export async function retract(last: Done): Promise<void> {
  if (last.way) return retractSo(last, last.way);
  const all = done.peek().filter(({ touch }) => touch === last.touch);
  const backs = all.map(backOf).filter((each) => each !== null);
  forget(all);
  // Nothing of it stands any more: somebody else took it back, or wrote over it.
  if (backs.length === 0) return undo();
  const left = done.peek();
  const saying = wordsOf(backs, last.path);
  const saves = backs.map(({ row, back }) => {
    row.rendered();
    return row.save(back, undefined, null);
  });
  const words = await saying;
  // Unless something else was done while the words came.
  if (done.peek() === left) undone.value = words;
  announce(words);
  if ((await Promise.all(saves)).includes(false)) {
    for (const each of all) remember(each);
    vibrate("notSaved");
  }
}

async function retractSo(last: Done, { words, back }: Way): Promise<void> {
  forget([last]);
  const saved = back();
  if (saved === null) return undo();
  undone.value = words;
  announce(words);
  if (await saved) return;
  remember(last);
  vibrate("notSaved");
}

/** Null where nothing is left to take back, or the phone may not know what it would cover. */
function backOf(each: Done): Back | null {
  const entry = entryAt(each.path);
  const row = each.row.path === each.path ? each.row : entry && rowAt(entry);
  const isOut = entry !== null && (entry.stub || voidedFor(entry) !== null);
  if (row === null || (isOut && !("voided" in each.after))) return null;
  const now = row.fields.peek();
  if (Object.keys(now).length === 0) return null;
  const back = takenBack(each, now);
  return Object.keys(back).length === 0 ? null : { row, now, back };
}

/** "Hot meal 43 → 42", as the tile shows it; for all else what it was, in the words of its screen. */
async function wordsOf(backs: readonly Back[], path: string): Promise<string> {
  const [{ row: first, now, back }] = backs as [Back];
  const read = (name: string) => String(now[name] ?? "");
  const [service, unit] = [read("service_type"), read("unit")];
  if (service !== "") active.value = service;
  if (!("quantity" in back)) {
    const [part] = await Promise.allSettled([import("./after-touch")]);
    if (part.status === "fulfilled") return part.value.undoneWords(path, now, back);
    return t().contact.takenBack(label("service_type", service));
  }
  const where = { round: { id: read("round") }, site: { id: read("site") } };
  const others = rowsHere(where, service, unit).filter((row) => row.path !== first.path);
  const from = sumOf(others) + readNumber(now["quantity"]);
  const made = backs.map((one) => readNumber(one.back["quantity"]) - readCount(one.now).quantity);
  const to = made.reduce((sum, each) => sum + each, from);
  return t().tally.undone(label("service_type", service), formatNumber(from), formatNumber(to));
}

function sumOf(rows: readonly Row[]): number {
  return rows.reduce((sum, { fields }) => sum + readCount(fields.value).quantity, 0);
}

/** Only what changed is written. */
export function written(before: Count, after: Count): Record<string, number | string> {
  return {
    ...(after.quantity === before.quantity ? {} : { quantity: writeNumber(after.quantity) }),
    ...(after.people === before.people ? {} : { people: after.people }),
  };
}
