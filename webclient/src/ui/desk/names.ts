/** Who and where behind the ids: aliases, places, rounds and phones the desk may know. */
import { computed, signal } from "@preact/signals";
import { get } from "./api";
import type { Device, Fields, Item, ListReply, Page, RecordPage } from "./wire";

type Names = ReadonlyMap<string, string>;

const NONE: Names = new Map();
const PAGES_MAX = 10;

export const siteNames = signal<Names>(NONE);
export const personNames = signal<Names>(NONE);
export const orgNames = signal<Names>(NONE);
/** What associations and places say of themselves, by id. */
export const orgFields = signal<ReadonlyMap<string, Fields>>(new Map());
export const siteFields = signal<ReadonlyMap<string, Fields>>(new Map());
export const devices = signal<readonly Device[]>([]);
/** Rounds met so far, by id. */
export const rounds = signal<ReadonlyMap<string, Fields>>(new Map());
const asked = new Set<string>();
let again: ReturnType<typeof setTimeout> | null = null;

const aliasByDevice = computed(() => new Map(devices.value.map((one) => [one.id, one.user.alias])));

/**
 * Load what rarely changes: once after signing in, and when somebody joins. What cannot be read
 * now stays as it was: names do not vanish from the screen because a session ended.
 */
export async function loadNames(): Promise<void> {
  const [sites, members, orgs] = await Promise.all(["site", "member", "org"].map(everything));
  if (sites != null) {
    siteNames.value = named(sites, "name");
    siteFields.value = fieldsById(sites);
  }
  if (members != null) personNames.value = named(members, "alias");
  if (orgs != null) {
    orgNames.value = named(orgs, "name");
    orgFields.value = fieldsById(orgs);
  }
  await loadDevices();
}

export async function loadDevices(): Promise<void> {
  const reply = await get<Page<Device>>("/api/devices");
  if (reply.ok) devices.value = reply.value.items;
}

/** Fetch a round that a page wants to name; asked once. */
export async function loadRound(id: string): Promise<void> {
  if (asked.has(id)) return;
  asked.add(id);
  const reply = await get<RecordPage>(`/api/records/round/${id}`);
  if (reply.ok) rounds.value = new Map([...rounds.value, [id, reply.value.fields]]);
}

export function personName(id: string | null): string | null {
  if (id === null) return null;
  const found = personNames.value.get(id);
  if (found === undefined) askFor(id);
  return found ?? null;
}

/** Somebody joined after we signed in: the names are read again, once for all who are new. */
function askFor(id: string): void {
  if (personNames.value.size === 0 || asked.has(id)) return;
  asked.add(id);
  if (again !== null) return;
  again = setTimeout(() => {
    again = null;
    void loadNames();
  }, 500);
}

/** The alias of whose phone it is; null for a phone nobody here knows. */
export function phoneOwner(device: string | null): string | null {
  return device === null ? null : (aliasByDevice.value.get(device) ?? null);
}

/** When a phone joined; null for one nobody here knows. */
export function enrolledAt(device: string | null): string | null {
  return devices.value.find((one) => one.id === device)?.enrolled_at ?? null;
}

async function everything(kind: string): Promise<readonly Item[] | null> {
  const items: Item[] = [];
  for (let page = 1; page <= PAGES_MAX; page += 1) {
    const path = `/api/records/${kind}?from=2000-01-01&per_page=200&page=${page}`;
    const reply = await get<ListReply>(path);
    if (!reply.ok) return null;
    items.push(...reply.value.items);
    if (items.length >= reply.value.total) break;
  }
  return items;
}

function named(items: readonly Item[], field: string): Names {
  return new Map(items.map((item) => [item.id, String(item.fields[field] ?? "")]));
}

function fieldsById(items: readonly Item[]): ReadonlyMap<string, Fields> {
  return new Map(items.map((item) => [item.id, item.fields]));
}
