// The texts of the web client, read from their sources.
import { join } from "node:path";
import { rolldown } from "rolldown";

const SOURCE = join(import.meta.dirname, "..", "src");

/** Load a source module, such as `strings/en`, with all that it imports. */
export async function load(module) {
  const bundle = await rolldown({ input: join(SOURCE, `${module}.ts`) });
  const { output } = await bundle.generate({ format: "esm", codeSplitting: false });
  const code = Buffer.from(output[0].code).toString("base64");
  return import(`data:text/javascript;base64,${code}`);
}

/** Every text of a tree as `[path, text]`; the forms of one word are one text. */
export function leaves(texts, path = []) {
  if (typeof texts !== "object" || isForms(texts)) return [[path.join("."), texts]];
  return Object.entries(texts).flatMap(([name, branch]) => leaves(branch, [...path, name]));
}

/** The paths of the phone's texts and labels that a draft does not have. */
export async function gapsOf(language) {
  const texts = await load(`strings/${language}`);
  const labels = await load(`schema/labels.${language}.gen`);
  const { en } = await load("strings/en");
  const { LABELS } = await load("schema/labels.en.gen");
  return {
    texts: without(leaves(en), leaves(texts[language])),
    labels: without(leaves(LABELS), leaves(labels.LABELS)),
  };
}

function without(all, some) {
  const found = new Set(some.map(([path]) => path));
  return all.map(([path]) => path).filter((path) => !found.has(path));
}

const { isForms } = await load("strings/plural");
