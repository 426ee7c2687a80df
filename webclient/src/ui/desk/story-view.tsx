/** The story of an entry, day by day, in sentences. */
import type { RefObject } from "preact";
import { useMemo } from "preact/hooks";
import { AttentionIcon, CheckIcon, EditIcon, type Icon, PlusIcon } from "../components/icons";
import { edit } from "./actions";
import { describeField, fieldInSentence, hour } from "./describe";
import { QuestionIcon, TrashIcon } from "./icons";
import { judgeOf } from "./judge";
import { longDay } from "./moment";
import { Action, Sentence } from "./parts";
import { capital, say } from "./say";
import { type Sign, tellStep } from "./sentences";
import { network } from "./session";
import { type ChangeStep, type StoryStep, sameValue, tell } from "./story";
import { containerOf, declared, isEnvelope } from "./vocabulary";
import type { Fields, RecordPage } from "./wire";

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
                <Step key={step.id} step={step} page={page} />
              ))}
            </ol>
          </section>
        ))}
      </div>
      <p class="panel-foot second">{say("record.steps", { n: page.history?.length ?? 0 })}</p>
    </div>
  );
}

function Step({ step, page }: { readonly step: StoryStep; readonly page: RecordPage }) {
  const { sign, sentences, how } = tellStep(step, page.kind, page.fields);
  const Glyph = SIGNS[sign];
  const back = step.type === "change" ? goingBack(step, page) : null;
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
      {back === null ? null : (
        <Action look="quiet" onPress={() => void edit(page, back)}>
          {say("record.back_to")}
        </Action>
      )}
    </li>
  );
}

/** The values of a step that may be written again and differ from what holds now. */
function goingBack(step: ChangeStep, page: RecordPage): Fields | null {
  const set = Object.fromEntries(
    step.changes
      .filter(({ field, to }) => {
        const merge = declared(page.kind, field)?.merge;
        return !isEnvelope(field) && merge !== "once" && !sameValue(to, page.fields[field] ?? null);
      })
      .map(({ field, to }) => [field, to]),
  );
  return Object.keys(set).length === 0 ? null : set;
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
