/**
 * What the screens may ask of the phone, and what it shows them.
 *
 * Screens import from `store/phone.ts` alone; nothing here knows IndexedDB, fetch or Preact.
 */
import type { ReadonlySignal, Signal } from "@preact/signals";

export type Value =
  | null
  | boolean
  | number
  | string
  | readonly (null | boolean | number | string)[];

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: string };

/** One live write of a field. `user` is null while the phone does not know who wrote it. */
export interface Head {
  readonly wid: string;
  readonly value: Value;
  readonly user: string | null;
}

/** One change of an entry, as far as this phone knows it. */
export interface Step {
  readonly id: string;
  readonly atMs: number;
  readonly user: string | null;
  readonly state: "saved" | "sent" | "held" | "refused";
  /** What it set; of others' changes only what no later one replaced. */
  readonly fields: Readonly<Record<string, Value>>;
}

export type EntryState = "saved" | "sent" | "attention";

/** One record as this phone shows it now: merged cells joined with the unsent changes. */
export interface Entry {
  readonly kind: string;
  readonly id: string;
  /** `kind/id`, the key of {@link Phone.entries}. */
  readonly path: string;
  /** Shown values by flat wire name (`breakdown/f_adult`). */
  readonly fields: Readonly<Record<string, Value>>;
  /** What was rendered, per field: the basis of what a save covers. */
  readonly heads: Readonly<Record<string, readonly Head[]>>;
  /** Flat fields that hold two values a person must choose between. */
  readonly conflicts: readonly string[];
  readonly state: EntryState;
  /** A coordinator will look at it; the server has it. */
  readonly held: boolean;
  /** Code of the refusal when a change of this entry can never be accepted. */
  readonly bad: string | null;
  /** What its refused changes say, when the server has nothing of it: to be written again. */
  readonly refused: Readonly<Record<string, Value>>;
  readonly author: string | null;
  readonly mine: boolean;
  readonly madeAtMs: number;
  readonly deleted: boolean;
  /** A coordinator asked its author something, and no answer was written since. */
  readonly asked: boolean;
  /**
   * Only the stub fields are shown: it is restricted, and readable online, by cleared people. Of
   * what this phone wrote itself that holds from the moment it is saved.
   */
  readonly stub: boolean;
  /** Who carries a sealed copy of it, as its author said; null when nobody does, or all is sent. */
  readonly carriedBy: string | null;
}

export interface Identity {
  readonly user: {
    readonly id: string;
    readonly alias: string;
    readonly role: string;
    readonly org: string;
  };
  readonly network: { readonly id: string; readonly name: string; readonly time_zone: string };
  readonly device: string;
}

/** What an invite leads to, shown before its code is spent. */
export interface Look {
  readonly network: string;
  readonly org: string;
  readonly alias: string;
  readonly role: string;
  readonly expires_at: string;
  /** The association has its phones unlocked with words. */
  readonly lock_words: boolean;
}

export type Reason =
  | { readonly code: "offline" }
  | { readonly code: "silent"; readonly nextTryMs: number }
  | { readonly code: "portal" }
  | { readonly code: "closed" }
  | { readonly code: "revoked" }
  | { readonly code: "outdated" }
  | { readonly code: "reenrol" }
  | null;

export interface SyncState {
  /** Entries with a change that no reply has named yet. */
  readonly unsent: number;
  readonly attention: number;
  readonly held: number;
  readonly sentToday: number;
  /** As the server's clock says, like all times here. */
  readonly lastContactMs: number | null;
  readonly lastTryMs: number | null;
  readonly oldestUnsentMs: number | null;
  readonly reason: Reason;
  /** Server clock minus phone clock. */
  readonly clockOffsetMs: number;
  /** Entries erased at somebody's request since the app started. */
  readonly erased: number;
  readonly storage: "kept" | "refused" | "unknown" | "full";
  /** Sealed changes that the database did not take, and that lie in the second store: P6. */
  readonly spare: number;
  /**
   * Sealed changes that wait and that nobody can read here: written while locked, before a secret
   * was forgotten, or by who had this phone before. `unsent` counts them too. While the phone is
   * locked that is all that waits but what was counted since.
   */
  readonly sealedUnsent: number;
  /** Of what waits: handed in sealed, and not yet answered to this phone itself. */
  readonly handedIn: number;
  /** This phone was blocked: how many sealed changes it still has to hand in before it is empty. */
  readonly revoked: { readonly left: number } | null;
}

/**
 * Where the vault of this phone stands. Until it is known which, `starting`.
 * `waitMs` is how long no further try is taken, from when the state was set; `tries` are left.
 */
export type VaultState =
  | { readonly at: "starting" }
  /** No unlock secret was chosen yet: once joined, the code screen is due. */
  | { readonly at: "none" }
  | {
      readonly at: "locked";
      readonly waitMs: number;
      readonly tries: number;
      /** One may count while locked. */
      readonly capture: boolean;
      /** Its secret is words, as far as this phone knows: they are asked for first. */
      readonly words: boolean;
      /** Unlocking by this device's own means (finger, face) is set up. */
      readonly device: boolean;
    }
  | {
      readonly at: "open";
      readonly device: "on" | "off" | "unavailable";
      /** It was unlocked by digits, and its association wants words now: they are to be chosen. */
      readonly due: boolean;
    };

/**
 * What is stored here is readable only while the vault is open. While it is locked `loaded` is
 * false, `identity` null and `entries` holds what was counted since it was locked; `setting("round")`
 * and `setting("tiles")` keep their ids, and a form on an activity can be opened and saved.
 */
