/** What a list says of an entry's state: what must be done first, then how far it is. */
import type { ComponentChildren } from "preact";
import { AttentionIcon, CheckIcon } from "../components/icons";
import { describePerson } from "./describe";
import { LockIcon, QuestionIcon, RingIcon } from "./icons";
import { personName } from "./names";
import { codeLabel, say } from "./say";
import type { Item } from "./wire";

export function isSealed(item: Item): boolean {
  return item.stub === true;
}

/** The same for a file: a word for each state that the server tells by a code. */
export function stateWords(): readonly (readonly [string, string])[] {
  return [
    ["new", say("status.new")],
    ["reviewed", say("status.reviewed")],
    ["asked", say("status.asked.nobody")],
    ["answered", say("status.answered")],
    ["conflict", say("status.two", { n: 2 })],
    ["duplicate", say("status.twice")],
    ["to_look_at", say("status.look")],
    ["sealed", say("status.sealed")],
    ["deleted", say("status.deleted")],
    ["voided", say("filter.voided").toLocaleLowerCase()],
  ];
}

export function State({ item }: { readonly item: Item }) {
  const { fields, issues } = item;
  if (item.deleted === true) return <span class="state">{say("status.deleted")}</span>;
  if (typeof fields["voided"] === "string") {
    const reason = codeLabel("void_reason", fields["voided"]);
    return <span class="state">{say("status.voided", { reason })}</span>;
  }
  // A question waits for its answer, whatever it was about.
  if (fields["queried"]) return <Asked item={item} />;
  const conflict = issues.find((one) => one.issue === "conflict");
  if (conflict !== undefined) {
    return <Amber>{say("status.two", { n: conflict.values?.length ?? 2 })}</Amber>;
  }
  if (issues.some((one) => one.issue === "duplicate")) {
    return <Amber>{say("status.twice")}</Amber>;
  }
  if (issues.length > 0) return <Amber>{say("status.look")}</Amber>;
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
