/**
 * Where the desk is, as the fragment of its address: it never reaches a server, a log or a
 * referrer. Codes and ids only; what somebody searches for stays in memory.
 */

import { type AuditAsked, readAudit, WHOLE_AUDIT, writeAudit } from "./audit-address";
import { dayBefore } from "./days";
import { type ReportAsked, readReport, writeReport } from "./report-address";

/** What people write down on rounds. */
export const ENTRY_KINDS = ["activity", "contact", "round"] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];
export const SERVICE = "directory_service";
/** Every kind that is shown as a list with columns. */
export const LIST_KINDS = [...ENTRY_KINDS, SERVICE] as const;
export type ListKind = (typeof LIST_KINDS)[number];

export const STATES = ["new", "reviewed", "asked", "two", "issues", "voided", "deleted"] as const;
export const SERVICE_STATES = [
  "stale",
  "asked",
  "two",
  "issues",
  "published",
  "unpublished",
  "paused",
  "inactive",
  "defunct",
  "deleted",
] as const;
const ALL_STATES = [...STATES, ...SERVICE_STATES];
export type State = (typeof ALL_STATES)[number];

export const SPANS = ["1", "7", "28", "all"] as const;
export type Span = (typeof SPANS)[number];

/** What a list shows. Dates are days of the network, `YYYY-MM-DD`, and win over `span`. */
export interface Filter {
  readonly kind: ListKind;
  readonly span: Span | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly site: string | null;
  /** `service_type` of a count, `round_kind` of a round, a need of a meeting, a category. */
  readonly what: string | null;
  readonly state: State | null;
  /** Who wrote it; of a service, the association that gives it. */
  readonly by: string | null;
  readonly sort: string;
  readonly page: number;
}

/** The lists that a network may make its own. */
export const LIST_PARTS = [
  "service_type",
  "item",
  "need",
  "service_category",
  "site_kind",
  "round_kind",
] as const;
export type ListPart = (typeof LIST_PARTS)[number];
export const SETTINGS_PARTS = [
  ...LIST_PARTS,
  "tiles",
  "phones",
  "referrals",
  "account",
  "audit",
] as const;
export type SettingsPart = (typeof SETTINGS_PARTS)[number];

export type Route =
  /** `record`: the one whose card is to be opened first. */
  | { readonly view: "inbox"; readonly record: string | null }
  | { readonly view: "entries"; readonly filter: Filter }
  | { readonly view: "record"; readonly kind: string; readonly id: string }
  | { readonly view: "rounds" }
  | { readonly view: "referrals"; readonly board: boolean }
  /** Writing a service of the directory; null for a new one. */
  | { readonly view: "service"; readonly id: string | null }
  /** Taking over a directory from elsewhere. */
  | { readonly view: "import" }
  | { readonly view: "people" }
  | { readonly view: "reports"; readonly asked: ReportAsked }
  | { readonly view: "settings"; readonly part: SettingsPart; readonly audit?: AuditAsked }
  | { readonly view: "missing" };

export const INBOX: Route = { view: "inbox", record: null };
export const PER_PAGE = 50;
export const NEWEST_FIRST = "-when";
/** The own association's services first, then by name. */
export const OWN_FIRST = "own";

export const NO_FILTER: Filter = {
  kind: "activity",
  span: null,
  from: null,
  to: null,
  site: null,
  what: null,
  state: null,
  by: null,
  sort: NEWEST_FIRST,
  page: 1,
};

