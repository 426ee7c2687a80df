/** What the list of the directory shows. */
import { AttentionIcon, CheckIcon } from "../components/icons";
import { isRunning } from "../directory/listed";
import type { Column } from "./columns";
import { describeValue, describeWhat } from "./describe";
import { QuestionIcon, RingIcon } from "./icons";
import { orgNames } from "./names";
import { codeLabel, say, valueLabel } from "./say";
import { confirmedWords, isStale, listed, openingLine } from "./service-words";
import { chosen, declared } from "./vocabulary";
import type { Item } from "./wire";

const KIND = "directory_service";

const set = (name: string, list: string, label: Column["label"], extra = false): Column => ({
  id: name,
  label,
  ...(extra ? { extra } : {}),
  exported: [[name, label]],
  cell: ({ fields }) =>
    chosen(fields, name)
      .map((code) => codeLabel(list, code))
      .join(" · "),
});

const text = (name: string, label: Column["label"]): Column => ({
  id: name,
  label,
  sort: name,
  extra: true,
  exported: [[name, label]],
  cell: ({ fields }) => {
    const value = fields[name] ?? null;
    return value === null ? null : <bdi>{describeValue(KIND, name, value)}</bdi>;
  },
});

export const SERVICE_COLUMNS: readonly Column[] = [
  {
    id: "what",
    label: "col.service",
    sort: "name",
    exported: [["name", "col.service"]],
    cell: ({ kind, fields }) => <bdi>{describeWhat(kind, fields)}</bdi>,
  },
  {
    id: "provider",
    label: "col.provider",
    exported: [["provider", "col.provider"]],
    cell: ({ fields }) => <bdi>{orgNames.value.get(String(fields["provider"])) ?? ""}</bdi>,
  },
  set("categories", "service_category", "col.categories"),
  {
    id: "hours",
    label: "col.hours",
    exported: [],
    cell: ({ id, fields }) => <Hours id={id} fields={fields} />,
  },
  {
    id: "confirmed",
    label: "col.confirmed",
    sort: "assured_on",
    exported: [["assured_on", "col.confirmed"]],
    cell: ({ fields }) => confirmedWords(fields["assured_on"]),
  },
  set("languages", "language", "col.languages", true),
  text("phone", "col.phone"),
  text("alert", "col.alert"),
  text("capacity_note", "col.capacity"),
  text("fees", "col.fees"),
  {
    id: "state",
    label: "col.state",
    exported: [
      ["published", "col.published"],
      ["status", "col.state"],
    ],
    words: () =>
      (declared(KIND, "status")?.values ?? []).map((status) => [status, statusWord(status)]),
    cell: (item) => <ServiceState item={item} />,
  },
];

function Hours({ id, fields }: Pick<Item, "id" | "fields">) {
  const of = listed(id, fields);
  const words = openingLine(of);
  const open = isRunning(of) && of.opening.state === "open";
  return open ? <span class="state state-sent">{words}</span> : words;
}

export function statusWord(status: string): string {
  return valueLabel(`status.${status}`) ?? status;
}

/** What must be done first, then how far it is. */
function ServiceState({ item }: { readonly item: Item }) {
  const { fields, issues } = item;
  if (item.deleted === true) return <span class="state">{say("status.deleted")}</span>;
  if (fields["queried"]) {
    return (
      <span class="state state-att">
        <QuestionIcon />
        {say("service.state.asked")}
      </span>
    );
  }
  const conflict = issues.find((one) => one.issue === "conflict");
  const problem =
    conflict !== undefined
      ? say("status.two", { n: conflict.values?.length ?? 2 })
      : issues.length > 0
        ? say("status.look")
        : isStale(fields)
          ? say("service.state.stale")
          : null;
  if (problem !== null) {
    return (
      <span class="state state-att">
        <AttentionIcon />
        {problem}
      </span>
    );
  }
  const status = String(fields["status"] ?? "active");
  if (fields["published"] !== true || status !== "active") {
    const words = fields["published"] === true ? statusWord(status) : say("service.unpublished");
    return (
      <span class="state">
        <RingIcon />
        {words}
      </span>
    );
  }
  return (
    <span class="state state-sent">
      <CheckIcon />
      {say("service.published")}
    </span>
  );
}
