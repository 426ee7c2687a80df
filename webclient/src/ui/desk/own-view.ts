/**
 * How one person likes the list: columns, row height, saved filters. Kept in this browser, per
 * person: a habit of a screen, not a record of the network, and nobody else's to see. Names of
 * saved filters are typed by hand; filters are kept as in the address, codes only.
 */
import { computed, signal } from "@preact/signals";
import { type Filter, LIST_KINDS, type ListKind, readFilter, writeFilter } from "./address";
import { COLUMNS, type Column } from "./columns";
import { me } from "./session";

export interface SavedView {
  readonly name: string;
  /** As in the address, such as `state=new&days=all`. */
  readonly query: string;
}

interface OwnView {
  readonly columns: Readonly<Partial<Record<ListKind, readonly string[]>>>;
  readonly roomy: boolean;
  readonly views: readonly SavedView[];
}

export const NAME_MAX = 40;
export const VIEWS_MAX = 12;
const PLAIN: OwnView = { columns: {}, roomy: false, views: [] };

const changed = signal(0);
const own = computed<OwnView>(() => {
  void changed.value;
  return me.value == null ? PLAIN : read(localStorage.getItem(place(me.value.user.id)));
});

export const roomy = computed(() => own.value.roomy);
export const savedViews = computed(() => own.value.views);

export function setRoomy(on: boolean): void {
  keep({ ...own.value, roomy: on });
}

export function setViews(views: readonly SavedView[]): void {
  keep({ ...own.value, views: views.slice(0, VIEWS_MAX) });
}

/** The columns to show, in the chosen order; the first and the last of the kind never leave. */
export function columnsOf(kind: ListKind): readonly Column[] {
  const all = COLUMNS[kind];
  const ids = own.value.columns[kind];
  if (ids === undefined) return all.filter((column) => column.extra !== true);
  const chosen = ids.flatMap((id) => movable(kind).filter((column) => column.id === id));
  return [...all.slice(0, 1), ...chosen, ...all.slice(-1)];
}

/** The columns between the first and the last. */
export function movable(kind: ListKind): readonly Column[] {
  return COLUMNS[kind].slice(1, -1);
}

/** Show these columns between the first and the last; null: as it was at first. */
export function chooseColumns(kind: ListKind, ids: readonly string[] | null): void {
  const { [kind]: _before, ...others } = own.value.columns;
  keep({ ...own.value, columns: ids === null ? others : { ...others, [kind]: ids } });
}

/** Saved filters leave the page out: one begins at the beginning. */
export function asQuery(filter: Filter): string {
  return writeFilter({ ...filter, page: 1 }).toString();
}

export function asFilter(view: SavedView): Filter {
  return readFilter(new URLSearchParams(view.query));
}

function keep(next: OwnView): void {
  if (me.value == null) return;
  localStorage.setItem(place(me.value.user.id), JSON.stringify(next));
  changed.value += 1;
}

function place(user: string): string {
  return `maraude.desk.list.${user}`;
}

/** What was kept, as far as it is understood: an older or newer desk may have written it. */
export function read(text: string | null): OwnView {
  const found = parsed(text);
  if (found === null) return PLAIN;
  const columns: Partial<Record<ListKind, readonly string[]>> = {};
  for (const kind of LIST_KINDS) {
    const ids = object(found["columns"])?.[kind];
    if (Array.isArray(ids)) columns[kind] = [...new Set(ids.filter(isText))];
  }
  const views = Array.isArray(found["views"]) ? found["views"] : [];
  return {
    columns,
    roomy: found["roomy"] === true,
    views: views
      .map(object)
      .flatMap((view) =>
        isText(view?.["name"]) && isText(view["query"])
          ? [{ name: view["name"].slice(0, NAME_MAX), query: view["query"] }]
          : [],
      )
      .slice(0, VIEWS_MAX),
  };
}

function parsed(text: string | null): Readonly<Record<string, unknown>> | null {
  if (text === null) return null;
  try {
    return object(JSON.parse(text));
  } catch (problem) {
    if (problem instanceof SyntaxError) return null;
    throw problem;
  }
}

function object(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === "object" && value !== null ? { ...value } : null;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
