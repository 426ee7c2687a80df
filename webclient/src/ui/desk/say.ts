/**
 * Words in the language of the screen. The second language is fetched when it is chosen.
 * `say` gives a string; `sayParts` keeps what is not a string apart, so that a value inside a
 * sentence can be bold whatever the order of words.
 */
import type { DeskKey, DeskStrings } from "../../strings/desk.en";
import type { Text } from "../../strings/desk.text";
import { catalogue, language, speak } from "../../strings/language";
import { type Complete, fallback, INTL_TAGS, isComplete } from "../../strings/languages";
import { nameOf } from "../../strings/lists";
import { choose, type Forms } from "../../strings/plural";

interface Words {
  readonly strings: DeskStrings;
  readonly fields: Readonly<Record<string, string>>;
  readonly inline: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, string>>;
  readonly units: Readonly<Record<string, Forms>>;
  /** Labels by list and code, as generated from the code lists. */
  readonly codes: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Everything the desk says, one language at a time. */
export const deskWords = catalogue<Words, Complete>({ en: loadEnglish, fr: loadFrench });

const STORED = "maraude.desk.language";

/** Speak the language chosen before, else the first of the browser's that we know. */
export function speakPreferred(): Promise<void> {
  const stored = localStorage.getItem(STORED);
  const wanted = isComplete(stored) ? stored : fallback(navigator.languages);
  return speak(wanted, [deskWords]);
}

export function chooseLanguage(next: Complete): Promise<void> {
  localStorage.setItem(STORED, next);
  return speak(next, [deskWords]);
}

async function loadEnglish(): Promise<Words> {
  const [strings, fields, labels, others] = await Promise.all([
    import("../../strings/desk.en"),
    import("../../strings/desk.fields.en"),
    import("../../schema/labels.en.gen"),
    import("../../schema/labels.desk.en.gen"),
  ]);
  return {
    strings: strings.deskEn,
    fields: fields.fieldLabelsEn,
    inline: fields.fieldInlineEn,
    values: fields.valueLabelsEn,
    units: fields.unitLabelsEn,
    codes: { ...labels.LABELS, ...others.LABELS },
  };
}

async function loadFrench(): Promise<Words> {
  const [strings, fields, labels, others] = await Promise.all([
    import("../../strings/desk.fr"),
    import("../../strings/desk.fields.fr"),
    import("../../schema/labels.fr.gen"),
    import("../../schema/labels.desk.fr.gen"),
  ]);
  return {
    strings: strings.deskFr,
    fields: fields.fieldLabelsFr,
    inline: fields.fieldInlineFr,
    values: fields.valueLabelsFr,
    units: fields.unitLabelsFr,
    codes: { ...labels.LABELS, ...others.LABELS },
  };
}

export type Variables = Readonly<Record<string, string | number>>;

/** The text of a key with its places filled. Numbers are written as the language does. */
export function say(key: DeskKey, variables: Variables = {}): string {
  const text = sayParts<string | number>(key, variables)
    .map((part) => (typeof part === "number" ? writeNumber(part) : part))
    .join("");
  return language.value === "fr" ? elided(text) : text;
}

/** `d’Inès`, not `de Inès`: before the capital vowel that a name begins with. */
function elided(text: string): string {
  return text.replaceAll(/\bde (?=[AEIOUÀÂÄÉÈÊËÎÏÔÖÙÛÜŒ])/g, "d’");
}

/** As `say`, but what fills the places is kept as it is, in the order of the language. */
export function sayParts<T>(
  key: DeskKey,
  variables: Readonly<Record<string, T>>,
): readonly (string | T)[] {
  const text = form(deskWords.text().strings[key], variables["n"]);
  return text.split(/(\{[a-z_]+\})/).flatMap((piece): (string | T)[] => {
    if (piece === "") return [];
    if (!piece.startsWith("{") || !piece.endsWith("}")) return [piece];
    const filler = variables[piece.slice(1, -1)];
    return filler === undefined ? [piece] : [filler];
  });
}

function form(text: Text, count: unknown): string {
  return typeof text === "string" ? text : pick(text, Number(count ?? 0));
}

function pick(forms: Forms, count: number): string {
  return choose(tag(), count, forms);
}

/** `1,038`, `1 038`. A decimal may come as the string of the wire, such as "12.5". */
export function writeNumber(value: number | string): string {
  return new Intl.NumberFormat(tag(), { maximumFractionDigits: 6 }).format(Number(value));
}

/** `a, b or c`. */
export function either(texts: readonly string[]): string {
  return new Intl.ListFormat(tag(), { type: "disjunction" }).format(texts);
}

/** `a, b and c`. */
export function together(texts: readonly string[]): string {
  return new Intl.ListFormat(tag(), { type: "conjunction" }).format(texts);
}

export function fieldLabel(name: string): string {
  return deskWords.text().fields[name] ?? name;
}

/** A field's name inside a sentence, or null where only its label in quotation marks does. */
export function fieldInline(name: string): string | null {
  return deskWords.text().inline[name] ?? null;
}

export function quoted(text: string): string {
  return language.value === "fr" ? `« ${text} »` : `“${text}”`;
}

/** Label of a code of a list; the code itself when nobody named it. */
export function codeLabel(list: string, code: string): string {
  return nameOf(list, code, deskWords.text().codes[list]?.[code]);
}

export function valueLabel(name: string): string | null {
  return deskWords.text().values[name] ?? null;
}

/** Whether the desk has words under this key, such as those of an issue of a later server. */
export function hasKey(key: string): key is DeskKey {
  return Object.hasOwn(deskWords.text().strings, key);
}

function tag(): string {
  return INTL_TAGS[language.value];
}

/** `84 portions`, `120 kg`; the bare number for a unit nobody named. */
export function withUnit(value: number | string, unit: string): string {
  const forms = deskWords.text().units[unit];
  const number = writeNumber(value);
  return forms === undefined ? number : `${number}\u00a0${pick(forms, Number(value))}`;
}

/** First letter as a sentence begins. */
export function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase(language.value) + text.slice(1);
}
