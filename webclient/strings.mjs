// Lists what each language still misses, and texts that no screen uses.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gapsOf, leaves, load } from "./build/load-texts.mjs";

const SOURCE = join(import.meta.dirname, "src");

const { COMPLETE, DRAFTS, READABLE_DRAFTS } = await load("strings/languages");
const { en } = await load("strings/en");
const { deskEn } = await load("strings/desk.en");
const { personEn } = await load("strings/person.en");
const { directoryEn } = await load("strings/directory.en");
const { afterEn } = await load("strings/after.en");
const texts = leaves(en).map(([path]) => path);
const labels = leaves((await load("schema/labels.en.gen")).LABELS).map(([path]) => path);

console.log(`phone: ${texts.length} texts, ${labels.length} labels of codes`);
console.log(`${COMPLETE.join(", ")}: complete`);
for (const language of DRAFTS) await report(language);
reportUnused();

async function report(language) {
  const module = await load(`strings/${language}`);
  const written = leaves(module[language]).map(([path]) => path);
  const offered = READABLE_DRAFTS.includes(language);
  const missing = await gapsOf(language);
  console.log(
    `\n${language}: draft, ${offered ? "offered" : "not offered yet"};`,
    `${missing.texts.length} texts and ${missing.labels.length} labels missing`,
  );
  if (!offered) return;
  for (const path of missing.texts) console.log(`  text   ${path}`);
  for (const path of missing.labels) console.log(`  label  ${path}`);
  for (const path of written.filter((each) => !texts.includes(each))) {
    console.log(`  of no text any more: ${path}`);
  }
}

function reportUnused() {
  const sources = readdirSync(SOURCE, { recursive: true })
    .filter((name) => /\.tsx?$/.test(name) && !/\.(gen|test)\.ts|^strings/.test(name))
    .map((name) => readFileSync(join(SOURCE, name), "utf8"))
    .join("\n");
  // A key with a place in it, such as `theme.${one}`, uses all that begin so.
  const begun = [...sources.matchAll(/`([a-z_.]+)\$\{|reasonText\("([a-z]+)"/g)].map(
    ([, start, group]) => start ?? group,
  );
  // Units are named by codes of the entries.
  const ofScreens = texts.filter((path) => !path.startsWith("units."));
  const onPhone = ofScreens.filter((path) => !isNamed(sources, path.split(".").at(-1)));
  const onDesk = Object.keys(deskEn).filter(
    (key) => !sources.includes(`"${key}"`) && !begun.some((start) => key.startsWith(start)),
  );
  const parts = [directoryEn, personEn, afterEn];
  const ofParts = parts.flatMap(leaves).map(([path]) => path);
  const inParts = ofParts.filter((path) => !isNamed(sources, path.split(".").at(-1)));
  const unused = [...onPhone, ...onDesk, ...inParts];
  console.log(`\nused by no screen: ${unused.length}`);
  for (const path of unused) console.log(`  ${path}`);
}

function isNamed(sources, name) {
  return new RegExp(`\\b${name}\\b`).test(sources);
}
