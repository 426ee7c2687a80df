import { expect, it } from "vitest";
import { asked, pretendPage } from "../../testing/phone";

const DEVICE = "44444444-4444-4444-8444-444444444444";
const kept = new Map([["maraude-phone", `${DEVICE} 31`]]);

pretendPage();
Object.defineProperty(globalThis, "localStorage", {
  value: {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
  },
});
const { phone } = await import("./phone");

it("test_sec_p7: a phone whose database was emptied says so, and joins again as itself", async () => {
  await expect.poll(() => phone.loaded.value).toBe(true);
  expect(phone.emptied.value).toBe(true);
  expect(await phone.enrol("abcdefghjk")).toMatchObject({ ok: true });
  expect(phone.emptied.value).toBe(false);
  expect(asked.find(([path]) => path === "/api/enrol")?.[1]).toMatchObject({ device: DEVICE });
  await phone.openForm("round", null).save({ status: "running" });
  expect(kept.get("maraude-phone")).toBe(`${DEVICE} 32`);
});
