/** Every row of a phone at once: into a vault that begins, and out of one that is wiped. L4. */
import type { Bytes } from "../vault/bytes.ts";
import { isInClear, type Writing } from "./db.ts";
import { nothingWritten, type Sealer, sealLeft } from "./written.ts";

/** What a wipe leaves in `meta`: how this phone looks, and how it is counted. */
const META_STAYS = new Set(["device", "made", "offsetMs", "language", "theme", "textSize"]);

/** Puts every row that lies in clear into the vault; what waits is sealed too. */
export async function moveIn(tx: Writing, sealer: Sealer): Promise<void> {
  for (const name of ["records", "outbox", "kept", "drafts", "meta"] as const) {
    const store = tx.objectStore(name);
    const [keys, rows] = await Promise.all([store.getAllKeys(), store.getAll()]);
    for (const [at, key] of keys.entries()) {
      const row: Bytes | undefined = rows[at];
      if (row !== undefined && !isInClear(name, key)) await store.put(row, key);
    }
  }
  await sealLeft(tx, nothingWritten(), sealer);
}

/** How many sealed changes stay. */
export async function empty(tx: Writing, unsentToo: boolean): Promise<number> {
  for (const name of ["records", "outbox", "open", "kept", "past", "drafts"] as const) {
    await tx.objectStore(name).clear();
  }
  const leaving = async (name: "meta" | "vault" | "sealed", stays: (key: string) => boolean) => {
    const store = tx.objectStore(name);
    for (const key of await store.getAllKeys()) if (!stays(key)) await store.delete(key);
  };
  await leaving("meta", (key) => META_STAYS.has(key));
  await leaving("vault", (key) => key === "signing" && !unsentToo);
  await leaving("sealed", () => !unsentToo);
  return (await tx.objectStore("sealed").getAllKeys()).length;
}
