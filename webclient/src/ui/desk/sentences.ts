/** The steps of a story in words: parts of a sentence, of which some are strong. */

import { sameValue } from "../same-value";
import { describeField, describePerson, describeValue, fieldInSentence, hour } from "./describe";
import { wasOffline } from "./moment";
import { personName, phoneOwner } from "./names";
import { codeLabel, hasKey, say, sayParts, together } from "./say";
import type { ChangeStep, FieldChange, SplitStep, StoryStep, Written } from "./story";
import { containerOf, declared, fieldsOf } from "./vocabulary";
import type { Fields, Value } from "./wire";

export type Part = string | { readonly strong: string };
export type Sign = "began" | "changed" | "asked" | "split" | "done" | "removed";

export interface Told {
  readonly sign: Sign;
  readonly sentences: readonly (readonly Part[])[];
  /** Phone, network, arrival, road. */
  readonly how: string;
}

/** What a step says. `fields` are the record's present values, for units. */
export function tellStep(step: StoryStep, kind: string, fields: Fields): Told {
  return step.type === "split" ? tellSplit(step, kind) : tellChange(step, kind, fields);
}

function strong(text: string): Part {
  return { strong: text };
}

function tellSplit(step: SplitStep, kind: string): Told {
  const { values } = step;
  const two =
    values.length === 2 ? say("story.split.two") : say("story.split.more", { n: values.length });
  const words = values.map((value) => describeValue(kind, step.field, value));
  const sentence = sayParts<Part>("story.split", {
    two: strong(two),
    field: fieldInSentence(kind, step.field),
    list: together(words),
    value: describeValue(kind, step.field, step.shown),
  });
  return { sign: "split", sentences: [sentence], how: say("story.split.by") };
}

function tellChange(step: ChangeStep, kind: string, fields: Fields): Told {
  const who = step.user === null ? say("server") : describePerson(step.user);
  const special = step.changes.flatMap((change) => tellSpecial(change, who));
  const plain = inOrder(
    kind,
    step.changes.filter((change) => !isSpecial(change.field)),
  );
  const settled = plain.filter((change) => change.settled.length > 0);
  const others = plain.filter((change) => change.settled.length === 0);
  const context = { kind, fields: step.first ? fields : {}, who };
  const sentences = [
    ...settled.map((change) => tellSettled(change, context)),
    ...(step.first ? [tellFirst(others, context)] : tellOthers(others, context)),
    ...special.map((one) => one.sentence),
    ...tellUnseen(plain, context),
  ];
  const sign = settled.length > 0 ? "done" : (special[0]?.sign ?? "changed");
  return { sign: step.first ? "began" : sign, sentences, how: tellHow(step) };
}

/** As the declaration orders them, what counts first of all. */
function inOrder(kind: string, changes: readonly FieldChange[]): readonly FieldChange[] {
  const names = ["quantity", "people", ...fieldsOf(kind).map((field) => field.name)];
  const place = (change: FieldChange) => {
    const at = names.indexOf(containerOf(change.field));
    return at < 0 ? names.length : at;
  };
  return [...changes].sort((a, b) => place(a) - place(b));
}

interface Context {
  readonly kind: string;
  readonly fields: Fields;
  readonly who: string;
}

const SPECIAL: ReadonlySet<string> = new Set([
  "review",
  "queried",
  "query",
  "answer",
  "voided",
  "$gone",
  "accepted",
  "$into",
  "distinct",
]);
const UNTOLD: ReadonlySet<string> = new Set(["org", "captured_locked", "visibility"]);

function isSpecial(field: string): boolean {
  return SPECIAL.has(containerOf(field)) || UNTOLD.has(containerOf(field));
}

interface Special {
  readonly sign: Sign;
  readonly sentence: readonly Part[];
}

function tellSpecial(change: FieldChange, who: string): readonly Special[] {
  const value = change.to;
  const actor = strong(who);
  switch (containerOf(change.field)) {
    case "review":
      return value === "reviewed"
        ? [{ sign: "done", sentence: sayParts("story.reviewed", { who: actor }) }]
        : change.from === undefined
          ? []
          : [{ sign: "changed", sentence: sayParts("story.unreviewed", { who: actor }) }];
    case "query":
      return textual("story.asked", "asked", actor, value);
    case "answer":
      return textual("story.answered", "asked", actor, value);
    case "queried":
      return value ? [] : [{ sign: "done", sentence: sayParts("story.closed", { who: actor }) }];
    case "voided":
      return typeof value === "string"
        ? [{ sign: "removed", sentence: tellVoided(actor, value) }]
        : [{ sign: "changed", sentence: sayParts("story.unvoided", { who: actor }) }];
    case "$gone":
      return value === null
        ? [{ sign: "changed", sentence: sayParts("story.undeleted", { who: actor }) }]
        : [{ sign: "removed", sentence: sayParts("story.deleted", { who: actor }) }];
    case "accepted":
      return value ? [{ sign: "done", sentence: sayParts("story.accepted", { who: actor }) }] : [];
    case "$into":
      return value === null
        ? [{ sign: "changed", sentence: sayParts("story.two", { who: actor }) }]
        : [{ sign: "done", sentence: sayParts("story.into", { who: actor }) }];
    case "distinct":
      return value ? [{ sign: "done", sentence: sayParts("story.distinct", { who: actor }) }] : [];
    default:
      return [];
  }
}

function textual(
  key: "story.asked" | "story.answered",
  sign: Sign,
  who: Part,
  value: Value,
): readonly Special[] {
  if (typeof value !== "string" || value === "") return [];
  return [{ sign, sentence: sayParts<Part>(key, { who, text: value }) }];
}

