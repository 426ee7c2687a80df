/** Which places something is for: one box each, of all that are known. */
import { siteNames } from "./names";
import { say } from "./say";
import type { Fields, Value } from "./wire";

interface PlacesInputProps {
  readonly label: string;
  /** What it means that none is chosen. */
  readonly hint?: string;
  readonly fields: Fields;
  readonly onChange: (name: string, value: Value) => void;
}

export function PlacesInput({ label, hint, fields, onChange }: PlacesInputProps) {
  const sites = [...siteNames.value].sort(([, a], [, b]) => a.localeCompare(b));
  return (
    <fieldset class="choices choices-places">
      <legend>{label}</legend>
      {hint === undefined ? null : <p class="second">{hint}</p>}
      {sites.length === 0 ? <p class="second">{say("none")}</p> : null}
      {sites.map(([id, name]) => (
        <label key={id}>
          <input
            type="checkbox"
            checked={fields[`sites/${id}`] === true}
            onChange={(event) => onChange(`sites/${id}`, event.currentTarget.checked)}
          />
          <bdi>{name}</bdi>
        </label>
      ))}
    </fieldset>
  );
}
