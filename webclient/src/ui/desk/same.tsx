/** "Same as another…": one entry counts for both, until somebody says that they are two. */
import { useEffect, useId, useState } from "preact/hooks";
import { nameOf } from "./actions";
import { get } from "./api";
import { Buttons } from "./ask";
import { whenOf } from "./author";
import { describePerson, describeRecord, describeValue } from "./describe";
import { failureText } from "./done";
import { listMoment, networkDay } from "./moment";
import { Dialog } from "./parts";
import { say } from "./say";
import { network, now } from "./session";
import { writeSeveral } from "./several";
import { upon } from "./twice-acts";
import type { Item, ListReply, RecordPage } from "./wire";

/** Kinds of which one and the same may be written twice. */
export const REPEATED: ReadonlySet<string> = new Set(["activity", "contact", "case"]);
const SAME: readonly string[] = ["site", "service_type"];

export function SameDialog({
  page,
  onClose,
}: {
  readonly page: RecordPage;
  readonly onClose: () => void;
}) {
  const [items, setItems] = useState<readonly Item[] | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const name = useId();
  useEffect(() => {
    void likely(page).then(setItems);
  }, []);
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (chosen === null) return;
    const text = say("did.once", { what: nameOf(page) });
    const reply = await writeSeveral([upon(page, { $into: chosen })], () => text);
    if (reply.ok) onClose();
    else setProblem(failureText(reply));
  }
  return (
    <Dialog title={say("same.title")} onClose={onClose}>
      <form class="form" onSubmit={(event) => void submit(event)}>
        <p>{say("same.hint")}</p>
        {items === null ? <p role="status">{say("state.loading")}</p> : null}
        {items?.length === 0 ? <p role="status">{say("same.none")}</p> : null}
        <fieldset class="choices" aria-label={say("same.title")}>
          {(items ?? []).map((item) => (
            <label key={item.id}>
              <input
                type="radio"
                name={name}
                checked={item.id === chosen}
                onChange={() => setChosen(item.id)}
              />
              <span>
                <b>{words(item)}</b> <span class="second">{byline(item)}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <Buttons
          go={say("same.go")}
          disabled={chosen === null}
          problem={problem}
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}

/** The entries of the same day, place and service: those that count, or those that do not. */
export async function likely(page: RecordPage, gone = false): Promise<readonly Item[]> {
  const when = whenOf(page);
  if (when === null) return [];
  const day = networkDay(new Date(when), network().time_zone);
  const filters = SAME.flatMap((field) => {
    const value = page.fields[field];
    return typeof value === "string" ? [`&${field}=${value}`] : [];
  });
  const only = gone ? "&deleted=only" : "";
  const path = `/api/records/${page.kind}?from=${day}&to=${day}&per_page=200${only}${filters.join("")}`;
  const reply = await get<ListReply>(path);
  return reply.ok ? reply.value.items.filter((item) => item.id !== page.id && !item.stub) : [];
}

export function words(item: Item): string {
  const { quantity } = item.fields;
  if (quantity == null) return describeRecord(item.kind, item.fields);
  return describeValue(item.kind, "quantity", quantity, item.fields);
}

export function byline(item: Item): string {
  const when = listMoment(item.when ?? item.made_at, network().time_zone, now());
  return `${describePerson(item.author)}, ${when}`;
}
