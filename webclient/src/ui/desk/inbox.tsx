/** What needs somebody: cards on the left, the evidence and one or two actions on the right. */
import { useEffect, useRef, useState } from "preact/hooks";
import { BackIcon } from "../components/icons";
import { get, reachable } from "./api";
import { Cards } from "./cards";
import { dayBefore } from "./days";
import { FollowedUpCard } from "./followed-up-card";
import { HeldCard } from "./held";
import { BulkButton } from "./inbox-bulk";
import { bulkOf } from "./inbox-plans";
import { type Card, inbox, isAbout, recordOf } from "./inbox-store";
import { IssueCard } from "./issue";
import { useKeys } from "./keys";
import { networkDay, weekday } from "./moment";
import { Nothing } from "./parts";
import { PhoneCard } from "./phone-card";
import { QuestionCard } from "./question";
import { go } from "./route";
import { say } from "./say";
import { ServiceCard } from "./service-card";
import { network, now } from "./session";
import { Twice } from "./twice";
import { TwoValues } from "./two-values";
import type { ListReply } from "./wire";

export function Inbox({ record }: { readonly record: string | null }) {
  const cards = inbox.cards.value;
  const [chosen, setChosen] = useState<string | null>(null);
  const [opened, setOpened] = useState(false);
  const asked = cards.find((one) => record !== null && isAbout(one, record))?.id;
  useEffect(() => {
    if (asked !== undefined) {
      setChosen(asked);
      setOpened(true);
    }
    // What was asked for may have come in since the cards were read.
    else if (record !== null) void inbox.load();
  }, [record, asked !== undefined]);
  const found = cards.findIndex((card) => card.id === chosen);
  const at = Math.max(0, found);
  const card = cards[at];
  useEffect(() => {
    // Once a card is gone the one that took its place is next, not the first of all.
    if (chosen === null && asked === undefined && card !== undefined) setChosen(card.id);
  }, [chosen, card]);
  const move = (by: number) => {
    const next = cards[Math.min(cards.length - 1, Math.max(0, at + by))];
    if (next !== undefined) setChosen(next.id);
  };
  /** Called before the card goes: the next one, or the one before the last. */
  const leave = () => {
    const next = cards[at + 1] ?? cards[at - 1];
    setChosen(next?.id ?? null);
  };
  const bulk = card === undefined ? null : bulkOf(card, cards);
  useFocusOnCard(card?.id ?? "");
  useKeys(
    [
      { keys: ["j"], label: "keys.next", hint: true, run: () => move(1) },
      { keys: ["k"], label: "keys.next", hint: true, run: () => move(-1) },
      {
        keys: ["Enter"],
        label: "keys.open",
        run: () => {
          setOpened(true);
          requestAnimationFrame(focusOnEvidence);
        },
      },
      {
        keys: ["h"],
        label: "keys.history",
        run: () => {
          const about = card === undefined ? null : recordOf(card);
          if (about !== null) go({ view: "record", kind: about.kind, id: about.id });
        },
      },
      {
        keys: ["s"],
        label: "keys.later",
        run: () => {
          if (card === undefined) return;
          leave();
          inbox.putOff(card.id);
        },
      },
      { keys: ["Escape"], label: "keys.back", run: () => setOpened(false) },
    ],
    [cards, at],
  );
  return (
    <section class={opened ? "inbox inbox-opened" : "inbox"} aria-labelledby="inbox-title">
      <div class="head">
        <h1 id="inbox-title">{say("inbox.title")}</h1>
        {bulk === null ? null : (
          <div class="head-end">
            <BulkButton key={card?.id} bulk={bulk} onDone={() => setChosen(null)} />
          </div>
        )}
      </div>
      {card === undefined ? (
        <Quiet />
      ) : (
        <div class="inbox-halves">
          <Cards
            cards={cards}
            current={card.id}
            onChoose={(id) => {
              setChosen(id);
              setOpened(true);
            }}
          />
          <div class="panel evidence">
            <button
              type="button"
              class="act act-quiet evidence-back"
              onClick={() => setOpened(false)}
            >
              <BackIcon />
              {say("inbox.title")}
            </button>
            <Evidence key={card.id} card={card} onLeave={leave} />
            <p class="evidence-place second">
              {say("inbox.of", { n: at + 1, total: cards.length })}
            </p>
          </div>
        </div>
      )}
    </section>
  );
}

const RECENT_DAYS = 3;

/** Nothing to do is said with what came in meanwhile, so that silence is no doubt. */
function Quiet() {
  const [recent, setRecent] = useState<number | null>(null);
  const from = dayBefore(networkDay(now(), network().time_zone), RECENT_DAYS);
  useEffect(() => {
    void countSince(from).then(setRecent);
  }, [from]);
  if (inbox.loadedAt.value === null) return <div class="rows-wait" />;
  if (!reachable.value) return <Nothing text={say("state.offline")} />;
  const day = weekday(from);
  const more = recent === null ? "" : ` ${say("inbox.empty.more", { n: recent, day })}`;
  return <Nothing text={`${say("inbox.empty")}${more}`} />;
}

async function countSince(from: string): Promise<number | null> {
  const replies = await Promise.all(
    ["activity", "contact"].map((kind) =>
      get<ListReply>(`/api/records/${kind}?from=${from}&per_page=1`),
    ),
  );
  return replies.reduce<number | null>(
    (sum, reply) => (reply.ok && sum !== null ? sum + reply.value.total : null),
    0,
  );
}

/** From the card into what is known about it; what can be done follows with Tab. */
function focusOnEvidence(): void {
  document.querySelector<HTMLElement>(".evidence h2")?.focus();
}

/** A button that went with its card leaves the focus nowhere: the next card takes it. */
function useFocusOnCard(id: string): void {
  const before = useRef(id);
  useEffect(() => {
    const last = before.current;
    before.current = id;
    // Not when the first card appears: nobody has pressed anything yet.
    if (last === id || last === "") return;
    // Keys move on from the card that was pressed last, but take the focus from nothing else.
    const at = document.activeElement;
    if (at !== null && at !== document.body && !at.id.startsWith("card-")) return;
    document.getElementById(`card-${id}`)?.focus({ preventScroll: true });
  }, [id]);
}

function Evidence({ card, onLeave }: { readonly card: Card; readonly onLeave: () => void }) {
  switch (card.type) {
    case "held":
      return <HeldCard held={card.held} onLeave={onLeave} />;
    case "phone":
      return <PhoneCard card={card} onLeave={onLeave} />;
    case "asked":
      return <QuestionCard item={card.item} onLeave={onLeave} />;
    case "issue":
      if (card.group === "services" || card.group === "stale") {
        return <ServiceCard issue={card.issue} onLeave={onLeave} />;
      }
      if (card.group === "referrals") {
        return <FollowedUpCard issue={card.issue} onLeave={onLeave} />;
      }
      if (card.issue.target !== undefined && card.issue.issue === "duplicate") {
        return <Twice card={card} onLeave={onLeave} />;
      }
      return card.issue.issue === "conflict" && card.issue.field !== null ? (
        <TwoValues issue={card.issue} field={card.issue.field} onLeave={onLeave} />
      ) : (
        <IssueCard issue={card.issue} onLeave={onLeave} />
      );
  }
}
