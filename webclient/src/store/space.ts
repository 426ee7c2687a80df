/** Room on this phone, and the browser's word that it takes none of it away. `security.md` P7. */
import type { Signal } from "@preact/signals";
import type { SaveResult, SyncState } from "./interface.ts";

export class Space {
  readonly #storage: Signal<SyncState["storage"]>;
  readonly #joined: () => boolean;

  constructor(storage: Signal<SyncState["storage"]>, joined: () => boolean) {
    this.#storage = storage;
    this.#joined = joined;
  }

  /** Some browsers ask the person; before joining there is nothing to keep. */
  async askToKeep(): Promise<void> {
    if (!this.#joined() || typeof navigator.storage?.persist !== "function") return;
    const [answer] = await Promise.allSettled([navigator.storage.persist()]);
    if (answer.status === "fulfilled") this.#storage.value = answer.value ? "kept" : "refused";
  }

  /** What a save says of it. */
  saved(result: SaveResult): void {
    if (result.ok) this.found();
    else if (result.error === "full") this.#storage.value = "full";
  }

  /** Something could be written. */
  found(): void {
    if (this.#storage.peek() !== "full") return;
    this.#storage.value = "unknown";
    void this.askToKeep();
  }
}
