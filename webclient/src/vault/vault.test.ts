import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { openField, openLetter } from "../../testing/opening.ts";
import { load } from "../../testing/vectors.ts";
import { fromBase64url, random, toBase64url, utf8, uuidText } from "./bytes.ts";
import { makePepper, makeSigning, publicJwk } from "./device.ts";
import { sealEnvelope, stored } from "./envelope.ts";
import { sealField } from "./field.ts";
import { COST_MIN, costFor, makeVaultKey, unwrap, wrap } from "./keys.ts";
import { openRow, openRows, packRows, sealRow, unpack } from "./rows.ts";
import { normalised, objection } from "./secret.ts";

interface Case {
  readonly name: string;
  readonly id: string | null;
  readonly envelope: string;
  readonly push: readonly unknown[];
}

const { keys, opens, corrupt } = load<{
  keys: {
    sealing: { id: string; key: string; private: string };
    signing: JsonWebKey;
    network: string;
    device: string;
  };
  opens: readonly Case[];
  corrupt: readonly Case[];
}>("envelope.json");
// What a server makes of one that is genuine is the server's business.
const broken = corrupt.filter(({ name }) =>
  /flipped|signature|byte (missing|more)|cut|key id|another phone|version|suite/.test(name),
);

describe("SEC-K1 an envelope", () => {
  it.each(opens.map((one) => [one.name, one] as const))("opens: %s", async (_name, one) => {
    const opened = await openLetter(one.envelope, keys.sealing, keys.signing);
    expect(opened).toEqual({ id: one.id, device: keys.device, push: one.push });
  });

  it.each(broken.map((one) => [one.name, one] as const))(
    "does not open: %s",
    async (_name, one) => {
      const opening = openLetter(one.envelope, keys.sealing, keys.signing);
      await expect(opening).rejects.toThrow();
    },
  );

  it("is sealed for the server alone, under an id of its own each time", async () => {
    const signing = await makeSigning();
    const body = JSON.stringify({ push: [{ id: "x" }] });
    const { network, device, sealing: to } = keys;
    const letter = { body, network, device, to, signing: signing.privateKey };
    const [one, two] = [await sealEnvelope(letter), await sealEnvelope(letter)];
    expect(one.id).not.toBe(two.id);
    expect(uuidText(one.bytes.subarray(42, 58))).toBe(one.id);
    const opened = await openLetter(toBase64url(one.bytes), keys.sealing, await publicJwk(signing));
    expect(opened).toEqual({ id: one.id, device, push: [{ id: "x" }] });
    await expect(sealEnvelope({ ...letter, to: { id: to.id, key: "BAAA" } })).rejects.toThrow();
  });

  it("is packed also by a browser that cannot compress", () => {
    for (const length of [0, 1, 65_535, 65_536, 200_000]) {
      const bytes = utf8("a".repeat(length));
      expect(gunzipSync(stored(bytes)).length).toBe(length);
    }
    expect(gunzipSync(stored(utf8("é{}"))).toString()).toBe("é{}");
  });
});

interface Place {
  readonly network: string;
  readonly record: string;
  readonly place: string;
}

type FieldCase = Partial<Place> & { name: string; by?: string; sealed: string; text: string };

describe("SEC-K1 a sealed field", () => {
  const fields = load<Place & { opens: FieldCase[]; corrupt: FieldCase[] }>("sealed_field.json");
  const at = ({ network, record, place }: Place) => ({ network, record, place });

  it.each(fields.opens.map((one) => [`${one.by} ${one.name}`, one] as const))(
    "opens: %s",
    async (_name, { sealed, text }) => {
      expect(await openField(sealed, keys.sealing, at(fields))).toBe(text);
    },
  );

  it.each(fields.corrupt.map((one) => [one.name, one] as const))(
    "does not open: %s",
    async (_name, { sealed, ...moved }) => {
      const place = at({ ...fields, ...moved });
      await expect(openField(sealed, keys.sealing, place)).rejects.toThrow();
    },
  );

  it("is sealed anew each time, and as long for a word as for a sentence", async () => {
    const asked = { ...at(fields), to: keys.sealing };
    const seal = (text: string) => sealField({ ...asked, text });
    const [one, two, three] = [await seal("a"), await seal("a"), await seal("a".repeat(256))];
    expect(one).not.toBe(two);
    expect(three).toHaveLength(one.length);
    expect(await openField(three, keys.sealing, at(fields))).toBe("a".repeat(256));
    await expect(sealField({ ...asked, text: "a", to: { ...asked.to, id: "" } })).rejects.toThrow();
  });
});