function tellVoided(who: Part, reason: string): readonly Part[] {
  return sayParts<Part>("story.voided", { who, reason: codeLabel("void_reason", reason) });
}

/** Fields of a first entry that say what it is, and so stand in the title already. */
const IN_TITLE: ReadonlySet<string> = new Set([
  "site",
  "service_type",
  "round",
  "started_at",
  "unit",
  "people_method",
  "round_kind",
  "user",
]);

function tellFirst(
  changes: readonly FieldChange[],
  { kind, fields, who }: Context,
): readonly Part[] {
  const worth = changes.filter((change) => !IN_TITLE.has(change.field) && change.to !== null);
  const quantity = worth.find((change) => change.field === "quantity");
  if (kind === "activity" && quantity !== undefined) {
    const value = describeValue(kind, "quantity", quantity.to, fields);
    return sayParts<Part>("story.first.quantity", { who: strong(who), value: strong(value) });
  }
  if (worth.length === 0) return sayParts<Part>("story.first.plain", { who: strong(who) });
  const items = worth.slice(0, 4).map((change) => tellItem(change, kind, fields, true));
  return withList("story.first", who, items);
}

function tellOthers(
  changes: readonly FieldChange[],
  { kind, fields, who }: Context,
): readonly (readonly Part[])[] {
  if (changes.length === 0) return [];
  const items = changes.map((change) => tellItem(change, kind, fields, false));
  return [withList("story.change", who, items)];
}

function withList(
  key: "story.first" | "story.change",
  who: string,
  items: readonly (readonly Part[])[],
): readonly Part[] {
  const list = items.flatMap((item, index): readonly Part[] => {
    if (index === 0) return item;
    const last = index === items.length - 1;
    return [last ? ` ${say("and")} ` : ", ", ...item];
  });
  return sayParts<Part | readonly Part[]>(key, { who: strong(who), list }).flatMap((part) =>
    Array.isArray(part) ? (part as readonly Part[]) : [part as Part],
  );
}

function tellItem(
  change: FieldChange,
  kind: string,
  fields: Fields,
  first: boolean,
): readonly Part[] {
  const field = declared(kind, change.field);
  if (field?.container === "set") {
    const key = change.to ? "story.item.added" : "story.item.removed";
    return first && change.to
      ? [strong(describeField(kind, change.field))]
      : sayParts<Part>(key, { field: strong(describeField(kind, change.field)) });
  }
  const words = (value: Value) => describeValue(kind, change.field, value, fields);
  const name = first ? describeField(kind, change.field) : fieldInSentence(kind, change.field);
  const from = change.from === undefined || change.from === null ? null : words(change.from);
  if (change.to === null) {
    return from === null
      ? sayParts<Part>("story.item.blank", { field: name })
      : sayParts<Part>("story.item.emptied", { field: name, from });
  }
  const to = strong(words(change.to));
  if (first) return sayParts<Part>("story.item.first", { field: name, to });
  if (from === null) return sayParts<Part>("story.item.set", { field: name, to });
  return sayParts<Part>("story.item.changed", { field: name, from, to });
}

function tellSettled(change: FieldChange, { kind, fields, who }: Context): readonly Part[] {
  const value = describeValue(kind, change.field, change.to, fields);
  const kept = change.settled.some((one) => sameValue(one.value, change.to));
  return sayParts<Part>(kept ? "story.kept" : "story.chose", {
    who: strong(who),
    field: fieldInSentence(kind, change.field),
    value: strong(value),
    list: together(change.settled.map((one) => whose(one, kind))),
  });
}

function tellUnseen(
  changes: readonly FieldChange[],
  { kind }: Context,
): readonly (readonly Part[])[] {
  const unseen = changes.flatMap((change) => change.unseen.map((one) => whose(one, kind)));
  return unseen.length === 0 ? [] : [[say("story.unseen", { list: together(unseen) })]];
}

/** `Inès’s 48` */
export function whose(one: Written, kind: string): string {
  return say("story.replaced", {
    whose: say("story.whose", { name: describePerson(one.user) }),
    value: describeValue(kind, one.field, one.value),
  });
}

/** `Inès’s phone · no network · arrived 22:05 by Mo’s phone` */
function tellHow(step: ChangeStep): string {
  if (step.user === null) return say("story.by_server");
  if (step.via === "link") return say("story.link");
  if (step.device === null) return say("story.desk");
  const owner = phoneOwner(step.device) ?? personName(step.user) ?? say("somebody");
  const pieces = [say("story.phone", { name: owner })];
  const offline = wasOffline(step.at, step.receivedAt);
  if (offline) pieces.push(say("story.offline"));
  if (offline && step.receivedAt !== null) {
    pieces.push(`${say("story.arrived", { time: hour(step.receivedAt) })} ${road(step)}`);
  } else {
    pieces.push(road(step));
  }
  return pieces.join(" · ");
}

/** By which road a change came: itself, or carried by another phone. */
export function road(step: {
  readonly via: string | null;
  readonly device: string | null;
}): string {
  if (step.via === null || step.via === step.device || NOT_CARRIED.has(step.via)) {
    return say("story.directly");
  }
  const carrier = phoneOwner(step.via);
  return carrier === null ? say("story.road.other") : say("story.road", { name: carrier });
}

const NOT_CARRIED: ReadonlySet<string> = new Set(["sync", "desk", "server", "direct"]);

/** Words for why something is held, or what is wrong with a record. */
export function reasonText(family: "held" | "issue", code: string): string {
  const key = `${family}.${code}`;
  return hasKey(key) ? say(key) : say(`${family}.other`);
}
