/** The other tabs of this app and its worker: what they wrote, and taking turns with the server. */
import type { Names } from "./written.ts";

const NAME = "maraude";

export type VaultNews = "locked" | "changed";

export class Tabs {
  /** Some protective modes of browsers have none: then each tab shows what it wrote itself. */
  readonly #channel = "BroadcastChannel" in globalThis ? new BroadcastChannel(NAME) : null;

  /** Tells the others what was written; they read it from the database themselves. */
  tell(names: Names): void {
    this.#channel?.postMessage(names);
  }

  /** The vault was locked here, or is another one. */
  tellVault(vault: VaultNews): void {
    this.#channel?.postMessage({ vault });
  }

  listen(hear: (names: Names) => void, hearVault: (news: VaultNews) => void): void {
    if (this.#channel === null) return;
    this.#channel.onmessage = ({ data }: MessageEvent<Names | { vault: VaultNews }>) => {
      if ("vault" in data) hearVault(data.vault);
      else hear(data);
    };
  }

  close(): void {
    this.#channel?.close();
  }
}

/** Runs alone among tabs and worker; null when another one is at it. Only saves work. */
export async function alone<T>(run: () => Promise<T>): Promise<T | null> {
  if (!("locks" in navigator)) return run();
  return navigator.locks.request(`${NAME}-sync`, { ifAvailable: true }, (lock) =>
    lock === null ? null : run(),
  );
}