describe("SEC-K2 what a guess costs", () => {
  it("is at least the floor, at most the cap, and more on a quicker phone", () => {
    expect(costFor(5_000)).toEqual(COST_MIN);
    expect(costFor(400)).toEqual({ memory: 32 * 1024, passes: 2 });
    expect(costFor(1)).toEqual({ memory: 64 * 1024, passes: 3 });
  });

  it("is kept beside the salt, and opens with that on a phone of another speed", async () => {
    const [key, pepper] = [await makeVaultKey(), await makePepper()];
    const made = await wrap(key, "v", "271905", pepper, COST_MIN);
    expect(made.cost).toEqual(COST_MIN);
    expect(made.salt).toHaveLength(16);
    expect(await unwrap(made, "v", "271905", pepper)).not.toBeNull();
  });
});

describe("SEC-K4 a wrap", () => {
  it("opens with its secret, its pepper and in its vault alone", async () => {
    const [key, pepper] = [await makeVaultKey(), await makePepper()];
    const made = await wrap(key, "v", "271905", pepper, COST_MIN);
    expect(await unwrap(made, "v", "271906", pepper)).toBeNull();
    expect(await unwrap(made, "v", "271905", await makePepper())).toBeNull();
    expect(await unwrap(made, "w", "271905", pepper)).toBeNull();
    expect(pepper.extractable).toBe(false);
  });

  it("SEC-K5 of the same key under a device's bytes opens the same rows", async () => {
    const [key, pepper, bytes] = [await makeVaultKey(), await makePepper(), random(32)];
    const made = await wrap(key, "v", bytes, pepper, COST_MIN);
    expect(made.cost).toBeNull();
    const again = await unwrap(made, "v", bytes, pepper);
    const row = { store: "kept", id: "a", bytes: utf8("words") };
    const sealed = await sealRow(key, row);
    const opened = again === null ? null : await openRow(again, { ...row, bytes: sealed });
    expect(opened).toEqual(utf8("words"));
    expect(await unwrap(made, "v", random(32), pepper)).toBeNull();
  });
});

describe("SEC-K3 a row", () => {
  it("opens in its own place alone, and not when a bit of it was turned", async () => {
    const key = await makeVaultKey();
    const row = { store: "records", id: "case/1", bytes: utf8("words") };
    const bytes = await sealRow(key, row);
    expect(await openRow(key, { ...row, bytes })).toEqual(utf8("words"));
    expect(await openRow(key, { ...row, id: "case/2", bytes })).toBeNull();
    expect(await openRow(key, { ...row, store: "kept", bytes })).toBeNull();
    for (const at of [1, 13, bytes.length - 1]) {
      const turned = bytes.slice();
      turned[at] = (turned[at] ?? 0) ^ 1;
      expect(await openRow(key, { ...row, bytes: turned })).toBeNull();
    }
    expect(await sealRow(key, row)).not.toEqual(bytes);
  });

  it("opens among others in one message, empty ones and foreign ones too", async () => {
    const key = await makeVaultKey();
    const texts = ["one", "", "three"];
    const rows = texts.map((text, at) => ({ store: "kept", id: String(at), bytes: utf8(text) }));
    const sealed = await Promise.all(
      rows.map(async (row) => ({ ...row, bytes: await sealRow(key, row) })),
    );
    const swapped = sealed.map((row) => (row.id === "2" ? { ...row, id: "1" } : row));
    const opened = unpack(await openRows(key, packRows([...sealed, ...swapped])));
    expect(opened).toEqual([...rows.map(({ bytes }) => bytes), utf8("one"), utf8(""), null]);
  });
});

describe("SEC-K4 a secret", () => {
  it.each([
    ["12345", "short"],
    ["000000", "plain"],
    ["123456", "plain"],
    ["987654", "plain"],
    ["121212", "plain"],
    ["123123", "plain"],
    ["271905", null],
    ["one two three", "short"],
    ["one two one four", "plain"],
    ["tent rain bread night", null],
    ["", "short"],
  ])("%s: %s", (secret, wrong) => {
    expect(objection(normalised(secret), false)).toBe(wrong);
  });

  it("is words alone where the organisation wants that", () => {
    expect(objection("271905", true)).toBe("short");
    expect(objection("tent rain bread night", true)).toBeNull();
  });

  it("is the same on any keyboard", () => {
    expect(normalised("٢٧١٩٠٥")).toBe("271905");
    expect(normalised("۲۷۱۹۰۵")).toBe("271905");
    expect(normalised(" 271 905 ")).toBe("271905");
    expect(normalised(" Tent  RAIN bread night")).toBe("tent rain bread night");
  });
});

it("base64url goes there and back", () => {
  for (const length of [0, 1, 2, 3, 100_000]) {
    const bytes = new Uint8Array(length).map((_, at) => at * 7);
    expect(fromBase64url(toBase64url(bytes))).toEqual(bytes);
  }
});
