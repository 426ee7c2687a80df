/** The pages' policy for scripts: only the workers of this app may be started. */

import type { Port } from "../vault/client.ts";
import VAULT_WORKER from "../vault/vault.worker.ts?worker&url";
import SPARE_WORKER from "./spare.worker.ts?worker&url";

export const SERVICE_WORKER = "/sw.js";

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(address: string): string },
  ): { createScriptURL(address: string): string };
}

const policy = makePolicy();

export function trusted(address: string): string {
  return policy === null ? address : policy.createScriptURL(address);
}

/** A fresh worker for the vault, which holds no key yet. */
export function startVaultWorker(): Port {
  return new Worker(trusted(VAULT_WORKER), { type: "module", name: "vault" });
}

/** Writes one thing into the second store, or reads it. */
export function startSpareWorker(): Worker {
  return new Worker(trusted(SPARE_WORKER), { type: "module", name: "spare" });
}

function makePolicy() {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  if (trustedTypes === undefined) return null;
  return trustedTypes.createPolicy("maraude", {
    createScriptURL(wanted) {
      const ours = [SERVICE_WORKER, VAULT_WORKER, SPARE_WORKER].includes(wanted);
      if (!ours) throw new TypeError("not a worker of this app");
      return wanted;
    },
  });
}
