/**
 * The worker behind the phone app: keeps the files of the shell, and sends in the background.
 *
 * It never answers for `/api`, stores no content, and takes over from an older version only when
 * a person asked for it. `security.md` P10.
 */
/// <reference lib="webworker" />
import { Database } from "./store/db.ts";
import { type BuiltFile, KeptFiles, PARTS, SHELL } from "./store/kept-files.ts";
import { relay } from "./store/relay.ts";
import { alone, Tabs } from "./store/tabs.ts";
import { freezeOutbox, namesOf, readMeta, Writer } from "./store/written.ts";
import { isOffered, preferred } from "./strings/languages.ts";
import { neededFor } from "./strings/needed.ts";
import { Transport } from "./sync/transport.ts";

declare const self: ServiceWorkerGlobalScope & { readonly __WB_MANIFEST: BuiltFile[] };

/** Background Sync and Periodic Background Sync, which only some browsers have. */
interface TaggedEvent extends ExtendableEvent {
  readonly tag: string;
}

const kept = new KeptFiles(self.__WB_MANIFEST);

self.addEventListener("fetch", (event) => {
  const place = kept.place(event.request);
  if (place !== null) event.respondWith(kept.answer(place));
});

// A first visit waits for its language alone. A newer version brings all that it may be asked for
// before it takes over: the phone may have no network by then.
self.addEventListener("install", (event) =>
  event.waitUntil(
    Promise.all([
      kept.keep([SHELL]),
      self.registration.active === null ? keepLanguage() : keepAll(),
    ]),
  ),
);

self.addEventListener("message", (event) => {
  const said = event.data as { type?: string; language?: string } | null;
  const [asker] = event.ports;
  if (said?.type === "SKIP_WAITING") event.waitUntil(self.skipWaiting());
  if (said?.type === "KEEP") {
    const answer = (isKept: boolean) => asker?.postMessage(isKept);
    event.waitUntil(
      keepAll(said.language).then(
        () => answer(true),
        () => answer(false),
      ),
    );
  }
});

self.addEventListener("activate", (event) =>
  event.waitUntil(Promise.all([self.clients.claim(), kept.clean()])),
);

self.addEventListener("sync", (event) => {
  const tagged = event as TaggedEvent;
  if (tagged.tag === "push") tagged.waitUntil(handIn());
});

self.addEventListener("periodicsync", (event) => {
  const tagged = event as TaggedEvent;
  if (tagged.tag === "nightly") tagged.waitUntil(handIn());
});

/** Keeps the parts, and the language as {@link keepLanguage} does. */
async function keepAll(spoken?: string): Promise<void> {
  await Promise.all([kept.keep([PARTS]), keepLanguage(spoken)]);
}

/** Keeps what the page reads to speak `spoken`, or the language that it would start with. */
async function keepLanguage(spoken?: string): Promise<void> {
  const tags = self.navigator.languages;
  const code = spoken ?? (await chosenLanguage());
  await kept.keep(neededFor(isOffered(code) ? code : preferred(tags), tags));
}

/** As the phone's settings say; null when nobody chose, or nothing can be read. */
async function chosenLanguage(): Promise<string | null> {
  const database = new Database();
  const read = database.read(["meta"], (tx) => readMeta(tx, "language"));
  const [found] = await Promise.allSettled([read]);
  await database.close();
  return found.status === "fulfilled" ? (found.value ?? null) : null;
}

/**
 * Hands in what waits, sealed and in nobody's name: more the worker cannot read once there is a
 * vault. Rejects when it failed, so that the browser tries again.
 */
async function handIn(): Promise<void> {
  const tabs = new Tabs();
  const database = new Database();
  const writer = new Writer(database, (written) => tabs.tell(namesOf(written)));
  try {
    const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    // With no window left there is no form that could still write to an open change.
    if (windows.length === 0) await closeAll(writer);
    await database.locate();
    const outcome = await alone(() => relay(writer, new Transport(), () => Date.now()));
    if (outcome?.kind === "failed") throw new Error(`not handed in: ${outcome.reason}`);
  } finally {
    tabs.close();
    await database.close();
  }
}

async function closeAll(writer: Writer): Promise<void> {
  await writer.write(["open"], async (tx, written) => {
    for (const id of await tx.objectStore("open").getAllKeys()) await freezeOutbox(tx, id, written);
  });
}
