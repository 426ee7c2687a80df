/** What needs somebody: cards on the left, the evidence and one or two actions on the right. */
import { useEffect, useState } from "preact/hooks";
import { AttentionIcon, ClockIcon, type Icon, PeopleIcon } from "../components/icons";
import { reachable } from "./api";
import { describeEither, describeField, describePerson, describeRecord } from "./describe";
import { HeldCard } from "./held";
import { DoorIcon, QuestionIcon, TrashIcon } from "./icons";
import { type Card, entryOf, GROUPS, inbox, recordOf } from "./inbox-store";
import { IssueCard } from "./issue";
import { useKeys } from "./keys";
import { age } from "./moment";
import { Nothing } from "./parts";
import { QuestionCard } from "./question";
import { say } from "./say";
import { reasonText } from "./sentences";
import { network, now } from "./session";
import { TwoValues } from "./two-values";
import { containerOf } from "./vocabulary";

export function Inbox({ record }: { readonly record: string | null }) {
  const cards = inbox.cards.value;
  const [chosen, setChosen] = useState<string | null>(null);
  useEffect(() => {
    const asked = cards.find((one) => record !== null && recordOf(one) === record);
    if (asked !== undefined) setChosen(asked.id);
  }, [record, inbox.loadedAt.value === null]);
  const [opened, setOpened] = useState(false);
  const found = cards.findIndex((card) => card.id === chosen);
  const at = Math.max(0, found);
  const card = cards[at];
  useEffect(() => {
    // Once a card is gone the one that took its place is next, not the first of all.
    if (chosen === null && card !== undefined) setChosen(card.id);
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
  useKeys(
    [
      { keys: ["j"], label: "keys.next", hint: true, run: () => move(1) },
      { keys: ["k"], label: "keys.next", hint: true, run: () => move(-1) },
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

function Quiet() {
  if (inbox.loadedAt.value === null) return <div class="rows-wait" />;
  return <Nothing text={say(reachable.value ? "inbox.empty" : "state.offline")} />;
}

function Evidence({ card, onLeave }: { readonly card: Card; readonly onLeave: () => void }) {
  switch (card.type) {
    case "held":
      return <HeldCard held={card.held} onLeave={onLeave} />;
    case "asked":
      return <QuestionCard item={card.item} onLeave={onLeave} />;
    case "issue":
      return card.issue.issue === "conflict" && card.issue.field !== null ? (
        <TwoValues issue={card.issue} field={card.issue.field} onLeave={onLeave} />
      ) : (
        <IssueCard issue={card.issue} onLeave={onLeave} />
      );
  }
}

const FIRST_SHOWN = 8;

function Cards(props: {
  readonly cards: readonly Card[];
  readonly current: string;
  readonly onChoose: (id: string) => void;
}) {
  const { cards, current, onChoose } = props;
  const now = cards.filter((card) => !inbox.isPutOff(card.id));
  const later = cards.filter((card) => inbox.isPutOff(card.id));
  return (
    <div class="panel cards">
      {GROUPS.map((group) => (
        <GroupOfCards
          key={group}
          title={say(`inbox.group.${group}`)}
          cards={now.filter((card) => card.group === group)}
          current={current}
          onChoose={onChoose}
        />
      ))}
      <GroupOfCards
        title={say("inbox.group.later")}
        cards={later}
        current={current}
        onChoose={onChoose}
      />
    </div>
  );
}

function GroupOfCards(props: {
  readonly title: string;
  readonly cards: readonly Card[];
  readonly current: string;
  readonly onChoose: (id: string) => void;
}) {
  const { title, cards, current, onChoose } = props;
  const [all, setAll] = useState(false);
  const at = cards.findIndex((card) => card.id === current);
  const whole = all || at >= FIRST_SHOWN || cards.length <= FIRST_SHOWN + 1;
  const shown = whole ? cards : cards.slice(0, FIRST_SHOWN);
  if (cards.length === 0) return null;
  return (
    <section class="group">
      <h2>
        {title} <span class="group-count">{cards.length}</span>
      </h2>
      <ul>
        {shown.map((card) => (
          <li key={card.id}>
            <CardLine card={card} current={card.id === current} onChoose={onChoose} />
          </li>
        ))}
      </ul>
      {whole ? null : (
        <button type="button" class="text-link group-more" onClick={() => setAll(true)}>
          {say("inbox.more", { n: cards.length - shown.length })}
        </button>
      )}
    </section>
  );
}

function CardLine(props: {
  readonly card: Card;
  readonly current: boolean;
  readonly onChoose: (id: string) => void;
}) {
  const { card, current, onChoose } = props;
  const { title, line, at } = describeCard(card);
  const Glyph = iconOf(card);
  useScroll(card.id, current);
  return (
    <button
      type="button"
      id={`card-${card.id}`}
      class={current ? "card card-on" : "card"}
      aria-current={current}
      onClick={() => onChoose(card.id)}
    >
      <Glyph />
      <span class="card-words">
        <b>{title}</b>
        <span class="second">{line}</span>
      </span>
      <span class="second card-age">{at === null ? "" : age(at, network().time_zone, now())}</span>
    </button>
  );
}

function useScroll(id: string, current: boolean): void {
  useEffect(() => {
    if (current) document.getElementById(`card-${id}`)?.scrollIntoView({ block: "nearest" });
  }, [current]);
}

function iconOf(card: Card): Icon {
  if (card.type === "held") return DoorIcon;
  if (card.type === "asked") return QuestionIcon;
  switch (card.issue.issue) {
    case "edited_after_deletion":
      return TrashIcon;
    case "duplicate":
      return PeopleIcon;
    case "implausible_time":
      return ClockIcon;
    default:
      return AttentionIcon;
  }
}

interface CardText {
  readonly title: string;
  readonly line: string;
  readonly at: string | null;
}

/** `Hot meal, Dune: 84 or 48` over `quantity · Jonas, Inès`. */
function describeCard(card: Card): CardText {
  switch (card.type) {
    case "held": {
      const { held } = card;
      return {
        title: reasonText("held", held.reason),
        line: describePerson(held.user),
        at: held.received_at,
      };
    }
    case "asked": {
      const { item } = card;
      const answer = item.fields["answer"];
      const query = item.fields["query"];
      return {
        title: describeRecord(item.kind, item.fields),
        line: String(answer ?? query ?? ""),
        at: item.when,
      };
    }
    case "issue":
      return describeIssue(card);
  }
}

function describeIssue(card: Card & { readonly type: "issue" }): CardText {
  const { issue } = card;
  const entry = entryOf(card);
  const fields = entry?.fields ?? {};
  const name = describeRecord(issue.kind, fields);
  const field = issue.field === null ? "" : describeField(issue.kind, issue.field);
  const newest = [...issue.values].sort((a, b) => (a.wid < b.wid ? 1 : -1));
  const at = newest[0]?.at ?? entry?.when ?? null;
  const people = [...new Set(newest.map((value) => describePerson(value.user)))].join(", ");
  if (issue.issue !== "conflict" || issue.field === null) {
    const line = [reasonText("issue", issue.issue), field].filter((part) => part !== "");
    return { title: name, line: line.join(" · "), at };
  }
  const short = containerOf(issue.field) === "quantity" ? {} : fields;
  const values = describeEither(
    issue.kind,
    issue.field,
    newest.map((value) => value.value),
    short,
  );
  return { title: `${name}: ${values}`, line: `${field.toLocaleLowerCase()} · ${people}`, at };
}
