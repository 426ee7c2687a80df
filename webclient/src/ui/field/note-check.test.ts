import { describe, expect, it } from "vitest";
import { looksPersonal } from "./note-check";

describe("what looks like a person is pointed out", () => {
  it.each([
    ["a phone number", "call +33 6 12 34 56 78 tomorrow", "+33 6 12 34 56 78"],
    ["one with points", "06.12.34.56.78", "06.12.34.56.78"],
    ["one in brackets", "tel (0)6 12-34-56", "0)6 12-34-56"],
    ["one in Arabic digits", "اتصل ٠٦١٢٣٤٥٦٧٨ غدا", "٠٦١٢٣٤٥٦٧٨"],
    ["one in Persian digits", "زنگ ۰۶۱۲۳۴۵۶", "۰۶۱۲۳۴۵۶"],
    ["a long number", "dossier 7512345678", "7512345678"],
    ["an address for mail", "write to lou.m@example.org please", "lou.m@example.org"],
    ["a label, English", "Name: anybody", "Name: anybody"],
    ["a label, French", "prénom : quelqu'un", "prénom : quelqu'un"],
    ["a label, Arabic", "الاسم: فلان", "الاسم: فلان"],
    ["a label, Persian", "نام: فلانی", "نام: فلانی"],
    ["a label, Sorani", "ناو: کەسێک", "ناو: کەسێک"],
    ["a label, Amharic", "ስም: እገሌ", "ስም: እገሌ"],
    ["a label, Ethiopic colon", "ስልክ፡ 12", "ስልክ፡ 12"],
    ["a word before a name, English", "He is called Camille", "called Camille"],
    ["a word before a name, French", "elle s’appelle Camille", "s’appelle Camille"],
    ["a form of address", "Mme Dupond attend", "Mme Dupond"],
    ["a word before a name, Arabic", "الشاب اسمه كميل من", "اسمه كميل"],
    ["a word before a name, Persian", "آقای کمیل آمد", "آقای کمیل"],
    ["a word before a name, Amharic", "ስሙ ካሚል ነው", "ስሙ ካሚል"],
    ["two words with capitals", "told Camille Martin to wait", "Camille Martin"],
  ])("%s", (_what, note, found) => {
    expect(looksPersonal(note)).toBe(found);
  });
});

describe("what teams write every night passes", () => {
  it.each([
    "Ran out of lids at 20:30, back at 22:45.",
    "12 500 litres in the tank, 3 x 10 kg left",
    "Waited at rue Jean Jaurès, then Place Saint Pierre",
    "Plus de gants. Mairie prévenue, la police est passée deux fois.",
    "mobile kitchen came, phone charging full",
    "نفدت القفازات، عاد الفريق في 21:30",
    "دستکش تمام شد",
    "ጓንቲ አልቋል",
    "",
  ])("%s", (note) => {
    expect(looksPersonal(note)).toBeNull();
  });
});
