/** Records, fields and values in the words of the screen. */

import type { Field, Key } from "../../schema/declaration";
import { readDay } from "../../schema/wall-clock";
import { lists } from "../../strings/lists";
import { clock, listMoment, longMoment, plainDate } from "./moment";
import { orgNames, personName, rounds, siteNames } from "./names";
import {
  codeLabel,
  either,
  fieldInline,
  fieldLabel,
  hasKey,
  quoted,
  say,
  together,
  valueLabel,
  withUnit,
  writeNumber,
} from "./say";
import { exceptionLine, hoursLine } from "./service-words";
import { network, now } from "./session";
import { chosen, containerOf, declared, elementOf } from "./vocabulary";
import type { Fields, Value } from "./wire";

/** `Quantity`, `Women, adults`, `Needs: Legal help`. */
export function describeField(kind: string, flat: string): string {
  const element = elementOf(flat);
  const label = fieldLabel(containerOf(flat));
  if (element === null) return label;
  const key = declared(kind, flat)?.key;
  if (key?.type === "sex_age") return band(element);
  const name = key === undefined ? element : keyLabel(key, element);
  return name === null ? label : say("colon", { name: label, value: name });
}

/** `Legal help` of `needs/legal`. */
export function describeElement(kind: string, flat: string): string {
  const element = elementOf(flat) ?? "";
  const key = declared(kind, flat)?.key;
  return (key === undefined ? null : keyLabel(key, element)) ?? element;
}

/** A field inside a sentence: `the quantity`, or `“Needs: Legal help”`. */
export function fieldInSentence(kind: string, flat: string): string {
  const inline = elementOf(flat) === null ? fieldInline(flat) : null;
  return inline ?? quoted(describeField(kind, flat));
}

/** `Women, adults`; the labels of the two codes where no word for both exists. */
function band(element: string): string {
  const known = valueLabel(element);
  if (known !== null) return known;
  const [sex = "u", ...age] = element.split("_");
  return `${codeLabel("sex", sex)}, ${codeLabel("age_band", age.join("_"))}`;
}

function keyLabel(key: Key, element: string): string | null {
  if (key.list !== undefined && key.sizes !== undefined) {
    return sizedLabel(key.list, key.sizes, element);
  }
  if (key.list !== undefined) return codeLabel(key.list, element);
  if (key.type === "uuid") return idName(key.of, element) ?? say("somebody");
  return key.type === "token" ? null : (valueLabel(element) ?? element);
}

/** `Coat, L` */
function sizedLabel(list: string, sizes: string, element: string): string {
  const { code, size } = lists.value.sized(list, sizes, element);
  return size === null
    ? codeLabel(list, code)
    : `${codeLabel(list, code)}, ${codeLabel(sizes, size)}`;
}

/** A value as people read it. `fields` is the record, from which a quantity takes its unit. */
export function describeValue(kind: string, flat: string, value: Value, fields?: Fields): string {
  if (value === null || value === undefined) return say("record.empty");
  if (typeof value === "boolean") return say(value ? "yes" : "no");
  const field = declared(kind, flat);
  if (typeof value === "object") return describeArray(field, value);
  if (flat === "quantity" && typeof fields?.["unit"] === "string") {
    return withUnit(value, fields["unit"]);
  }
  if (typeof value === "number") return writeNumber(value);
  return field === null ? value : describeText(field, value);
}

function describeText(field: Field, value: string): string {
  switch (field.type) {
    case "code":
      return codeLabel(field.list ?? "", value);
    case "enum":
      return valueLabel(`${field.name}.${value}`) ?? valueLabel(value) ?? value;
    case "number":
      return writeNumber(value);
    case "datetime":
      return Number.isNaN(Date.parse(value)) ? value : longMoment(value, network().time_zone);
    case "date":
      return readDay(value) === null ? value : plainDate(value, now());
    case "ciphertext":
      return say("status.sealed");
    case "uuid":
      return idName(field.of, value) ?? value.slice(0, 8);
    default:
      return value;
  }
}

