/**
 * Counting while the phone is locked: activities of their own, in the round and at the place whose
 * ids lie outside the vault. Only what was counted since the lock is known. `security.md` L2.
 */
import { signal } from "@preact/signals";
import { phone } from "../../store/phone";
import { formatNumber, label, t } from "../../strings";
import { announce } from "../components/announce";
import { unitOf } from "../field/codes";
import { undo, written } from "../field/counting";
import { entriesOf, text, voidedFor } from "../field/entries";
import { wireTime } from "../field/network-day";
import { Row } from "../field/row";
import { readCount, tap } from "../field/tally";
import { DEFAULT_SERVICES, TILES } from "../field/tiles";
import { done, forgetAll } from "../field/undo";
import { vibrate } from "../field/vibrate";

const round = phone.setting("round");
const tiles = phone.setting("tiles");

/** From one lock to the next: it knows nothing of the numbers before. */
export class LockedCounting {
  /** Chosen under "another service": they have a tile too. */
  readonly chosen = signal<readonly string[]>([]);
  readonly #rows = new Map<string, Row>();

  constructor() {
    forgetAll();
  }

  /** What was counted here and can be taken back, also after unlocking. */
  get mayUndo(): boolean {
    return done.value.length > 0;
  }

  /** Whether there is a round to count into. */
  get possible(): boolean {
    return (round.value ?? "") !== "";
  }

  get tiles(): readonly string[] {
    const known = (tiles.value ?? "").split(" ").filter((code) => code !== "");
    const first = known.length > 0 ? known : DEFAULT_SERVICES.slice(0, TILES);
    return [...new Set([...first, ...this.chosen.value])];
  }

  row(service: string): Row {
    const known = this.#rows.get(service);
    if (known !== undefined) return known;
    const find = () =>
      entriesOf("activity").find(
        (each) => text(each, "service_type") === service && voidedFor(each) === null,
      ) ?? null;
    const made = new Row("activity", service, `locked/${service}`, find, () => begin(service));
    this.#rows.set(service, made);
    return made;
  }

  async count(service: string): Promise<void> {
    const row = this.row(service);
    const before = readCount(row.fields.peek());
    const after = tap(before, row.step.peek(), 1);
    vibrate("tap");
    announce(t().tally.counted(label("service_type", service), formatNumber(after.quantity)));
    if (!(await row.save(written(before, after)))) vibrate("notSaved");
  }

  undo(): Promise<void> {
    return undo();
  }

  /** The first one that the phone could not keep. */
  get failure(): "full" | "failed" | null {
    const rows = [...this.#rows.values()];
    return rows.map((row) => row.failure.value).find((failure) => failure !== null) ?? null;
  }

  close(): void {
    for (const row of this.#rows.values()) row.close();
  }
}

function begin(service: string) {
  const [inRound = "", site = ""] = (round.peek() ?? "").split("/");
  return {
    round: inRound,
    site,
    service_type: service,
    started_at: wireTime(phone.now()),
    quantity: 0,
    unit: unitOf(service),
    people: 0,
    people_method: "counted",
  };
}
