/** Two people changed one field unseen by each other: both are shown alike, one tap keeps one. */
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { type Entry, type Form, phone, type SaveResult, type Value } from "../../store/phone";
import { formatNumber, label, t } from "../../strings";
import { SecondaryButton } from "../components/buttons";
import { AttentionIcon } from "../components/icons";
import { Line } from "../components/line";
import { aliasOf, siteName } from "./entries";
import { readNumber } from "./tally";

export interface TwoValuesProps {
  readonly entry: Entry;
  readonly field: string;
}

export function TwoValues({ entry, field }: TwoValuesProps) {
  const words = t();
  const form = useRef<Form | undefined>(undefined);
  const failure = useSignal<SaveResult | null>(null);
  form.current ??= phone.openForm(entry.kind, entry);
  useLayoutEffect(() => form.current?.rendered(entry, [field]));

  const keep = async (value: Value) => {
    const result = await form.current?.save({ [field]: value });
    failure.value = result ?? null;
    await form.current?.close();
  };
  return (
    <section class="card stack" aria-label={words.entry.twoValues(fieldName(field))}>
      <h2 class="caption">{words.entry.twoValues(fieldName(field))}</h2>
      {failure.value?.ok === false && (
        <Line icon={AttentionIcon} tone="attention">
          {words.reason[failure.value.error]}
        </Line>
      )}
      <div class="row-of-two">
        {distinct(entry, field).map(({ value, users }) => (
          <div key={String(value)} class="stack">
            <p class="read-out-number">
              <bdi>{valueWords(field, value)}</bdi>
            </p>
            <p class="second">
              <bdi>{words.entry.by(users.map(aliasOf).join(", "))}</bdi>
            </p>
            <SecondaryButton onPress={() => void keep(value)}>
              {words.entry.keep(valueWords(field, value))}
            </SecondaryButton>
          </div>
        ))}
      </div>
    </section>
  );
}

interface Side {
  readonly value: Value;
  readonly users: readonly (string | null)[];
}

/** The different values, newest first, each with who wrote it. */
function distinct(entry: Entry, field: string): readonly Side[] {
  const heads = [...(entry.heads[field] ?? [])].sort((a, b) => (a.wid < b.wid ? 1 : -1));
  const sides = new Map<string, Side>();
  for (const { value, user } of heads) {
    const key = JSON.stringify(value);
    const users = sides.get(key)?.users ?? [];
    sides.set(key, { value, users: users.includes(user) ? users : [...users, user] });
  }
  return [...sides.values()];
}

function fieldName(field: string): string {
  const words = t();
  const names: Readonly<Record<string, string>> = {
    quantity: words.entry.quantity,
    people: words.entry.people,
    unmet: words.entry.unmet,
    site: words.entry.place,
    team_size: words.entry.team,
    service_type: words.tally.service,
  };
  if (field.startsWith("items/")) return label("item", field.slice("items/".length));
  if (field.startsWith("breakdown/")) return words.entry.who;
  return names[field] ?? words.details;
}

function valueWords(field: string, value: Value): string {
  if (value === null) return t().entry.nothing;
  if (field === "site") return siteName(String(value));
  if (field === "service_type") return label("service_type", String(value));
  if (field === "unit") return label("unit", String(value));
  return typeof value === "number" || field === "quantity"
    ? formatNumber(readNumber(value))
    : String(value);
}
