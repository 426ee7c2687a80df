/** How an association has its phones locked. Phones follow with their next contact: K4, L2. */
import { useState } from "preact/hooks";
import type { DeskKey } from "../../strings/desk.en";
import { change } from "./actions";
import { orgFields, orgNames } from "./names";
import { useOnce } from "./once";
import { fieldLabel, say } from "./say";
import { me } from "./session";
import { useRecordPage } from "./use-page";
import type { Value } from "./wire";

interface Rule {
  readonly field: "lock_words" | "count_locked_off";
  /** What the field says while the switch is on. */
  readonly on: boolean;
  readonly title: DeskKey;
  readonly why: DeskKey;
}

const RULES: readonly Rule[] = [
  { field: "lock_words", on: true, title: "phones.words", why: "phones.words.why" },
  { field: "count_locked_off", on: false, title: "phones.count", why: "phones.count.why" },
];

export function LockedPhones() {
  const user = me.value?.user;
  const [asked, setOrg] = useState<string | null>(null);
  if (user === undefined) return null;
  const org = asked ?? user.org;
  return (
    <div class="panel">
      <div class="settings-head">
        {user.role === "network" ? (
          <label class="place-choice">
            <span>{fieldLabel("org")}</span>
            <select value={org} onChange={(event) => setOrg(event.currentTarget.value)}>
              {members().map(([id, name]) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        ) : null}
        <p class="second">{say("phones.hint")}</p>
      </div>
      <Rules key={org} org={org} open={user.role === "network" || user.role === "coordinator"} />
    </div>
  );
}

/** Those that have phones. */
function members(): readonly (readonly [id: string, name: string])[] {
  const all = [...orgNames.value].filter(([id]) => orgFields.value.get(id)?.["member"] === true);
  return all.sort(([, a], [, b]) => a.localeCompare(b));
}

function Rules({ org, open }: { readonly org: string; readonly open: boolean }) {
  const { page, replace } = useRecordPage("org", org);
  const once = useOnce();
  if (page === null) return null;
  const put = async (field: string, value: Value) => {
    const reply = await change(page, { [field]: value }, say("did.phones"));
    // Also when it failed: the switch then stands as it stood.
    replace(reply.ok ? reply.value : { ...page });
  };
  return (
    <>
      {open ? null : <p class="settings-closed">{say("phones.closed")}</p>}
      <ul class="codes">
        {RULES.map(({ field, on, title, why }) => {
          const isOn = (page.fields[field] === true) === on;
          return (
            <li key={field} class="code-row">
              <label class="rule">
                <input
                  type="checkbox"
                  role="switch"
                  checked={isOn}
                  aria-checked={isOn}
                  disabled={!open}
                  aria-labelledby={`rule-${field}`}
                  aria-describedby={`rule-${field}-why`}
                  onChange={() => void once(() => put(field, isOn ? !on : on))}
                />
                <span>
                  <b id={`rule-${field}`}>{say(title)}</b>
                  <span id={`rule-${field}-why`} class="second">
                    {say(why)}
                  </span>
                </span>
              </label>
            </li>
          );
        })}
      </ul>
    </>
  );
}
