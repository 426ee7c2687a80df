/**
 * One count as it is shown and changed: the stored entry, with what was touched a moment ago on
 * top. The number moves in the same frame; it goes back when the phone could not keep it.
 */
import { computed, signal } from "@preact/signals";
import { type Entry, type Form, phone, type Value } from "../../store/phone";
import { myCount, myCounts, type Where } from "./activities";
import { stepOf, unitOf } from "./codes";
import { text } from "./entries";
import { wireTime } from "./network-day";
import { forget, remember, type Written } from "./undo";

type Fields = Readonly<Record<string, Value>>;

export class Row implements Written {
  readonly kind: string;
  readonly service: string;
  /** Names the row, and what is half typed beside it. */
  readonly key: string;
  readonly #find: () => Entry | null;
  readonly #begin: () => Fields;
  #beginning: Fields | null = null;
  #form: Form | null = null;
  #allShown: readonly string[] = [];
  #saving = 0;
  readonly #touched = signal<Fields | null>(null);

  readonly failure = signal<"full" | "failed" | null>(null);
  readonly entry = computed(() => this.#find());
  /** What the screen shows, field by field. */
  readonly fields = computed<Fields>(() => ({
    ...this.entry.value?.fields,
    ...this.#touched.value,
  }));
  /** What is counted: the service's own unit unless somebody chose another for this count. */
  readonly unit = computed(() => {
    const { unit } = this.fields.value;
    return typeof unit === "string" ? unit : unitOf(this.service);
  });
  /** What one tap adds. A step belongs to its unit: ten kilograms are not ten bags. */
  readonly step = computed(() =>
    this.unit.value === unitOf(this.service) ? stepOf(this.service) : 1,
  );
  /** True while something shown is not yet kept. */
  readonly unsaved = computed(() => this.#touched.value !== null);

  /** `find` reads the stored entry; `begin` gives the fields of a new one. */
  constructor(
    kind: string,
    service: string,
    key: string,
    find: () => Entry | null,
    begin: () => Fields,
  ) {
    this.kind = kind;
    this.service = service;
    this.key = key;
    this.#find = find;
    this.#begin = begin;
  }

  /** Of the entry that it is on, stored or not yet; null before there is one. */
  get path(): string | null {
    return this.entry.value?.path ?? (this.#form && `${this.kind}/${this.#form.id}`);
  }

  /**
   * Call after each drawing: what is on the screen now is what the next save covers; of the fields
   * `whole` every value is on it.
   */
  rendered(whole: readonly string[] = []): void {
    this.#allShown = whole;
    if (this.#touched.peek() === null) this.#form?.rendered(this.entry.peek(), whole);
  }

  /**
   * Shows the values at once and keeps them; false when they could not be kept. `typed` is the key
   * of the draft they were typed into, `touch` the same object for all saves of one touch: they
   * can be taken back together. Null: it is itself what takes something back.
   */
  async save(dirty: Fields, typed?: string, touch: object | null = {}): Promise<boolean> {
    const form = this.#openForm();
    const entry = this.entry.peek();
    if (Object.keys(dirty).length === 0) return true;
    const whole = this.#whole(entry);
    const fields = { ...whole, ...dirty };
    const before = { ...whole, ...this.fields.peek() };
    const path = `${this.kind}/${form.id}`;
    const done = touch && remember({ row: this, path, before, after: dirty, touch });
    this.#touched.value = { ...this.#touched.peek(), ...fields };
    this.#saving += 1;
    const result = await form.save(fields, typed);
    this.#saving -= 1;
    this.failure.value = result.ok ? null : result.error;
    if (!result.ok) forget([done]);
    if (this.#saving === 0) this.#touched.value = null;
    if (result.ok && entry !== null && entry.bad !== null) await phone.remove(entry.path);
    return result.ok;
  }

  /** The screen is left: what was written may leave the phone. */
  close(): void {
    void this.#form?.close();
  }

  /**
   * The open form, unless another entry is shown by now: its own was taken back meanwhile, or
   * another tab counted the same a moment earlier.
   */
  #openForm(): Form {
    const entry = this.entry.peek();
    const stored = this.#form && phone.entries.peek().get(`${this.kind}/${this.#form.id}`);
    if (stored && entry?.id !== stored.id) {
      this.close();
      this.#form = null;
      this.#beginning = null;
    }
    if (this.#form === null) {
      this.#form = phone.openForm(this.kind, entry);
      this.#form.rendered(entry, this.#allShown);
    }
    return this.#form;
  }

  /** What must travel besides what was touched: all of an entry that the server does not have. */
  #whole(entry: Entry | null): Fields {
    if (entry === null) {
      this.#beginning ??= this.#begin();
      return this.#beginning;
    }
    const refused = Object.entries(entry.refused).filter(([, value]) => value !== null);
    return Object.fromEntries(
      refused.map(([name, value]) => [name, entry.fields[name] ?? value] as const),
    );
  }
}

const rows = new Map<string, Row>();

/** My row for a service in this round at this place: what a tap adds to. */
export function rowHere(here: Where, service: string): Row {
  const { round, site } = here;
  const key = `${round.id}/${site.id}/${service}`;
  return known(key, () => {
    const begin = () => ({
      round: round.id,
      site: site.id,
      service_type: service,
      started_at: wireTime(phone.now()),
      quantity: 0,
      unit: unitOf(service),
      people: 0,
      people_method: "counted",
    });
    return new Row("activity", service, key, () => myCount(here, service), begin);
  });
}

/**
 * All rows of what I counted of a service here in one unit, in the order in which −1 takes from
 * them: first the one that a tap adds to, then what was counted while locked or on another phone,
 * the newest first.
 */
export function rowsHere(here: Where, service: string, unit: string): readonly Row[] {
  const own = rowHere(here, service);
  const others = myCounts(here, service).filter(({ path }) => path !== own.path);
  return [own, ...others.reverse().map(rowAt)].filter((row) => row.unit.value === unit);
}

/** The row of an entry that exists already, mine or shared. */
export function rowAt(entry: Entry): Row {
  const find = () => phone.entries.value.get(entry.path) ?? null;
  const service = text(entry, "service_type") ?? "";
  return known(entry.path, () => new Row(entry.kind, service, entry.path, find, () => ({})));
}

export function closeRows(): void {
  for (const row of rows.values()) row.close();
}

function known(key: string, make: () => Row): Row {
  const row = rows.get(key) ?? make();
  rows.set(key, row);
  return row;
}
