/** What else the entry says, where it helps to judge which value is right. */
import { describeField, describeValue } from "./describe";
import { say } from "./say";
import type { RecordPage } from "./wire";

const HELPFUL: Readonly<Record<string, readonly string[]>> = {
  activity: ["quantity", "people", "unmet", "note"],
  contact: ["group_size", "note"],
  round: ["status", "team_size", "started_at", "ended_at", "activity_note"],
};

export function KnownBesides({
  page,
  field,
}: {
  readonly page: RecordPage;
  readonly field: string;
}) {
  const disputed = new Set(
    (page.issues ?? []).filter((one) => one.issue === "conflict").map((one) => one.field),
  );
  const names = (HELPFUL[page.kind] ?? []).filter(
    (name) => name !== field && page.fields[name] != null && !disputed.has(name),
  );
  if (names.length === 0) return null;
  return (
    <div class="known">
      <h3>{say("inbox.known")}</h3>
      <ul>
        {names.map((name) => (
          <li key={name}>
            {say("inbox.known.undisputed", {
              field: describeField(page.kind, name),
              value: describeValue(page.kind, name, page.fields[name] ?? null, page.fields),
            })}
          </li>
        ))}
      </ul>
    </div>
  );
}
