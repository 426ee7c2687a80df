/** The phone as the screens see it: the one import of `src/ui`, and where its parts meet. */
import { batch, computed, type Signal, signal } from "@preact/signals";
import type { Outcome } from "../sync/conversation.ts";
import { Engine, type EngineReason } from "../sync/engine.ts";
import { Transport } from "../sync/transport.ts";
import { findAged, outOfContact } from "./age.ts";
import { join, makeContact } from "./contact.ts";
import { Database, type Foreseen, StoreFailure } from "./db.ts";
import { StoredDrafts } from "./drafts.ts";
import { look } from "./enrolment.ts";
import { Exchange } from "./exchange.ts";
import { isFailure } from "./failures.ts";
import { type Ground, newDrafts, OpenForm, saving } from "./forms.ts";
import { Guard } from "./guard.ts";
import { Idle } from "./idle.ts";
import type {
  Entry,
  Form,
  Identity,
  NewRecord,
  Phone,
  Result,
  SaveResult,
  SettingName,
  Step,
} from "./interface.ts";
import { Log } from "./log.ts";
import { Records } from "./records.ts";
import type { StoredOutboxRow } from "./rows.ts";
import { PhoneSealer } from "./sealer.ts";
import { Second } from "./second.ts";
import { Settings } from "./settings.ts";
import { Shell } from "./shell.ts";
import { Space } from "./space.ts";
import { Tabs } from "./tabs.ts";
import { startVaultWorker } from "./trusted.ts";
import { VaultChanged } from "./view.ts";
import { bearWitness, hearWitness } from "./witness.ts";
import { type Names, namesOf, Writer, type Written } from "./written.ts";

export type * from "./interface.ts";

/** What is old enough is dropped at most this often. */
const FORGET_MS_MIN = 60 * 60_000;

