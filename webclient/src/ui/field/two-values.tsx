/** Two people changed one field unseen by each other: both are shown alike, one tap keeps one. */
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { type Entry, type Form, phone, type SaveResult, type Value } from "../../store/phone";
import { t } from "../../strings";
import { afterTexts } from "../../strings/after";
import { QuietButton, SecondaryButton } from "../components/buttons";
import { AttentionIcon, CheckIcon, UndoIcon } from "../components/icons";
import { Line } from "../components/line";
import { sameValue } from "../same-value";
import { retract } from "./counting";
import { aliasOf } from "./entries";
import { titleOf } from "./entry-title";
import { fieldName, valueWords } from "./field-words";
import { reopen, stands } from "./reopen";
import { rowAt } from "./row";
import { type Done, done, madeSo } from "./undo";

interface Side {
  readonly value: Value;
  readonly users: readonly (string | null)[];
}

/** What somebody just kept, what it was chosen from, and how that is taken back. */
interface Kept {
  readonly field: string;
  readonly value: Value;
  readonly sides: readonly Side[];
  readonly done: Done;
}

/** All choices of one entry, and the last one made, which can be taken back. */
export function Choices({ entry }: { readonly entry: Entry }) {
  const form = useRef<Form | undefined>(undefined);
  const failure = useSignal<SaveResult | null>(null);
  const kept = useSignal<Kept | null>(null);
  form.current ??= phone.openForm(entry.kind, entry);
  useLayoutEffect(() => form.current?.rendered(entry, entry.conflicts));

  const keep = async (field: string, value: Value, sides: readonly Side[]) => {
    const result = await form.current?.save({ [field]: value });
    await form.current?.close();
    failure.value = result ?? null;
    if (result?.ok !== true) return;
    const others = sides.map((side) => side.value).filter((other) => !sameValue(other, value));
    const words = afterTexts().open(`${titleOf(entry)}${t().comma}${fieldName(field)}`);
    const done = madeSo(rowAt(entry), entry.path, {
      words,
      back: () => reopen(entry.path, field, value, others),
    });
    kept.value = { field, value, sides, done };
  };
  const undo = async (last: Kept) => {
    await retract(last.done);
    // Where the phone could not keep it, it can be tried again.
    if (done.peek().includes(last.done)) failure.value = { ok: false, error: "failed" };
    else kept.value = null;
  };
  const last = kept.value;
  return (
    <>
      {last !== null && stands(entry, last.field, last.value) && (
        <KeptLine kept={last} onUndo={() => void undo(last)} />
      )}
      {failure.value?.ok === false && (
        <Line icon={AttentionIcon} tone="attention">
          {t().reason[failure.value.error]}
        </Line>
      )}
      {entry.conflicts
        .map((field) => [field, distinct(entry, field)] as const)
        .map(([field, sides]) => (
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

/**
 * Both values of each field that has two, where one of them is corrected: who sees them decides
 * for both.
 */
export function BothValues({ entry }: { readonly entry: Entry | null }) {
  const words = afterTexts();
  if (entry === null || entry.conflicts.length === 0) return null;
  const sidesOf = (field: string) =>
    distinct(entry, field).map(({ value, users }) =>
      words.side(valueWords(field, value), users.map(aliasOf).join(t().comma)),
    );
  return (
    <Line icon={AttentionIcon} tone="attention">
      <p>{words.two}</p>
      {entry.conflicts.map((field) => (
        <p key={field}>{words.fieldSides(fieldName(field), sidesOf(field).join(" · "))}</p>
      ))}
    </Line>
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
  const other = sides.find((side) => !sameValue(side.value, value));
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
