/** Rows under columns; on narrow screens the same rows as cards of two lines. */
import { useEffect, useRef } from "preact/hooks";
import { BackIcon, DownIcon, ForwardIcon } from "../components/icons";
import { type Filter, PER_PAGE, writeAddress } from "./address";
import type { Column } from "./columns";
import { describeRecord } from "./describe";
import { roomy } from "./own-view";
import { go } from "./route";
import { say, writeNumber } from "./say";
import { isSealed } from "./state-cell";
import type { Item, ListReply } from "./wire";

export interface TableProps {
  readonly columns: readonly Column[];
  readonly reply: ListReply;
  readonly filter: Filter;
  readonly sort: string;
  readonly cursor: number;
  readonly selected: Selection;
  readonly onSort: (sort: string) => void;
  readonly onPage: (page: number) => void;
  readonly onCursor: (cursor: number) => void;
  readonly onSelect: (selected: Selection) => void;
}

/** The selected entries by their id; some may stand on other pages. */
export type Selection = ReadonlyMap<string, Item>;

export function Table(props: TableProps) {
  const { columns, reply, cursor, selected, onCursor, onSelect } = props;
  const all = reply.items.length > 0 && reply.items.every((item) => selected.has(item.id));
  const selectAll = () => onSelect(all ? new Map() : selectionOf(reply.items));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is reached by keyboard
    <section class="scroll" tabIndex={0} aria-label={say(`kind.${props.filter.kind}`)}>
      <table class={tableClass(props)}>
        <thead>
          <tr>
            <th scope="col" class="cell-select">
              <label class="tick">
                <input type="checkbox" checked={all} onChange={selectAll} />
                <span class="visually-hidden tick-words">{say("list.select.all")}</span>
              </label>
            </th>
            {columns.map((column) => (
              <Heading key={column.id} column={column} sort={props.sort} onSort={props.onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {reply.items.map((item, index) => (
            <Row
              key={item.id}
              item={item}
              columns={columns}
              current={index === cursor}
              selected={selected.has(item.id)}
              onCursor={() => onCursor(index)}
              onSelect={() => onSelect(toggled(selected, item))}
            />
          ))}
        </tbody>
        <Totals {...props} />
      </table>
    </section>
  );
}

/** Wider than the screen once somebody added columns: what stays in sight then has an edge. */
function tableClass({ filter, columns }: TableProps): string {
  const wide = columns.some(({ extra }) => extra === true) ? "rows-wide" : "";
  return `rows rows-${filter.kind} ${wide} ${roomy.value ? "rows-roomy" : ""}`;
}

/** The selection with one more, or one fewer. */
export function toggled(selected: Selection, item: Item): Selection {
  const next = new Map(selected);
  if (!next.delete(item.id)) next.set(item.id, item);
  return next;
}

export function selectionOf(items: readonly Item[]): Selection {
  return new Map(items.map((item) => [item.id, item]));
}

function Heading(props: {
  readonly column: Column;
  readonly sort: string;
  readonly onSort: (sort: string) => void;
}) {
  const { column, sort, onSort } = props;
  const name = say(column.label);
  const classes = cellClass(column);
  const field = column.sort;
  if (field === undefined) {
    return (
      <th scope="col" class={classes}>
        {name}
      </th>
    );
  }
  const down = sort === `-${field}`;
  const up = sort === field;
  return (
    <th scope="col" class={classes} aria-sort={down ? "descending" : up ? "ascending" : "none"}>
      <button
        type="button"
        class={up ? "sort sort-up" : "sort"}
        title={say("list.sorted", { what: name })}
        onClick={() => onSort(down ? field : `-${field}`)}
      >
        {name}
        {down || up ? <DownIcon /> : null}
      </button>
    </th>
  );
}

function Row(props: {
  readonly item: Item;
  readonly columns: readonly Column[];
  readonly current: boolean;
  readonly selected: boolean;
  readonly onCursor: () => void;
  readonly onSelect: () => void;
}) {
  const { item, columns, current, selected } = props;
  const row = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    if (current) row.current?.scrollIntoView({ block: "nearest" });
  }, [current]);
  const address = { view: "record", kind: item.kind, id: item.id } as const;
  const name = describeRecord(item.kind, item.fields, isSealed(item));
  return (
    // The link in the row does the same for keyboards and readers.
    <tr
      ref={row}
      class={rowClass(item, current, selected)}
      onClick={(event) => {
        props.onCursor();
        if (!(event.target instanceof Element) || event.target.closest("label, a") !== null) return;
        go(address);
      }}
    >
      <td class="cell-select">
        <label class="tick">
          <input type="checkbox" checked={selected} onChange={props.onSelect} />
          <span class="visually-hidden">{say("list.select", { what: name })}</span>
        </label>
      </td>
      {columns.map((column) => (
        <td key={column.id} class={cellClass(column)}>
          {column.id === "what" ? (
            <a href={writeAddress(address)}>{column.cell(item)}</a>
          ) : (
            column.cell(item)
          )}
        </td>
      ))}
    </tr>
  );
}

function cellClass({ id, number, extra }: Column): string {
  const names = [`cell-${id}`, number === true ? "number" : "", extra === true ? "cell-extra" : ""];
  return names.filter((name) => name !== "").join(" ");
}

function rowClass(item: Item, current: boolean, selected: boolean): string {
  return [
    current ? "row-current" : "",
    selected ? "row-selected" : "",
    isSealed(item) ? "row-sealed" : "",
  ]
    .filter((name) => name !== "")
    .join(" ");
}

/** Sums over all that match, not over the page; what is unsettled is left out, and said. */
function Totals({ columns, reply, filter, onPage }: TableProps) {
  const first = columns.findIndex((column) => column.total !== undefined);
  const lead = first < 0 ? columns.length - 1 : first;
  const unsettled = columns
    .map(({ total }) => (total === undefined ? 0 : (reply.totals?.[total]?.unsettled ?? 0)))
    .reduce((sum, one) => sum + one, 0);
  return (
    <tfoot>
      <tr>
        <td class="cell-select" />
        <th scope="row" colSpan={lead} class="total-words">
          {say(reply.total_more ? "list.total.more" : "list.total", { n: reply.total })}
          {unsettled === 0 ? "" : ` · ${say("list.unsettled", { n: unsettled })}`}
        </th>
        {columns.slice(lead, -1).map((column) => (
          <td key={column.id} class={`${cellClass(column)} total`}>
            <Total column={column} reply={reply} />
          </td>
        ))}
        <td class="cell-pages">
          <Pages reply={reply} page={filter.page} onPage={onPage} />
        </td>
      </tr>
    </tfoot>
  );
}

function Total({ column, reply }: { readonly column: Column; readonly reply: ListReply }) {
  const total = column.total === undefined ? undefined : reply.totals?.[column.total];
  if (total === undefined || total.sum === null) return null;
  return (
    <>
      <span class="visually-hidden">{say(column.label)}: </span>
      {writeNumber(total.sum)}
    </>
  );
}

function Pages(props: {
  readonly reply: ListReply;
  readonly page: number;
  readonly onPage: (page: number) => void;
}) {
  const { reply, page, onPage } = props;
  const from = (page - 1) * PER_PAGE + 1;
  const to = from + reply.items.length - 1;
  const more = reply.total_more || to < reply.total;
  return (
    <span class="pages">
      <span>{say("list.range", { from, to, total: reply.total })}</span>
      <button
        type="button"
        class="act act-quiet act-square"
        aria-label={say("list.previous")}
        disabled={page <= 1}
        onClick={() => onPage(page - 1)}
      >
        <BackIcon />
      </button>
      <button
        type="button"
        class="act act-quiet act-square"
        aria-label={say("list.next")}
        disabled={!more}
        onClick={() => onPage(page + 1)}
      >
        <ForwardIcon />
      </button>
    </span>
  );
}
