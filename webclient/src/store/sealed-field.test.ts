import { describe, expect, it } from "vitest";
import { openField } from "../../testing/opening.ts";
import { load } from "../../testing/vectors.ts";
import { type Port, VaultClient } from "../vault/client.ts";
import { Core } from "../vault/core.ts";
import type { Records } from "./records.ts";
import { sealField } from "./sealed-field.ts";

const { keys } = load<{ keys: { sealing: { id: string; key: string; private: string } } }>(
  "envelope.json",
);
const NETWORK = "0b7c6a1e-9a54-4f0e-8d27-5c1f8e2d9a10";
const ASKED = { text: "at the blue tent", record: crypto.randomUUID(), place: "referral.x" };

function ground(sealing: { id: string; key: string } | null, end = false) {
  const core = new Core(() => 0);
  const port: Port = {
    onmessage: null,
    onerror: null,
    terminate: () => undefined,
    postMessage: (message) => {
      const { number, asked } = message as { number: number; asked: Parameters<Core["field"]>[0] };
      core.field(asked).then(
        (answer) => port.onmessage?.({ data: { number, answer } } as MessageEvent),
        (error) => port.onmessage?.({ data: { number, failed: String(error) } } as MessageEvent),
      );
    },
  };
  const worker = new VaultClient(port);
  if (end) worker.end();
  const home = { network: NETWORK, device: "d", org: "o", sealing };
  return { records: { home } as unknown as Records, guard: { worker } };
}

describe("sealing one field", () => {
  it("makes what the server opens in its place", async () => {
    const sealed = await sealField(ground(keys.sealing), ASKED);
    const at = { network: NETWORK, record: ASKED.record, place: ASKED.place };
    expect(await openField(sealed ?? "", keys.sealing, at)).toBe(ASKED.text);
  });

  it("says so when it cannot be done now, and gives nothing in clear", async () => {
    expect(await sealField(ground(null), ASKED)).toBeNull();
    expect(await sealField(ground(keys.sealing, true), ASKED)).toBeNull();
    expect(await sealField(ground({ id: keys.sealing.id, key: "BAAA" }), ASKED)).toBeNull();
  });
});
