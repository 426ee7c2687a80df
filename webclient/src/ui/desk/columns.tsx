/** What the columns of each kind of list show, and what they are called in an exported file. */
import type { ComponentChildren } from "preact";
import type { DeskKey } from "../../strings/desk.en";
import { AttentionIcon } from "../components/icons";
import type { ListKind } from "./address";
import { describeEither, describePlace, describeValue, describeWhat } from "./describe";
import { listMoment } from "./moment";
import { personName } from "./names";
import { codeLabel, withUnit, writeNumber } from "./say";
import { SERVICE_COLUMNS } from "./service-columns";
import { network, now } from "./session";
import { isSealed, State, stateWords } from "./state-cell";
import { chosen, declared } from "./vocabulary";
import type { Item } from "./wire";

export interface Column {
  readonly id: string;
  readonly label: DeskKey;
  readonly number?: boolean;
  /** The declared field the server sorts by. */
  readonly sort?: string;
  /** The field whose total stands below. */
  readonly total?: string;
  /** Not shown until somebody chooses it. */
  readonly extra?: boolean;
  /** The columns of an exported file that stand for this one, each with its heading. */
  readonly exported: readonly (readonly [field: string, heading: DeskKey])[];
  /** What a file says for the codes of this column that have no code list. */
  words?(): readonly (readonly [code: string, word: string])[];
  cell(item: Item): ComponentChildren;
}

/** Units that say what is measured, not what is counted; only they stand in a narrow cell. */
const MEASURES: ReadonlySet<unknown> = new Set(["kg", "litre", "hour"]);

function moment(at: string | null): string {
  return at === null ? "" : listMoment(at, network().time_zone, now());
}

const when: Column = {
  id: "when",
  label: "col.when",
  sort: "when",
  exported: [["when", "col.when"]],
  cell: (item) => moment(item.when ?? item.made_at),
};
const place: Column = {
  id: "place",
  label: "col.place",
  sort: "site",
  exported: [["site", "col.place"]],
  cell: (item) => <bdi>{describePlace(item.kind, item.fields)}</bdi>,
};
const by: Column = {
  id: "by",
  label: "col.by",
  exported: [["author", "col.by"]],
  cell: (item) => <bdi>{personName(item.author) ?? ""}</bdi>,
};
const state: Column = {
  id: "state",
  label: "col.state",
  exported: [["state", "col.state"]],
  words: stateWords,
  cell: (item) => <State item={item} />,
};
const received: Column = {
  id: "received",
  label: "col.received",
  sort: "received_at",
  extra: true,
  exported: [["received_at", "col.received"]],
  cell: (item) => moment(item.received_at),
};
const question: Column = {
  id: "question",
  label: "col.question",
  extra: true,
  exported: [
    ["query", "col.question"],
    ["answer", "col.answer"],
  ],
  cell: ({ fields }) => (
    <bdi>
      {[fields["query"], fields["answer"]].filter((text) => typeof text === "string").join(" → ")}
    </bdi>
  ),
};

function what(sort: string): Column {
  return {
    id: "what",
    label: "col.what",
    sort,
    exported: [[sort, "col.what"]],
    cell: (item) => describeWhat(item.kind, item.fields, isSealed(item)),
  };
}

function amount(field: string, label: DeskKey, total = true): Column {
  return {
    id: field,
    label,
    number: true,
    sort: field,
    ...(total ? { total: field } : {}),
    exported:
      field === "quantity"
        ? [
            [field, label],
            ["unit", "col.unit"],
          ]
        : [[field, label]],
    cell: (item) => <Amount item={item} field={field} />,
  };
}

/** Any scalar field, in words. */
function field(kind: ListKind, name: string, label: DeskKey, extra = true): Column {
  return {
    id: name,
    label,
    sort: name,
    ...(extra ? { extra } : {}),
    exported: [[name, label]],
    words: () => enumWords(kind, name),
    cell: ({ fields }) => {
      const value = fields[name] ?? null;
      return value === null ? null : <bdi>{describeValue(kind, name, value)}</bdi>;
    },
  };
}

/** The elements of a set, by their labels. */
function set(name: string, list: string, label: DeskKey, extra = false): Column {
  return {
    id: name,
    label,
    ...(extra ? { extra } : {}),
    exported: [[name, label]],
    cell: ({ fields }) =>
      chosen(fields, name)
        .map((code) => codeLabel(list, code))
        .join(" · "),
  };
}

function enumWords(kind: string, name: string): readonly (readonly [string, string])[] {
  const values = declared(kind, name)?.values ?? [];
  return values.map((value) => [value, describeValue(kind, name, value)]);
}

function minutes(name: string, label: DeskKey): Column {
  return { ...amount(name, label, false), extra: true };
}

/** Every column there is. The first and the last always stand where they do. */
export const COLUMNS: Readonly<Record<ListKind, readonly Column[]>> = {
  activity: [
    when,
    place,
    what("service_type"),
    amount("quantity", "col.quantity"),
    amount("people", "col.people"),
    amount("unmet", "col.unmet"),
    by,
    field("activity", "unmet_reason", "col.unmet_reason"),
    field("activity", "people_method", "col.people_method"),
    minutes("duration_min", "col.duration"),
    field("activity", "note", "col.note"),
    question,
    received,
    state,
  ],
  contact: [
    when,
    place,
    {
      ...what("group_size"),
      exported: [],
      cell: (item) => describeWhat(item.kind, {}, isSealed(item)),
    },
    amount("group_size", "col.group_size"),
    set("needs", "need", "col.needs"),
    by,
    set("needs_unmet", "need", "col.needs_unmet", true),
    minutes("duration_min", "col.duration"),
    field("contact", "note", "col.note"),
    question,
    received,
    state,
  ],
  round: [
    when,
    { id: "place", label: "col.place", exported: [["sites", "col.place"]], cell: place.cell },
    what("round_kind"),
    field("round", "status", "col.status", false),
    amount("team_size", "col.team_size", false),
    by,
    field("round", "planned_start", "col.planned_start"),
    field("round", "planned_end", "col.planned_end"),
    field("round", "ended_at", "col.ended_at"),
    field("round", "activity_note", "col.note"),
    question,
    received,
    state,
  ],
  directory_service: SERVICE_COLUMNS,
};

/** A number; or, where two people wrote different ones, both. */
function Amount({ item, field }: { readonly item: Item; readonly field: string }) {
  const conflict = item.issues.find((one) => one.issue === "conflict" && one.field === field);
  const values = [...(conflict?.values ?? [])].sort((a, b) => (a.wid < b.wid ? 1 : -1));
  if (values.length > 1) {
    return (
      <span class="unsettled">
        <AttentionIcon />
        {describeEither(
          item.kind,
          field,
          values.map((one) => one.value),
        )}
      </span>
    );
  }
  const value = item.fields[field];
  if (typeof value !== "number" && typeof value !== "string") return null;
  const unit = item.fields["unit"];
  const measured = field === "quantity" && typeof unit === "string" && MEASURES.has(unit);
  return <>{measured ? withUnit(value, unit) : writeNumber(value)}</>;
}
