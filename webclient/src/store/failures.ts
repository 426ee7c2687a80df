/** What may go wrong with storing without being a bug. */
import { VaultClosed, VaultFailed } from "../vault/client.ts";
import { StoreFailure } from "./db.ts";
import { VaultChanged, VaultLocked } from "./view.ts";

const FAILURES = [StoreFailure, VaultClosed, VaultFailed, VaultChanged, VaultLocked];

export function isFailure(error: unknown): boolean {
  return FAILURES.some((each) => error instanceof each);
}

/** What a person can do about it depends on whether there is space. */
export function failureCode(error: unknown): "full" | "failed" {
  return error instanceof StoreFailure ? error.code : "failed";
}
