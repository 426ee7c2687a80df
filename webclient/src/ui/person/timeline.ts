/** What happened with one person, as lines, the newest first. */
import type { Entry } from "../../store/phone";
import { label } from "../../strings";
import { personLabel, personTexts } from "../../strings/person";
import {
  CheckIcon,
  CodeIcon,
  type Icon,
  PersonIcon,
  ReferIcon,
  SentIcon,
  VoidIcon,
} from "../components/icons";
import { startedMs } from "../field/activities";
import { readMeeting } from "../field/contact-values";
import { meetingLine } from "../field/contact-words";
import { siteName, text } from "../field/entries";
import { takenBy } from "../in-force";
import {
  type Case,
  consentsOf,
  eventsOf,
  meetingsOf,
  orgName,
  referralsOf,
  withdrawalsOf,
} from "./dossier";
import { REASONS, type To } from "./standing";

export interface Line {
  readonly key: string;
  readonly atMs: number;
  readonly icon: Icon;
  readonly title: string;
  readonly second: string;
  /** Something came of it. */
  readonly done: boolean;
  /** What a touch opens; null: nothing more to see. */
  readonly open: { readonly referral: string } | { readonly entry: string } | null;
  readonly entry: Entry;
}

const OUTCOMES: ReadonlySet<string> = new Set(["completed"]);
const ENDS: ReadonlySet<string> = new Set(["declined", "cancelled", "not_completed", "error"]);

export function timelineOf(known: Case): readonly Line[] {
  const referrals = referralsOf(known);
  const lines = [
    begun(known.entry),
    ...meetingsOf(known).map(meeting),
    ...consentsOf(known).flatMap(withdrawn),
    ...referrals.flatMap((referral) => [
      referred(referral, known),
      ...eventsOf(referral).flatMap((event) => step(referral, event)),
    ]),
  ];
  return lines.sort((a, b) => b.atMs - a.atMs || (a.key < b.key ? 1 : -1));
}

function begun(entry: Entry): Line {
  const words = personTexts().case;
  const base = { key: entry.path, atMs: entry.madeAtMs, done: false, open: null, entry };
  return { ...base, icon: CodeIcon, title: words.began, second: "" };
}

function meeting(entry: Entry): Line {
  return {
    key: entry.path,
    // A sealed one says when; not more.
    atMs: startedMs(entry),
    icon: PersonIcon,
    title: personTexts().case.meetingAt(siteName(text(entry, "site"))),
    second: entry.stub ? "" : meetingLine(readMeeting(entry.fields)),
    done: false,
    open: { entry: entry.path },
    entry,
  };
}

function referred(referral: Entry, known: Case): Line {
  const words = personTexts();
  const type = personLabel("referral_type", text(referral, "referral_type") ?? "");
  return {
    key: referral.path,
    atMs: referral.madeAtMs,
    icon: ReferIcon,
    title: words.referral.referred(type),
    second: [orgName(text(referral, "to_org")), agreementLine(referral, known)]
      .filter((part) => part !== "")
      .join(" · "),
    done: false,
    open: { referral: referral.id },
    entry: referral,
  };
}

function agreementLine(referral: Entry, known: Case): string {
  const words = personTexts().case;
  const id = text(referral, "consent");
  const consent = consentsOf(known).find((each) => each.id === id);
  if (consent === undefined) return "";
  if (isException(consent)) return words.exception;
  const language = text(consent, "language");
  return language === null ? "" : words.agreement(label("language", language));
}

export function isException(consent: Entry): boolean {
  return ["vital_interest", "child_at_risk"].includes(text(consent, "basis") ?? "");
}

/** The first step says what the line of the referral says. */
function step(referral: Entry, event: Entry): readonly Line[] {
  const parents = event.fields["parents"];
  const to = text(event, "to") ?? "";
  if (to === "sent" && !(Array.isArray(parents) && parents.length > 0)) return [];
  return [
    {
      key: event.path,
      atMs: event.madeAtMs,
      icon: OUTCOMES.has(to) ? CheckIcon : ENDS.has(to) ? VoidIcon : SentIcon,
      title: stepTitle(referral, event),
      second: stepReason(event),
      done: OUTCOMES.has(to),
      open: { referral: referral.id },
      entry: event,
    },
  ];
}

/** "Accepted by Permanence Droits". */
export function stepTitle(referral: Entry, event: Entry): string {
  const words = personTexts().referral;
  const to = text(event, "to") ?? "";
  const [from, receiver] = [text(referral, "from_org"), text(referral, "to_org")];
  const side = ["cancelled", "error"].includes(to) ? (text(event, "org") ?? from) : receiver;
  return words.step[to]?.(orgName(side)) ?? personLabel("referral_status", to);
}

export function stepReason(event: Entry): string {
  const asked = REASONS[text(event, "to") as To];
  const reason = asked === undefined ? null : text(event, asked.field);
  return reason === null || asked === undefined ? "" : personLabel(asked.list, reason);
}

function withdrawn(consent: Entry): readonly Line[] {
  const words = personTexts().case;
  const org = orgName(text(consent, "to_org"));
  return withdrawalsOf(consent).map((entry) => {
    const taken = takenBy(entry);
    const base = { key: entry.path, atMs: entry.madeAtMs, done: false, open: null, entry };
    const title = taken === null ? words.withdrawn(org) : words.withdrawnPart(org);
    return { ...base, icon: VoidIcon, title, second: scopeWords(taken ?? []) };
  });
}

/** What somebody may agree to, one beside the other. */
export function scopeWords(scopes: readonly string[]): string {
  return scopes.map((scope) => personLabel("consent_scope", scope)).join(" · ");
}
