// Prints every text of the web client as JSON, so that tests press what people read.
// Run with webclient/ as the working folder, from standard input.
import { join } from "node:path";
import { rolldown } from "rolldown";

const FILES = {
  phone: { en: ["en", "en"], fr: ["fr", "fr"] },
  desk: { en: ["desk.en", "deskEn"], fr: ["desk.fr", "deskFr"] },
};

async function load([file, name]) {
  const bundle = await rolldown({ input: join(process.cwd(), "src", "strings", `${file}.ts`) });
  const { output } = await bundle.generate({ format: "esm", codeSplitting: false });
  const code = Buffer.from(output[0].code).toString("base64");
  return (await import(`data:text/javascript;base64,${code}`))[name];
}

// A text with places in it becomes what it says of one thing and of two.
function plain(text) {
  if (typeof text === "function") return [text(1, 1, 1), text(2, 2, 2)];
  if (typeof text !== "object") return text;
  return Object.fromEntries(Object.entries(text).map(([key, value]) => [key, plain(value)]));
}

const found = {};
for (const [page, languages] of Object.entries(FILES)) {
  found[page] = {};
  for (const [language, file] of Object.entries(languages)) {
    found[page][language] = plain(await load(file));
  }
}
console.log(JSON.stringify(found));