/** Elements such as `[service_type, quantity, unit]`; other arrays one after the other. */
function describeArray(field: Field | null, value: readonly unknown[]): string {
  if (field?.name === "schedules") return hoursLine(value);
  if (field?.name === "exceptions") return exceptionLine(value);
  const [what, quantity, unit] = value;
  const list = field?.name === "lines" ? "service_type" : "item";
  if (field?.container === "elements" && value.length === 3 && typeof what === "string") {
    const amount =
      typeof unit === "string" && field.name === "lines"
        ? withUnit(quantity as number | string, unit)
        : String(quantity);
    return `${codeLabel(list, what)} ${amount}`;
  }
  return together(value.map(String));
}

function idName(of: string | undefined, id: string): string | null {
  switch (of) {
    case "site":
      return siteNames.value.get(id) ?? null;
    case "user":
      return personName(id);
    case "org":
      return orgNames.value.get(id) ?? null;
    case "round": {
      const round = rounds.value.get(id);
      return round === undefined ? null : roundName(round);
    }
    default:
      return null;
  }
}

/** `Street round, Sun 22, 20:52` */
function roundName(fields: Fields): string {
  const kind = codeLabel("round_kind", String(fields["round_kind"] ?? ""));
  const start = fields["started_at"] ?? fields["planned_start"];
  if (typeof start !== "string") return kind;
  return `${kind}, ${listMoment(start, network().time_zone, now())}`;
}

/** `84 or 48`, of the values in the order given, each once. */
export function describeEither(
  kind: string,
  flat: string,
  values: readonly Value[],
  fields?: Fields,
): string {
  const texts = values.map((value) => describeValue(kind, flat, value, fields));
  return either([...new Set(texts)]);
}

/** What a record is about, without its place: `Hot meal`, `Meeting, group of 2`. */
export function describeWhat(kind: string, fields: Fields, sealed = false): string {
  const key = `one.${kind}`;
  const generic = hasKey(key) ? say(key) : kind;
  if (sealed) return say("what.sealed", { what: generic });
  if (kind === "activity" && typeof fields["service_type"] === "string") {
    return codeLabel("service_type", fields["service_type"]);
  }
  if (kind === "contact" && typeof fields["group_size"] === "number") {
    return say("what.group", { what: generic, n: fields["group_size"] });
  }
  if (kind === "round" && typeof fields["round_kind"] === "string") {
    return codeLabel("round_kind", fields["round_kind"]);
  }
  if (typeof fields["referral_type"] === "string") {
    return codeLabel("referral_type", fields["referral_type"]);
  }
  if (kind === "signup" && typeof fields["user"] === "string") {
    return say("what.person", { what: generic, name: describePerson(fields["user"]) });
  }
  if (kind === "list_item" && typeof fields["list"] === "string") {
    return codeLabel(fields["list"], String(fields["code"] ?? ""));
  }
  const name = fields["name"] ?? fields["alias"] ?? fields["title"] ?? fields["code"];
  return typeof name === "string" ? name : generic;
}

/** `Dune`, or the places of a round; empty where there is none. */
export function describePlace(kind: string, fields: Fields): string {
  const single = fields["site"] ?? fields["place"];
  if (typeof single === "string") return siteNames.value.get(single) ?? "";
  if (kind !== "round") return "";
  return chosen(fields, "sites")
    .map((id) => siteNames.value.get(id) ?? "")
    .filter((name) => name !== "")
    .join(", ");
}

/** `Hot meal, Dune` */
export function describeRecord(kind: string, fields: Fields, sealed = false): string {
  const what = describeWhat(kind, fields, sealed);
  const place = describePlace(kind, fields);
  return place === "" ? what : say("what.place", { what, place });
}

export function describePerson(id: string | null): string {
  return personName(id) ?? say("somebody");
}

/** `coordinator`, as said of a person. */
export function describeRole(role: string): string {
  const key = `role.${role}`;
  return hasKey(key) ? say(key) : role;
}

/** `20:55` in the network's time. */
export function hour(at: string): string {
  return clock(at, network().time_zone);
}
