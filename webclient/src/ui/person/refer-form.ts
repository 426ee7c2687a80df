/** One referral being made: kept half filled in until it is sent, once. */
import { computed, signal } from "@preact/signals";
import { isCode } from "../../schema/records";
import { type Entry, phone } from "../../store/phone";
import { language } from "../../strings";
import { text as fieldOf } from "../field/entries";
import { wireTime } from "../field/network-day";
import { caseAt, eventsOf, isExternal, me } from "./dossier";
import {
  beginReferring,
  CONTACT,
  contactOf,
  isSealing,
  keptFields,
  missingOf,
  passesContact,
  type Referring,
  readKept,
  recordsOf,
  withoutContact,
} from "./refer-values";

const SEALED_CASE = "minor";

export class ReferForm {
  readonly code: string;
  readonly #key: string;
  readonly #ids = {
    consent: crypto.randomUUID(),
    referral: crypto.randomUUID(),
    event: crypto.randomUUID(),
  };
  readonly #begin: Referring;
  readonly #values;
  readonly values;
  readonly failure = signal<"full" | "failed" | "unsealed" | null>(null);
  /** What is shown was begun before the app was started anew. */
  readonly restored = signal(false);
  #sent = false;

  /** `follows`: the referral that this one goes on with. */
  constructor(code: string, follows: Entry | null) {
    this.code = code;
    this.#key = follows === null ? `refer/${code}` : `refer/${code}/again`;
    this.#begin = goingOn(beginReferring(basisOf(this.#case), spokenHere()), follows);
    const draft = follows === null ? phone.drafts.read(this.#key) : null;
    this.restored.value = draft !== null;
    this.#values = signal(draft === null ? this.#begin : readKept(draft, this.#begin));
    this.values = computed(() => this.#values.value);
  }

  change(asked: Referring): void {
    const next = mayPassContact(asked) ? asked : withoutContact(asked);
    this.#values.value = next;
    phone.drafts.write(this.#key, keptFields(next, this.caseSealed));
  }

  /** The person said no: what was filled in stays on this screen alone, agreed to nothing. */
  refuse(): void {
    this.#values.value = {
      ...this.#values.peek(),
      basis: this.basis,
      exception: "",
      agreed: false,
    };
    phone.drafts.drop(this.#key);
  }

  /** Who agrees, unless somebody says otherwise. */
  get basis(): string {
    return this.#begin.basis;
  }

  /** Nothing of it ever was. */
  forget(): void {
    this.#values.value = this.#begin;
    this.restored.value = false;
    phone.drafts.drop(this.#key);
  }

  get caseSealed(): boolean {
    return this.#case?.stub ?? false;
  }

  get sealing(): boolean {
    return isSealing(this.values.value);
  }

  /** Somebody at the receiver can open a contact, and the person agrees that they have one. */
  get passesContact(): boolean {
    return mayPassContact(this.values.value);
  }

  get language(): string | null {
    return this.#case === null ? null : fieldOf(this.#case, "language");
  }

  /** True when it was kept; a second touch meanwhile or afterwards is none. */
  async send(): Promise<boolean> {
    if (this.#sent || missingOf(this.#values.peek()).length > 0) return false;
    this.#sent = true;
    const now = this.#values.peek();
    const text = contactOf(now);
    const sealed = text === null ? null : await this.#sealed(text);
    if (text !== null && sealed === null) return this.#told("unsealed");
    const sealedAs = this.#case?.stub ? (fieldOf(this.#case, "visibility") ?? SEALED_CASE) : null;
    const about = {
      code: this.code,
      caseClass: sealedAs,
      language: this.language,
      fromOrg: me().org,
      at: wireTime(phone.now()),
    };
    const records = recordsOf(now, this.#ids, about, sealed);
    const result = await phone.saveAll(records, this.#key);
    return this.#told(result.ok ? null : result.error);
  }

  #sealed(text: string): Promise<string | null> {
    return phone.seal({ text, record: this.#ids.referral, place: `referral.${CONTACT}` });
  }

  #told(failure: "full" | "failed" | "unsealed" | null): boolean {
    this.#sent = failure === null;
    this.failure.value = failure;
    return failure === null;
  }

  get #case(): Entry | null {
    return caseAt(this.code)?.entry ?? null;
  }
}

function mayPassContact(now: Referring): boolean {
  return passesContact(now) && !isExternal(now.org);
}

/** What each line of the form is drawn with. */
export interface PartProps {
  readonly form: ReferForm;
  /** Answered: fold it. */
  readonly onDone: () => void;
}

/** The referral being made; going back keeps it. */
let open: { readonly form: ReferForm; readonly follows: string | null } | null = null;

export function openRefer(code: string, follows: Entry | null): ReferForm {
  const id = follows?.id ?? null;
  if (open?.form.code !== code || open.follows !== id) {
    open = { form: new ReferForm(code, follows), follows: id };
  }
  return open.form;
}

/** The form that is open for this case, from wherever. */
export function openedRefer(code: string): ReferForm {
  return open?.form.code === code ? open.form : openRefer(code, null);
}

export function closeRefer(): void {
  open = null;
}

/** What the receiver of an earlier one suggested instead is filled in. */
function goingOn(begin: Referring, follows: Entry | null): Referring {
  if (follows === null) return begin;
  const suggested = eventsOf(follows)
    .map((event) => fieldOf(event, "redirect_to"))
    .find((org) => org !== null);
  return {
    ...begin,
    type: fieldOf(follows, "referral_type"),
    urgency: fieldOf(follows, "urgency") ?? begin.urgency,
    org: suggested ?? null,
    follows: follows.id,
  };
}

function basisOf(entry: Entry | null): string {
  if (entry === null) return "self";
  const minor = fieldOf(entry, "minor_status") ?? fieldOf(entry, "age_band");
  return entry.stub || (minor !== null && minor !== "none" && !ADULT.has(minor))
    ? "assent_minor"
    : "self";
}

const ADULT: ReadonlySet<string> = new Set(["adult", "a18_59", "a60", "u"]);

/** Our own words are read out, unless somebody shows those of the person's language. */
function spokenHere(): string {
  return isCode("language", language.peek()) ? language.peek() : "en";
}
