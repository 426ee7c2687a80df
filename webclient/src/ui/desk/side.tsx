/** One of the values: what, who, when and by which road, what they had seen. */
import { describeField, describePerson, describeValue, hour } from "./describe";
import { wasOffline } from "./moment";
import { Key } from "./parts";
import { say, together } from "./say";
import { road } from "./sentences";
import { containerOf, isEnvelope } from "./vocabulary";
import { type Head, type RecordPage, type Step, writtenCovers, writtenValue } from "./wire";

interface SideProps {
  readonly page: RecordPage;
  readonly field: string;
  readonly head: Head;
  readonly hint: string;
  readonly disabled: boolean;
  readonly onKeep: () => void;
}

export function Side({ page, field, head, hint, disabled, onKeep }: SideProps) {
  const value = describeValue(page.kind, field, head.value);
  const step = page.history?.find((one) => one.id === head.wid);
  return (
    <div class="side-value">
      <p>
        <b>
          <bdi>{describePerson(head.user)}</bdi>
        </b>{" "}
        <span class="second">{say(head.device === null ? "inbox.at_desk" : "inbox.phone")}</span>
      </p>
      <p class={value.length > LONG ? "big big-text" : "big"}>
        <bdi>{value}</bdi>
      </p>
      <dl class="facts">
        <Fact name={say("inbox.written")}>{written(head)}</Fact>
        <Fact name={say("inbox.arrived")}>{arrivedWords(head)}</Fact>
        <Fact name={say("inbox.had_seen")}>{hadSeen(page, field, head)}</Fact>
        <Fact name={say("inbox.same_moment")}>{sameMoment(page, field, step)}</Fact>
      </dl>
      <button
        type="button"
        class="act act-primary act-wide"
        aria-keyshortcuts={hint}
        disabled={disabled}
        onClick={onKeep}
      >
        <span>{say("inbox.keep", { value: value.length > LONG ? hint : value })}</span>
        <Key name={hint} />
      </button>
    </div>
  );
}

const LONG = 12;

function Fact({ name, children }: { readonly name: string; readonly children: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function written(head: Head): string {
  const time = hour(head.at);
  return wasOffline(head.at, head.received_at) ? say("inbox.no_network", { time }) : time;
}

function arrivedWords(head: Head): string {
  const time = hour(head.received_at ?? head.at);
  return say("inbox.arrived_by", { time, road: road(head) });
}

function hadSeen(page: RecordPage, field: string, head: Head): string {
  const seen = (page.history ?? [])
    .filter((step) => head.saw.includes(step.id) && field in step.set)
    .map((step) => {
      const value = describeValue(page.kind, field, writtenValue(step.set[field] ?? [null]));
      return step.user === head.user
        ? say("inbox.own", { value })
        : say("inbox.of_other", { name: describePerson(step.user), value });
    });
  return seen.length === 0 ? say("inbox.nothing") : together(seen);
}

/** What else the same change wrote, as `people 40 → 48`. */
function sameMoment(page: RecordPage, field: string, step: Step | undefined): string {
  const others = Object.entries(step?.set ?? {}).filter(
    ([name]) => name !== field && !isEnvelope(containerOf(name)),
  );
  if (step === undefined || others.length === 0) return say("inbox.nothing_else");
  const words = others.slice(0, SHOWN_MAX).map(([name, write]) => {
    const [first] = writtenCovers(write);
    const before = page.history?.find((one) => one.id === first)?.set[name];
    const label = describeField(page.kind, name).toLocaleLowerCase();
    const to = describeValue(page.kind, name, writtenValue(write));
    if (before === undefined) return `${label} ${to}`;
    const from = describeValue(page.kind, name, writtenValue(before));
    return say("inbox.moved", { field: label, from, to });
  });
  return together(words);
}

const SHOWN_MAX = 3;
