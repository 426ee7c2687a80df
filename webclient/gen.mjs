// Writes src/schema/*.gen.ts from sync/records.json, taxonomy.json and referral-workflow.json.
// `node gen.mjs --check` writes nothing and fails when a file is stale.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const SOURCE = join(import.meta.dirname, "..", "sync");
const TARGET = join(import.meta.dirname, "src", "schema");
const HEADER =
  "// Generated from sync/records.json and sync/taxonomy.json by gen.mjs. Never edit.\n";

/** What the browser needs of a kind, a field and a code; prose stays behind. */
const KIND_MEMBERS = ["visibility"];
const FIELD_MEMBERS = [
  "name",
  "type",
  "of",
  "list",
  "values",
  "items",
  "each",
  "min",
  "max",
  "container",
  "key",
  "required",
  "merge",
  "order",
  "write",
  "stub",
  "implies",
];
const CODE_MEMBERS = [
  "category",
  "categories",
  "unit",
  "step",
  "visibility",
  "default_urgency",
  "hours",
  "scale",
  "number",
  "countries",
  "month_day",
  "after_easter",
  "retired",
];
/** Lists that the phone's screens name codes of; it need not carry the words of the others. */
const PHONE_LISTS = new Set([
  "age_band",
  "emergency_number",
  "item",
  "item_size",
  "language",
  "minor_status",
  "need",
  "round_kind",
  "service_category",
  "service_type",
  "site_kind",
  "unit",
  "void_reason",
]);
/** Lists that the directory names codes of, and that services are found by in any language. */
const DIRECTORY_LISTS = [
  "language",
  "need",
  "public_holiday",
  "referral_type",
  "service_category",
  "service_type",
];
/** Lists that following somebody up names codes of. */
const REFERRAL_LISTS = [
  "cancel_reason",
  "consent_method",
  "consent_scope",
  "decline_reason",
  "handover",
  "not_completed_reason",
  "referral_outcome",
  "referral_reason",
  "referral_status",
  "referral_type",
  "sex",
  "urgency",
];
/** What the desk speaks; the phone speaks all languages of the code lists. */
const DESK_LANGUAGES = new Set(["en", "fr"]);
/** Lists used only in exports, which the server writes. */
const SERVER_LISTS = new Set(["sector"]);

const records = read("records.json");
const taxonomy = read("taxonomy.json");
const lists = Object.entries(taxonomy.lists).filter(([name]) => !SERVER_LISTS.has(name));

const files = new Map([
  ["records.gen.ts", recordsFile()],
  ["workflow.gen.ts", workflowFile()],
]);
for (const language of taxonomy.languages) {
  const isPhone = ([name]) => PHONE_LISTS.has(name);
  files.set(`labels.${language}.gen.ts`, labelsFile(language, lists.filter(isPhone)));
  if (!DESK_LANGUAGES.has(language)) continue;
  const others = lists.filter((list) => !isPhone(list));
  files.set(`labels.desk.${language}.gen.ts`, labelsFile(language, others));
}

files.set("directory.gen.ts", partFile("DIRECTORY_LABELS", DIRECTORY_LISTS));
files.set("referral.gen.ts", partFile("REFERRAL_LABELS", REFERRAL_LISTS));
files.set("words.gen.ts", wordsFile());

const stale = [...files].filter(([name, text]) => current(name) !== text);
if (process.argv.includes("--check")) {
  for (const [name] of stale) console.error(`stale: src/schema/${name}; run make schema`);
  process.exitCode = stale.length === 0 ? 0 : 1;
} else {
  for (const [name, text] of stale) writeFileSync(join(TARGET, name), text);
}

function read(name) {
  return JSON.parse(readFileSync(join(SOURCE, name), "utf8"));
}

