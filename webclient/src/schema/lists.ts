/**
 * The code lists as one network uses them: its own entries (kind `list_item`) lie over the
 * shipped lists. They rename a code, hide it, move it, change its unit and step, or add one.
 *
 * A hidden code is not offered any more; what was written with it reads as before.
 */
import type { Code, Value } from "./declaration.ts";
import { CODES } from "./records.gen.ts";
import { isOwnCode } from "./records.ts";

/** One record of kind `list_item`, as far as it matters here. */
export interface OwnItem {
  readonly id: string;
  readonly madeAtMs: number;
  readonly fields: Readonly<Record<string, Value>>;
}

/** One code of a list as it holds in this network. */
export interface ListedCode extends Code {
  readonly code: string;
  /** The network's own names of it, by language. */
  readonly labels: Readonly<Record<string, string>>;
  /** Added by the network, not shipped. */
  readonly own: boolean;
  /** The shipped code that an own one counts as. */
  readonly parent?: string;
  readonly rank: number;
}

/** Shipped codes stand so far apart that others find room between them. */
export const RANK_STEP = 2 ** 20;

const LABEL = "label/";
const MINUTE_MS = 60_000;
const SHIPPED: Readonly<Record<string, Readonly<Record<string, Code>>>> = CODES;
const CATEGORIES: Readonly<Record<string, Code>> = CODES.service_category;
const NONE: readonly OwnItem[] = [];

type Listed = ReadonlyMap<string, ListedCode>;

export class Lists {
  readonly #items = new Map<string, OwnItem[]>();
  readonly #laid = new Map<string, Listed>();

  constructor(items: readonly OwnItem[] = NONE) {
    for (const item of [...items].sort(byAge)) {
      const { list, voided } = item.fields;
      if (typeof list !== "string" || (voided ?? null) !== null) continue;
      const same = this.#items.get(list);
      if (same) same.push(item);
      else this.#items.set(list, [item]);
    }
  }

  /** Every code of a list by code, in the network's order, hidden ones too. */
  all(list: string): Listed {
    const laid = this.#laid.get(list) ?? lay(list, this.#items.get(list) ?? NONE);
    this.#laid.set(list, laid);
    return laid;
  }

  /** The codes that can be chosen now, in the network's order. */
  offered(list: string): readonly string[] {
    return [...this.all(list).values()]
      .filter(({ retired }) => retired !== true)
      .map(({ code }) => code);
  }

  of(list: string, code: string): ListedCode | undefined {
    return this.all(list).get(code);
  }

  /** The parts of the key of an element with a size, `coat.l`; the size is null without one. */
  sized(list: string, sizes: string, key: string): { code: string; size: string | null } {
    const dot = key.lastIndexOf(".");
    const size = key.slice(dot + 1);
    if (dot < 0 || this.of(list, key) !== undefined || this.of(sizes, size) === undefined) {
      return { code: key, size: null };
    }
    return { code: key.slice(0, dot), size };
  }

  /**
   * The network's own name of a code; null when the shipped one holds. `shipped`, the shipped
   * name in this language, goes before the network's name in another one.
   */
  name(list: string, code: string, language: string, shipped: string | undefined): string | null {
    const labels = this.of(list, code)?.labels;
    if (labels === undefined) return null;
    if (labels[language] !== undefined) return labels[language];
    if (shipped !== undefined) return null;
    return labels["en"] ?? labels["fr"] ?? Object.values(labels)[0] ?? null;
  }
}

function lay(list: string, items: readonly OwnItem[]): Listed {
  const shipped = SHIPPED[list] ?? {};
  const byCode = new Map<string, OwnItem[]>(Object.keys(shipped).map((code) => [code, []]));
  for (const item of items) {
    const { code } = item.fields;
    if (typeof code !== "string") continue;
    const same = byCode.get(code);
    if (same) same.push(item);
    else if (isOwnCode(code)) byCode.set(code, [item]);
  }
  const places = new Map(Object.keys(shipped).map((code, index) => [code, index + 1]));
  const codes = [...byCode].map(([code, over]) => listedCode(code, shipped, places, over));
  codes.sort((a, b) => a.rank - b.rank || (a.code < b.code ? -1 : 1));
  return new Map(codes.map((each) => [each.code, each]));
}

function listedCode(
  code: string,
  shipped: Readonly<Record<string, Code>>,
  places: ReadonlyMap<string, number>,
  over: readonly OwnItem[],
): ListedCode {
  const own = !Object.hasOwn(shipped, code);
  const fields = together(over);
  const parent = own ? textOf(fields["parent"]) : undefined;
  const base = (own ? baseOf(parent, shipped) : shipped[code]) ?? {};
  const unit = textOf(fields["unit"]) ?? base.unit;
  // A step belongs to its unit: ten kilograms are not ten bags.
  const step = numberOf(fields["step"]) ?? (unit === base.unit ? base.step : undefined);
  const { unit: _unit, step: _step, retired: _retired, ...rest } = base;
  return {
    ...rest,
    code,
    own,
    labels: labelsOf(fields),
    rank: numberOf(fields["rank"]) ?? placeOf(own ? parent : code, places),
    ...(parent === undefined ? {} : { parent }),
    ...(unit === undefined ? {} : { unit }),
    ...(step === undefined ? {} : { step }),
    ...((fields["retired"] ?? base.retired) === true ? { retired: true } : {}),
  };
}

/** What an own code has from its parent: a code of the same list, or a category. */
function baseOf(parent: string | undefined, shipped: Readonly<Record<string, Code>>): Code | null {
  if (parent === undefined) return null;
  if (Object.hasOwn(shipped, parent)) return { ...shipped[parent], retired: false };
  return Object.hasOwn(CATEGORIES, parent) ? { category: parent } : null;
}

/** An own code without a rank comes right after its parent, one without a parent at the end. */
function placeOf(code: string | undefined, places: ReadonlyMap<string, number>): number {
  const place = code === undefined ? undefined : places.get(code);
  if (place === undefined) return (places.size + 1) * RANK_STEP;
  return place * RANK_STEP;
}

/** Several records of one code: of each field the value of the latest that has one. */
function together(over: readonly OwnItem[]): Readonly<Record<string, Value>> {
  const known = over.map(({ fields }) =>
    Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)),
  );
  return Object.assign({}, ...known) as Readonly<Record<string, Value>>;
}

function labelsOf(fields: Readonly<Record<string, Value>>): Readonly<Record<string, string>> {
  const named = Object.entries(fields).filter(
    (field): field is [string, string] =>
      field[0].startsWith(LABEL) && typeof field[1] === "string" && field[1].trim() !== "",
  );
  return Object.fromEntries(named.map(([name, label]) => [name.slice(LABEL.length), label]));
}

function textOf(value: Value | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function numberOf(value: Value | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** To the minute, which is all that the desk is told: both must lay them in one order. */
function byAge(a: OwnItem, b: OwnItem): number {
  return minute(a) - minute(b) || (a.id < b.id ? -1 : 1);
}

function minute({ madeAtMs }: OwnItem): number {
  return Math.floor(madeAtMs / MINUTE_MS);
}
