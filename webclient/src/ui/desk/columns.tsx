/** What the columns of each kind of list show. */
import type { ComponentChildren } from "preact";
import type { DeskKey } from "../../strings/desk.en";
import { AttentionIcon, CheckIcon } from "../components/icons";
import type { ListKind } from "./address";
import {
  chosen,
  describeEither,
  describePerson,
  describePlace,
  describeValue,
  describeWhat,
} from "./describe";
import { LockIcon, QuestionIcon, RingIcon } from "./icons";
import { listMoment } from "./moment";
import { personName } from "./names";
import { codeLabel, say, withUnit, writeNumber } from "./say";
import { network, now } from "./session";
import type { Item } from "./wire";

export interface Column {
  readonly id: string;
  readonly label: DeskKey;
  readonly number?: boolean;
  /** The declared field the server sorts by. */
  readonly sort?: string;
  /** The field whose total stands below. */
  readonly total?: string;
  cell(item: Item): ComponentChildren;
}

/** Units that say what is measured, not what is counted; only they stand in a narrow cell. */
const MEASURES: ReadonlySet<unknown> = new Set(["kg", "litre", "hour"]);

const when: Column = {
  id: "when",
  label: "col.when",
  sort: "when",
  cell: (item) => listMoment(item.when ?? item.made_at, network().time_zone, now()),
};
const place: Column = {
  id: "place",
  label: "col.place",
  sort: "site",
  cell: (item) => <bdi>{describePlace(item.kind, item.fields)}</bdi>,
};
const by: Column = {
  id: "by",
  label: "col.by",
  cell: (item) => <bdi>{personName(item.author) ?? ""}</bdi>,
};
const state: Column = { id: "state", label: "col.state", cell: (item) => <State item={item} /> };

function what(sort: string): Column {
  return {
    id: "what",
    label: "col.what",
    sort,
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
    cell: (item) => <Amount item={item} field={field} />,
  };
}

export const COLUMNS: Readonly<Record<ListKind, readonly Column[]>> = {
  activity: [
    when,
    place,
    what("service_type"),
    amount("quantity", "col.quantity"),
    amount("people", "col.people"),
    amount("unmet", "col.unmet"),
    by,
    state,
  ],
  contact: [
    when,
    place,
    { ...what("group_size"), cell: (item) => describeWhat(item.kind, {}, isSealed(item)) },
    amount("group_size", "col.group_size"),
    {
      id: "needs",
      label: "col.needs",
      cell: (item) =>
        chosen(item.fields, "needs")
          .map((code) => codeLabel("need", code))
          .join(" · "),
    },
    by,
    state,
  ],
  round: [
    when,
    { id: "place", label: "col.place", cell: place.cell },
    what("round_kind"),
    {
      id: "status",
      label: "col.status",
      sort: "status",
      cell: (item) =>
        item.fields["status"] == null
          ? ""
          : describeValue("round", "status", item.fields["status"]),
    },
    amount("team_size", "col.team_size", false),
    by,
    state,
  ],
};

export function isSealed(item: Item): boolean {
  return item.stub === true;
}

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

export function State({ item }: { readonly item: Item }) {
  const { fields, issues } = item;
  if (item.deleted === true) return <span class="state">{say("status.deleted")}</span>;
  if (typeof fields["voided"] === "string") {
    const reason = codeLabel("void_reason", fields["voided"]);
    return <span class="state">{say("status.voided", { reason })}</span>;
  }
  const conflict = issues.find((one) => one.issue === "conflict");
  if (conflict !== undefined) {
    return <Amber>{say("status.two", { n: conflict.values?.length ?? 2 })}</Amber>;
  }
  if (issues.length > 0) return <Amber>{say("status.look")}</Amber>;
  if (fields["queried"]) return <Asked item={item} />;
  if (isSealed(item)) {
    return (
      <span class="state">
        <LockIcon />
        {say("status.sealed")}
      </span>
    );
  }
  if (fields["review"] === "reviewed") {
    return (
      <span class="state state-sent">
        <CheckIcon />
        {say("status.reviewed")}
      </span>
    );
  }
  return (
    <span class="state state-saved">
      <RingIcon />
      {say("status.new")}
    </span>
  );
}

function Asked({ item }: { readonly item: Item }) {
  const answered = typeof item.fields["answer"] === "string" && item.fields["answer"] !== "";
  const asked =
    personName(item.author) === null
      ? say("status.asked.nobody")
      : say("status.asked", { name: describePerson(item.author) });
  return (
    <span class="state state-att">
      <QuestionIcon />
      {answered ? say("status.answered") : asked}
    </span>
  );
}

function Amber({ children }: { readonly children: ComponentChildren }) {
  return (
    <span class="state state-att">
      <AttentionIcon />
      {children}
    </span>
  );
}
