/** One referral being made: kept half filled in until it is sent, once. */
import { computed, signal } from "@preact/signals";
import { isCode } from "../../schema/records";
import { type Entry, phone } from "../../store/phone";
import { language } from "../../strings";
import { text } from "../field/entries";
import { wireTime } from "../field/network-day";
import { caseAt, eventsOf, me } from "./dossier";
import {
  beginReferring,
  isSealing,
  keptFields,
  missingOf,
  type Referring,
  readKept,
  recordsOf,
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
  readonly failure = signal<"full" | "failed" | null>(null);
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

  change(next: Referring): void {
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

  get language(): string | null {
    return this.#case === null ? null : text(this.#case, "language");
  }

  /** True when it was kept; a second touch meanwhile or afterwards is none. */
  async send(): Promise<boolean> {
    if (this.#sent || missingOf(this.#values.peek()).length > 0) return false;
    this.#sent = true;
    const sealedAs = this.#case?.stub ? (text(this.#case, "visibility") ?? SEALED_CASE) : null;
    const records = recordsOf(this.#values.peek(), this.#ids, {
      code: this.code,
      caseClass: sealedAs,
      language: this.language,
      fromOrg: me().org,
      at: wireTime(phone.now()),
    });
    const result = await phone.saveAll(records, this.#key);
    this.#sent = result.ok;
    this.failure.value = result.ok ? null : result.error;
    return result.ok;
  }

  get #case(): Entry | null {
    return caseAt(this.code)?.entry ?? null;
  }
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
    .map((event) => text(event, "redirect_to"))
    .find((org) => org !== null);
  return {
    ...begin,
    type: text(follows, "referral_type"),
    urgency: text(follows, "urgency") ?? begin.urgency,
    org: suggested ?? null,
    follows: follows.id,
  };
}

function basisOf(entry: Entry | null): string {
  if (entry === null) return "self";
  const minor = text(entry, "minor_status") ?? text(entry, "age_band");
  return entry.stub || (minor !== null && minor !== "none" && !ADULT.has(minor))
    ? "assent_minor"
    : "self";
}

const ADULT: ReadonlySet<string> = new Set(["adult", "a18_59", "a60", "u"]);

/** Our own words are read out, unless somebody shows those of the person's language. */
function spokenHere(): string {
  return isCode("language", language.peek()) ? language.peek() : "en";
}
