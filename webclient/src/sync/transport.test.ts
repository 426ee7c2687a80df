import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { Transport } from "./transport.ts";

const HTML = "<html><body>Welcome to the hotel</body></html>";

interface Seen {
  path: string;
  init: RequestInit;
}

function answering(respond: () => Response | Promise<Response>, online = true) {
  const seen: Seen[] = [];
  const transport = new Transport({
    fetch: async (path, init) => {
      seen.push({ path, init });
      return respond();
    },
    online: () => online,
  });
  return { transport, seen };
}

const json = (body: unknown, init: ResponseInit = {}) => new Response(JSON.stringify(body), init);

describe("an answer of our server", () => {
  it("is a reply only when it is JSON of the agreed version", async () => {
    const { transport } = answering(() => json({ v: 1, now: 5 }));
    expect(await transport.sync("{}", "t")).toEqual({ kind: "reply", body: { v: 1, now: 5 } });
  });

  it("keeps the code of a refusal and the wait the server asked for", async () => {
    const busy = { error: { code: "busy", message: "later" } };
    const { transport } = answering(() =>
      json(busy, { status: 503, headers: { "Retry-After": "7" } }),
    );
    expect(await transport.sync("{}", "t")).toEqual({
      kind: "refused",
      status: 503,
      code: "busy",
      retryAfterMs: 7000,
    });
  });

  it("bounds a senseless wait", async () => {
    const { transport } = answering(
      () => new Response(HTML, { status: 503, headers: { "Retry-After": "99999999" } }),
    );
    expect(await transport.sync("{}", "t")).toEqual({ kind: "silent", retryAfterMs: 3_600_000 });
  });

  it("is asked with the token, uncached, without cookies or redirects", async () => {
    const { transport, seen } = answering(() => json({ v: 1 }));
    await transport.sync('{"v":1}', "secret");
    expect(seen[0]?.path).toBe("/api/sync");
    const headers = seen[0]?.init.headers as Record<string, string>;
    expect(headers["Authorization"]).toBe("Bearer secret");
    expect(headers["Content-Encoding"]).toBeUndefined();
    expect(seen[0]?.init).toMatchObject({
      cache: "no-store",
      credentials: "omit",
      redirect: "manual",
    });
  });

  it("gets large bodies compressed", async () => {
    const { transport, seen } = answering(() => json({ v: 1 }));
    const body = JSON.stringify({ v: 1, push: "x".repeat(5000) });
    await transport.sync(body, "t");
    const headers = seen[0]?.init.headers as Record<string, string>;
    expect(headers["Content-Encoding"]).toBe("gzip");
    const sent = Buffer.from(seen[0]?.init.body as ArrayBuffer);
    expect(sent.length).toBeLessThan(500);
    expect(gunzipSync(sent).toString()).toBe(body);
  });
});

describe("test_sec_y2: somebody else's answer", () => {
  const cases: [string, () => Response][] = [
    ["HTML with status 200", () => new Response(HTML, { status: 200 })],
    ["a redirect", () => new Response(null, { status: 302, headers: { Location: "/login" } })],
    ["cut-off JSON", () => new Response('{"v":1,"ack":["01', { status: 200 })],
    ["JSON of another shape", () => json({ status: "ok" })],
    ["a JSON list", () => json([1, 2])],
    ["an empty 200", () => new Response("", { status: 200 })],
    ["an HTML 401 of a proxy", () => new Response(HTML, { status: 401 })],
    ["an HTML 403 of a proxy", () => new Response(HTML, { status: 403 })],
    ["an HTML 404 of a proxy", () => new Response(HTML, { status: 404 })],
    ["network authentication required", () => new Response(HTML, { status: 511 })],
  ];
  for (const [name, respond] of cases) {
    it(`is a portal: ${name}`, async () => {
      const { transport } = answering(respond);
      expect(await transport.sync("{}", "t")).toEqual({ kind: "portal" });
    });
  }

  it("is a portal: a redirect the browser hides", async () => {
    const hidden = Object.defineProperty(new Response(null), "type", { value: "opaqueredirect" });
    const { transport } = answering(() => hidden);
    expect(await transport.sync("{}", "t")).toEqual({ kind: "portal" });
  });
});

describe("no answer", () => {
  const lost = () => Promise.reject(new TypeError("Failed to fetch"));

  it("is silence while the phone believes in its network", async () => {
    expect(await answering(lost).transport.sync("{}", "t")).toEqual({
      kind: "silent",
      retryAfterMs: null,
    });
  });

  it("is being offline when the phone says so", async () => {
    expect(await answering(lost, false).transport.sync("{}", "t")).toEqual({ kind: "offline" });
  });

  it("is silence when the connection breaks inside the body", async () => {
    const broken = () =>
      new Response(
        new ReadableStream({
          start(controller) {
            controller.enqueue(new TextEncoder().encode('{"v":1,'));
            controller.error(new TypeError("reset"));
          },
        }),
      );
    expect((await answering(broken).transport.sync("{}", "t")).kind).toBe("silent");
  });

  it("is silence when a gateway speaks for a server that is down", async () => {
    const { transport } = answering(() => new Response(HTML, { status: 502 }));
    expect(await transport.sync("{}", "t")).toEqual({ kind: "silent", retryAfterMs: null });
  });
});