/** A list of this kind before anybody narrows it. */
export function plainFilter(kind: ListKind): Filter {
  return { ...NO_FILTER, kind, sort: kind === SERVICE ? OWN_FIRST : NEWEST_FIRST };
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const CODE = /^[a-z0-9_.-]{1,60}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const SORT = /^-?[a-z][a-z0-9_]{0,39}$/;

/** Read a fragment such as `#/entries?kind=round`. What is not understood is left out. */
export function readAddress(fragment: string): Route {
  const [path = "", query = ""] = fragment.replace(/^#/, "").split("?", 2);
  const [view = "", kind = "", id = ""] = path.replace(/^\//, "").split("/");
  if (view === "") return INBOX;
  if (view === "inbox") return { view, record: matching(UUID, kind) };
  if (view === "people" || view === "rounds") return { view };
  if (view === "referrals") return { view, board: kind === "board" };
  if (view === "reports") return { view, asked: readReport(new URLSearchParams(query)) };
  if (view === "settings") return readSettings(kind, query);
  if (view === "entries") return { view, filter: readFilter(new URLSearchParams(query)) };
  if (view === "directory") return readDirectory(kind, query);
  if (view === "service" && kind === "new") return { view, id: null };
  if (view === "service" && UUID.test(kind)) return { view, id: kind };
  if (view === "record" && CODE.test(kind) && UUID.test(id)) return { view, kind, id };
  return { view: "missing" };
}

function readSettings(kind: string, query: string): Route {
  const part = oneOf(SETTINGS_PARTS, kind) ?? "service_type";
  if (part !== "audit") return { view: "settings", part };
  return { view: "settings", part, audit: readAudit(new URLSearchParams(query)) };
}

function readDirectory(part: string, query: string): Route {
  if (part === "import") return { view: "import" };
  const asked = new URLSearchParams(query);
  asked.set("kind", SERVICE);
  return { view: "entries", filter: readFilter(asked) };
}

export function writeAddress(route: Route): string {
  switch (route.view) {
    case "record":
      return `#/record/${route.kind}/${route.id}`;
    case "entries": {
      const query = writeFilter(route.filter);
      const place = route.filter.kind === SERVICE ? "directory" : "entries";
      if (place === "directory") query.delete("kind");
      return query.size === 0 ? `#/${place}` : `#/${place}?${query}`;
    }
    case "inbox":
      return route.record === null ? "#/inbox" : `#/inbox/${route.record}`;
    case "service":
      return `#/service/${route.id ?? "new"}`;
    case "import":
      return "#/directory/import";
    case "referrals":
      return route.board ? "#/referrals/board" : "#/referrals";
    case "reports":
      return writeReport(route.asked);
    case "settings":
      if (route.part === "audit") return writeAudit(route.audit ?? WHOLE_AUDIT);
      return `#/settings/${route.part}`;
    default:
      return `#/${route.view}`;
  }
}

export function readFilter(query: URLSearchParams): Filter {
  const kind = oneOf(LIST_KINDS, query.get("kind")) ?? NO_FILTER.kind;
  return {
    kind,
    span: oneOf(SPANS, query.get("days")),
    from: matching(DAY, query.get("from")),
    to: matching(DAY, query.get("to")),
    site: matching(UUID, query.get("site")),
    what: matching(CODE, query.get("what")),
    state: oneOf(statesOf(kind), query.get("state")),
    by: matching(UUID, query.get("by")),
    sort: matching(SORT, query.get("sort")) ?? plainFilter(kind).sort,
    page: Math.min(10_000, Math.max(1, Number.parseInt(query.get("page") ?? "1", 10) || 1)),
  };
}

export function statesOf(kind: ListKind): readonly State[] {
  return kind === SERVICE ? SERVICE_STATES : STATES;
}

export function writeFilter(filter: Filter): URLSearchParams {
  const query = new URLSearchParams();
  if (filter.kind !== NO_FILTER.kind) query.set("kind", filter.kind);
  if (filter.span !== null) query.set("days", filter.span);
  for (const name of ["from", "to", "site", "what", "state", "by"] as const) {
    const value = filter[name];
    if (value !== null) query.set(name, value);
  }
  if (filter.sort !== plainFilter(filter.kind).sort) query.set("sort", filter.sort);
  if (filter.page !== 1) query.set("page", String(filter.page));
  return query;
}

/** The declared field that the filter `what` stands for, per kind. */
export const WHAT_FIELD: Readonly<Record<ListKind, string>> = {
  activity: "service_type",
  contact: "needs",
  round: "round_kind",
  directory_service: "categories",
};

/** The earliest day asked for when somebody wants everything. */
const FIRST_DAY = "2000-01-01";

/**
 * The query of `GET /api/records/<kind>`, and of the export of the same entries.
 * `today` is the network's day, `YYYY-MM-DD`; `search` is what was typed.
 */
export function listQuery(filter: Filter, today: string, search: string): URLSearchParams {
  const query = new URLSearchParams();
  const { from, to } = days(filter, today);
  if (from !== null) query.set("from", from);
  if (to !== null) query.set("to", to);
  if (search.trim() !== "") query.set("q", search.trim());
  if (filter.site !== null) query.set(filter.kind === "round" ? "sites" : "site", filter.site);
  if (filter.what !== null) query.set(WHAT_FIELD[filter.kind], filter.what);
  if (filter.by !== null) query.set(filter.kind === SERVICE ? "provider" : "author", filter.by);
  const [name, value] = STATE_QUERY[filter.state ?? "any"];
  if (name !== "") query.set(name, value);
  query.set("sort", filter.sort);
  return query;
}

const STATE_QUERY: Readonly<Record<State | "any", readonly [string, string]>> = {
  any: ["", ""],
  new: ["review", "new"],
  reviewed: ["review", "reviewed"],
  asked: ["queried", "1"],
  two: ["issue", "conflict"],
  issues: ["issue", "any"],
  voided: ["voided", "only"],
  deleted: ["deleted", "only"],
  stale: ["issue", "stale_directory"],
  published: ["published", "1"],
  unpublished: ["published", "0"],
  paused: ["status", "temporarily closed"],
  inactive: ["status", "inactive"],
  defunct: ["status", "defunct"],
};

function days(filter: Filter, today: string): { from: string | null; to: string | null } {
  if (filter.from !== null || filter.to !== null) return { from: filter.from, to: filter.to };
  if (filter.span === null) return { from: null, to: null };
  if (filter.span === "all") return { from: FIRST_DAY, to: null };
  return { from: dayBefore(today, Number(filter.span) - 1), to: today };
}

/** Whether anything narrows the list, so that an empty one can offer to clear it. */
export function narrowed(filter: Filter, search: string): boolean {
  const { span, from, to, site, what, state, by } = filter;
  return search.trim() !== "" || [span, from, to, site, what, state, by].some((v) => v !== null);
}

function oneOf<T extends string>(allowed: readonly T[], value: string | null): T | null {
  return allowed.find((known) => known === value) ?? null;
}

function matching(pattern: RegExp, value: string | null): string | null {
  return value !== null && pattern.test(value) ? value : null;
}
