/** Referrals, sent and received: as a list with what is late on top, or as a board by status. */
import { useEffect, useMemo } from "preact/hooks";
import { formatDuration } from "../../strings/format";
import { AttentionIcon } from "../components/icons";
import { writeAddress } from "./address";
import { FindCase } from "./cases";
import { failureText } from "./done";
import { LockIcon } from "./icons";
import { useKeys } from "./keys";
import { age } from "./moment";
import { orgNames } from "./names";
import { Action, Nothing } from "./parts";
import { touched, usePoll } from "./poll";
import { dueOf, REFERRAL } from "./referral-steps";
import { failure, inOrder, load, type ReferralsShown, shown } from "./referrals-store";
import { go } from "./route";
import { codeLabel, say } from "./say";
import { me, network, now } from "./session";
import { codesOf } from "./vocabulary";
import type { Fields, Item } from "./wire";

const COLUMNS = ["review", "sent", "received", "accepted", "in_progress"] as const;

export function Referrals({ board }: { readonly board: boolean }) {
  useEffect(() => void load(), [touched.value]);
  usePoll(() => void load(), []);
  const lists = shown.value;
  const groups = useMemo(
    () => (lists === null ? [] : board ? columnsOf(lists) : partsOf(lists)),
    [lists, board],
  );
  useEffect(() => {
    inOrder.value = groups.flatMap(({ items }) => items);
  }, [groups]);
  useReferralKeys();
  return (
    <section class="referrals" aria-labelledby="referrals-title">
      <div class="head">
        <h1 id="referrals-title">{say("nav.referrals")}</h1>
        <div class="head-end">
          <FindCase />
          <Action onPress={() => go({ view: "referrals", board: !board })}>
            {say(board ? "referrals.as_list" : "referrals.as_board")}
          </Action>
        </div>
      </div>
      {lists === null ? (
        <Waiting />
      ) : board ? (
        <Board columns={groups} />
      ) : (
        <Lists parts={groups} more={lists.more} />
      )}
    </section>
  );
}

/** The line that was stepped to or opened last: where the keys go on after coming back. */
let last: string | null = null;

function useReferralKeys(): void {
  const lines = () => [...document.querySelectorAll<HTMLAnchorElement>("a.referral-line")];
  const at = (all: readonly HTMLAnchorElement[]) => {
    const focused = all.indexOf(document.activeElement as HTMLAnchorElement);
    return focused >= 0 ? focused : all.findIndex((line) => line.dataset["id"] === last);
  };
  const step = (by: number) => {
    const all = lines();
    const from = at(all);
    const next = all[from < 0 ? 0 : Math.min(all.length - 1, Math.max(0, from + by))];
    last = next?.dataset["id"] ?? last;
    next?.focus();
  };
  useKeys(
    [
      { keys: ["j"], label: "keys.next", hint: true, run: () => step(1) },
      { keys: ["k"], label: "keys.next", hint: true, run: () => step(-1) },
      {
        keys: ["Enter"],
        label: "keys.open",
        hint: true,
        run: () => {
          const all = lines();
          all[at(all)]?.click();
        },
      },
      {
        keys: ["/"],
        label: "keys.search",
        hint: true,
        run: () => document.querySelector<HTMLInputElement>(".find-case input")?.focus(),
      },
    ],
    [],
  );
}

function Waiting() {
  if (failure.value === null) return <div class="rows-wait" />;
  return (
    <Nothing text={failureText(failure.value)}>
      <Action onPress={() => void load()}>{say("state.offline.again")}</Action>
    </Nothing>
  );
}

interface Group {
  readonly title: string;
  readonly items: readonly Item[];
  /** Said instead of no line at all. */
  readonly none: string;
}

function partsOf(lists: ReferralsShown): readonly Group[] {
  const open = [...lists.open].sort((a, b) => placeOf(a) - placeOf(b));
  const own = me.value?.user.org;
  const parts = [
    ["referrals.received", open.filter(({ fields }) => fields["to_org"] === own)],
    ["referrals.sent", open.filter(({ fields }) => fields["to_org"] !== own)],
    ["referrals.closed", lists.closed],
  ] as const;
  return parts.map(([key, items]) => ({ title: say(key), items, none: say(`${key}.none`) }));
}

