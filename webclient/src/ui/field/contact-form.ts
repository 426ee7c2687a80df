/**
 * One meeting being filled in: what the screen shows, kept half filled in until it is saved.
 *
 * Unlike a count nothing of it is an entry before Save: a meeting that was begun and not finished
 * never happened.
 */
import { computed, effect, signal } from "@preact/signals";
import { type Entry, phone, type Value } from "../../store/phone";
import type { Here } from "./activities";
import { changedFields, EMPTY, keptFields, type Meeting, readMeeting } from "./contact-values";
import { entriesOf, voidedFor } from "./entries";
import { screen } from "./router";
import { rowAt } from "./row";
import { made } from "./undo";

type Fields = Readonly<Record<string, Value>>;

const NEW = "contact";

export class ContactForm {
  readonly entry: Entry | null;
  /** The round it was begun in. */
  readonly #round: string | null;
  readonly #id: string;
  readonly #key: string;
  readonly #form;
  readonly #begin: Meeting;
  readonly #meeting;
  readonly meeting;
  readonly failure = signal<"full" | "failed" | null>(null);
  /** When what is shown was typed, if it comes from before a restart of the app. */
  readonly restoredMs = signal<number | null>(null);
  #begunMs: number | null = null;
  #saving = false;

  /** Of an entry to correct, or, with `entry` null, of a new meeting in a round. */
  constructor(entry: Entry | null, round: string | null) {
    this.entry = entry;
    this.#round = round;
    this.#key = entry === null ? NEW : `${NEW}/${entry.id}`;
    const draft = usable(phone.drafts.read(this.#key), entry, round);
    this.#id = entry?.id ?? idOf(draft) ?? crypto.randomUUID();
    this.#form = phone.openForm("contact", entry, { id: this.#id });
    // The screen names both values of a field that has two.
    this.#form.rendered(entry, entry?.conflicts);
    this.#begin = entry === null ? EMPTY : readMeeting(entry.fields);
    this.#meeting = signal(
      draft === null ? this.#begin : readMeeting({ ...entry?.fields, ...draft }),
    );
    this.meeting = computed(() => this.#meeting.value);
    if (draft === null) phone.drafts.drop(this.#key);
    else this.#begunMs = this.restoredMs.value = Number(draft["begun"]);
  }

  change(next: Meeting): void {
    this.#meeting.value = next;
    const kept = keptFields(this.#begin, next);
    if (Object.keys(kept).length === 0) phone.drafts.drop(this.#key);
    else phone.drafts.write(this.#key, { ...kept, ...this.#about() });
  }

  /** Forgets what was filled in. */
  clear(): void {
    this.#begunMs = this.restoredMs.value = null;
    this.change(this.#begin);
  }

  /** True when it is kept, or there was nothing to keep; a second touch meanwhile is none. */
  async save(here: Here | null): Promise<boolean> {
    if (this.#saving) return false;
    const changed = changedFields(this.#begin, this.#meeting.peek());
    const whole = this.entry === null ? beginning(here) : again(this.entry);
    if (this.entry !== null && Object.keys({ ...whole, ...changed }).length === 0) return true;
    this.#saving = true;
    const result = await this.#form.save({ ...whole, ...changed }, this.#key);
    void this.#form.close();
    this.#saving = false;
    this.failure.value = result.ok ? null : result.error;
    if (result.ok && this.entry) made(rowAt(this.entry), this.path, this.entry.fields, changed);
    if (result.ok && this.entry?.bad != null) await phone.remove(this.entry.path);
    return result.ok;
  }

  /** Whether there is something that leaving would lose. */
  get begun(): boolean {
    return Object.keys(changedFields(this.#begin, this.meeting.peek())).length > 0;
  }

  get path(): string {
    return `contact/${this.#id}`;
  }

  #about(): Fields {
    this.#begunMs ??= Math.round(phone.now());
    return { begun: this.#begunMs, id: this.#id, round: this.#round };
  }
}

/** The meeting being filled in; going back keeps it, another round begins afresh. */
let open: { readonly form: ContactForm; readonly round: string } | null = null;

export function newMeeting({ round }: Here): ContactForm {
  if (open?.round !== round.id) open = { form: new ContactForm(null, round.id), round: round.id };
  if (attached !== null) open.form.change({ ...open.form.meeting.peek(), ...attached });
  attached = null;
  return open.form;
}

/** What is known of the person whom the next meeting, or the one being filled in, is with. */
let attached: Partial<Meeting> | null = null;

/** Who left before the meeting began (no round was open) meets somebody else next time. */
effect(() => {
  if (screen.value.name !== "meeting") attached = null;
});

export function meetWith(known: Partial<Meeting>): void {
  attached = known;
}

/** What was filled in so far in the meeting of this round. */
export function begunMeeting(round: string): Meeting | null {
  return open?.round === round ? open.form.meeting.peek() : null;
}

/** Whether somebody was in the middle of one in this round, which may have been ended meanwhile. */
export function isMeetingBegun(round: string): boolean {
  if (open?.round === round) return open.form.begun;
  return phone.drafts.read(NEW)?.["round"] === round;
}

/** It was saved: the next one begins empty. */
export function closeMeeting(): void {
  open = null;
}

/** My last meeting that can be read here. */
export function lastMeeting(): Entry | null {
  const mine = entriesOf("contact").filter(
    (each) => each.mine && !each.stub && voidedFor(each) === null,
  );
  return mine.reduce<Entry | null>(
    (last, each) => (last === null || each.madeAtMs > last.madeAtMs ? each : last),
    null,
  );
}

/** What a new meeting says besides what was touched: where, and that somebody was met. */
function beginning(here: Here | null): Fields {
  const where = here === null ? {} : { round: here.round.id, site: here.site.id };
  return { ...where, group_size: EMPTY.people };
}

/** What must travel anew of an entry that the server refused. */
function again({ refused, fields }: Entry): Fields {
  const names = Object.keys(refused).filter((name) => refused[name] !== null);
  return Object.fromEntries(names.map((name) => [name, fields[name] ?? refused[name] ?? null]));
}

/** A draft of this entry, or of a meeting in this round that was not saved meanwhile. */
function usable(draft: Fields | null, entry: Entry | null, round: string | null): Fields | null {
  if (draft === null || entry !== null) return draft;
  const id = idOf(draft);
  const saved = id !== null && phone.entries.peek().has(`contact/${id}`);
  return saved || draft["round"] !== round ? null : draft;
}

function idOf(draft: Fields | null): string | null {
  const id = draft?.["id"];
  return typeof id === "string" ? id : null;
}
