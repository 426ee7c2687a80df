/** The cards of the inbox, group by group. */
import { useEffect, useState } from "preact/hooks";
import {
  AttentionIcon,
  ClockIcon,
  DirectoryIcon,
  type Icon,
  PeopleIcon,
  PhoneIcon,
} from "../components/icons";
import {
  describeEither,
  describeField,
  describePerson,
  describeRecord,
  describeValue,
  hour,
} from "./describe";
import { heldName, heldPerson } from "./held-acts";
import { DoorIcon, QuestionIcon, TrashIcon } from "./icons";
import { type Card, entryOf, GROUPS, type IssueCardData, inbox } from "./inbox-store";
import { age } from "./moment";
import { orgNames } from "./names";
import { ownerOf, phoneLine } from "./phone-card";
import { say, together } from "./say";
import { reasonText } from "./sentences";
import { confirmedWords } from "./service-words";
import { network, now } from "./session";
import { containerOf } from "./vocabulary";
import type { Issue } from "./wire";

const FIRST_SHOWN = 8;

export function Cards(props: {
  readonly cards: readonly Card[];
  readonly current: string;
  readonly onChoose: (id: string) => void;
}) {
  const { cards, current, onChoose } = props;
  const now = cards.filter((card) => !inbox.isPutOff(card.id));
  const later = cards.filter((card) => inbox.isPutOff(card.id));
  useInView(current, cards);
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
      {inbox.beyond.value === 0 ? null : (
        <p class="panel-text second">{say("inbox.beyond", { n: inbox.beyond.value })}</p>
      )}
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

/** The current card stays in view, also when others come above it: not all arrive at once. */
function useInView(current: string, cards: readonly Card[]): void {
  const place = cards.findIndex(({ id }) => id === current);
  useEffect(() => {
    document.getElementById(`card-${current}`)?.scrollIntoView({ block: "nearest" });
  }, [current, place]);
}

function iconOf(card: Card): Icon {
  if (card.type === "held") return DoorIcon;
  if (card.type === "phone") return PhoneIcon;
  if (card.type === "asked") return QuestionIcon;
  if (card.group === "services") return QuestionIcon;
  if (card.group === "stale") return DirectoryIcon;
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
      const { name, moves } = heldName(held);
      return {
        title: moves[0] === undefined ? name : `${name} · ${moves[0]}`,
        line: `${heldPerson(held)} · ${reasonText("held", held.reason)}`,
        at: held.received_at,
      };
    }
    case "phone": {
      const { issue } = card;
      const name = say("story.phone", { name: ownerOf(issue) });
      const what = issue.issue === "lost_changes" ? "phone.gap" : "phone.silent";
      const at = issue.entry?.when ?? null;
      return {
        title: say(what, { name, for: at === null ? "" : since(at) }),
        line: phoneLine(issue),
        at,
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

const DAY_MS = 24 * 3_600_000;

/** `6 days` */
function since(at: string): string {
  const days = Math.max(1, Math.floor((now().getTime() - Date.parse(at)) / DAY_MS));
  return say("phone.days", { n: days });
}

/** `Hot meal, Tilleul: 66 and 64` over `Sam 23:02, Lou 22:50`. */
function describeTwice({ issue, other }: IssueCardData): CardText {
  const sides = [issue.entry, other].flatMap((one) => one ?? []);
  const name = describeRecord(issue.kind, issue.entry?.fields ?? {});
  const amounts = sides.map(({ fields }) =>
    describeValue(issue.kind, "quantity", fields["quantity"] ?? null),
  );
  const people = sides.map(({ author, when }) => {
    const time = when === null ? "" : ` ${hour(when)}`;
    return `${describePerson(author)}${time}`;
  });
  const title = sides.length < 2 ? name : say("colon", { name, value: together(amounts) });
  return { title, line: people.join(", "), at: issue.entry?.when ?? null };
}

/** A reserved field has no name that people know. */
function fieldOf({ kind, field }: Issue): string {
  return field === null || field.startsWith("$") ? "" : describeField(kind, field);
}

/** `Showers` over `not confirmed: 17 days ago`, or over the question. */
function describeService({ issue, group }: IssueCardData): CardText {
  const fields = issue.entry?.fields ?? {};
  const asked = issue.values.at(-1);
  const line =
    group === "stale"
      ? say("service.confirmed", { when: confirmedWords(fields["assured_on"]) })
      : String(asked?.value ?? "");
  return { title: describeRecord(issue.kind, fields), line, at: asked?.at ?? null };
}

/** `Asylum advice` over `No answer in time · Le Chaudron → Droits Debout`. */
function describeFollowedUp(card: IssueCardData): CardText {
  const { issue } = card;
  const entry = entryOf(card);
  const fields = entry?.fields ?? {};
  const sides = [fields["from_org"] ?? entry?.org, fields["to_org"]].map(
    (id) => orgNames.value.get(String(id)) ?? "",
  );
  const reason = reasonText("issue", issue.issue);
  return {
    title: describeRecord(issue.kind, fields),
    line: `${reason} · ${sides.filter((name) => name !== "").join(" → ")}`,
    at: entry?.when ?? null,
  };
}

function describeIssue(card: IssueCardData): CardText {
  const { issue } = card;
  if (issue.issue === "duplicate") return describeTwice(card);
  if (card.group === "services" || card.group === "stale") return describeService(card);
  if (card.group === "referrals") return describeFollowedUp(card);
  const entry = entryOf(card);
  const fields = entry?.fields ?? {};
  const name = describeRecord(issue.kind, fields);
  const field = fieldOf(issue);
  const newest = [...issue.values].sort((a, b) => (a.wid < b.wid ? 1 : -1));
  const at = newest[0]?.at ?? entry?.when ?? null;
  const people = [...new Set(newest.map((value) => describePerson(value.user)))].join(", ");
  if (issue.issue !== "conflict" || issue.field === null) {
    // In a group of one sort of issues it is said already what they are.
    const reason = card.group === "unfit" ? reasonText("issue", issue.issue) : "";
    const who = people === "" ? describePerson(entry?.author ?? null) : people;
    const line = [reason, field, who].filter((part) => part !== "");
    return { title: name, line: line.join(" · "), at };
  }
  const short = containerOf(issue.field) === "quantity" ? {} : fields;
  const values = describeEither(
    issue.kind,
    issue.field,
    newest.map((value) => value.value),
    short,
  );
  return {
    title: say("colon", { name, value: values }),
    line: `${field.toLocaleLowerCase()} · ${people}`,
    at,
  };
}
