/** The phone as the screens see it: the one import of `src/ui`, and where its parts meet. */
import { computed, type Signal, signal } from "@preact/signals";
import type { Outcome } from "../sync/conversation.ts";
import { Engine, type EngineReason } from "../sync/engine.ts";
import { Transport } from "../sync/transport.ts";
import { publicJwk } from "../vault/device.ts";
import { findAged, outOfContact } from "./age.ts";
import { makeContact } from "./contact.ts";
import { Database, StoreFailure } from "./db.ts";
import { StoredDrafts } from "./drafts.ts";
import { enrol, look } from "./enrolment.ts";
import { Exchange } from "./exchange.ts";
import { failureCode, isFailure } from "./failures.ts";
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
import { makeLink } from "./links.ts";
import { Log } from "./log.ts";
import { Records } from "./records.ts";
import { fileOf, handIn } from "./relay.ts";
import type { StoredOutboxRow } from "./rows.ts";
import { PhoneSealer } from "./sealer.ts";
import { Shell } from "./shell.ts";
import { Tabs, type VaultNews } from "./tabs.ts";
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
  readonly #settings = new Map<SettingName, Signal<string | null>>();
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
    home: () => this.#records.meta.home ?? null,
    signing: () => this.vault.signing(),
    worker: () => this.vault.worker,
  });
  readonly vault = new Guard({
    database: this.#database,
    start: startVaultWorker,
    sealer: this.#sealer,
    words: () => false,
    capture: () => this.#records.meta.capture !== false,
    closing: () => this.#freezeForms(),
    changed: () => this.#reload(),
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
      (news) => this.#hearVault(news),
    );
    await starting;
    if (this.vault.state.peek().at === "starting") return;
    this.#watchPage();
    this.#idle.watch();
    await Promise.all([this.#askToKeep(), this.#shell.start()]);
  }

  /** What can be read is another now: at start, and when the vault was opened, locked or wiped. */
  async #reload(): Promise<void> {
    const { mode } = this.#database;
    const captured = [...this.#records.outbox.values()];
    if (this.#locked) this.loaded.value = false;
    this.#writer.sealer = mode.at === "clear" ? null : this.#sealer;
    this.#records.reset();
    this.#forms.clear();
    this.#records.take(await this.#log.load());
    this.#records.forgetPassingReason();
    this.#fillSettings();
    if (this.#locked) this.drafts.forget();
    else await this.#loaded(captured);
    this.#engine.wake();
  }

  async #loaded(captured: readonly StoredOutboxRow[]): Promise<void> {
    await this.drafts.load();
    if (this.#writer.sealer !== null) await this.#log.adopt(captured);
    this.loaded.value = true;
    await this.#settle(this.#freezeLeftOpen());
    await this.#settle(this.#forgetAfterSilence());
  }

  get #locked(): boolean {
    return this.#database.mode.at === "locked";
  }

  look(code: string) {
    return look(this.#transport, code);
  }

  async enrol(code: string): Promise<Result<Identity>> {
    try {
      const device = await this.#device();
      const key = await publicJwk(await this.vault.signing());
      const entered = await enrol(this.#transport, code, device, key);
      if (!entered.ok) return entered;
      const { account, sealing } = entered.value;
      await this.#makeRoom(account.identity);
      await this.#log.enter(account, { sealing, keyTold: sealing !== null }, this.#witness);
      await this.drafts.load();
      // Some browsers ask the person, who may let them wait.
      void this.#askToKeep();
      // An exchange under way may still carry the token of before.
      this.#engine.sendNow();
      return { ok: true, value: account.identity };
    } catch (error) {
      this.#failed(error);
      return { ok: false, error: "failed" };
    }
  }

  /** Who had this phone before leaves nothing on it but sealed envelopes, which still go out. */
  async #makeRoom({ user }: Identity): Promise<void> {
    const before = this.identity.peek();
    if (before === null || before.user.id === user.id || this.#writer.sealer === null) return;
    await this.#log.sealLeft();
    // What could not be sealed must not be lost: it stays, and is sent.
    if (this.#records.unsealed() === 0) await this.vault.wipe(false);
  }

  async makeLink(referral: string): Promise<Result<string>> {
    const token = this.#records.meta.account?.token;
    if (token === undefined) return { ok: false, error: "refused" };
    return makeLink(this.#transport, referral, token);
  }

  async envelopes(): Promise<Blob> {
    await this.#freezeForms();
    if (!this.#locked) await this.#settle(this.#log.sealLeft());
    return fileOf(this.#writer);
  }

  async carried(by: string): Promise<void> {
    if (!this.#locked) await this.#settle(this.#log.carried(by));
  }

  handIn(file: Blob): Promise<Result<{ readonly ok: number; readonly not: number }>> {
    return handIn(file, this.#transport);
  }

  openForm(kind: string, entry: Entry | null, options: { readonly id?: string } = {}): Form {
    const id = entry?.id ?? options.id ?? crypto.randomUUID();
    const form = new OpenForm(
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
    return form;
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

  chosenLanguage(): Promise<string | null> {
    return this.#chosenLanguage;
  }

  keepFiles(language: string): void {
    this.#language = language;
    void this.#shell.keepFiles(language);
  }

  now(): number {
    return this.#records.nowMs();
  }

  setting(name: SettingName): Signal<string | null> {
    const known = this.#settings.get(name);
    if (known !== undefined) return known;
    const setting = signal<string | null>(this.#records.meta[name] ?? null);
    this.#settings.set(name, setting);
    setting.subscribe((value) => {
      if (this.loaded.peek() && value !== (this.#records.meta[name] ?? null)) {
        void this.#settle(this.#log.note({ [name]: value }));
      }
    });
    return setting;
  }

  history(path: string): readonly Step[] {
    return this.#records.history(path);
  }

  async remove(path: string): Promise<SaveResult> {
    try {
      await this.#log.dropBad(path);
      return { ok: true };
    } catch (error) {
      this.#failed(error);
      return { ok: false, error: failureCode(error) };
    }
  }

  #home(): Ground | null {
    const identity = this.identity.peek();
    const locked = this.#locked;
    if (identity !== null) {
      return { org: identity.user.org, network: identity.network.id, locked };
    }
    const { home } = this.#records.meta;
    return home == null || !locked ? null : { org: home.org, network: home.network, locked };
  }

  async #device(): Promise<string> {
    const known = this.#records.meta.device;
    if (known != null) return known;
    const device = this.#witness?.device ?? crypto.randomUUID();
    await this.#log.note({ device });
    return device;
  }

  #wrote(written: Written): void {
    this.#records.take(written);
    this.#tabs.tell(namesOf(written));
    const { account, made } = this.#records.meta;
    if (account != null && (written.meta.has("made") || written.meta.has("account"))) {
      bearWitness({ device: account.identity.device, made: made ?? 0 });
    }
  }

  #hearVault(news: VaultNews): void {
    if (news === "locked") void this.vault.lockHere();
    else void this.#settle(this.vault.start());
  }

  #hear(names: Names): void {
    // A locked phone shows nothing that another tab writes.
    if (this.#locked) return;
    this.#hearing = this.#hearing.then(() =>
      this.#settle(
        this.#log.reread(names).then((found) => {
          this.#records.take(found);
          this.#fillSettings();
        }),
      ),
    );
  }

  #saved(result: SaveResult, typed: string | null): void {
    if (typed !== null) this.drafts.drop(typed);
    const { storage } = this.#records;
    if (!result.ok && result.error === "full") storage.value = "full";
    else if (result.ok) this.#hasSpace();
  }

  #hasSpace(): void {
    const { storage } = this.#records;
    if (storage.peek() !== "full") return;
    storage.value = "unknown";
    void this.#askToKeep();
  }

  async #exchangeAll(held: boolean): Promise<Outcome | null> {
    try {
      const outcome = await makeContact(this.#contact, held);
      if (outcome?.kind === "done" && !this.#locked) {
        this.#hasSpace();
        this.#keepMissingFiles();
        await this.#forget();
      } else if (outcome?.kind === "failed") this.#leaveToWorker();
      return outcome;
    } catch (error) {
      this.#failed(error);
      return { kind: "failed", reason: "silent", retryAfterMs: null };
    }
  }

  /** What could not be fetched before comes with the first contact. */
  #keepMissingFiles(): void {
    if (this.#language !== null && !this.offlineReady.peek()) this.keepFiles(this.#language);
  }

  /** Where the browser can, it sends what is left when there is network, app open or not. */
  #leaveToWorker(): void {
    if (this.sync.peek().unsent > 0) void this.#shell.askBackground();
  }

  #report(reason: EngineReason): void {
    const tried = { ms: Date.now(), reason };
    if (this.#locked) this.#records.tried(tried);
    else void this.#settle(this.#log.note({ tried }));
    if (reason?.code === "outdated") void this.#shell.lookForUpdate(true);
  }

  async #forget(): Promise<void> {
    if (Date.now() - this.#forgotMs < FORGET_MS_MIN) return;
    this.#forgotMs = Date.now();
    this.drafts.forgetOld();
    const aged = findAged(this.entries.peek(), this.#records.kept, this.now());
    await this.#log.forget(aged.paths, aged.keptIds);
  }

  async #forgetAfterSilence(): Promise<void> {
    if (outOfContact(this.#records.meta.contactMs, Date.now())) await this.#forgetSent();
  }

  async #forgetSent(): Promise<void> {
    await this.#log.forgetSent();
    await this.drafts.load();
  }

  /** No change stays open over a start: what the last run left open is ready to be sent. */
  #freezeLeftOpen(): Promise<void> {
    const open = [...this.#records.outbox.values()].filter((row) => row.state === "open");
    return this.#log.freeze(open.map((row) => row.change.id));
  }

  async #freezeForms(): Promise<void> {
    await Promise.all([...this.#forms].map((form) => form.freeze()));
  }

  #watchPage(): void {
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") {
        void this.#settle(this.#forgetAfterSilence());
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

  #fillSettings(): void {
    for (const [name, setting] of this.#settings) setting.value = this.#records.meta[name] ?? null;
  }

  async #askToKeep(): Promise<void> {
    const { storage } = this.#records;
    // Some browsers ask the person; before joining there is nothing to keep.
    if (this.identity.peek() === null || typeof navigator.storage?.persist !== "function") return;
    const [answer] = await Promise.allSettled([navigator.storage.persist()]);
    if (answer.status === "fulfilled") storage.value = answer.value ? "kept" : "refused";
  }

  /** For what runs beside the screens: a database that fails is shown, a bug is thrown. */
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
