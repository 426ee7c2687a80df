/** The list as it is read: loaded, refreshed quietly, new rows kept waiting. */
import { batch, signal } from "@preact/signals";
import { type Filter, listQuery, PER_PAGE } from "./address";
import { type Failure, get, type Result, refresh } from "./api";
import { mergeFresh } from "./arrivals";
import { networkDay } from "./moment";
import { network, now } from "./session";
import type { ListReply } from "./wire";

export const shown = signal<ListReply | null>(null);
export const arrived = signal(0);
export const failure = signal<Failure | null>(null);
export const searched = signal("");

let path = "";
let etag: string | null = null;

/** The query that the list and its export share. */
export function queryOf(filter: Filter): URLSearchParams {
  return listQuery(filter, networkDay(now(), network().time_zone), searched.value);
}

/** Load a page of the list; until it is there the rows before stay. */
export async function load(filter: Filter): Promise<void> {
  const query = queryOf(filter);
  query.set("page", String(filter.page));
  query.set("per_page", String(PER_PAGE));
  const wanted = `/api/records/${filter.kind}?${query}`;
  if (new URL(wanted, location.origin).pathname !== new URL(path, location.origin).pathname) {
    // Rows of another kind would stand under the wrong columns.
    shown.value = null;
  }
  path = wanted;
  const reply = await get<ListReply>(wanted);
  if (path !== wanted) return;
  batch(() => {
    failure.value = reply.ok ? null : reply;
    if (!reply.ok) return;
    etag = reply.etag;
    shown.value = marked(reply.value);
    arrived.value = 0;
  });
}

/** Every entry that matches, when there are no more than `at_most`, whatever the page. */
export function loadAll(filter: Filter, atMost: number): Promise<Result<ListReply>> {
  const query = queryOf(filter);
  query.set("per_page", String(atMost));
  return get<ListReply>(`/api/records/${filter.kind}?${query}`);
}

/** Ask whether something came in. `own`: the desk changed something, so rows may leave. */
export async function look(own: boolean): Promise<void> {
  const asked = path;
  const before = shown.value;
  if (asked === "" || before === null) return;
  const reply = await refresh<ListReply>(asked, etag);
  if (asked !== path || !reply.ok || "unchanged" in reply) return;
  etag = reply.etag;
  batch(() => {
    const fresh = marked(reply.value);
    const merged = mergeFresh(before, fresh);
    arrived.value = merged.arrived;
    shown.value = own && merged.arrived === 0 ? fresh : merged.shown;
  });
}

/** A list asked for deleted entries alone says so in every row. */
function marked(reply: ListReply): ListReply {
  if (!new URLSearchParams(path.split("?")[1]).has("deleted")) return reply;
  return { ...reply, items: reply.items.map((item) => ({ ...item, deleted: true })) };
}
