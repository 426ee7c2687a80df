/**
 * When the database takes nothing any more: what was being saved goes, sealed, into a second store,
 * and comes back into the first as soon as that takes it. `security.md` P6; `docs/vault.md`.
 *
 * The second store only ever gains files, and loses them after what is in them lies in the database
 * again. An envelope keeps the id of its change over all that: twice is harmless.
 */
import type { Change } from "../sync/change.ts";
import { save } from "../sync/replica.ts";
import type { Transport } from "../sync/transport.ts";
import { fromBase64url, toBase64url } from "../vault/bytes.ts";
import { fileWith, textOf } from "./carried.ts";
import { type SealedRow, StoreFailure } from "./db.ts";
import { CACHE } from "./kept-files.ts";
import type { Letter } from "./letters.ts";
import { type Draft, drawRandom50, type Log, newRow } from "./log.ts";
import type { Records } from "./records.ts";
import { handOver, lettersOf, parcels } from "./relay.ts";
import { privateFiles, type SpareFiles } from "./spare-files.ts";
import {
  countMade,
  freezeOutbox,
  nothingWritten,
  putSealed,
  readable,
  type Writer,
} from "./written.ts";

export { handIn } from "./carried.ts";
export { makeLink } from "./links.ts";
export { sealField } from "./sealed-field.ts";

export interface SpareGround {
  readonly writer: Writer;
  readonly log: Log;
  readonly records: Records;
  readonly transport: Transport;
}

/** One save, as its file holds it: ids and envelopes, nothing that says what is in them. */
interface Saved {
  readonly letters: readonly (readonly [string, Omit<SealedRow, "bytes"> & { bytes: string }])[];
  /** Changes that it replaces: whatever form has them open may not write into them any more. */
  readonly closes: readonly string[];
  /** Keys of the half typed forms that it made good on. */
  readonly typed: readonly string[];
}

/** Which envelopes were handed in from here already, while the app runs. */
const handed = new Set<string>();

/** Keeps these drafts, all or none; rejects with `error` when nothing can be sealed or written. */
export async function keepInstead(
  { writer, records }: SpareGround,
  error: StoreFailure,
  drafts: readonly Draft[],
  files: SpareFiles = privateFiles,
): Promise<readonly Change[]> {
  // A change of its own, also where a form has one open: under that id another body lies already.
  const changes = drafts.map(({ path, dirty, bases, nowMs }, n) => {
    return save(null, path, dirty, bases, nowMs + n, drawRandom50());
  });
  const { sealer } = writer;
  const sealed = (await sealer?.seal(changes)) ?? null;
  if (sealer === null || sealed === null) throw error;
  const letters = changes.map(({ id }, at) => [id, sealed[at] as SealedRow] as const);
  const closes = changes.flatMap(({ writes }) => [...writes.values()].flatMap((w) => w.covers));
  const saved: Saved = {
    letters: letters.map(([id, row]) => [id, { ...row, bytes: toBase64url(row.bytes) }]),
    closes: [...new Set(closes)],
    typed: drafts.flatMap(({ typed }) => typed ?? []),
  };
  await files.keep(letters[0]?.[0] ?? "", JSON.stringify(saved));
  const written = nothingWritten();
  changes.forEach((change, at) => {
    const { network = "", sealing = false } = drafts[at] ?? {};
    const row = newRow(change, "frozen", network, sealing);
    written.outbox.set(change.id, sealer.locked ? row : readable(row, sealer));
  });
  for (const [id, row] of letters) written.sealed.set(id, row);
  records.take(written);
  records.spare.value += letters.length;
  return changes;
}

