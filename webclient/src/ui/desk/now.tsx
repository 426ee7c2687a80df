/** What holds now: every field with its value, every head where there are several. */
import type { ComponentChildren } from "preact";
import { AttentionIcon } from "../components/icons";
import { sameValue } from "../same-value";
import { bringBack, takeBackIn } from "./actions";
import { SERVICE, writeAddress } from "./address";
import { describeElement, describeField, describePerson, describeValue } from "./describe";
import { LockIcon } from "./icons";
import { judgeOf } from "./judge";
import { mayKeepLonger } from "./keep-longer";
import { MergedHere, mergedInto } from "./merged";
import { Action } from "./parts";
import { go } from "./route";
import { REPEATED } from "./same";
import { codeLabel, fieldLabel, hasKey, say } from "./say";
import { countApart } from "./twice-acts";
import { containerOf, declared, fieldsOf, isEnvelope, visibilityOf } from "./vocabulary";
import type { Head, RecordPage } from "./wire";

interface NowProps {
  readonly page: RecordPage;
  readonly sealed: boolean;
  readonly only: string | null;
  readonly onOpen?: OnOpen;
  /** A row more than there are fields, at the end. */
  readonly row?: ComponentChildren;
  /** Instead of the buttons that open dialogs; null: none. */
  readonly acts?: ComponentChildren;
}

type OnOpen = (dialog: "edit" | "void" | "delete" | "same" | "keep") => void;

export function Now({ page, sealed, only, onOpen, row, acts }: NowProps) {
  const names = shownFields(page);
  return (
    <div class="panel now">
      <h2 class="panel-title">{say("record.now")}</h2>
      <States page={page} />
      {sealed || !REPEATED.has(page.kind) ? null : <MergedHere page={page} />}
      {sealed ? (
        <p class="panel-text">
          <LockIcon /> {say("record.sealed")}
        </p>
      ) : null}
      <dl class="values">
        <Rows page={page} names={names} only={only} />
        {row}
      </dl>
      <div class="panel-text">
        <h2>{say("record.read")}</h2>
        <p>{readers(page)}</p>
        {sealed || onOpen === undefined ? acts : <Buttons page={page} onOpen={onOpen} />}
      </div>
    </div>
  );
}

/** What these fields hold, those of one set in one row. */
export function Rows(props: {
  readonly page: RecordPage;
  readonly names: readonly string[];
  readonly only: string | null;
}) {
  const { page, names, only } = props;
  return (
    <>
      {rowsOf(page, names).map((one) =>
        typeof one === "string" ? (
          <Row key={one} page={page} name={one} strong={one === only} />
        ) : (
          <Together key={one.name} {...one} strong={only !== null && one.names.includes(only)} />
        ),
      )}
    </>
  );
}

/** Of the envelope: whoever found a locked phone could write, so a coordinator must see it. */
const TOLD_BESIDE = ["review", "captured_locked"];

/** The kind's own fields in the declared order, then what it does not declare, then the state. */
export function shownFields(page: Pick<RecordPage, "kind" | "fields">): readonly string[] {
  const order = fieldsOf(page.kind).map((field) => field.name);
  const place = (name: string) => {
    const at = order.indexOf(containerOf(name));
    return at < 0 ? order.length : at;
  };
  const own = Object.keys(page.fields).filter((name) => {
    const value = page.fields[name];
    const told = name === "unit" && page.fields["quantity"] != null;
    return !isEnvelope(name) && !told && value !== null && value !== false;
  });
  const sorted = own.sort((a, b) => place(a) - place(b) || a.localeCompare(b));
  return [...sorted, ...TOLD_BESIDE.filter((name) => Boolean(page.fields[name]))];
}

interface SetRow {
  readonly name: string;
  readonly names: readonly string[];
  readonly words: readonly string[];
}

/** A service has many of each set: those stand in one row. */
function rowsOf(page: RecordPage, names: readonly string[]): readonly (string | SetRow)[] {
  if (page.kind !== SERVICE && page.kind !== "referral") return names;
  const isOfSet = (name: string) => declared(page.kind, name)?.container === "set";
  return names.flatMap((name, at): readonly (string | SetRow)[] => {
    if (!isOfSet(name)) return [name];
    const set = containerOf(name);
    if (containerOf(names[at - 1] ?? "") === set) return [];
    const all = names.filter((one) => containerOf(one) === set);
    return [{ name: set, names: all, words: all.map((one) => describeElement(page.kind, one)) }];
  });
}

function Together({ name, words, strong }: SetRow & { readonly strong: boolean }) {
  return (
    <div class={strong ? "value value-on" : "value"}>
      <dt>{fieldLabel(name)}</dt>
      <dd>
        <b>
          <bdi>{words.join(" · ")}</bdi>
        </b>
      </dd>
    </div>
  );
}