export interface Vault {
  readonly state: ReadonlySignal<VaultState>;
  /** The association wants four words of this phone. */
  words(): boolean;
  /** At set-up, and when words are due. Errors: `short` `plain` `failed`. */
  choose(secret: string): Promise<Result<null>>;
  /** Errors: `wrong` `wait` `short` `plain` `failed` `wiped`. */
  change(old: string, secret: string): Promise<Result<null>>;
  /** Errors: `wrong` `wait` `wiped` `failed`. */
  unlock(secret: string): Promise<Result<null>>;
  /** Counts as no try when it fails. Errors: `wrong` `cancelled` `failed`. */
  unlockByDevice(): Promise<Result<null>>;
  /** Offered only after the device gave the same bytes twice. Errors: `unavailable` `failed`. */
  useDevice(on: boolean): Promise<Result<null>>;
  lock(): void;
  /** Empties this phone, network or not; `left` sealed unsent changes stay unless `unsentToo`. */
  wipe(unsentToo: boolean): Promise<{ readonly left: number }>;
}

export type SaveResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly error: "full" | "failed" };

/** One open form (or tally row) on one record: owns the change it writes until it closes. */
export interface Form {
  readonly kind: string;
  readonly id: string;
  /**
   * Tells what is on screen now: the basis of what the next save covers. `whole` names fields of
   * which every value is on screen, side by side, not only the shown one.
   */
  rendered(entry: Entry | null, whole?: readonly string[]): void;
  /**
   * Saves the fields the person really changed, in one durable transaction.
   * Resolves after it completed; nothing is written when the result is not ok. `typed` is the key
   * of the draft that this save makes good on: the same transaction forgets it.
   */
  save(dirty: Readonly<Record<string, Value>>, typed?: string): Promise<SaveResult>;
  /** Freezes the open change and asks to send it. */
  close(): Promise<void>;
}

/** A new record, one of several that are saved together. */
export interface NewRecord {
  readonly kind: string;
  readonly id: string;
  readonly fields: Readonly<Record<string, Value>>;
}

/** What is half typed, by the form's own key: it survives a killed app and is never sent. */
export interface Drafts {
  read(key: string): Readonly<Record<string, Value>> | null;
  /** Kept soon; a later write of the same key replaces it. */
  write(key: string, fields: Readonly<Record<string, Value>>): void;
  drop(key: string): void;
}

/**
 * `round` holds the id of the round this phone counts in, and of the place: `round/site`; `tiles` the
 * codes of the tiles on its tally screen, with spaces between. All can be read while locked.
 */
export type SettingName = "language" | "theme" | "textSize" | "round" | "tiles";

export interface Phone {
  /** True once the stored entries were read. */
  readonly loaded: ReadonlySignal<boolean>;
  /** "Ready without network": every screen is stored on this phone, in the language on screen. */
  readonly offlineReady: ReadonlySignal<boolean>;
  readonly identity: ReadonlySignal<Identity | null>;
  /** This phone had joined once, and the browser emptied its database since. */
  readonly emptied: ReadonlySignal<boolean>;
  /** By path; deleted ones are left out. */
  readonly entries: ReadonlySignal<ReadonlyMap<string, Entry>>;
  readonly sync: ReadonlySignal<SyncState>;
  readonly updateReady: ReadonlySignal<boolean>;
  readonly drafts: Drafts;
  readonly vault: Vault;
  /** A sealed file of every unsent change, for another phone to hand in. */
  envelopes(): Promise<Blob>;
  /** What lies in the second store alone, each as a text that any phone may hand in as a file. */
  codes(): Promise<readonly string[]>;
  /** Notes who carries that file, after it was handed over. */
  carried(by: string): Promise<void>;
  /** Hands in another phone's file: how many were taken. Errors: `not_ours` `offline` `portal`. */
  handIn(file: Blob): Promise<Result<{ readonly ok: number; readonly not: number }>>;
  /** Errors: `invite_invalid` `throttled` `offline` `portal` `failed`. */
  look(code: string): Promise<Result<Look>>;
  enrol(code: string): Promise<Result<Identity>>;
  /**
   * A link by which the receiver of a referral answers without an account, good for one answer.
   * Errors: `offline` `refused`.
   */
  makeLink(referral: string): Promise<Result<string>>;
  /**
   * A text as it is saved in a field that the server alone opens, in this record alone. `place` is
   * `kind.field`. Null when it cannot be sealed now.
   */
  seal(asked: {
    readonly text: string;
    readonly record: string;
    readonly place: string;
  }): Promise<string | null>;
  openForm(kind: string, entry: Entry | null, options?: { readonly id?: string }): Form;
  /**
   * Saves new records that mean something only together, in one durable transaction: all of them
   * or none. `typed` is the key of the draft that they make good on.
   */
  saveAll(records: readonly NewRecord[], typed?: string): Promise<SaveResult>;
  sendNow(): void;
  applyUpdate(): void;
  /** The language somebody chose, read before anything else; null when nobody did. */
  chosenLanguage(): Promise<string | null>;
  /** Keeps the files of all parts and of the language on screen, for when there is no network. */
  keepFiles(language: string): void;
  /** Milliseconds since 1970 by the server's clock, as far as it is known. */
  now(): number;
  /** A durable setting of this phone; writing the signal stores it. */
  setting(name: SettingName): Signal<string | null>;
  /** What happened to an entry, the newest first, as far as this phone knows. */
  history(path: string): readonly Step[];
  /** Drops the refused changes of an entry from the drawer, after the person put it right. */
  remove(path: string): Promise<SaveResult>;
}