class BrowserPhone implements Phone {
  readonly loaded = signal(false);
  readonly #witness = hearWitness();
  readonly #records = new Records();
  readonly #shell = new Shell();
  readonly #tabs = new Tabs();
  readonly #transport = new Transport();
  readonly #database = new Database();
  readonly #writer = new Writer(this.#database, (written) => this.#wrote(written));
  readonly #log = new Log(this.#writer);
  readonly #exchange = new Exchange(this.#writer, () => Date.now());
  readonly #engine: Engine;
  readonly #space = new Space(this.#records.storage, () => this.identity.peek() !== null);
  readonly #settings = new Settings(
    () => this.#records.meta,
    (values) => {
      if (this.loaded.peek()) void this.#settle(this.#log.note(values));
    },
  );
  readonly #forms = new Set<OpenForm>();
  /** What other tabs wrote is read one message after the other. */
  #hearing: Promise<unknown> = Promise.resolve();
  #forgotMs = 0;
  #chosenLanguage: Promise<string | null> = Promise.resolve(null);
  #language: string | null = null;

  readonly offlineReady = this.#shell.offlineReady;
  readonly updateReady = this.#shell.updateReady;
  readonly identity = this.#records.identity;
  readonly emptied = computed(
    () => this.loaded.value && this.identity.value === null && this.#witness !== null,
  );
  readonly entries = this.#records.entries;
  readonly sync = this.#records.sync;
  readonly drafts = new StoredDrafts(
    this.#database,
    () => Date.now(),
    (error) => this.#failed(error),
  );

  readonly #sealer = new PhoneSealer({
    locked: () => this.#locked,
    home: () => this.#records.home,
    signing: () => this.vault.signing(),
    worker: () => this.vault.worker,
  });
  readonly vault = new Guard({
    database: this.#database,
    start: startVaultWorker,
    sealer: this.#sealer,
    words: () => this.#records.words,
    capture: () => this.#records.meta.capture !== false,
    closing: () => this.#freezeForms(),
    changed: (foreseen) => this.#reload(foreseen),
    dropped: () => this.#second.drop(),
    tell: (what) => this.#tabs.tellVault(what),
  });
  readonly #contact = {
    writer: this.#writer,
    log: this.#log,
    exchange: this.#exchange,
    records: this.#records,
    transport: this.#transport,
    guard: this.vault,
  };
  readonly #second = new Second(this.#contact, () => this.#language);
  readonly codes = () => this.#second.codes();
  readonly makeLink = (referral: string) => this.#second.makeLink(referral);
  readonly seal = this.#second.seal;
  readonly handIn = (file: Blob) => this.#second.handIn(file);
  readonly now = () => this.#records.nowMs();
  readonly chosenLanguage = () => this.#chosenLanguage;
  readonly #idle = new Idle(() => this.vault.lock());

  constructor() {
    this.#engine = new Engine({
      nowMs: () => Date.now(),
      random: () => Math.random(),
      later: (ms, run) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
      visible: () => document.visibilityState === "visible",
      exchange: (held) => this.#exchangeAll(held),
      report: (reason) => this.#report(reason),
    });
  }

  /** Reads what can be read, shows it, then turns to the network. */
  async start(): Promise<void> {
    // Alone and first: the texts come while thousands of entries are read.
    this.#chosenLanguage = this.#log.readLanguage().catch(() => null);
    const starting = this.#settle(this.#chosenLanguage.then(() => this.vault.start()));
    this.#hearing = starting;
    this.#tabs.listen(
      (names) => this.#hear(names),
      (news) => void this.#settle(this.vault.hear(news)),
    );
    await starting;
    const isShut = this.vault.state.peek().at === "starting";
    // Also beside a database that does not open: then it can be handed in.
    if (isShut || this.#records.meta.device != null) void this.#settle(this.#second.settle());
    if (isShut) return;
    this.#watchPage();
    this.#idle.watch();
    await Promise.all([this.#space.askToKeep(), this.#shell.start()]);
  }

  /** What can be read is another now: at start, and when the vault was opened, locked or wiped. */
  async #reload(foreseen: Foreseen | null = null): Promise<void> {
    const captured = [...this.#records.outbox.values()];
    if (this.#locked) this.loaded.value = false;
    this.#writer.sealer = this.#database.mode.at === "clear" ? null : this.#sealer;
    // What could be read is forgotten at once; before there is more to read, in one step with it: a
    // moment without an identity would look like a phone that never joined.
    if (this.#locked) this.#records.reset();
    const drafts = this.#locked ? null : this.drafts.load();
    const [stored] = await Promise.all([this.#log.load(foreseen), drafts]);
    batch(() => {
      this.#records.reset();
      this.#forms.clear();
      this.#take(stored);
    });
    this.#records.forgetPassingReason();
    if (this.#locked) this.drafts.forget();
    else await this.#loaded(captured);
    // No change stays open over a start: what the last run left open is ready to be sent.
    await this.#settle(this.#log.freeze("all"));
    this.#engine.wake();
  }

  async #loaded(captured: readonly StoredOutboxRow[]): Promise<void> {
    if (this.#writer.sealer !== null) await this.#log.adopt(captured);
    this.loaded.value = true;
    await this.#settle(this.#forget());
  }

  get #locked(): boolean {
    return this.#database.mode.at === "locked";
  }

  async look(code: string) {
    const found = await look(this.#transport, code);
    this.#records.invitedToWords = found.ok && found.value.lock_words;
    return found;
  }

  async enrol(code: string): Promise<Result<Identity>> {
    try {
      const joined = await join(this.#contact, code, this.#witness);
      if (!joined.ok) return joined;
      await this.drafts.load();
      // Some browsers ask the person, who may let them wait.
      void this.#space.askToKeep();
      // An exchange under way may still carry the token of before.
      this.#engine.sendNow();
      return joined;
    } catch (error) {
      this.#failed(error);
      return { ok: false, error: "failed" };
    }
  }

  async envelopes(): Promise<Blob> {
    await this.#freezeForms();
    if (!this.#locked) await this.#settle(this.#log.sealLeft());
    return this.#second.file();
  }

  async carried(by: string): Promise<void> {
    if (!this.#locked) await this.#settle(this.#log.carried(by));
  }

  openForm(kind: string, entry: Entry | null, options: { readonly id?: string } = {}): Form {
    const id = entry?.id ?? options.id ?? crypto.randomUUID();
    return new OpenForm(
      {
        log: this.#log,
        nowMs: () => this.now(),
        home: () => this.#home(),
        opened: (open) => this.#forms.add(open),
        frozen: (open) => {
          this.#forms.delete(open);
          this.#engine.saved();
        },
        saved: (result, typed) => this.#saved(result, typed),
      },
      kind,
      id,
      entry,
    );
  }

  async saveAll(records: readonly NewRecord[], typed: string | null = null): Promise<SaveResult> {
    const home = this.#home();
    if (home === null) return { ok: false, error: "failed" };
    const drafts = newDrafts(records, home, this.now(), typed);
    const result = await saving(this.#log.saveAll(drafts));
    this.#saved(result, result.ok ? typed : null);
    if (result.ok) this.#engine.saved();
    return result;
  }

  sendNow(): void {
    void this.#freezeForms().then(() => this.#engine.sendNow());
  }

  applyUpdate(): void {
    void this.#freezeForms().then(() => this.#shell.apply());
  }

  keepFiles(language: string): void {
    this.#language = language;
    void this.#shell.keepFiles(language);
  }

  setting(name: SettingName): Signal<string | null> {
    return this.#settings.get(name);
  }

  history(path: string): readonly Step[] {
    return this.#records.history(path);
  }

  async remove(path: string): Promise<SaveResult> {
    const result = await saving(this.#log.dropBad(path));
    this.#saved(result, null);
    return result;
  }

  #home(): Ground | null {
    const { home } = this.#records;
    return home === null ? null : { org: home.org, network: home.network, locked: this.#locked };
  }

  #wrote(written: Written): void {
    this.#records.take(written);
    this.#tabs.tell(namesOf(written));
    if (this.#records.spare.peek() > 0) void this.#settle(this.#second.settle());
    const { home, meta } = this.#records;
    if (home !== null && (written.meta.has("made") || written.meta.has("home"))) {
      bearWitness({ device: home.device, made: meta.made ?? 0 });
    }
  }

  #take(found: Written): void {
    this.#records.take(found);
    this.#settings.fill();
  }

  #hear(names: Names): void {
    this.#database.stirred();
    // A locked phone shows nothing that another tab writes.
    if (this.#locked) return;
    const reread = () => this.#log.reread(names).then((found) => this.#take(found));
    this.#hearing = this.#hearing.then(() => this.#settle(reread()));
  }

  #saved(result: SaveResult, typed: string | null): void {
    if (typed !== null) this.drafts.drop(typed);
    this.#space.saved(result);
  }

  async #exchangeAll(held: boolean): Promise<Outcome | null> {
    try {
      if (this.#records.spare.peek() > 0) await this.#second.settle();
      const outcome = await makeContact(this.#contact, held);
      if (outcome?.kind === "done" && !this.#locked) {
        this.#space.found();
        // What could not be fetched before comes with the first contact.
        if (this.#language !== null && !this.offlineReady.peek()) this.keepFiles(this.#language);
        await this.#forget();
      } else if (outcome?.kind === "failed") this.#leaveToWorker();
      else if (outcome?.kind === "stopped" && !this.#locked) await this.drafts.load();
      return outcome;
    } catch (error) {
      this.#failed(error);
      return { kind: "failed", reason: "silent", retryAfterMs: null };
    }
  }

  #leaveToWorker(): void {
    if (this.sync.peek().unsent > 0) void this.#shell.askBackground();
  }

  #report(reason: EngineReason): void {
    const tried = { ms: Date.now(), reason };
    if (this.#locked) this.#records.tried(tried);
    else void this.#settle(this.#log.note({ tried }));
    if (reason?.code === "outdated") void this.#shell.lookForUpdate(true);
  }

  /** Without contact too: a phone that is never online may be taken. */
  async #forget(): Promise<void> {
    if (this.#locked) return;
    if (outOfContact(this.#records.meta.contactMs, Date.now())) {
      await this.#log.forgetSent();
      return this.drafts.load();
    }
    if (Date.now() - this.#forgotMs < FORGET_MS_MIN) return;
    this.#forgotMs = Date.now();
    this.drafts.forgetOld();
    const aged = findAged(this.entries.peek(), this.#records.kept, this.now());
    await this.#log.forget(aged.paths, aged.keptIds);
    await this.#log.forgetPast(this.now());
  }

  async #freezeForms(): Promise<void> {
    await Promise.all([...this.#forms].map((form) => form.freeze()));
  }

  #watchPage(): void {
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") {
        void this.#settle(this.#forget());
        this.#engine.wake();
        void this.#shell.lookForUpdate();
      } else {
        void this.#freezeForms().then(() => this.#leaveToWorker());
      }
    });
    addEventListener("pagehide", () => void this.#freezeForms());
    addEventListener("online", () => this.#engine.online());
    addEventListener("offline", () => this.#engine.offline());
  }

  /** A database that fails is shown, a bug is thrown. */
  async #settle(work: Promise<unknown>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    if (error instanceof VaultChanged) void this.#settle(this.vault.start());
    else if (error instanceof StoreFailure) {
      this.#records.storage.value = error.code === "full" ? "full" : "refused";
    } else if (!isFailure(error)) throw error;
  }
}

function startPhone(): Phone {
  const phone = new BrowserPhone();
  void phone.start();
  return phone;
}

export const phone: Phone = startPhone();
