/**
 * What a phone remembers of itself outside its database: browsers short of space empty a database
 * whole, and then nothing inside it can say so. `security.md` P7.
 *
 * It holds this phone's own id and a count, nothing that anybody wrote. When the phone joins again
 * under the same id, the desk sees by the count how many changes never came.
 */
import type { Witness } from "./rows.ts";

const NAME = "maraude-phone";

/** Null when this phone never joined, or the browser keeps nothing here. */
export function hearWitness(): Witness | null {
  const stored = attempt((storage) => storage.getItem(NAME));
  const [device = "", made = ""] = (stored ?? "").split(" ");
  return device === "" || !/^\d+$/.test(made) ? null : { device, made: Number(made) };
}

export function bearWitness({ device, made }: Witness): void {
  attempt((storage) => storage.setItem(NAME, `${device} ${made}`));
}

/** Blocked or full storage is no reason to stop: this is a second look, never the record itself. */
function attempt<T>(work: (storage: Storage) => T): T | null {
  try {
    return typeof localStorage === "undefined" ? null : work(localStorage);
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}
