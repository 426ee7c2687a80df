/** The service worker of this app: registering it by hand, and what it says about readiness. */
import { type Signal, signal } from "@preact/signals";
import { SERVICE_WORKER, trusted } from "./trusted.ts";

/** A new version is looked for when the app is looked at, at most this often. */
const UPDATE_MS_MIN = 60 * 60_000;
const NIGHTLY_MS = 12 * 60 * 60_000;

/** What lib.dom does not know yet: only some browsers have them, and nothing depends on them. */
interface BackgroundRegistration extends ServiceWorkerRegistration {
  readonly sync?: { register(tag: string): Promise<void> };
  readonly periodicSync?: {
    register(tag: string, options: { minInterval: number }): Promise<void>;
  };
}

export class Shell {
  readonly offlineReady: Signal<boolean> = signal(false);
  readonly updateReady: Signal<boolean> = signal(false);
  #registration: BackgroundRegistration | null = null;
  #updatedMs = 0;
  #applying = false;

  /** Registers the worker. Without one the app works, but not from a cold start offline. */
  async start(): Promise<void> {
    // Development serves modules, not the built worker.
    if (!("serviceWorker" in navigator) || import.meta.env.DEV) return;
    const container = navigator.serviceWorker;
    let controlled = container.controller !== null;
    container.addEventListener("controllerchange", () => {
      if (this.#applying) location.reload();
      // Another tab brought in the new version: this one keeps its screens until it is asked to.
      else if (controlled) this.updateReady.value = true;
      controlled = true;
    });
    const [registered] = await Promise.allSettled([
      container.register(trusted(SERVICE_WORKER), { scope: "/", updateViaCache: "none" }),
    ]);
    // A private window or the first visit losing its network: the next start tries again.
    // Where workers are blocked, some browsers say so by giving nothing.
    if (registered.status === "rejected" || !registered.value) return;
    this.#registration = registered.value;
    this.#updatedMs = Date.now();
    this.#registration.addEventListener("updatefound", () => this.#watch());
    this.#watch();
    await container.ready;
    await this.#askNightly();
  }

  /** Lets the waiting version take over; the page reloads when it has. */
  apply(): void {
    const waiting = this.#registration?.waiting ?? null;
    this.#applying = true;
    if (waiting === null) location.reload();
    else waiting.postMessage({ type: "SKIP_WAITING" });
  }

  /**
   * Has the worker keep the parts, and the files of the language that the screens speak now. Ready
   * once it has: it became active only after it stored every file of the shell.
   */
  async keepFiles(language: string): Promise<void> {
    if (!("serviceWorker" in navigator) || import.meta.env.DEV) return;
    const { active } = await navigator.serviceWorker.ready;
    if (active === null) return;
    const { port1, port2 } = new MessageChannel();
    const answer = new Promise<boolean>((resolve) => {
      port1.onmessage = ({ data }) => resolve(data === true);
    });
    active.postMessage({ type: "KEEP", language }, [port2]);
    this.offlineReady.value = await answer;
    port1.close();
  }

  /** Looks for a new version; `now` when the server said that this one is too old. */
  async lookForUpdate(now = false): Promise<void> {
    if (this.#registration === null) return;
    if (!now && Date.now() - this.#updatedMs < UPDATE_MS_MIN) return;
    this.#updatedMs = Date.now();
    await attempt(this.#registration.update());
  }

  /** Asks the browser to let the worker push once there is network, app open or not. */
  async askBackground(): Promise<void> {
    await attempt(this.#registration?.sync?.register("push"));
  }

  async #askNightly(): Promise<void> {
    const periodic = this.#registration?.periodicSync;
    await attempt(periodic?.register("nightly", { minInterval: NIGHTLY_MS }));
  }

  #watch(): void {
    const registration = this.#registration;
    if (registration === null) return;
    const look = () => {
      if (registration.waiting !== null && navigator.serviceWorker.controller !== null) {
        this.updateReady.value = true;
      }
    };
    registration.installing?.addEventListener("statechange", look);
    look();
  }
}

/** Waits for something the browser may refuse or that needs network; neither matters. */
async function attempt(wish: Promise<unknown> | undefined): Promise<boolean> {
  const [result] = await Promise.allSettled([wish]);
  return result.status === "fulfilled";
}
