import { describe, expect, it } from "vitest";
import { Transport } from "../sync/transport.ts";
import { enrol, look } from "./enrolment.ts";

const DEVICE = "66666666-6666-4666-8666-666666666666";
const USER = { id: "u", alias: "Lou", role: "volunteer", org: "o" };
const NETWORK = { id: "n", name: "Demo", time_zone: "Europe/Paris" };

function server(status: number, body: unknown) {
  const asked: unknown[] = [];
  const transport = new Transport({
    fetch: async (path, init) => {
      asked.push([path, JSON.parse(new TextDecoder().decode(init.body as Uint8Array))]);
      return new Response(typeof body === "string" ? body : JSON.stringify(body), { status });
    },
    online: () => true,
  });
  return { transport, asked };
}

const refused = (code: string) => ({ error: { code, message: "" } });

describe("joining", () => {
  it("sends this phone's own uuid and gives back who it is now", async () => {
    const sealing = { id: "0123456789abcdef", key: `B${"A".repeat(86)}` };
    const { transport, asked } = server(201, {
      device: DEVICE,
      token: "secret",
      user: USER,
      network: NETWORK,
      sealing,
    });
    const account = {
      token: "secret",
      identity: { user: USER, network: NETWORK, device: DEVICE },
    };
    const key = { kty: "EC", crv: "P-256", x: "x", y: "y" };
    expect(await enrol(transport, " 7kq2-m9wx 4d ", DEVICE, key)).toEqual({
      ok: true,
      value: { account, sealing },
    });
    const body = { code: "7kq2m9wx4d", device: DEVICE, public_key: key };
    expect(asked).toEqual([["/api/enrol", body]]);
  });

  it("shows what an invite promises without spending it", async () => {
    const told = {
      network: "Demo",
      org: "Cuisine",
      alias: "Lou",
      role: "volunteer",
      expires_at: "z",
      lock_words: true,
    };
    const { transport, asked } = server(200, told);
    expect(await look(transport, "7kq2m9wx4d")).toEqual({ ok: true, value: told });
    expect(asked).toEqual([["/api/enrol/look", { code: "7kq2m9wx4d" }]]);
  });

  const failures: [number, unknown, string][] = [
    [403, refused("invite_invalid"), "invite_invalid"],
    [422, refused("invalid"), "invite_invalid"],
    [429, refused("throttled"), "throttled"],
    [500, refused("internal"), "failed"],
    [502, "<html>bad gateway</html>", "offline"],
    [200, "<html>hotel wifi</html>", "portal"],
    [201, { token: "secret" }, "portal"],
    [201, { token: "secret", user: {}, network: {} }, "portal"],
  ];
  for (const [status, body, error] of failures) {
    it(`fails with ${error}: ${status} ${JSON.stringify(body)}`, async () => {
      const { transport } = server(status, body);
      expect(await enrol(transport, "7kq2m9wx4d", DEVICE, null)).toEqual({ ok: false, error });
    });
  }
});
