/** What the referral form holds, what of it is kept half filled in, and what Send writes. */
import { codeOf } from "../../schema/records";
import type { NewRecord, Value } from "../../store/phone";
import { AGREEMENT_VERSION } from "../../strings/agreement";
import { classOfType, isRestrictedType } from "./standing";

export type Fields = Readonly<Record<string, Value>>;

export interface Referring {
  readonly type: string | null;
  readonly org: string | null;
  readonly service: string | null;
  readonly basis: string;
  readonly method: string;
  /** In which it is asked, of the list `language`. */
  readonly language: string;
  readonly scopes: readonly string[];
  readonly agreed: boolean;
  /** Why there was no other way, when nobody could agree. */
  readonly exception: string;
  readonly reasons: readonly string[];
  readonly urgency: string;
  readonly handover: string;
  /** How the receiver can reach the person: sealed by Send, and kept nowhere before. */
  readonly contact: string;
  readonly summary: string;
  readonly called: boolean;
  /** Id of the referral that this one goes on with. */
  readonly follows: string | null;
}

export type Missing = "what" | "whom" | "agreement" | "reason" | "contact";

export const EXCEPTIONS = ["vital_interest", "child_at_risk"] as const;
/** What every referral asks: to be told on, and to hear what came of it. */
const SCOPES: readonly string[] = ["refer", "feedback"];
const SCOPE_OF_CLASS: Readonly<Record<string, string>> = {
  health: "health_information",
  minor: "protection_information",
  protection: "protection_information",
  incident: "protection_information",
};
/** The hand-over by a contact that only the receiver can open, and the field that it is in. */
export const CONTACT = "sealed_contact";
const CONTACT_SCOPE = "contact_details";
const PRESET_HANDOVER = "person_goes";
/** What nobody may find on a seized phone of something that will be sealed. */
const SEALED = ["reasons", "summary", "exception", "handover"] as const;

export function beginReferring(basis: string, language: string): Referring {
  return {
    type: null,
    org: null,
    service: null,
    basis,
    method: "spoken",
    language,
    scopes: SCOPES,
    agreed: false,
    exception: "",
    reasons: [],
    urgency: "normal",
    handover: PRESET_HANDOVER,
    contact: "",
    summary: "",
    called: false,
    follows: null,
  };
}

/** The type brings its urgency, and what must be said when agreement is asked. */
export function withType(now: Referring, type: string): Referring {
  const scope = SCOPE_OF_CLASS[classOfType(type) ?? ""];
  const scopes = scope === undefined ? SCOPES : [...SCOPES, scope];
  const urgency = codeOf("referral_type", type)?.default_urgency ?? "normal";
  // Who agreed, agreed to something else.
  return { ...now, type, scopes, urgency, agreed: false, org: null, service: null };
}

/** Another receiver was not agreed to. */
export function withReceiver(now: Referring, org: string, service: string | null): Referring {
  return { ...now, org, service, agreed: now.agreed && now.org === org };
}

export function isException({ basis }: Pick<Referring, "basis">): boolean {
  return EXCEPTIONS.some((each) => each === basis);
}

/** Whether the person was asked if a way to reach them may be passed on. */
export function passesContact(now: Referring): boolean {
  return now.scopes.includes(CONTACT_SCOPE) && !isException(now);
}

/** To who may not have it, or cannot open it, no contact is handed over. */
export function withoutContact(now: Referring): Referring {
  const handover = now.handover === CONTACT ? PRESET_HANDOVER : now.handover;
  return { ...now, handover, contact: "" };
}

/** What is to be sealed; null when another hand-over was chosen. */
export function contactOf({ handover, contact }: Referring): string | null {
  return handover === CONTACT ? contact.trim() : null;
}

export function missingOf(now: Referring): readonly Missing[] {
  const open: Missing[] = [];
  if (now.type === null) open.push("what");
  if (now.org === null) open.push("whom");
  const unexplained = isException(now) && now.exception.trim() === "";
  if (!now.agreed || unexplained) open.push("agreement");
  if (now.reasons.length === 0) open.push("reason");
  if (contactOf(now) === "") open.push("contact");
  return open;
}

