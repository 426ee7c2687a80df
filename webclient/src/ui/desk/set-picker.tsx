/** Several of a list: those chosen, each with its way out, and one control that adds another. */
import { useId } from "preact/hooks";
import { CloseIcon } from "../components/icons";
import type { Option } from "./chip";
import { fieldLabel, say } from "./say";
import { chosen } from "./vocabulary";
import type { Fields, Value } from "./wire";

interface SetPickerProps {
  readonly name: string;
  readonly options: readonly Option[];
  readonly fields: Fields;
  readonly problem?: string | null;
  readonly onChange: (name: string, value: Value) => void;
}

export function SetPicker({ name, options, fields, problem, onChange }: SetPickerProps) {
  const id = useId();
  const inSet = new Set(chosen(fields, name));
  const labels = new Map(options.map(({ value, label }) => [value, label]));
  const label = fieldLabel(name);
  return (
    <div class="input picker">
      <label for={id}>{label}</label>
      <ul class="picker-chosen">
        {[...inSet].map((value) => (
          <li key={value} class="picker-one">
            <bdi>{labels.get(value) ?? value}</bdi>
            <button
              type="button"
              class="act act-quiet act-square"
              aria-label={say("picker.remove", { what: labels.get(value) ?? value, from: label })}
              onClick={() => onChange(`${name}/${value}`, false)}
            >
              <CloseIcon />
            </button>
          </li>
        ))}
      </ul>
      <select
        id={id}
        value=""
        aria-describedby={problem == null ? undefined : `${id}-problem`}
        onChange={(event) => {
          const value = event.currentTarget.value;
          event.currentTarget.value = "";
          if (value !== "") onChange(`${name}/${value}`, true);
        }}
      >
        <option value="">{say("picker.add")}</option>
        {options
          .filter(({ value }) => !inSet.has(value))
          .map(({ value, label: text }) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
      </select>
      {problem == null ? null : (
        <span class="problem" id={`${id}-problem`}>
          {problem}
        </span>
      )}
    </div>
  );
}