function Row(props: {
  readonly page: RecordPage;
  readonly name: string;
  readonly strong: boolean;
}) {
  const { page, name, strong } = props;
  const heads = differing(page.heads?.[name] ?? []);
  const conflict =
    heads.length > 1 &&
    judgeOf(page.kind)(name, new Map(heads.map((head) => [head.wid, head.value]))).conflict;
  return (
    <div class={strong ? "value value-on" : conflict ? "value value-att" : "value"}>
      <dt>{describeField(page.kind, name)}</dt>
      <dd>
        {conflict ? (
          <Heads page={page} name={name} heads={heads} />
        ) : (
          <>
            <b>
              <bdi>{describeValue(page.kind, name, page.fields[name] ?? null, page.fields)}</bdi>
            </b>
            <Settled page={page} name={name} />
          </>
        )}
      </dd>
    </div>
  );
}

function Heads(props: {
  readonly page: RecordPage;
  readonly name: string;
  readonly heads: readonly Head[];
}) {
  const { page, name, heads } = props;
  return (
    <>
      <ul class="heads">
        {heads.map((head) => (
          <li key={head.wid}>
            <AttentionIcon />
            <b>{describeValue(page.kind, name, head.value, page.fields)}</b>{" "}
            <span class="second">{describePerson(head.user)}</span>
          </li>
        ))}
      </ul>
      <button
        type="button"
        class="text-link"
        onClick={() => go({ view: "inbox", record: page.id })}
      >
        {say("record.settle")}
      </button>
    </>
  );
}

/** Said when the present value replaced several that disagreed. */
function Settled({ page, name }: { readonly page: RecordPage; readonly name: string }) {
  const [head] = page.heads?.[name] ?? [];
  if (head === undefined || head.saw.length < 2) return null;
  const replaced = (page.history ?? []).filter((step) => head.saw.includes(step.id));
  const values = new Set(replaced.map((step) => JSON.stringify(step.set[name]?.[0])));
  if (values.size < 2) return null;
  return <span class="second">{say("record.settled", { name: describePerson(head.user) })}</span>;
}

function States({ page }: { readonly page: RecordPage }) {
  const { voided } = page.fields;
  const into = mergedInto(page);
  return (
    <>
      {into === null ? null : (
        <div class="banner banner-att">
          <span>
            {say("record.into")}{" "}
            <a href={writeAddress({ view: "record", kind: page.kind, id: into })}>
              {say("record.into.open")}
            </a>
          </span>
          <Action onPress={() => void countApart(page)}>{say("record.two")}</Action>
        </div>
      )}
      {typeof voided === "string" ? (
        <div class="banner banner-att">
          <span>{say("record.voided", { reason: codeLabel("void_reason", voided) })}</span>
          <Action onPress={() => void takeBackIn(page)}>{say("record.unvoid")}</Action>
        </div>
      ) : null}
      {isDeleted(page) ? (
        <div class="banner banner-att">
          <span>{say("record.deleted")}</span>
          <Action onPress={() => void bringBack(page)}>{say("record.undelete")}</Action>
        </div>
      ) : null}
    </>
  );
}

export function isDeleted(page: RecordPage): boolean {
  if (page.deleted !== undefined) return page.deleted;
  const gone = page.heads?.["$gone"]?.some((head) => head.value !== null) ?? false;
  const edited = page.issues?.some((one) => one.issue === "edited_after_deletion") ?? false;
  return gone && !edited;
}

function Buttons({ page, onOpen }: { readonly page: RecordPage; readonly onOpen: OnOpen }) {
  return (
    <div class="row-of-acts">
      <Action hint="E" onPress={() => onOpen("edit")}>
        {say("record.edit")}
      </Action>
      {REPEATED.has(page.kind) && mergedInto(page) === null ? (
        <Action onPress={() => onOpen("same")}>{say("record.same")}</Action>
      ) : null}
      {mayKeepLonger(page) ? (
        <Action onPress={() => onOpen("keep")}>{say("keep.open")}</Action>
      ) : null}
      {page.fields["voided"] == null ? (
        <Action look="danger" onPress={() => onOpen("void")}>
          {say("record.void")}
        </Action>
      ) : null}
      {isDeleted(page) ? null : (
        <Action look="danger" onPress={() => onOpen("delete")}>
          {say("record.delete")}
        </Action>
      )}
    </div>
  );
}

function readers(page: RecordPage): string {
  const told = page.visibility ?? page.fields["visibility"];
  const key = `read.${typeof told === "string" ? told : visibilityOf(page.kind)}`;
  return hasKey(key) ? say(key) : "";
}

function differing(heads: readonly Head[]): readonly Head[] {
  const newest = [...heads].sort((a, b) => (a.wid < b.wid ? 1 : -1));
  return newest.filter(
    (head, at) => newest.findIndex((one) => sameValue(one.value, head.value)) === at,
  );
}
