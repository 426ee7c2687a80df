/** A field for the server alone, sealed before anything is saved: no store here ever has its text. */
import type { VaultClient } from "../vault/client.ts";
import type { FieldText } from "../vault/field.ts";
import { isFailure } from "./failures.ts";
import type { Records } from "./records.ts";

export interface FieldGround {
  readonly records: Records;
  readonly guard: { readonly worker: VaultClient };
}

/** Null when it cannot be done now: nobody told this phone the network's key, or it was locked. */
export async function sealField(
  { records: { home }, guard }: FieldGround,
  asked: Pick<FieldText, "text" | "record" | "place">,
): Promise<string | null> {
  if (home === null || home.sealing === null) return null;
  try {
    const { network, sealing: to } = home;
    return await guard.worker.ask("field", { ...asked, network, to });
  } catch (error) {
    if (!isFailure(error)) throw error;
    return null;
  }
}
