/** Two people changed one field unseen by each other: both are shown alike, one tap keeps one. */
import { type Signal, useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { type Entry, type Form, phone, type SaveResult, type Value } from "../../store/phone";
import { t } from "../../strings";
import { QuietButton, SecondaryButton } from "../components/buttons";
import { AttentionIcon, CheckIcon, UndoIcon } from "../components/icons";
import { Line } from "../components/line";
import { aliasOf } from "./entries";
import { fieldName, valueWords } from "./field-words";

interface Side {
  readonly value: Value;
  readonly users: readonly (string | null)[];
}

/** What somebody just kept, and what it was chosen from. */
interface Kept {
  readonly field: string;
  readonly value: Value;
  /** What the entry showed before. */
  readonly before: Value;
  readonly sides: readonly Side[];
}

/** All choices of one entry, and the last one made, which can be taken back. */
export function Choices({ entry }: { readonly entry: Entry }) {
  const form = useRef<Form | undefined>(undefined);
  const failure = useSignal<SaveResult | null>(null);
  const kept = useSignal<Kept | null>(null);
  /** A choice that was taken back: it is asked again, from the values it had. */
  const again = useSignal<Kept | null>(null);
  form.current ??= phone.openForm(entry.kind, entry);
  useLayoutEffect(() => form.current?.rendered(entry, entry.conflicts));

  const write = async (field: string, value: Value): Promise<boolean> => {
    const result = await form.current?.save({ [field]: value });
    await form.current?.close();
    failure.value = result ?? null;
    return result?.ok === true;
  };
  const keep = async (field: string, value: Value, sides: readonly Side[]) => {
    const before = entry.fields[field] ?? null;
    const asked = again.peek()?.field === field && same(before, value);
    if (!asked && !(await write(field, value))) return;
    kept.value = { field, value, before, sides };
    again.value = null;
  };
  const undo = async () => {
    const last = kept.peek();
    if (last === null) return;
    if (!same(last.before, last.value) && !(await write(last.field, last.before))) return;
    kept.value = null;
    again.value = last;
  };
  return (
    <>
      {kept.value !== null && <KeptLine kept={kept.value} onUndo={() => void undo()} />}
      {failure.value?.ok === false && (
        <Line icon={AttentionIcon} tone="attention">
          {t().reason[failure.value.error]}
        </Line>
      )}
      {choicesOf(entry, again).map(([field, sides]) => (
        <Choice
          key={field}
          field={field}
          sides={sides}
          onKeep={(value) => void keep(field, value, sides)}
        />
      ))}
    </>
  );
}

interface ChoiceProps {
  readonly field: string;
  readonly sides: readonly Side[];
  readonly onKeep: (value: Value) => void;
}

function Choice({ field, sides, onKeep }: ChoiceProps) {
  const words = t().entry;
  return (
    <section class="card stack" aria-label={words.twoValues(fieldName(field))}>
      <h2 class="caption">{words.twoValues(fieldName(field))}</h2>
      <div class="row-of-two">
        {sides.map(({ value, users }) => (
          <div key={String(value)} class="stack">
            <p class="read-out-number">
              <bdi>{valueWords(field, value)}</bdi>
            </p>
            <p class="second">{words.by(users.map(aliasOf).join(t().comma))}</p>
            <SecondaryButton onPress={() => onKeep(value)}>
              {words.keep(valueWords(field, value))}
            </SecondaryButton>
          </div>
        ))}
      </div>
    </section>
  );
}

function KeptLine({ kept, onUndo }: { readonly kept: Kept; readonly onUndo: () => void }) {
  const words = t();
  const { field, value, sides } = kept;
  const other = sides.find((side) => !same(side.value, value));
  const [a, b] = [valueWords(field, value), valueWords(field, other?.value ?? null)];
  const user = other?.users[0] ?? null;
  const mine = user !== null && user === phone.identity.value?.user.id;
  return (
    <div role="status">
      <Line icon={CheckIcon} tone="plain">
        <p>{mine ? words.entry.keptOwn(a, b) : words.entry.kept(a, aliasOf(user), b)}</p>
        <QuietButton icon={UndoIcon} onPress={onUndo}>
          {words.undo}
        </QuietButton>
      </Line>
    </div>
  );
}

function choicesOf(
  entry: Entry,
  again: Signal<Kept | null>,
): readonly (readonly [string, readonly Side[]])[] {
  const open = entry.conflicts.map((field) => [field, distinct(entry, field)] as const);
  const reopened = again.value;
  if (reopened === null || entry.conflicts.includes(reopened.field)) return open;
  return [...open, [reopened.field, reopened.sides] as const];
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

function same(one: Value, other: Value): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
