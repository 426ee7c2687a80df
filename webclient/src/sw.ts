/**
 * The worker behind the phone app: keeps the files of the shell, and sends in the background.
 *
 * It never answers for `/api`, stores no content, and takes over from an older version only when
 * a person asked for it. `security.md` P10.
 */
/// <reference lib="webworker" />
import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  precacheAndRoute,
} from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";
import { Database } from "./store/db.ts";
import { Exchange } from "./store/exchange.ts";
import { Log } from "./store/log.ts";
import { alone, Tabs } from "./store/tabs.ts";
import { namesOf, Writer } from "./store/written.ts";
import { converse } from "./sync/conversation.ts";
import { Transport } from "./sync/transport.ts";

declare const self: ServiceWorkerGlobalScope & {
  readonly __WB_MANIFEST: { url: string; revision: string | null }[];
};

/** Background Sync and Periodic Background Sync, which only some browsers have. */
interface TaggedEvent extends ExtendableEvent {
  readonly tag: string;
}

precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();
registerRoute(
  new NavigationRoute(createHandlerBoundToURL("/index.html"), { allowlist: [/^\/(\?|$)/] }),
);

self.addEventListener("message", (event) => {
  if ((event.data as { type?: string } | null)?.type === "SKIP_WAITING") {
    event.waitUntil(self.skipWaiting());
  }
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("sync", (event) => {
  const tagged = event as TaggedEvent;
  if (tagged.tag === "push") tagged.waitUntil(exchange());
});

self.addEventListener("periodicsync", (event) => {
  const tagged = event as TaggedEvent;
  if (tagged.tag === "nightly") tagged.waitUntil(exchange());
});

/** The same exchange as in a tab. Rejects when it failed, so that the browser tries again. */
async function exchange(): Promise<void> {
  const tabs = new Tabs();
  const database = new Database();
  const writer = new Writer(database, (written) => tabs.tell(namesOf(written)));
  const transport = new Transport();
  try {
    const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    // With no window left there is no form that could still write to an open change.
    if (windows.length === 0) await new Log(writer).freeze("all");
    const outcome = await alone(() =>
      converse({
        log: new Exchange(writer, () => Date.now()),
        send: (body, token) => transport.sync(body, token),
        nowMs: () => Date.now(),
        held: false,
      }),
    );
    if (outcome?.kind === "failed") throw new Error(`exchange failed: ${outcome.reason}`);
  } finally {
    tabs.close();
    await database.close();
  }
}
