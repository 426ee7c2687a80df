/** One field of a record as a control, by its declared type. */
import { useId, useState } from "preact/hooks";
import type { Field } from "../../schema/declaration";
import { describeField } from "./describe";
import { fromLocalInput, localInput } from "./moment";
import { orgNames, personNames, siteNames } from "./names";
import { Personal } from "./personal";
import { codeLabel, say, valueLabel } from "./say";
import { network } from "./session";
import { codesOf, declared } from "./vocabulary";
import type { Value } from "./wire";

export interface InputProps {
  readonly kind: string;
  readonly name: string;
  readonly value: Value;
  /** Said below the control, such as that two values stand there now. */
  readonly note?: string | null;
  /** What is not right about the value, in words. */
  readonly problem?: string | null;
  readonly autofocus?: boolean;
  /** Meant for everybody to read: nothing is said of what must not be in it. */
  readonly open?: boolean;
  readonly onChange: (value: Value) => void;
}

export function Input(props: InputProps) {
  const field = declared(props.kind, props.name);
  const id = useId();
  const note = `${id}-note`;
  const [typed, setTyped] = useState(props.value);
  if (field === null) return null;
  const long = field.type === "text" && (field.max ?? 0) > LONG;
  // Short ones are names of places and things; of a notice every word is free.
  const free = (long || (field.type === "text" && props.kind === NOTICE)) && props.open !== true;
  const onChange = (value: Value) => {
    setTyped(value);
    props.onChange(value);
  };
  return (
    <div class={long ? "input input-long" : "input"}>
      <label for={id}>{describeField(props.kind, props.name)}</label>
      <Control
        {...props}
        id={id}
        field={field}
        long={long}
        onChange={onChange}
        note={props.note == null && props.problem == null ? undefined : note}
      />
      {props.problem == null ? null : (
        <span class="problem" id={note}>
          {props.problem}
        </span>
      )}
      {props.note == null || props.problem != null ? null : (
        <span class="second" id={note}>
          {props.note}
        </span>
      )}
      {free ? <Personal text={typeof typed === "string" ? typed : ""} /> : null}
      {long && free ? <span class="second">{say("edit.free_text")}</span> : null}
    </div>
  );
}

const LONG = 140;
const NOTICE = "notice";
const VERY_LONG = 1000;

interface ControlProps extends Omit<InputProps, "note"> {
  readonly field: Field;
  readonly id: string;
  readonly long: boolean;
  readonly note: string | undefined;
}

function Control({ id, field, name, value, long, note, autofocus, open, onChange }: ControlProps) {
  const options = optionsOf(field, value);
  if (options !== null) {
    return (
      <select
        id={id}
        data-first={autofocus}
        aria-describedby={note}
        onChange={(event) => onChange(fromOption(field, event.currentTarget.value))}
      >
        {field.required === true && value !== null ? null : (
          <option value="" selected={value === null}>
            {say("edit.unset")}
          </option>
        )}
        {options.map(([code, label]) => (
          <option key={code} value={code} selected={code === String(value)}>
            {label}
          </option>
        ))}
      </select>
    );
  }
  if (long) {
    return (
      <textarea
        id={id}
        data-first={autofocus}
        aria-describedby={note}
        rows={open === true && (field.max ?? 0) < VERY_LONG ? 2 : 3}
        {...limits(field)}
        defaultValue={value === null ? "" : String(value)}
        onInput={(event) => onChange(event.currentTarget.value.trim() || null)}
      />
    );
  }
  return (
    <input
      id={id}
      data-first={autofocus}
      aria-describedby={note}
      name={name}
      {...inputType(field)}
      autocomplete="off"
      required={field.required === true}
      {...limits(field)}
      defaultValue={toInput(field, value)}
      onInput={(event) => onChange(fromInput(field, event.currentTarget.value))}
    />
  );
}

type Choices = readonly (readonly [string, string])[] | null;

function optionsOf(field: Field, value: Value): Choices {
  switch (field.type) {
    case "bool":
    case "flag":
      return [
        ["true", say("yes")],
        ["false", say("no")],
      ];
    case "code": {
      const list = field.list ?? "";
      return codesOf(list)
        .filter(([code, { retired }]) => retired !== true || code === value)
        .map(([code]) => [code, codeLabel(list, code)]);
    }
    case "enum":
      return (field.values ?? []).map((one) => [
        one,
        valueLabel(`${field.name}.${one}`) ?? valueLabel(one) ?? one,
      ]);
    case "uuid":
      return idChoices(field.of);
    default:
      return null;
  }
}

function idChoices(of: string | undefined): Choices {
  const names =
    of === "site" ? siteNames : of === "user" ? personNames : of === "org" ? orgNames : null;
  if (names === null) return null;
  return [...names.value].sort(([, a], [, b]) => a.localeCompare(b));
}

function fromOption(field: Field, text: string): Value {
  if (text === "") return null;
  return field.type === "bool" || field.type === "flag" ? text === "true" : text;
}

function inputType(field: Field): InputType {
  switch (field.type) {
    case "int":
    case "number":
      return { type: "number" };
    case "datetime":
      return { type: "datetime-local" };
    case "date":
      return { type: "date" };
    case "email":
      return { type: "email" };
    case "url":
      return { type: "url" };
    case "phone":
      return { type: "tel" };
    default:
      return { type: "text" };
  }
}

interface Limits {
  readonly min?: number;
  readonly max?: number;
  readonly maxLength?: number;
  readonly step?: string;
}

/** The declared limits, as attributes of the control. */
function limits({ type, min, max }: Field): Limits {
  const attributes: { -readonly [K in keyof Limits]: Limits[K] } = {};
  const number = type === "int" || type === "number";
  if (min !== undefined) attributes.min = min;
  if (max !== undefined) attributes[number ? "max" : "maxLength"] = max;
  if (type === "number") attributes.step = "any";
  return attributes;
}

type Types = "date" | "datetime-local" | "email" | "number" | "tel" | "text" | "url";
/** A union of attributes, not an attribute of a union: what an input takes depends on it. */
type InputType = { readonly [T in Types]: { readonly type: T } }[Types];

function isNumber(field: Field): boolean {
  return field.type === "int" || field.type === "number";
}

function toInput(field: Field, value: Value): string {
  if (value === null) return "";
  if (field.type === "datetime") return localInput(String(value), network().time_zone);
  return String(value);
}

/** The value of the wire: whole numbers as integers, decimals as strings, nothing as null. */
export function fromInput(field: Field, text: string): Value {
  const typed = text.trim();
  if (typed === "") return null;
  if (field.type === "datetime") return fromLocalInput(typed, network().time_zone);
  if (!isNumber(field)) return typed.normalize("NFC");
  const number = Number(typed);
  if (Number.isInteger(number)) return number;
  return typed.replace(/(\.\d*?)0+$/, "$1");
}
