/** What waits at the door in words, and what takes back that it was let in. */
import { send } from "./api";
import { describeField, describeRecord, describeValue } from "./describe";
import { complain, report } from "./done";
import { orgNames, personName, phoneOwner } from "./names";
import { shownFields } from "./now";
import { say } from "./say";
import { type Planned, writeQuietly } from "./several";
import { declared, fieldsOf, isEnvelope } from "./vocabulary";
import { type Fields, type Held, type Value, writtenValue } from "./wire";

const SHOWN_MAX = 3;

/** What a held change is about: `Hot meal, Dune`, and `People-contacts: 5 → 6` of each field. */
export function heldName(held: Held): { readonly name: string; readonly moves: readonly string[] } {
  const { change } = held;
  if (change === null || fieldsOf(change.c).length === 0) {
    return { name: say("held.unknown"), moves: [] };
  }
  const fields = heldFields(held);
  const name = describeRecord(change.c, { ...held.entry?.fields, ...fields }, held.stub === true);
  const told = Object.keys(fields).filter(
    (field) => !isEnvelope(field) || held.entry !== undefined,
  );
  return { name, moves: told.slice(0, SHOWN_MAX).map((field) => moveOf(held, field)) };
}

/** `People-contacts: 5 → 6`, or the value alone where the entry is not there or not ours to read. */
function moveOf(held: Held, field: string): string {
  const kind = held.change?.c ?? "";
  return say("colon", { name: describeField(kind, field), value: moveValue(held, field) });
}

export function moveValue(held: Held, field: string): string {
  const kind = held.change?.c ?? "";
  const known = { ...held.entry?.fields, ...heldFields(held) };
  const words = (value: Value) => describeValue(kind, field, value, known);
  const to = words(heldFields(held)[field] ?? null);
  if (held.entry === undefined) return to;
  return say("held.move", { from: words(held.entry.fields[field] ?? null), to });
}

/** What it writes, in the order in which the entry's page has it. */
export function changedFields(held: Held): readonly string[] {
  const fields = heldFields(held);
  const known = Object.fromEntries(Object.keys(fields).map((name) => [name, fields[name] ?? ""]));
  const shown = shownFields({ kind: held.change?.c ?? "", fields: known });
  return [...shown, ...Object.keys(fields).filter((name) => !shown.includes(name))];
}

/** Whether it is the first change of an entry: only that one says whose it is. */
export function isFirst(held: Held): boolean {
  return "org" in heldFields(held);
}

export function heldFields(held: Held): Fields {
  const set = held.change?.set ?? {};
  return Object.fromEntries(
    Object.entries(set).map(([field, write]) => [field, writtenValue(write)]),
  );
}

/** Whose phone it came from; of another association only that is known. */
export function heldPerson(held: Held): string {
  const name = phoneOwner(held.device) ?? personName(held.user);
  if (name !== null) return name;
  const org = orgNames.value.get(held.org ?? "");
  return org === undefined ? say("somebody") : say("held.somebody", { org });
}

export interface Released {
  readonly held: Held;
  /** The id under which the change was stored. */
  readonly change: string;
}

/** Report it; undo writes what was there before, or makes void what was not there at all. */
export function released(done: readonly Released[], text: string): void {
  const planned = done.flatMap(undoing);
  const undo = async () => {
    const reply = await writeQuietly(planned);
    return reply.ok ? say("did.undone", { what: text.replace(/\.$/, "") }) : reply;
  };
  report(text, planned.length === 0 ? null : undo);
}

function undoing({ held, change }: Released): readonly Planned[] {
  if (held.change === null || held.stub === true) return [];
  const { c: kind, r: id } = held.change;
  const target = { kind, id, fields: { ...held.entry?.fields, ...heldFields(held) } };
  const entry = held.entry?.fields;
  if (entry === undefined) {
    return [{ target, set: { voided: "mistake" }, seen: { voided: [] }, before: { voided: null } }];
  }
  const names = Object.keys(heldFields(held)).filter((name) => isWritable(kind, name));
  if (names.length === 0) return [];
  const set = Object.fromEntries(names.map((name) => [name, entry[name] ?? null]));
  const seen = Object.fromEntries(names.map((name) => [name, [change]]));
  return [{ target, set, seen, before: heldFields(held) }];
}

function isWritable(kind: string, name: string): boolean {
  const field = declared(kind, name);
  return field !== null && field.merge !== "once" && name !== "visibility";
}

export async function refuse(held: Held): Promise<boolean> {
  const reply = await send("POST", `/api/held/${held.id}/refuse`);
  if (!reply.ok) {
    complain(reply);
    return false;
  }
  report(say("did.refused", { what: heldName(held).name }), async () => {
    const undone = await send("POST", `/api/held/${held.id}/reopen`);
    return undone.ok ? say("did.undone", { what: heldName(held).name }) : undone;
  });
  return true;
}
