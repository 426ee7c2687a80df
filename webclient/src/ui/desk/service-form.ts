/**
 * A service as it is being written: what was shown, what was typed, what is not right about it.
 * Kept in memory while the desk is open, so that looking something up elsewhere loses nothing.
 */
import { useState } from "preact/hooks";
import { check } from "../../schema/check";
import type { CheckError } from "../../schema/declaration";
import { kindOf } from "../../schema/records";
import { sameValue } from "../same-value";
import { edit, nameOf, recordPath } from "./actions";
import { SERVICE } from "./address";
import { type Result, send } from "./api";
import { failureText, report } from "./done";
import { type Family, type Line, lineProblem } from "./hours-lines";
import { touch } from "./poll";
import { hasKey, say } from "./say";
import { orgOf, serviceSet } from "./service-acts";
import { today } from "./service-words";
import { me } from "./session";
import { chosen, containerOf, declared, fieldsOf } from "./vocabulary";
import type { Fields, RecordPage, Value } from "./wire";

interface Draft {
  /** Of a new service too: sent twice, it is one record. */
  readonly id: string;
  /** As it was shown: a save covers this and nothing that came later. */
  readonly page: RecordPage | null;
  readonly dirty: Fields;
}

const drafts = new Map<string, Draft>();
const NEW = "new";

export interface ServiceForm {
  readonly page: RecordPage | null;
  /** As shown, before anything was typed. */
  readonly before: Fields;
  readonly fields: Fields;
  readonly touched: boolean;
  /** What is not right, by field, in words. */
  readonly wrong: Readonly<Record<string, string>>;
  readonly problem: string | null;
  readonly busy: boolean;
  readonly set: (name: string, value: Value) => void;
  readonly startAgain: () => void;
  /** The record as it then is; null when something is not right or did not work. */
  readonly save: (confirm: boolean) => Promise<RecordPage | null>;
}

export function useServiceForm(page: RecordPage | null): ServiceForm {
  const place = page?.id ?? NEW;
  const [draft, setDraft] = useState<Draft>(() => drafts.get(place) ?? fresh(page));
  const [asked, setAsked] = useState(false);
  const [refused, setRefused] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const before = draft.page?.fields ?? beginning();
  const fields: Fields = { ...before, ...draft.dirty };
  const wrong = { ...refused, ...wrongOf(fields, draft.dirty, asked) };

  function keepDraft(next: Draft): void {
    drafts.set(place, next);
    setDraft(next);
  }

  async function save(confirm: boolean): Promise<RecordPage | null> {
    if (busy) return null;
    setAsked(true);
    if (Object.keys(wrongOf(fields, draft.dirty, true)).length > 0) {
      setProblem(say("service.wrong"));
      return null;
    }
    setBusy(true);
    const reply =
      draft.page === null ? await create(draft.id, fields) : await update(draft, confirm);
    setBusy(false);
    if (reply.ok) {
      drafts.delete(place);
      return reply.value;
    }
    const told = Object.entries(reply.fields).filter(([name]) => declared(SERVICE, name) !== null);
    setRefused(Object.fromEntries(told.map(([name, [code]]) => [name, wrongWords(name, code)])));
    setProblem(told.length > 0 ? say("service.wrong") : failureText(reply));
    return null;
  }

  return {
    page: draft.page,
    before,
    fields,
    touched: Object.keys(draft.dirty).length > 0,
    wrong,
    problem,
    busy,
    set: (name, value) => {
      const { [name]: _gone, ...others } = refused;
      setRefused(others);
      keepDraft({ ...draft, dirty: { ...draft.dirty, [name]: value } });
    },
    startAgain: () => {
      drafts.delete(place);
      setDraft(fresh(page));
      setAsked(false);
      setRefused({});
      setProblem(null);
    },
    save,
  };
}

function fresh(page: RecordPage | null): Draft {
  return { id: page?.id ?? crypto.randomUUID(), page, dirty: {} };
}

/** A new service is the own association's, takes place, and was confirmed by who wrote it. */
function beginning(): Fields {
  return {
    provider: me.value?.user.org ?? null,
    status: "active",
    accepts_referrals: "no",
    published: true,
    ...serviceSet("confirm"),
  };
}

async function create(id: string, fields: Fields): Promise<Result<RecordPage>> {
  const given = Object.entries(fields).filter(([, value]) => value !== null && value !== false);
  const reply = await send<RecordPage>("POST", `/api/records/${SERVICE}`, {
    id,
    fields: {
      ...Object.fromEntries(given),
      org: orgOf(String(fields["provider"])),
      published: fields["published"] === true,
    },
  });
  if (!reply.ok) return reply;
  const made = reply.value;
  touch();
  report(say("did.service.added", { what: nameOf(made) }), async () => {
    const seen = [
      ...new Set(
        Object.values(made.heads ?? {})
          .flat()
          .map(({ wid }) => wid),
      ),
    ];
    const gone = await send<RecordPage>("DELETE", recordPath(made), { seen });
    if (gone.ok) touch();
    return gone.ok ? say("did.undone", { what: nameOf(made) }) : gone;
  });
  return reply;
}

async function update(draft: Draft, confirm: boolean): Promise<Result<RecordPage>> {
  const { page, dirty } = draft;
  if (page === null) throw new Error("nothing to change");
  const changed = Object.entries(dirty).filter(
    ([name, value]) => !sameValue(value, page.fields[name] ?? absent(name)),
  );
  const set = { ...Object.fromEntries(changed), ...(confirm ? serviceSet("confirm") : {}) };
  if (Object.keys(set).length === 0) return { ok: true, value: page, etag: null };
  return edit(page, set);
}

function absent(name: string): Value {
  return declared(SERVICE, name)?.container === "set" ? false : null;
}

/** Of what was typed; and, once somebody wants to save, of what is missing too. */
function wrongOf(fields: Fields, dirty: Fields, asked: boolean): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [name, value] of Object.entries(dirty)) {
    const words = wrongValue(name, value);
    if (words !== null) found[name] = words;
  }
  const { min_age: youngest, max_age: oldest } = fields;
  if (typeof youngest === "number" && typeof oldest === "number" && oldest < youngest) {
    found["max_age"] = say("service.wrong.ages");
  }
  const { alert, alert_until: until } = fields;
  const written = "alert" in dirty || "alert_until" in dirty;
  if (written && alert != null && typeof until === "string" && until < today()) {
    found["alert_until"] = say("service.wrong.past");
  }
  for (const field of asked ? fieldsOf(SERVICE).filter(({ required }) => required) : []) {
    const missing =
      field.container === undefined
        ? (fields[field.name] ?? null) === null
        : chosen(fields, field.name).length === 0;
    if (missing) found[field.name] = wrongWords(field.name, "required");
  }
  return found;
}

function wrongValue(name: string, value: Value): string | null {
  const family = containerOf(name);
  if (value !== null && (family === "schedules" || family === "exceptions")) {
    const key = lineProblem(family as Family, value as Line);
    return key === null ? null : say(key);
  }
  const kind = kindOf(SERVICE);
  const wrong = kind === undefined ? null : check(kind, name, value);
  return wrong === null || wrong === "required" ? null : wrongWords(name, wrong);
}

function wrongWords(name: string, code: CheckError | string | undefined): string {
  const typed = `service.wrong.${declared(SERVICE, name)?.type}`;
  if (code === "bad_format" && hasKey(typed)) return say(typed);
  const key = `service.wrong.${code}`;
  return hasKey(key) ? say(key, { n: declared(SERVICE, name)?.max ?? 0 }) : say("error.invalid");
}