/** Whether of what is sent only a line stays on this phone. */
export function isSealing({ type }: Pick<Referring, "type">): boolean {
  return isRestrictedType(type);
}

/** As a draft: what would be sealed, or is about somebody sealed, is not kept half filled in. */
export function keptFields({ contact: _contact, ...now }: Referring, caseSealed: boolean): Fields {
  const kept = { ...now, scopes: [...now.scopes], reasons: [...now.reasons] };
  const { basis: _basis, ...others } = kept;
  const open = isException(now) ? { ...others, agreed: false, exception: "" } : kept;
  if (!caseSealed && !isSealing(now)) return open;
  return Object.fromEntries(
    Object.entries(open).filter(([name]) => !SEALED.some((sealed) => sealed === name)),
  );
}

export function readKept(kept: Fields, begin: Referring): Referring {
  const read: Record<string, Value> = {};
  for (const [name, before] of Object.entries(begin) as [string, Value][]) {
    const value = kept[name];
    const fits =
      Array.isArray(before) === Array.isArray(value) &&
      (before === null || value === null || typeof before === typeof value);
    if (value !== undefined && fits) read[name] = value;
  }
  return { ...begin, ...read } as Referring;
}

export interface Ids {
  readonly consent: string;
  readonly referral: string;
  readonly event: string;
}

export interface About {
  readonly code: string;
  /** The restricted class of the case; null when there is none. */
  readonly caseClass: string | null;
  /** What the person speaks. */
  readonly language: string | null;
  readonly fromOrg: string;
  /** As the protocol writes times. */
  readonly at: string;
}

/**
 * The agreement, the referral and its first step: saved together or not at all. `sealed` is the
 * contact as it travels, if there is one.
 */
export function recordsOf(
  now: Referring,
  ids: Ids,
  about: About,
  sealed: string | null = null,
): readonly NewRecord[] {
  const [type, org] = [now.type ?? "", now.org ?? ""];
  const summary = now.summary.trim();
  const referral: Record<string, Value> = {
    case: about.code,
    from_org: about.fromOrg,
    to_org: org,
    referral_type: type,
    urgency: now.urgency,
    consent: ids.consent,
    handover: now.handover,
  };
  for (const reason of now.reasons) referral[`reasons/${reason}`] = true;
  if (now.service !== null) referral["to_service"] = now.service;
  if (summary !== "") referral["summary"] = summary;
  if (sealed !== null) referral[CONTACT] = sealed;
  if (now.follows !== null) referral["follows"] = now.follows;
  if (about.language !== null) referral[`language_needed/${about.language}`] = true;
  const restricted = classOfType(type);
  const sent = { referral: ids.referral, to: "sent", parents: [], source: "app" };
  return [
    { kind: "consent", id: ids.consent, fields: consentOf(now, about, org) },
    { kind: "referral", id: ids.referral, fields: referral },
    {
      kind: "referral_event",
      id: ids.event,
      fields: restricted === null ? sent : { ...sent, visibility: restricted },
    },
  ];
}

function consentOf(now: Referring, about: About, org: string): Fields {
  const exception = isException(now);
  const fields: Record<string, Value> = {
    case: about.code,
    to_org: org,
    basis: now.basis,
    method: now.method,
    language: now.language,
    text_version: AGREEMENT_VERSION,
    given_at: about.at,
  };
  if (now.method === "spoken_interpreter") fields["interpreter"] = true;
  for (const scope of exception ? ["refer"] : now.scopes) fields[`scopes/${scope}`] = true;
  // Its reason is for those who watch over exceptions.
  const visibility = exception ? "protection" : about.caseClass;
  if (exception) fields["reason"] = now.exception.trim();
  if (visibility !== null) fields["visibility"] = visibility;
  return fields;
}
