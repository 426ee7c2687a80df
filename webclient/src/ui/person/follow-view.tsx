/** My day, "follow up": who waits for an answer, who for ours, and what is to be told. */
import { formatDate, ltr } from "../../strings";
import { personLabel, personTexts } from "../../strings/person";
import { AttentionIcon, CheckIcon, ClockIcon, ForwardIcon } from "../components/icons";
import { text, timeZone } from "../field/entries";
import { useNow } from "../field/now";
import { go } from "../field/router";
import { StateWord } from "../field/state-word";
import { groupCase } from "./case-code";
import { leastSent, me, orgName } from "./dossier";
import { type Followed, followUps, GROUPS, type Group } from "./follow";
import "./person.css";
import { isUnsentEmergency, waitingWords } from "./waiting";

export function FollowView() {
  const words = personTexts().follow;
  const found = followUps(useNow());
  const groups = GROUPS.filter((group) => (found.get(group)?.length ?? 0) > 0);
  if (groups.length === 0) return <p class="empty">{words.empty}</p>;
  return (
    <>
      {groups.map((group) => (
        <section key={group} class="stack" aria-label={words[group]}>
          <h2 class="section">{words[group]}</h2>
          <ul class={group === "todo" ? "card list is-waiting" : "card list"}>
            {found.get(group)?.map((followed) => (
              <FollowItem key={followed.referral.path} followed={followed} group={group} />
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

interface FollowItemProps {
  readonly followed: Followed;
  readonly group: Group;
}

const ICONS = { todo: AttentionIcon, closed: CheckIcon } as const;

function FollowItem({ followed, group }: FollowItemProps) {
  const { referral, stands } = followed;
  const words = personTexts();
  const now = useNow();
  const receives = text(referral, "to_org") === me().org;
  const other = orgName(text(referral, receives ? "from_org" : "to_org"));
  const Glyph = group === "todo" || group === "closed" ? ICONS[group] : ClockIcon;
  const status = stands.status === null || stands.status === "review" ? null : stands.status;
  return (
    <li>
      <button type="button" class="entry" onClick={() => go({ name: "referral", id: referral.id })}>
        <Glyph />
        <span class="entry-words">
          <strong>{personLabel("referral_type", text(referral, "referral_type") ?? "")}</strong>
          <span class="entry-line">
            <bdi>{receives ? words.referral.from(other) : words.referral.to(other)}</bdi> ·{" "}
            {ltr(groupCase(text(referral, "case") ?? ""))}
          </span>
          {stands.waiting && status !== null && (
            <span class="entry-line">{waitingWords(stands, now)}</span>
          )}
          {status === null && <span class="entry-line">{words.referral.review}</span>}
          {!stands.waiting && status !== null && (
            <span class="entry-line">
              {personLabel("referral_status", status)} · {formatDate(lastMs(followed), timeZone())}
            </span>
          )}
          {isUnsentEmergency(referral) && (
            <span class="entry-line">{words.referral.unsentEmergency}</span>
          )}
          <StateWord entry={leastSent(referral)} />
        </span>
        <ForwardIcon />
      </button>
    </li>
  );
}

function lastMs({ referral, stands }: Followed): number {
  return Math.max(referral.madeAtMs, ...stands.heads.map((head) => head.madeAtMs));
}
