/** What can be done with the selected entries, above the list. */

import { type Filter, SERVICE } from "./address";
import { BULK_MAX } from "./bulk";
import type { Act } from "./bulk-dialog";
import { complain } from "./done";
import { loadAll } from "./list-store";
import { Action } from "./parts";
import { say } from "./say";
import { type Selection, selectionOf } from "./table";
import type { ListReply } from "./wire";

export function SelectionBar(props: {
  readonly filter: Filter;
  readonly reply: ListReply | null;
  readonly selected: Selection;
  readonly onSelect: (selected: Selection) => void;
  readonly onAct: (act: Act) => void;
}) {
  const { filter, reply, selected, onSelect, onAct } = props;
  if (selected.size === 0) return null;
  const total = reply?.total ?? 0;
  const more = selected.size < total && total <= BULK_MAX && reply?.total_more === false;
  async function selectAll(): Promise<void> {
    const found = await loadAll(filter, BULK_MAX);
    if (found.ok) onSelect(selectionOf(found.value.items));
    else complain(found);
  }
  return (
    <div class="banner banner-soft selection">
      <span>{say("list.selected", { n: selected.size })}</span>
      {filter.kind === SERVICE ? <ServiceActs onAct={onAct} /> : <EntryActs onAct={onAct} />}
      {more ? (
        <Action look="quiet" onPress={() => void selectAll()}>
          {say("bulk.all", { n: total })}
        </Action>
      ) : null}
      <Action look="quiet" onPress={() => onSelect(new Map())}>
        {say("list.selected.none")}
      </Action>
    </div>
  );
}

type Acts = { readonly onAct: (act: Act) => void };

function EntryActs({ onAct }: Acts) {
  return (
    <>
      <Action look="primary" hint="R" onPress={() => onAct("review")}>
        {say("record.review")}
      </Action>
      <Action hint="Q" onPress={() => onAct("ask")}>
        {say("bulk.ask")}
      </Action>
      <Action hint="E" onPress={() => onAct("set")}>
        {say("bulk.set")}
      </Action>
      <Action look="danger" onPress={() => onAct("void")}>
        {say("record.void")}
      </Action>
    </>
  );
}

function ServiceActs({ onAct }: Acts) {
  return (
    <>
      <Action look="primary" hint="R" onPress={() => onAct("confirm")}>
        {say("service.confirm")}
      </Action>
      <Action hint="E" onPress={() => onAct("set")}>
        {say("bulk.set")}
      </Action>
      <Action onPress={() => onAct("publish")}>{say("service.publish")}</Action>
      <Action onPress={() => onAct("unpublish")}>{say("service.unpublish")}</Action>
    </>
  );
}
