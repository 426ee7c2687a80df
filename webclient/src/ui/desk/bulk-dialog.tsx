/** What one change would do to several entries, entry by entry, before it is done. */
import { useEffect, useId, useMemo, useRef, useState } from "preact/hooks";
import { SERVICE } from "./address";
import { Buttons } from "./ask";
import { authorOf, whenOf } from "./author";
import { BULK_MAX, carryOut, openAll } from "./bulk";
import {
  describeEither,
  describeField,
  describePerson,
  describeRecord,
  describeValue,
} from "./describe";
import { failureText } from "./done";
import { editableFields } from "./edit";
import { Input } from "./input";
import { listMoment } from "./moment";
import { Dialog } from "./parts";
import { Personal } from "./personal";
import { type Plan, type Planned, planned, shownValue } from "./plan";
import { codeLabel, say, together } from "./say";
import { type ServiceAct, serviceSet } from "./service-acts";
import { network, now } from "./session";
import { codesOf } from "./vocabulary";
import type { Fields, Item, RecordPage } from "./wire";

export type Act = "review" | "ask" | "void" | "set" | ServiceAct;

const QUESTION_MAX = 280;

export function BulkDialog(props: {
  readonly act: Act;
  readonly items: readonly Item[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}) {
  const { act, items, onClose, onDone } = props;
  const [pages, setPages] = useState<readonly RecordPage[] | null>(null);
  const [unread, setUnread] = useState(0);
  const [set, setSet] = useState<Fields | null>(() => fixedSet(act));
  const [problem, setProblem] = useState<string | null>(null);
  // What is shown is what the change covers: the pages are read once.
  useEffect(() => {
    void openAll(items.slice(0, BULK_MAX)).then((found) => {
      setPages(found.pages);
      setUnread(found.unread);
    });
  }, []);
  const form = useRef<HTMLFormElement>(null);
  // Nothing else is asked: Enter does it.
  useEffect(() => {
    if (fixedSet(act) !== null) form.current?.querySelector<HTMLElement>("[type=submit]")?.focus();
  }, [pages]);
  const plan = useMemo(() => planned(pages ?? [], set), [pages, set]);
  const count = plan.changes.length;
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (count === 0) return;
    const reply = await carryOut(plan, (n) => say(`bulk.did.${act}`, { n }));
    if (reply.ok) onDone();
    else setProblem(failureText(reply));
  }
  return (
    <Dialog title={say(`bulk.title.${act}`, { n: items.length })} onClose={onClose}>
      <form ref={form} class="form" onSubmit={(event) => void submit(event)}>
        <What act={act} kind={items[0]?.kind ?? ""} onSet={setSet} />
        {pages === null ? (
          <p class="second">{say("bulk.reading")}</p>
        ) : (
          <Preview plan={plan} unread={unread} asked={set !== null} people={act === "ask"} />
        )}
        <Buttons
          go={say("bulk.go", { n: count })}
          danger={act === "void"}
          disabled={count === 0}
          problem={problem}
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}

function What(props: {
  readonly act: Act;
  readonly kind: string;
  readonly onSet: (set: Fields | null) => void;
}) {
  switch (props.act) {
    case "ask":
      return <Question {...props} />;
    case "void":
      return <Reason {...props} />;
    case "set":
      return <OneField {...props} />;
    default:
      return null;
  }
}

/** What an act writes that asks nothing more; null when it does. */
function fixedSet(act: Act): Fields | null {
  switch (act) {
    case "review":
      return { review: "reviewed" };
    case "confirm":
    case "publish":
    case "unpublish":
      return serviceSet(act);
    default:
      return null;
  }
}

type Setter = { readonly onSet: (set: Fields | null) => void };

function Question({ onSet }: Setter) {
  const hint = useId();
  const [typed, setTyped] = useState("");
  const write = (text: string) => {
    setTyped(text);
    const query = text.trim().normalize("NFC");
    onSet(query === "" ? null : { queried: true, query, answer: null });
  };
  return (
    <>
      <label>
        <span>{say("ask.label")}</span>
        <textarea
          data-first
          rows={2}
          maxLength={QUESTION_MAX}
          aria-describedby={hint}
          onInput={(event) => write(event.currentTarget.value)}
        />
      </label>
      <Personal text={typed} />
      <p class="second" id={hint}>
        {say("ask.hint")}
      </p>
    </>
  );
}

function Reason({ onSet }: Setter) {
  return (
    <>
      <p>{say("void.hint")}</p>
      <label>
        <span>{say("void.reason")}</span>
        <select data-first onChange={(event) => onSet(reason(event.currentTarget.value))}>
          <option value="">{say("bulk.choose")}</option>
          {codesOf("void_reason").map(([code]) => (
            <option key={code} value={code}>
              {codeLabel("void_reason", code)}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

function reason(code: string): Fields | null {
  return code === "" ? null : { voided: code };
}

function OneField({ kind, onSet }: Setter & { readonly kind: string }) {
  const [name, setName] = useState("");
  const choose = (next: string) => {
    setName(next);
    onSet(null);
  };
  return (
    <div class="bulk-field">
      <label>
        <span>{say("bulk.field")}</span>
        <select data-first onChange={(event) => choose(event.currentTarget.value)}>
          <option value="">{say("bulk.choose")}</option>
          {editableFields(kind).map((field) => (
            <option key={field} value={field}>
              {describeField(kind, field)}
            </option>
          ))}
        </select>
      </label>
      {name === "" ? null : (
        <Input
          key={name}
          kind={kind}
          name={name}
          value={null}
          onChange={(value) => onSet(value === null ? null : { [name]: value })}
        />
      )}
    </div>
  );
}

function Preview(props: {
  readonly plan: Plan;
  readonly unread: number;
  readonly asked: boolean;
  readonly people: boolean;
}) {
  const { plan, unread, asked, people } = props;
  const rest = [
    ...(asked && plan.same > 0 ? [say("bulk.same", { n: plan.same })] : []),
    ...(plan.closed > 0 ? [say("bulk.closed", { n: plan.closed })] : []),
    ...(unread > 0 ? [say("bulk.unread", { n: unread })] : []),
  ];
  const authors = new Set(plan.changes.map(({ page }) => authorOf(page)));
  return (
    <>
      {people && plan.changes.length > 0 ? (
        <p>{say("bulk.asks", { names: together([...authors].map(describePerson)) })}</p>
      ) : null}
      <ul class="bulk-list" aria-label={say("bulk.preview")}>
        {plan.changes.map((change) => (
          <Line key={change.page.id} change={change} />
        ))}
      </ul>
      {rest.map((text) => (
        <p key={text} class="second">
          {text}
        </p>
      ))}
    </>
  );
}

/** The entry, and each value that changes: `Place: Dune → Tilleul`. */
function Line({ change }: { readonly change: Planned }) {
  const { page, set } = change;
  // A service is not of a day.
  const when = page.kind === SERVICE ? null : whenOf(page);
  return (
    <li>
      <p>
        <b>
          <bdi>{describeRecord(page.kind, page.fields)}</bdi>
        </b>{" "}
        <span class="second">
          {when === null ? "" : listMoment(when, network().time_zone, now())}
        </span>
      </p>
      {Object.keys(set)
        .filter((name) => !SILENT.has(name))
        .map((name) => (
          <p key={name} class="second">
            {say("bulk.line", {
              field: describeField(page.kind, name),
              from: before(page, name),
              to: describeValue(page.kind, name, set[name] ?? null, page.fields),
            })}
          </p>
        ))}
    </li>
  );
}

/** Goes along with the question, and says nothing of its own. */
const SILENT: ReadonlySet<string> = new Set(["queried"]);

function before(page: RecordPage, name: string): string {
  const heads = (page.heads?.[name] ?? []).map((head) => head.value);
  if (heads.length > 1) return describeEither(page.kind, name, heads, page.fields);
  return describeValue(page.kind, name, shownValue(page, name), page.fields);
}
