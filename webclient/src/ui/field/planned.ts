/** Rounds to come: which are offered, who comes, and saying that one comes oneself. */
import { type Entry, phone, type SaveResult } from "../../store/phone";
import { type Coming, says } from "../coming";
import { startedMs } from "./activities";
import { entriesOf, text, timeZone, voidedFor } from "./entries";
import { daysBack, readTime } from "./network-day";
import { beginsMs, comingTo, isRunning, openRounds, signupsOf, sitesOf, statusOf } from "./rounds";

const DAYS_AHEAD = 14;

/** Planned for today, or begun today by a mate: one tap starts or joins it. */
export function roundsToJoin(): readonly Entry[] {
  const open = new Set(openRounds().map(({ id }) => id));
  return atKnownPlaces()
    .filter((round) => daysAhead(round) === 0)
    .filter((round) => (isRunning(round) ? !open.has(round.id) : isPlannedForMe(round)))
    .sort((a, b) => Number(isMine(b)) - Number(isMine(a)) || soonestFirst(a, b));
}

/** Planned for one of the coming days. */
export function comingRounds(): readonly Entry[] {
  return atKnownPlaces()
    .filter((round) => daysAhead(round) > 0 && daysAhead(round) <= DAYS_AHEAD)
    .filter(isPlannedForMe)
    .sort(soonestFirst);
}

/** Whether I come; null while I said nothing. */
export function myAnswer(round: Entry): Coming | null {
  const me = phone.identity.value?.user.id;
  return (me !== undefined && comingTo(round).get(me)) || null;
}

/** Answers run one after the other: the second of two touches sees what the first one wrote. */
let last: Promise<unknown> = Promise.resolve();

/** Says that I come, or not, in every sign-up of mine that says something else. */
export function answer(round: string, going: boolean): Promise<SaveResult> {
  const result = last.then(() => write(round, going));
  last = Promise.allSettled([result]);
  return result;
}

async function write(round: string, going: boolean): Promise<SaveResult> {
  const user = phone.identity.peek()?.user.id;
  if (user === undefined) return { ok: false, error: "failed" };
  const mine = signupsOf(round).filter((signup) => text(signup, "user") === user);
  if (mine.length === 0) return save(null, { round, user, going });
  for (const signup of mine.filter((each) => !says(each, going))) {
    const result = await save(signup, { going });
    if (!result.ok) return result;
  }
  return { ok: true };
}

/** Both answers of an unsure one are on the screen: the new one covers both. */
async function save(signup: Entry | null, dirty: Readonly<Record<string, string | boolean>>) {
  const form = phone.openForm("signup", signup);
  if (signup !== null) form.rendered(signup, ["going"]);
  const result = await form.save(dirty);
  void form.close();
  return result;
}

/** A cancelled one stays visible to those who said that they come. */
function isPlannedForMe(round: Entry): boolean {
  const status = statusOf(round);
  const mine = myAnswer(round);
  return status === "planned" || (status === "cancelled" && mine !== null && mine !== "no");
}

function atKnownPlaces(): readonly Entry[] {
  return entriesOf("round").filter(
    (round) => voidedFor(round) === null && sitesOf(round).length > 0,
  );
}

/** Days of the network until it begins; a running one counts by its start. */
function daysAhead(round: Entry): number {
  const ms = isRunning(round) ? startedMs(round) : readTime(round.fields["planned_start"]);
  return ms === null ? Number.NaN : -daysBack(ms, phone.now(), timeZone());
}

/** I said that I come. */
function isMine(round: Entry): boolean {
  return myAnswer(round) === "yes";
}

function soonestFirst(a: Entry, b: Entry): number {
  return beginsMs(a) - beginsMs(b) || (a.id < b.id ? -1 : 1);
}
