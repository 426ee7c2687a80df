/** What the person did last in a round, so that each thing can be taken back and named. */
import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { phone, type Value } from "../../store/phone";
import { sameValue } from "../same-value";
import { readNumber, writeNumber } from "./tally";

type Fields = Readonly<Record<string, Value>>;

/** Where it was written, and is taken back: a row of counts, or of any entry. */
export interface Written {
  readonly path: string | null;
  readonly fields: ReadonlySignal<Fields>;
  rendered(): void;
  save(dirty: Fields, typed?: string, touch?: object | null): Promise<boolean>;
}

/** One save: what it changed of an entry, and what stood there before. */
export interface Done {
  readonly row: Written;
  readonly path: string;
  readonly before: Fields;
  readonly after: Fields;
  /** What one touch saved is taken back together. */
  readonly touch: object;
  /** How it is taken back where that takes more than writing what stood before. */
  readonly way?: Way;
}

export interface Way {
  readonly words: string;
  /** Null when nothing of it stands any more; false when the phone could not keep it. */
  back(): Promise<boolean> | null;
}

export const UNDO_STEPS_MAX = 20;

const chosen = phone.setting("round");
const round = () => chosen.value?.split("/")[0];
const history = signal<{ readonly round: string | undefined; readonly all: readonly Done[] }>({
  round: undefined,
  all: [],
});

/** Of this round; another one begins with none. */
export const done = computed(() => (history.value.round === round() ? history.value.all : []));
/** What was just taken back, in words, until something else is done. */
export const undone = signal<string | null>(null);

/** The path of the meeting that was just saved: it has a line of its own until the next touch. */
export const savedMeeting = signal<string | null>(null);

/** Null when nothing was changed. */
export function remember(each: Done): Done | null {
  const { before, after } = each;
  const changed = Object.entries(after).filter(([name, value]) => !sameValue(before[name], value));
  if (changed.length === 0 && !each.way) return null;
  const kept = { ...each, after: Object.fromEntries(changed) };
  keep([...done.peek(), kept].slice(-UNDO_STEPS_MAX));
  undone.value = null;
  return kept;
}

/** Saved otherwise than by a row: `before` is what taking it back is to write. */
export function made(row: Written, path: string, before: Fields, after: Fields): void {
  remember({ row, path, before, after, touch: {} });
}

/** What is taken back in a way of its own. */
export function madeSo(row: Written, path: string, way: Way): Done {
  const one = { row, path, before: {}, after: {}, touch: {}, way };
  return remember(one) ?? one;
}

/** Takes something out again: it was not kept after all, or is taken back now. */
export function forget(gone: readonly (Done | null)[]): void {
  keep(done.peek().filter((each) => !gone.includes(each)));
}

/** Nothing of before is left in memory. */
export function forgetAll(): void {
  keep([]);
  undone.value = null;
}

/**
 * What taking it back writes over `now`: what stood there before. Where somebody wrote a number
 * since, the difference that it made, so that a correction made in between stays; what else
 * somebody wrote since stays whole.
 */
export function takenBack({ before, after }: Done, now: Fields): Record<string, Value> {
  const back: Record<string, Value> = {};
  for (const [name, value] of Object.entries(after)) {
    const was = before[name];
    if (sameValue(now[name], value)) back[name] = was ?? null;
    else if (typeof value === "number" || name === "quantity") {
      const made = readNumber(value) - readNumber(was);
      back[name] = writeNumber(Math.max(0, readNumber(now[name]) - made));
    }
  }
  return back;
}

function keep(all: readonly Done[]): void {
  history.value = { round: round(), all };
}