function Lists({ parts, more }: { readonly parts: readonly Group[]; readonly more: boolean }) {
  return (
    <>
      {more ? <p class="second">{say("referrals.more")}</p> : null}
      {parts.map(({ title, items, none }) => (
        <div class="panel" key={title}>
          <h2 class="panel-title">
            {title} <span class="second">{items.length}</span>
          </h2>
          {items.length === 0 ? (
            <p class="panel-text">{none}</p>
          ) : (
            <ul class="referral-rows">
              {items.map((item) => (
                <li key={item.id}>
                  <Line item={item} />
                </li>
              ))}
            </ul>
          )}
        </div>
      ))}
    </>
  );
}

/** What waits for a decision first, then what is late, then what is due soonest. */
function placeOf(item: Item): number {
  if (item.fields["status"] === "review") return 0;
  return due(item)?.dueMs ?? Number.MAX_SAFE_INTEGER;
}

function columnsOf(lists: ReferralsShown): readonly Group[] {
  return [
    ...COLUMNS.map((status) => ({
      title: statusWord(status),
      items: lists.open
        .filter(({ fields }) => fields["status"] === status)
        .sort((a, b) => placeOf(a) - placeOf(b)),
      none: "",
    })),
    { title: say("referrals.closed"), items: lists.closed, none: "" },
  ];
}

function Board({ columns }: { readonly columns: readonly Group[] }) {
  return (
    <div class="board">
      {columns.map(({ title, items }, at) => (
        <div class="panel board-column" key={title}>
          <h2 class="panel-title">
            {title} <span class="second">{items.length}</span>
          </h2>
          <ul class="board-cards">
            {items.map((item) => (
              <li key={item.id}>
                <Line item={item} inColumn={at < COLUMNS.length} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}

function Line(props: {
  readonly item: Item;
  /** The column says the status. */
  readonly inColumn?: boolean;
}) {
  const { item, inColumn = false } = props;
  const { fields } = item;
  const href = writeAddress({ view: "record", kind: REFERRAL, id: item.id });
  return (
    <a
      class="referral-line"
      href={href}
      data-id={item.id}
      onClick={() => {
        last = item.id;
      }}
    >
      <span class="referral-words">
        <span class="referral-what">
          {item.stub === true ? <LockIcon /> : null}
          <b>{codeLabel("referral_type", String(fields["referral_type"]))}</b>
        </span>
        <span class="second">
          <Way fields={fields} />
          {" · "}
          {codeLabel("urgency", String(fields["urgency"]))}
        </span>
      </span>
      <span>
        <Due item={item} />
      </span>
      {inColumn ? null : <span>{statusWord(String(fields["status"] ?? "draft"))}</span>}
      <span class="referral-age second">{age(item.made_at, network().time_zone, now())}</span>
    </a>
  );
}

export function Way({ fields }: { readonly fields: Fields }) {
  const name = (id: unknown) => orgNames.value.get(String(id)) ?? say("somebody");
  return (
    <>
      <bdi>{name(fields["from_org"])}</bdi> → <bdi>{name(fields["to_org"])}</bdi>
    </>
  );
}

/** How long the receiver has, or for how long nothing has come. */
export function Due({ item }: { readonly item: Pick<Item, "fields" | "made_at"> }) {
  const found = due(item);
  if (found === null) return null;
  const time = formatDuration(found.dueMs - now().getTime(), Math.floor);
  if (!found.late) return <span class="second">{say("referral.left", { time })}</span>;
  return (
    <span class="state state-att">
      <AttentionIcon />
      {say("referral.late", { time })}
    </span>
  );
}

function due(item: Pick<Item, "fields" | "made_at">) {
  return dueOf(item, hoursOf, now().getTime());
}

function hoursOf(urgency: string): number {
  return codesOf("urgency").find(([code]) => code === urgency)?.[1].hours ?? 0;
}

export function statusWord(status: string): string {
  return codeLabel("referral_status", status);
}
