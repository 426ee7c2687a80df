/** Several changes as one act: one request, one dark line, one undo. */
import type { Target } from "./actions";
import { type Failure, type Result, send } from "./api";
import { complain, report } from "./done";
import { touch } from "./poll";
import { say } from "./say";
import type { Fields } from "./wire";

export type Seen = Readonly<Record<string, readonly string[]>>;

/** One entry of an act on many, and what takes it back. */
export interface Planned {
  readonly target: Target;
  readonly set: Fields;
  readonly seen: Seen;
  /** What undo writes over the own change: the earlier values. */
  readonly before: Fields;
  /** What else undo covers, in fields that the act itself does not write. */
  readonly beforeSeen?: Seen;
  /** Another road back than a change like the first: deleting has a route of its own. */
  readonly undo?: (wid: string) => Promise<Result<unknown>>;
}

interface Outcome {
  readonly record: string;
  readonly id: string | null;
  readonly error: string | null;
}

interface Written {
  readonly record: string;
  readonly set: Fields;
  readonly seen: Seen;
}

const REQUEST_MAX = 200;

/** Write all that can be written; how many were. The text says so, with what could not. */
export async function writeSeveral(
  planned: readonly Planned[],
  text: (count: number) => string,
): Promise<Result<number>> {
  const reply = await writeAll(planned);
  if (!reply.ok) {
    complain(reply);
    return reply;
  }
  const written = reply.value;
  const left = planned.length - written.length;
  const rest = left === 0 ? "" : ` ${say("did.several.left", { n: left })}`;
  if (written.length === 0) report(say("did.several.left", { n: left }));
  else report(`${text(written.length)}${rest}`, () => takeBack(written, text));
  return { ok: true, value: written.length, etag: null };
}

/** One entry of an act, as it was stored. */
export interface Stored {
  readonly one: Planned;
  readonly wid: string;
}

/** Write all that can be written, and report nothing: what was. */
export async function writeAll(planned: readonly Planned[]): Promise<Result<readonly Stored[]>> {
  const reply = await push(planned.map(writtenOf));
  if (!reply.ok) return reply;
  const value = planned.flatMap((one, at) => {
    const wid = reply.value[at]?.id ?? null;
    return wid === null ? [] : [{ one, wid }];
  });
  return { ok: true, value, etag: null };
}

/** As part of an undo: nothing is reported, so that nothing is offered to be undone again. */
export async function writeQuietly(planned: readonly Planned[]): Promise<Result<unknown>> {
  return push(planned.map(writtenOf));
}

function writtenOf({ target, set, seen }: Planned): Written {
  return { record: `${target.kind}/${target.id}`, set, seen };
}

export async function takeBack(
  written: readonly Stored[],
  text: (count: number) => string,
): Promise<string | Failure> {
  const reply = await pushBack(written.filter(({ one }) => one.undo === undefined));
  if (!reply.ok) return reply;
  let left = reply.value.filter((outcome) => outcome.id === null).length;
  for (const { one, wid } of written) {
    const undone = await one.undo?.(wid);
    if (undone?.ok === false) left += 1;
  }
  const what = text(written.length).replace(/\.$/, "");
  const rest = left === 0 ? "" : ` ${say("did.several.left", { n: left })}`;
  return `${say("did.undone", { what })}${rest}`;
}

function pushBack(written: readonly Stored[]): Promise<Result<readonly Outcome[]>> {
  return push(
    written.map(({ one, wid }) => ({
      record: `${one.target.kind}/${one.target.id}`,
      set: one.before,
      seen: {
        ...one.beforeSeen,
        ...Object.fromEntries(Object.keys(one.set).map((field) => [field, [wid]])),
      },
    })),
  );
}

async function push(changes: readonly Written[]): Promise<Result<readonly Outcome[]>> {
  const outcomes: Outcome[] = [];
  for (let at = 0; at < changes.length; at += REQUEST_MAX) {
    const some = changes.slice(at, at + REQUEST_MAX);
    const reply = await send<{ items: readonly Outcome[] }>("POST", "/api/changes", {
      changes: some,
    });
    if (!reply.ok) return outcomes.length === 0 ? reply : { ok: true, value: outcomes, etag: null };
    outcomes.push(...reply.value.items);
  }
  touch();
  return { ok: true, value: outcomes, etag: null };
}
