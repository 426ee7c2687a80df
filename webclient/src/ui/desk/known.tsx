/** What else the entry says, where it helps to judge which value is right. */
import { useEffect, useState } from "preact/hooks";
import { get } from "./api";
import { whenOf } from "./author";
import { dayBefore } from "./days";
import { describeField, describeValue } from "./describe";
import { networkDay } from "./moment";
import { say } from "./say";
import { network } from "./session";
import type { ListReply, RecordPage } from "./wire";

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
  const before = useWeekBefore(page, field);
  if (names.length === 0 && before === null) return null;
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
        {before === null ? null : <li>{say("inbox.known.week", { value: before })}</li>}
      </ul>
    </div>
  );
}

/** What was counted of this at the same place a week before, all entries of that day together. */
function useWeekBefore(page: RecordPage, field: string): string | null {
  const [told, setTold] = useState<string | null>(null);
  const path = weekBefore(page);
  useEffect(() => {
    setTold(null);
    if (path === null) return;
    void get<ListReply>(path).then((reply) => {
      const sum = reply.ok && reply.value.total > 0 ? reply.value.totals?.[field]?.sum : undefined;
      if (sum != null) setTold(describeValue(page.kind, field, sum, page.fields));
    });
  }, [path, field]);
  return told;
}

const WEEK_DAYS = 7;

function weekBefore(page: RecordPage): string | null {
  const { site, service_type } = page.fields;
  const when = whenOf(page);
  if (typeof site !== "string" || typeof service_type !== "string" || when === null) return null;
  const day = dayBefore(networkDay(new Date(when), network().time_zone), WEEK_DAYS);
  const of = `site=${site}&service_type=${service_type}`;
  return `/api/records/${page.kind}?${of}&from=${day}&to=${day}&per_page=1`;
}
