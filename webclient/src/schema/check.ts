/** What is wrong with a value, type by type. Twin of the `_check_…` functions of `sync/schema.py`. */
import type { CheckError, Field, FieldType, Key, Scalar, Value } from "./declaration.ts";
import { isCaseCode, isRecordId } from "./formats.ts";
import { codeOf, isCode, type Kind, keyOf } from "./records.ts";

type Check = (field: Field, value: Value) => CheckError | null;
type TextCheck = (field: Field, text: string) => CheckError | null;

const URL_MAX = 500;
const EMAIL_MAX = 254;
const DECIMAL = /^-?(0|[1-9][0-9]{0,15})\.[0-9]{0,9}[1-9]$/;
const TOKEN = /^[a-z0-9_.-]{1,60}$/;
const DATE = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;
const TIME = /^T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z$/;

const CHECKS: Readonly<Record<FieldType, Check>> = {
  int: (field, value) => (typeof value === "number" ? checkRange(field, value) : "wrong_type"),
  number: checkNumber,
  flag: checkFlag,
  bool: checkFlag,
  array: checkArray,
  text: ofText((field, text) =>
    field.max !== undefined && [...text].length > field.max ? "too_long" : null,
  ),
  code: ofText((field, text) => (isCode(field.list ?? "", text) ? null : "unknown_code")),
  enum: ofText((field, text) => (field.values?.includes(text) === true ? null : "unknown_code")),
  uuid: ofText((_field, text) => (isRecordId(text) ? null : "bad_format")),
  case_code: ofText((_field, text) => (isCaseCode(text) ? null : "bad_format")),
  date: ofText((_field, text) => (isDate(text) ? null : "bad_format")),
  datetime: ofText((_field, text) =>
    isDate(text.slice(0, 10)) && TIME.test(text.slice(10)) ? null : "bad_format",
  ),
  slug: ofPattern(/^[a-z0-9][a-z0-9_-]{0,59}$/),
  token: ofPattern(/^[a-z0-9_.-]{1,60}$/),
  url: ofPattern(/^https?:\/\/[^\s/?#]+([/?#]\S*)?$/, URL_MAX),
  email: ofPattern(/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/, EMAIL_MAX),
  phone: ofPattern(/^\+?[0-9][0-9 ().-]{1,29}$/),
  iso2: ofPattern(/^[A-Z]{2}$/),
  ciphertext: ofPattern(/^[A-Za-z0-9_-]+$/),
};

/**
 * The code of what is wrong with a value of a kind's field, by wire name; null when nothing is.
 * `unknown_field`: nothing is declared under the name.
 */
export function check(kind: Kind, wireName: string, value: Value): CheckError | null {
  const field = kind.field(wireName);
  return field === undefined ? "unknown_field" : checkField(field, value, keyOf(wireName));
}

function checkField(field: Field, value: Value, key: string | null): CheckError | null {
  if (field.container === undefined ? key !== null : !isKey(field, key)) return "bad_key";
  if (value === null) {
    return field.required === true && field.container === undefined ? "required" : null;
  }
  return CHECKS[field.type](field, value);
}

function isKey(field: Field, key: string | null): boolean {
  const declared = field.key;
  if (key === null || declared === undefined) return false;
  switch (declared.type) {
    case "code":
      return isCode(declared.list ?? "", key) || isSizedCode(declared, key);
    case "enum":
      return declared.values?.includes(key) === true;
    case "uuid":
      return isRecordId(key);
    case "case_code":
      return isCaseCode(key);
    case "sex_age":
      return isSexAge(key);
    case "token":
      return TOKEN.test(key);
  }
}

/** `coat.l`: a code and one of its list's sizes. */
function isSizedCode({ list = "", sizes }: Key, key: string): boolean {
  const dot = key.lastIndexOf(".");
  if (sizes === undefined || dot < 0) return false;
  return isCode(list, key.slice(0, dot)) && codeOf(sizes, key.slice(dot + 1)) !== undefined;
}

function isSexAge(key: string): boolean {
  const underscore = key.indexOf("_");
  if (underscore < 0) return false;
  const sex = codeOf("sex", key.slice(0, underscore));
  return sex !== undefined && codeOf("age_band", key.slice(underscore + 1)) !== undefined;
}

function ofText(check: TextCheck): Check {
  return (field, value) => (typeof value === "string" ? check(field, value) : "wrong_type");
}

function ofPattern(pattern: RegExp, max = Number.POSITIVE_INFINITY): Check {
  return ofText((_field, text) => {
    if ([...text].length > max) return "too_long";
    return pattern.test(text) ? null : "bad_format";
  });
}

function checkNumber(field: Field, value: Value): CheckError | null {
  if (typeof value === "number") return checkRange(field, value);
  if (typeof value !== "string" || !DECIMAL.test(value)) return "wrong_type";
  return checkRange(field, Number(value));
}

function checkRange(field: Field, number: number): CheckError | null {
  const below = field.min !== undefined && number < field.min;
  const above = field.max !== undefined && number > field.max;
  return below || above ? "out_of_range" : null;
}

function checkFlag(_field: Field, value: Value): CheckError | null {
  return typeof value === "boolean" ? null : "wrong_type";
}

function checkArray(field: Field, value: Value): CheckError | null {
  if (!isArray(value)) return "wrong_type";
  if (field.items !== undefined && value.length !== field.items.length) return "bad_format";
  return field.each === "uuid" && !value.every(isRecordId) ? "bad_format" : null;
}

function isArray(value: Value): value is readonly Scalar[] {
  return Array.isArray(value);
}

function isDate(text: string): boolean {
  const [, year, month, day] = (DATE.exec(text) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined) return false;
  // Day 0 of the next month is the last day of this one.
  const days = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
  return year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= days;
}
