/** The story of an entry, day by day, in sentences. */
import type { RefObject } from "preact";
import { useMemo, useState } from "preact/hooks";
import { AttentionIcon, CheckIcon, EditIcon, type Icon, PlusIcon } from "../components/icons";
import { describeField, fieldInSentence, hour } from "./describe";
import { GoBack } from "./go-back";
import { QuestionIcon, TrashIcon } from "./icons";
import { judgeOf } from "./judge";
import { longDay } from "./moment";
import { phoneOwner } from "./names";
import { Action, Sentence } from "./parts";
import { capital, say } from "./say";
import { type Sign, tellStep } from "./sentences";
import { network } from "./session";
import { type StoryStep, tell } from "./story";
import { TakeBack } from "./take-back";
import { containerOf, isEnvelope } from "./vocabulary";
import type { RecordPage } from "./wire";

interface StoryProps {
  readonly page: RecordPage;
  /** Tell only what concerns this field. */
  readonly only: string | null;
  readonly onOnly: (field: string | null) => void;
  readonly heading: RefObject<HTMLHeadingElement | null>;
}

const SIGNS: Readonly<Record<Sign, Icon>> = {
  began: PlusIcon,
  changed: EditIcon,
  asked: QuestionIcon,
  split: AttentionIcon,
  done: CheckIcon,
  removed: TrashIcon,
};

export function Story({ page, only, onOnly, heading }: StoryProps) {
  const steps = useMemo(() => tell(page.history ?? [], judgeOf(page.kind)), [page]);
  const told = only === null ? steps : steps.filter((step) => concerns(step, only));
  const contested = useMemo(() => mostWritten(steps), [steps]);
  return (
    <div class="panel story">
      <div class="panel-head">
        <h2 class="panel-title" ref={heading} tabIndex={-1}>
          {say("record.story")}
        </h2>
        {contested === null ? null : (
          <fieldset class="tabs" aria-label={say("record.story.which")}>
            <button
              type="button"
              class="tab"
              aria-pressed={only === null}
              onClick={() => onOnly(null)}
            >
              {say("record.story.all")}
            </button>
            <button
              type="button"
              class="tab"
              aria-pressed={only === contested}
              onClick={() => onOnly(contested)}
            >
              {say("record.story.only", {
                field: describeField(page.kind, contested).toLocaleLowerCase(),
                the: fieldInSentence(page.kind, contested),
              })}
            </button>
          </fieldset>
        )}
      </div>
      <div class="story-days">
        {days(told).map(([day, ofDay]) => (
          <section key={day}>
            <h3>{capital(day)}</h3>
            <ol>
              {ofDay.map((step) => (
                <Step key={step.id} step={step} page={page} only={only} />
              ))}
            </ol>
          </section>
        ))}
      </div>
      <div class="panel-foot panel-foot-acts">
        <p class="second">{say("record.steps", { n: page.history?.length ?? 0 })}</p>
        <TakeBackButton page={page} />
      </div>
    </div>
  );
}

/** By whose phone the entry was written last; the dialog offers the others. */
function TakeBackButton({ page }: { readonly page: RecordPage }) {
  const [opened, setOpened] = useState(false);
  const last = [...(page.history ?? [])]
    .sort((a, b) => (a.id < b.id ? 1 : -1))
    .find((step) => phoneOwner(step.device) !== null);
  const name = phoneOwner(last?.device ?? null);
  if (last?.device == null || name === null) return null;
  return (
    <>
      <Action onPress={() => setOpened(true)}>{say("takeback.open", { name })}</Action>
      {opened ? (
        <TakeBack device={last.device} since={last.at} onClose={() => setOpened(false)} />
      ) : null}
    </>
  );
}

function Step(props: {
  readonly step: StoryStep;
  readonly page: RecordPage;
  readonly only: string | null;
}) {
  const { step, page, only } = props;
  const { sign, sentences, how } = tellStep(step, page.kind, page.fields);
  const Glyph = SIGNS[sign];
  return (
    <li class={`step step-${sign}`}>
      <time class="step-time" dateTime={step.at}>
        {hour(step.at)}
      </time>
      <span class="step-sign">
        <Glyph />
      </span>
      <div class="step-words">
        {sentences.map((parts, index) => (
          <p key={index}>
            <Sentence parts={parts} />
          </p>
        ))}
        <p class="second">{how}</p>
      </div>
      {step.type === "change" ? <GoBack page={page} step={step} only={only} /> : null}
    </li>
  );
}

function concerns(step: StoryStep, field: string): boolean {
  return step.type === "split"
    ? step.field === field
    : step.changes.some((change) => change.field === field);
}

/** The field somebody will want to follow: the disputed one, else the most often written. */
function mostWritten(steps: readonly StoryStep[]): string | null {
  const counts = new Map<string, number>();
  for (const step of steps) {
    for (const field of step.type === "split" ? [] : step.changes.map((one) => one.field)) {
      if (!isEnvelope(containerOf(field))) counts.set(field, (counts.get(field) ?? 0) + 1);
    }
  }
  const split = steps.find((step) => step.type === "split");
  if (split?.type === "split") return split.field;
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most !== undefined && most[1] > 1 ? most[0] : null;
}

function days(steps: readonly StoryStep[]): readonly (readonly [string, readonly StoryStep[]])[] {
  const found: [string, StoryStep[]][] = [];
  for (const step of steps) {
    const day = longDay(step.at, network().time_zone);
    const last = found.at(-1);
    if (last?.[0] === day) last[1].push(step);
    else found.push([day, [step]]);
  }
  return found;
}