function current(name) {
  try {
    return readFileSync(join(TARGET, name), "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return null;
    throw error;
  }
}

function recordsFile() {
  const kinds = Object.entries(records.kinds).map(([name, kind]) => {
    const members = lines(pick(kind, KIND_MEMBERS), 6);
    return `    ${name}: {\n${members}      fields: ${fieldLines(kind.fields, 8)},\n    },\n`;
  });
  const codes = lists.map(([name, list]) => {
    const entries = list.items.map((item) => [item.code, pick(item, CODE_MEMBERS)]);
    return `  ${name}: {\n${lines(Object.fromEntries(entries), 4)}  },\n`;
  });
  return [
    HEADER,
    `import type { CodeLists, Declaration } from "./declaration.ts";\n\n`,
    `export const SCHEMA_NUMBER = ${records.schema};\n\n`,
    `export const RECORDS = {\n  envelope: ${fieldLines(records.envelope, 4)},\n`,
    `  kinds: {\n${kinds.join("")}  },\n} as const satisfies Declaration;\n\n`,
    `export const CODES = {\n${codes.join("")}} as const satisfies CodeLists;\n`,
  ].join("");
}

/** Who may take which step of a referral, and what two steps at once come to. */
function workflowFile() {
  const workflow = read("referral-workflow.json");
  const steps = workflow.transitions.map((entry) => ({
    from: entry.from,
    to: entry.to,
    by: entry.by,
    requires: entry.requires,
    reopens: entry.guard?.startsWith("reopen"),
  }));
  const rows = (name, entries, members) =>
    `  ${name}: [\n${entries.map((one) => `    ${literal(pick(one, members))},\n`).join("")}  ],\n`;
  return [
    HEADER.replace("taxonomy.json", "referral-workflow.json"),
    `export const WORKFLOW = {\n`,
    rows("transitions", steps, ["from", "to", "by", "requires", "reopens"]),
    rows("pairs", workflow.concurrent_pairs, ["a", "b", "result", "if_consent_withdrawn"]),
    `} as const;\n`,
  ].join("");
}

function labelsFile(language, chosen) {
  const entries = chosen.flatMap(([name, list]) => {
    const labelled = list.items.filter((item) => item[language] !== undefined);
    if (labelled.length === 0) return [];
    const labels = Object.fromEntries(labelled.map((item) => [item.code, item[language]]));
    return [`  ${name}: {\n${lines(labels, 4)}  },\n`];
  });
  const body = entries.length === 0 ? "{}" : `{\n${entries.join("")}}`;
  return `${HEADER}export const LABELS = ${body} as const;\n`;
}

/** Names of codes in every language at once, for a part that has a file of its own. */
function partFile(constant, chosen) {
  const spoken = taxonomy.languages.flatMap((language) => {
    const named = chosen.map((name) => [name, namesIn(language, name)]);
    const found = named.filter(([, names]) => Object.keys(names).length > 0);
    if (found.length === 0) return [];
    const members = found.map(([name, names]) => `    ${name}: {\n${lines(names, 6)}    },\n`);
    return [`  ${language}: {\n${members.join("")}  },\n`];
  });
  return `${HEADER}export const ${constant} = {\n${spoken.join("")}} as const;\n`;
}

/** What people call a code otherwise, in every language at once: to find it by, never shown. */
function wordsFile() {
  const written = lists.flatMap(([name, { items }]) => {
    const known = items.filter((item) => item.words !== undefined);
    if (known.length === 0) return [];
    const words = known.map((item) => [item.code, Object.values(item.words).join(" ")]);
    return [`  ${name}: {\n${lines(Object.fromEntries(words), 4)}  },\n`];
  });
  return `${HEADER}export const WORDS = {\n${written.join("")}} as const;\n`;
}

function namesIn(language, list) {
  const { items } = taxonomy.lists[list];
  const named = items.filter((item) => item[language] !== undefined);
  return Object.fromEntries(named.map((item) => [item.code, item[language]]));
}

/** The named members, those that say nothing (null, false) left out. */
function pick(entry, names) {
  const kept = names.filter((name) => {
    const value = entry[name];
    return value !== undefined && value !== null && value !== false;
  });
  return Object.fromEntries(kept.map((name) => [name, entry[name]]));
}

function fieldLines(fields, indent) {
  const pad = " ".repeat(indent);
  const written = fields.map((field) => `${pad}${literal(pick(field, FIELD_MEMBERS))},\n`);
  return `[\n${written.join("")}${pad.slice(2)}]`;
}

function lines(members, indent) {
  const pad = " ".repeat(indent);
  return Object.entries(members)
    .map(([name, value]) => `${pad}${key(name)}: ${literal(value)},\n`)
    .join("");
}

function literal(value) {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${key(name)}: ${literal(member)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

function key(name) {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : JSON.stringify(name);
}
