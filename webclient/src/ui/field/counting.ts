/** Taps on the count screen: what they add, what can be taken back, what the strip says. */
import { signal } from "@preact/signals";
import { formatNumber, label, t } from "../../strings";
import { announce } from "../components/announce";
import type { Here } from "./activities";
import { amount } from "./codes";
import { entryAt, text } from "./entries";
import { rowHere } from "./row";
import { type Count, readCount, tap, writeNumber } from "./tally";
import { forget, remember, type Tap, type Taps, takeBack } from "./undo";
import { vibrate } from "./vibrate";

/** The taps of one round; another round begins with none. */
interface History {
  readonly round: string;
  readonly taps: Taps;
}

const history = signal<History>({ round: "", taps: [] });

/** The service of the strip: the last one touched. */
export const active = signal<string | null>(null);
/** Services chosen under "another service": they have a tile at once. */
export const chosen = signal<readonly string[]>([]);
/** What was just taken back, said in the strip until the next tap. */
export const undone = signal<string | null>(null);

export function tapsOf(here: Here): Taps {
  return history.value.round === here.round.id ? history.value.taps : [];
}

export async function count(here: Here, service: string, times: number): Promise<void> {
  const row = rowHere(here, service);
  const before = readCount(row.fields.peek());
  const after = tap(before, row.step.peek(), times);
  active.value = service;
  undone.value = null;
  if (after.quantity === before.quantity && after.people === before.people) return;
  vibrate(Math.abs(times) === 1 ? "tap" : "ten");
  const made: Tap = { site: here.site.id, service, before, after };
  keep(here, remember(tapsOf(here), made));
  say(here, service, after);
  const saved = await row.save(written(before, after));
  if (!saved) {
    keep(here, forget(tapsOf(here), made));
    vibrate("notSaved");
  }
}

/** Takes back the last tap of the round, on whatever tile it was, and names it. */
export async function undo(here: Here): Promise<void> {
  const last = tapsOf(here).at(-1);
  if (!last) return;
  await retract(here, last);
  vibrate("undo");
}

/** Takes back the last tap on one tile: it was a palm. */
export async function retractLast(here: Here, service: string): Promise<void> {
  const last = [...tapsOf(here)]
    .reverse()
    .find((each) => each.service === service && each.site === here.site.id);
  if (last) await retract(here, last);
}

async function retract(here: Here, last: Tap): Promise<void> {
  // The team may have moved on to another place of the round since.
  const site = entryAt(`site/${last.site}`) ?? here.site;
  const row = rowHere({ round: here.round, site }, last.service);
  const now = readCount(row.fields.peek());
  const after = takeBack(last, now);
  keep(here, forget(tapsOf(here), last));
  active.value = last.service;
  const words = t().tally.undone(
    label("service_type", last.service),
    formatNumber(now.quantity),
    formatNumber(after.quantity),
  );
  undone.value = words;
  announce(words);
  const saved = await row.save(written(now, after));
  if (!saved) {
    keep(here, remember(tapsOf(here), last));
    undone.value = null;
    vibrate("notSaved");
  }
}

/** Only what changed is written. */
export function written(before: Count, after: Count): Record<string, number | string> {
  return {
    ...(after.quantity === before.quantity ? {} : { quantity: writeNumber(after.quantity) }),
    ...(after.people === before.people ? {} : { people: after.people }),
  };
}

function keep(here: Here, taps: Taps): void {
  history.value = { round: here.round.id, taps };
}

function say(here: Here, service: string, count: Count): void {
  const row = rowHere(here, service);
  const unit = String(row.fields.peek()["unit"] ?? "");
  const words = unit === "" ? formatNumber(count.quantity) : amount(count.quantity, unit);
  announce(t().tally.counted(label("service_type", service), words));
}

export function unitHere(here: Here, service: string, fallback: string): string {
  const entry = rowHere(here, service).entry.value;
  return (entry && text(entry, "unit")) ?? fallback;
}
