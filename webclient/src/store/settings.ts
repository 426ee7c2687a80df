/** The durable settings of this phone as signals: writing one stores it. */
import { type Signal, signal } from "@preact/signals";
import type { SettingName } from "./interface.ts";

type Values = Readonly<Partial<Record<SettingName, string | null>>>;

export class Settings {
  readonly #settings = new Map<SettingName, Signal<string | null>>();
  readonly #stored: () => Values;
  readonly #store: (values: Values) => void;

  /** `store` is called for what differs from `stored`. */
  constructor(stored: () => Values, store: (values: Values) => void) {
    this.#stored = stored;
    this.#store = store;
  }

  get(name: SettingName): Signal<string | null> {
    const known = this.#settings.get(name);
    if (known !== undefined) return known;
    const setting = signal<string | null>(this.#stored()[name] ?? null);
    this.#settings.set(name, setting);
    setting.subscribe((value) => {
      if (value !== (this.#stored()[name] ?? null)) this.#store({ [name]: value });
    });
    return setting;
  }

  /** Shows what is stored now. */
  fill(): void {
    for (const [name, setting] of this.#settings) setting.value = this.#stored()[name] ?? null;
  }
}