/** Moves everything back into the database; rejects with StoreFailure while that takes nothing. */
export function moveIn(ground: SpareGround, files: SpareFiles = privateFiles): Promise<void> {
  const { writer, log, records } = ground;
  return alone(async () => {
    const found = await files.all();
    const saved = [...found.values()].flatMap((text) => parse(text) ?? []);
    const letters = saved.flatMap(lettersIn);
    records.spare.value = letters.length;
    if (found.size === 0) return;
    await writer.write(["sealed", "open", "drafts", "meta", "outbox"], async (tx, written) => {
      const known = new Set(await tx.objectStore("sealed").getAllKeys());
      const fresh = letters.filter(([id]) => !known.has(id));
      for (const [id, row] of fresh) await putSealed(tx, id, row, written);
      const open = new Set(await tx.objectStore("open").getAllKeys());
      for (const id of saved.flatMap(({ closes }) => closes)) {
        if (open.has(id)) await freezeOutbox(tx, id, written);
      }
      for (const key of saved.flatMap(({ typed }) => typed)) {
        await tx.objectStore("drafts").delete(key);
      }
      if (fresh.length > 0) await countMade(tx, fresh.length, written);
    });
    await files.drop([...found.keys()]);
    records.spare.value = 0;
    if (writer.sealer?.locked === false) {
      const mine = letters.flatMap(([id]) => records.outbox.get(id) ?? []);
      await log.adopt(mine);
    }
  });
}

/** As {@link moveIn}; while that fails, the server is given the envelopes from where they are. */
export async function settle(ground: SpareGround, files: SpareFiles = privateFiles): Promise<void> {
  try {
    await moveIn(ground, files);
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error;
    const waiting = (await lettersHere(files)).filter(([id]) => !handed.has(id));
    for (const letters of parcels(waiting, ([, { bytes }]) => bytes.length)) {
      const lines = letters.map(([, { bytes }]) => toBase64url(bytes));
      const answer = await handOver(ground.transport, lines);
      if (!answer.ok) return;
      // Nothing leaves for it: anybody could have answered so.
      for (const [id, { envelope }] of letters) {
        if (answer.value.get(envelope) === "ok") handed.add(id);
      }
    }
  }
}

/** All that is unsent as a file, wherever it lies, as far as it can be read. */
export async function fileOfBoth(writer: Writer, files: SpareFiles = privateFiles): Promise<Blob> {
  const reading = lettersOf(writer, (row) => row.state === "waiting");
  const [main, here] = await Promise.allSettled([reading, lettersHere(files)]);
  const known = main.status === "fulfilled" ? main.value : [];
  const more = here.status === "fulfilled" ? here.value : [];
  if (main.status === "rejected" && more.length === 0) throw main.reason;
  return fileWith([...new Map([...known, ...more])]);
}

/** What lies in the second store alone, each envelope as the text of a code. */
export async function codesHere(files: SpareFiles = privateFiles): Promise<readonly string[]> {
  return (await lettersHere(files)).map((letter) => textOf([letter]));
}

export async function dropAll(files: SpareFiles = privateFiles): Promise<void> {
  const found = await files.all();
  if (found.size > 0) await files.drop([...found.keys()]);
}

/**
 * Frees what can be had again: files of languages that nobody speaks here, and caches of before.
 * Never the shell and the parts: without them nobody unlocks this phone. Nothing unsent is a file.
 */
export async function freeCaches(spoken: string): Promise<void> {
  if (!("caches" in globalThis)) return;
  // What a draft has no words for is said in one of these.
  const read = new Set([spoken, "en", ...navigator.languages.map((tag) => tag.slice(0, 2))]);
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
  const cache = await caches.open(CACHE);
  const kept = await cache.keys();
  const old = kept.filter(({ url }) => {
    const language = OF_ONE_LANGUAGE.exec(new URL(url).pathname)?.[1];
    return language !== undefined && !read.has(language);
  });
  await Promise.all(old.map((request) => cache.delete(request)));
}

const OF_ONE_LANGUAGE = /^\/assets\/(?:texts|labels)\.([a-z]{2,3})[.-]/;

async function lettersHere(files: SpareFiles): Promise<readonly Letter[]> {
  return [...(await files.all()).values()].flatMap((text) => parse(text) ?? []).flatMap(lettersIn);
}

function lettersIn({ letters }: Saved): readonly Letter[] {
  return letters.map(([id, row]) => [id, { ...row, bytes: fromBase64url(row.bytes) }]);
}

/** Null for a file of which only a part was written before the app ended. */
function parse(text: string): Saved | null {
  try {
    return JSON.parse(text) as Saved;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** One tab moves at a time: what it moved is not moved, and counted, once more. */
async function alone(run: () => Promise<void>): Promise<void> {
  if (!("locks" in navigator)) return run();
  await navigator.locks.request("maraude-spare", run);
}
