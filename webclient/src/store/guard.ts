/** The vault as the screens see it: a stand-in in memory until the real one is there. */
import { type Signal, signal } from "@preact/signals";
import type { Result, Vault, VaultState } from "./interface.ts";

const OK: Result<null> = { ok: true, value: null };
const TRIES_MAX = 10;

export class Guard implements Vault {
  readonly state: Signal<VaultState> = signal({ at: "none" });
  #secret = "";
  #wrong = 0;
  #device = false;

  async choose(secret: string): Promise<Result<null>> {
    if (secret.length < 6) return { ok: false, error: "short" };
    if (/^(.)\1*$/.test(secret)) return { ok: false, error: "plain" };
    this.#secret = secret;
    this.#open();
    return OK;
  }

  async change(old: string, secret: string): Promise<Result<null>> {
    return old === this.#secret ? this.choose(secret) : { ok: false, error: "wrong" };
  }

  async unlock(secret: string): Promise<Result<null>> {
    if (secret !== this.#secret) {
      this.#wrong += 1;
      if (this.#wrong === TRIES_MAX) await this.wipe(false);
      else this.lock();
      return { ok: false, error: this.#wrong === TRIES_MAX ? "wiped" : "wrong" };
    }
    this.#wrong = 0;
    this.#open();
    return OK;
  }

  async unlockByDevice(): Promise<Result<null>> {
    this.#open();
    return OK;
  }

  async useDevice(on: boolean): Promise<Result<null>> {
    this.#device = on;
    this.#open();
    return OK;
  }

  lock(): void {
    this.state.value = {
      at: "locked",
      waitMs: this.#wrong < 3 ? 0 : 30_000 * 2 ** (this.#wrong - 3),
      tries: TRIES_MAX - this.#wrong,
      capture: true,
      device: this.#device,
    };
  }

  async wipe(_unsentToo: boolean): Promise<{ left: number }> {
    this.state.value = { at: "none" };
    return { left: 0 };
  }

  #open(): void {
    this.state.value = { at: "open", device: this.#device ? "on" : "off" };
  }
}
