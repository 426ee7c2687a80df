// Prints every text of the web client as JSON, so that tests press what people read.
// Run with webclient/ as the working folder, from standard input.
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const { load } = await import(pathToFileURL(join(process.cwd(), "build", "load-texts.mjs")));
const { en } = await load("strings/en");
const { fr } = await load("strings/fr");
const { ar } = await load("strings/ar");
const { directoryEn } = await load("strings/directory.en");
const { directoryFr } = await load("strings/directory.fr");
const { directoryAr } = await load("strings/directory.ar");
const { personEn } = await load("strings/person.en");
const { personFr } = await load("strings/person.fr");
const { personAr } = await load("strings/person.ar");
const { lockEn } = await load("strings/lock.en");
const { lockFr } = await load("strings/lock.fr");
const { lockAr } = await load("strings/lock.ar");
const { afterEn } = await load("strings/after.en");
const { afterFr } = await load("strings/after.fr");
const { afterAr } = await load("strings/after.ar");
const { filled } = await load("strings/draft");
const { deskEn } = await load("strings/desk.en");
const { deskFr } = await load("strings/desk.fr");

// Numbers of every form that a language may have; the first is the plain one.
const NUMBERS = [1, 2, 0, 3, 11, 100];

// A text with places in it becomes what it says of each of these.
function plain(text) {
  if (typeof text === "function") return [...new Set(NUMBERS.map((n) => text(n, n, n)))];
  if (typeof text !== "object") return text;
  return Object.fromEntries(Object.entries(text).map(([key, value]) => [key, plain(value)]));
}

// A phone in Arabic whose second language is not French fills its gaps in English.
const found = {
  phone: {
    en: { ...en, directory: directoryEn, person: personEn, lock: lockEn, after: afterEn },
    fr: { ...fr, directory: directoryFr, person: personFr, lock: lockFr, after: afterFr },
    ar: {
      ...filled(en, ar),
      directory: directoryAr,
      person: personAr,
      lock: lockAr,
      after: afterAr,
    },
  },
  desk: { en: deskEn, fr: deskFr },
};
console.log(JSON.stringify(plain(found)));
