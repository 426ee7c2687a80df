/** Rounds: which one this phone counts in, which wait, how one begins and ends. */
import { computed } from "@preact/signals";
import { type Entry, phone, type SaveResult } from "../../store/phone";
import { type Coming, comingByUser, presetTeam } from "../coming";
import { countsOf, type Here, startedMs, writtenMs } from "./activities";
import { elements, entriesOf, entryAt, text, timeZone, voidedFor } from "./entries";
import { probableEnd } from "./handed-on";
import { daysBack, networkDay, readTime, wireTime } from "./network-day";
import { readNumber } from "./tally";

const chosen = phone.setting("round");

/** The round and place this phone counts in; null before a start. */
export const here = computed<Here | null>(() => {
  const [round = "", site = ""] = (chosen.value ?? "").split("/");
  const roundEntry = entryAt(`round/${round}`);
  const siteEntry = entryAt(`site/${site}`);
  return roundEntry && siteEntry ? { round: roundEntry, site: siteEntry } : null;
});

export function isOver(round: Entry): boolean {
  const status = statusOf(round);
  return status === "finished" || status === "cancelled" || voidedFor(round) !== null;
}

/** Begun by some and cancelled by others, unseen by each other: it goes on where people are. */
export function statusOf(round: Entry): string | null {
  const begun = (round.heads["status"] ?? []).some(({ value }) => value === "running");
  if (begun && round.conflicts.includes("status")) return "running";
  return text(round, "status");
}

export function isRunning(round: Entry): boolean {
  return statusOf(round) === "running" && voidedFor(round) === null;
}

export function enter(round: string, site: string): void {
  chosen.value = `${round}/${site}`;
}

export function leave(): void {
  chosen.value = null;
}

/** At start of the app: yesterday's round is asked about, not counted in. */
export function leaveIfStale(): void {
  const current = here.peek();
  if (current && daysBack(startedMs(current.round), phone.now(), timeZone()) > 0) leave();
}

/** Nobody ended it, and I began it or counted in it: a round that a mate forgot can be ended. */
export function openRounds(): readonly Entry[] {
  return entriesOf("round").filter((round) => isRunning(round) && wasIn(round));
}

/** When the last thing of a round was written: when it probably ended. */
export function probableEndMs(round: Entry): number {
  const start = startedMs(round);
  const day = networkDay(start, timeZone());
  const written = entriesIn(round.id).map((entry) => ({
    madeAtMs: entry.madeAtMs,
    writtenMs: writtenMs(entry),
  }));
  return probableEnd(start, written, (ms) => networkDay(ms, timeZone()) === day);
}

/** What was written down in a round. */
function entriesIn(round: string): readonly Entry[] {
  return [...countsOf(round), ...meetingsOf(round)];
}

/** Meetings of a round that were not taken back. */
export function meetingsOf(round: string): readonly Entry[] {
  return entriesOf("contact").filter(
    (each) => text(each, "round") === round && voidedFor(each) === null,
  );
}

function wasIn(round: Entry): boolean {
  const me = phone.identity.value?.user.id;
  const began = (round.heads["status"] ?? []).some(({ user }) => user !== null && user === me);
  return round.mine || began || entriesIn(round.id).some((each) => each.mine);
}

export function beginsMs(round: Entry): number {
  return readTime(round.fields["planned_start"]) ?? startedMs(round);
}

export function sitesOf(round: Entry): readonly string[] {
  return elements(round, "sites").map(([site]) => site);
}

/** Who said that they come, or not, by user id. */
export function comingTo(round: Entry): ReadonlyMap<string, Coming> {
  return comingByUser(signupsOf(round.id));
}

/** The sign-ups of a round, the oldest first. */
export function signupsOf(round: string): readonly Entry[] {
  return entriesOf("signup")
    .filter((signup) => text(signup, "round") === round && voidedFor(signup) === null)
    .sort((a, b) => a.madeAtMs - b.madeAtMs);
}

/** The start under way: a second touch meanwhile must not begin a second round. */
let starting: Promise<SaveResult> | null = null;

function once(start: () => Promise<SaveResult>): Promise<SaveResult> {
  starting ??= start().finally(() => {
    starting = null;
  });
  return starting;
}

export function startRound(site: string, kind: string): Promise<SaveResult> {
  return once(() => begin(site, kind));
}

async function begin(site: string, kind: string): Promise<SaveResult> {
  const form = phone.openForm("round", null);
  const result = await form.save({
    round_kind: kind,
    status: "running",
    [`sites/${site}`]: true,
    started_at: wireTime(phone.now()),
    team_size: lastTeamSize(),
  });
  if (result.ok) enter(form.id, site);
  void form.close();
  return result;
}

/** Starts a planned round, or joins one that runs already. */
export function startPlanned(round: Entry): Promise<SaveResult> {
  return once(() => beginPlanned(round));
}

async function beginPlanned(round: Entry): Promise<SaveResult> {
  const site = sitesOf(round)[0] ?? "";
  if (isRunning(round)) {
    enter(round.id, site);
    return { ok: true };
  }
  const planned = readNumber(round.fields["team_size"]);
  const size = presetTeam(comingTo(round), planned, lastTeamSize());
  const result = await change(round, {
    status: "running",
    started_at: wireTime(phone.now()),
    ...(size === planned ? {} : { team_size: size }),
  });
  if (result.ok) enter(round.id, site);
  return result;
}

export function endRound(round: Entry, endMs: number): Promise<SaveResult> {
  return change(round, { status: "finished", ended_at: wireTime(endMs) });
}

/** Going back to running covers the end that was seen. */
export function startAgain(round: Entry): Promise<SaveResult> {
  return change(round, { status: "running", ended_at: null });
}

/** Moves on to another place within the round. */
export async function moveTo(round: Entry, site: string): Promise<SaveResult> {
  const known = sitesOf(round).includes(site);
  const result = known ? ({ ok: true } as const) : await change(round, { [`sites/${site}`]: true });
  if (result.ok) enter(round.id, site);
  return result;
}

async function change(
  round: Entry,
  dirty: Parameters<ReturnType<typeof phone.openForm>["save"]>[0],
) {
  const form = phone.openForm("round", round);
  const result = await form.save(dirty);
  void form.close();
  return result;
}

function lastTeamSize(): number {
  const mine = entriesOf("round").filter((round) => round.mine);
  const last = [...mine].sort((a, b) => startedMs(b) - startedMs(a))[0];
  const size = last?.fields["team_size"];
  return typeof size === "number" && size > 0 ? size : 1;
}
