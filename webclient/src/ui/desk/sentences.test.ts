import { beforeEach, describe, expect, it, vi } from "vitest";
import { speak } from "../../strings/language";
import type { Complete } from "../../strings/languages";
import { describeEither, describeField, describeRecord, describeValue } from "./describe";
import { judgeOf } from "./judge";
import { devices, personNames, siteNames } from "./names";
import { deskWords } from "./say";
import { type Part, tellStep } from "./sentences";
import { me } from "./session";
import { tell } from "./story";
import type { Device, Step, Value } from "./wire";

const INES = "00000000-0000-4000-8000-000000000001";
const JONAS = "00000000-0000-4000-8000-000000000002";
const ANA = "00000000-0000-4000-8000-000000000003";
const DUNE = "00000000-0000-4000-8000-000000000004";
const FIELDS = { service_type: "food.hot_meal", site: DUNE, quantity: 84, unit: "portion" };

function phone(user: string, alias: string): Device {
  return {
    id: `phone-${alias}`,
    user: { id: user, alias, org: "" },
    label: null,
    app: null,
    made: 0,
    stored: 0,
    unsent: 0,
    missing: 0,
    last_seen: null,
    revoked_at: null,
    enrolled_at: "",
  };
}

async function speaking(language: Complete): Promise<void> {
  vi.stubGlobal("document", { documentElement: {} });
  await speak(language, [deskWords]);
}

beforeEach(async () => {
  await speaking("en");
  me.value = {
    user: { id: ANA, alias: "Ana", role: "coordinator", org: "" },
    network: { id: "", name: "", time_zone: "Europe/Paris" },
  };
  personNames.value = new Map([
    [INES, "Inès"],
    [JONAS, "Jonas"],
    [ANA, "Ana"],
  ]);
  siteNames.value = new Map([[DUNE, "Dune"]]);
  devices.value = [phone(INES, "Inès"), phone(JONAS, "Jonas"), phone(ANA, "Mo")];
});

interface Made {
  readonly id: string;
  readonly user: string;
  readonly device: string | null;
  readonly at: string;
  readonly received?: string;
  readonly via?: string;
}

function step(made: Made, set: Record<string, readonly [Value, ...string[]]>): Step {
  return {
    id: made.id,
    user: made.user,
    device: made.device,
    at: `2026-11-${made.at}:00Z`,
    received_at: `2026-11-${made.received ?? made.at}:00Z`,
    via: made.via ?? null,
    set,
  };
}

const HISTORY = [
  step(
    {
      id: "w1",
      user: INES,
      device: "phone-Inès",
      at: "22T19:55",
      received: "22T21:05",
      via: "phone-Mo",
    },
    { quantity: [40], unit: ["portion"], people: [40], site: [DUNE] },
  ),
  step(
    {
      id: "w2",
      user: INES,
      device: "phone-Inès",
      at: "22T20:38",
      received: "22T21:05",
      via: "phone-Mo",
    },
    { people: [48, "w1"], quantity: [48, "w1"] },
  ),
  step(
    {
      id: "w3",
      user: JONAS,
      device: "phone-Jonas",
      at: "22T20:40",
      received: "22T22:31",
      via: "sync",
    },
    { quantity: [84, "w1"] },
  ),
  step(
    { id: "w4", user: ANA, device: null, at: "23T07:42", via: "desk" },
    { quantity: [84, "w2", "w3"] },
  ),
];

function told(history: readonly Step[], fields = FIELDS): readonly string[] {
  return tell(history, judgeOf("activity")).map((one) => {
    const { sentences, how } = tellStep(one, "activity", fields);
    return `${sentences.map(plain).join(" ")} | ${how}`;
  });
}

function plain(parts: readonly Part[]): string {
  return parts.map((part) => (typeof part === "string" ? part : `*${part.strong}*`)).join("");
}

describe("a story in words", () => {
  it("says who did what, from what to what, unseen what, and by which road", () => {
    expect(told(HISTORY)).toEqual([
      "*Inès* started the count and reached *40\u00a0portions*. | Inès’s phone · no network · arrived 22:05 by Mo’s phone",
      "*Inès* changed the quantity from 40 to *48* and people from 40 to *48*. | Inès’s phone · no network · arrived 22:05 by Mo’s phone",
      "*Jonas* changed the quantity from 40 to *84*. They had not seen Inès’s 48. | Jonas’s phone · no network · arrived 23:31 directly",
      "*Two values* for the quantity from here on: 48 and 84. Shown meanwhile: 84. | found by Maraude, put in the inbox",
      "*Ana* kept *84* for the quantity. It replaces Jonas’s 84 and Inès’s 48. | at the desk",
    ]);
  });

  it("is told in French too", async () => {
    await speaking("fr");
    expect(told(HISTORY)[2]).toBe(
      "*Jonas* a changé la quantité de 40 à *84*. Sans avoir vu 48 d’Inès. | téléphone de Jonas · sans réseau · arrivé 23:31 directement",
    );
  });

  it.each<[Record<string, readonly [Value, ...string[]]>, string]>([
    [{ review: ["reviewed"] }, "*Ana* marked this as reviewed."],
    [{ queried: [true], query: ["84 or 48?"] }, "*Ana* asked: “84 or 48?”"],
    [{ queried: [false, "w9"] }, "*Ana* closed the question."],
    [{ voided: ["duplicate"] }, "*Ana* made this void: Logged twice."],
    [{ voided: [null, "w9"] }, "*Ana* took it back in."],
    [{ $gone: [["w1", "w2"]] }, "*Ana* deleted this entry."],
    [{ $gone: [null, "w9"] }, "*Ana* brought it back."],
    [{ "items/blanket": [3] }, "*Ana* changed “Items: Blanket” to *3*."],
    [{ note: [null, "w0"] }, "*Ana* changed the note to nothing."],
  ])("tells %j", (set, sentence) => {
    const made = { id: "w5", user: ANA, device: null, at: "23T08:00" };
    expect(told([...HISTORY, step(made, set)]).at(-1)).toBe(`${sentence} | at the desk`);
  });
});

describe("words for records and values", () => {
  it("gives both values where two disagree, each once", () => {
    expect(describeEither("activity", "quantity", [84, 48, 84])).toBe("84 or 48");
    expect(describeEither("activity", "service_type", ["food.hot_meal", "food.hot_drink"])).toBe(
      "Hot meal or Hot drink",
    );
  });

  it("joins them in French with ou", async () => {
    await speaking("fr");
    expect(describeEither("activity", "quantity", [84, 48])).toBe("84 ou 48");
  });

  it("names a record by what and where", () => {
    expect(describeRecord("activity", FIELDS)).toBe("Hot meal, Dune");
    expect(describeRecord("contact", { group_size: 2, site: DUNE })).toBe(
      "Meeting, group of 2, Dune",
    );
    expect(describeRecord("contact", { site: DUNE }, true)).toBe("Meeting, sealed, Dune");
  });

  it("names elements by both of their codes", () => {
    expect(describeField("activity", "breakdown/f_adult")).toBe("Women, adults");
    expect(describeField("activity", "breakdown/m_a5_11")).toBe("Male, 5–11 years");
    expect(describeField("contact", "needs/legal")).toMatch(/^Needs: /);
  });

  it("writes numbers, decimals and large ones, as the language does", () => {
    expect(describeValue("activity", "quantity", "12.5", { unit: "kg" })).toBe("12.5\u00a0kg");
    expect(describeValue("activity", "people", 1038)).toBe("1,038");
  });
});
