/** One field of a record as a control, by its declared type. */
import { useId } from "preact/hooks";
import type { Field } from "../../schema/declaration";
import { describeField } from "./describe";
import { fromLocalInput, localInput } from "./moment";
import { orgNames, personNames, siteNames } from "./names";
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
  readonly autofocus?: boolean;
  readonly onChange: (value: Value) => void;
}

export function Input(props: InputProps) {
  const field = declared(props.kind, props.name);
  const note = useId();
  if (field === null) return null;
  const long = field.type === "text" && (field.max ?? 0) > LONG;
  return (
    <label class={long ? "input input-long" : "input"}>
      <span>{describeField(props.kind, props.name)}</span>
      <Control {...props} field={field} long={long} note={props.note == null ? undefined : note} />
      {props.note == null ? null : (
        <span class="second" id={note}>
          {props.note}
        </span>
      )}
      {long ? <span class="second">{say("edit.free_text")}</span> : null}
    </label>
  );
}

const LONG = 140;

interface ControlProps extends Omit<InputProps, "note"> {
  readonly field: Field;
  readonly long: boolean;
  readonly note: string | undefined;
}

function Control({ field, name, value, long, note, autofocus, onChange }: ControlProps) {
  const options = optionsOf(field);
  const focus = autofocus === true ? focusOn : null;
  if (options !== null) {
    return (
      <select
        ref={focus}
        aria-describedby={note}
        value={value === null ? "" : String(value)}
        onChange={(event) => onChange(fromOption(field, event.currentTarget.value))}
      >
        {field.required === true && value !== null ? null : (
          <option value="">{say("edit.unset")}</option>
        )}
        {options.map(([code, label]) => (
          <option key={code} value={code}>
            {label}
          </option>
        ))}
      </select>
    );
  }
  if (long) {
    return (
      <textarea
        ref={focus}
        aria-describedby={note}
        rows={3}
        maxLength={field.max}
        defaultValue={value === null ? "" : String(value)}
        onInput={(event) => onChange(event.currentTarget.value.trim() || null)}
      />
    );
  }
  return (
    <input
      ref={focus}
      aria-describedby={note}
      name={name}
      type={inputType(field)}
      autocomplete="off"
      required={field.required === true}
      min={field.min}
      max={isNumber(field) ? field.max : undefined}
      maxLength={isNumber(field) ? undefined : field.max}
      step={field.type === "number" ? "any" : undefined}
      defaultValue={toInput(field, value)}
      onInput={(event) => onChange(fromInput(field, event.currentTarget.value))}
    />
  );
}

function focusOn(control: HTMLElement | null): void {
  control?.focus();
}

type Choices = readonly (readonly [string, string])[] | null;

function optionsOf(field: Field): Choices {
  switch (field.type) {
    case "bool":
    case "flag":
      return [
        ["true", say("yes")],
        ["false", say("no")],
      ];
    case "code": {
      const list = field.list ?? "";
      return codesOf(list).map(([code]) => [code, codeLabel(list, code)]);
    }
    case "enum":
      return (field.values ?? []).map((value) => [
        value,
        valueLabel(`${field.name}.${value}`) ?? valueLabel(value) ?? value,
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
      return "number";
    case "datetime":
      return "datetime-local";
    case "date":
    case "email":
    case "url":
      return field.type;
    case "phone":
      return "tel";
    default:
      return "text";
  }
}

type InputType = "date" | "datetime-local" | "email" | "number" | "tel" | "text" | "url";

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
