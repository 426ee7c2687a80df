/** Rounds: which one this phone counts in, which wait, how one begins and ends. */
import { computed } from "@preact/signals";
import { type Entry, phone, type SaveResult } from "../../store/phone";
import { countsOf, type Here, lastWriteMs, startedMs } from "./activities";
import { elements, entriesOf, entryAt, text, timeZone, voidedFor } from "./entries";
import { daysBack, readTime, wireTime } from "./network-day";

const chosen = phone.setting("round");

/** The round and place this phone counts in; null before a start. */
export const here = computed<Here | null>(() => {
  const [round = "", site = ""] = (chosen.value ?? "").split("/");
  const roundEntry = entryAt(`round/${round}`);
  const siteEntry = entryAt(`site/${site}`);
  return roundEntry && siteEntry ? { round: roundEntry, site: siteEntry } : null;
});

export function isOver(round: Entry): boolean {
  const status = text(round, "status");
  return status === "finished" || status === "cancelled" || voidedFor(round) !== null;
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

/** Planned for today, or begun today by a mate: one tap starts or joins it. */
export function roundsToJoin(): readonly Entry[] {
  const now = phone.now();
  const today = (ms: number | null) => ms !== null && daysBack(ms, now, timeZone()) === 0;
  const rounds = entriesOf("round").filter((round) => {
    if (voidedFor(round) !== null || sitesOf(round).length === 0) return false;
    const status = text(round, "status");
    if (status === "planned") return today(readTime(round.fields["planned_start"]));
    return status === "running" && !round.mine && today(startedMs(round));
  });
  return rounds.sort((a, b) => beginsMs(a) - beginsMs(b));
}

/** My own rounds that nobody ended. */
export function openRounds(): readonly Entry[] {
  return entriesOf("round").filter(
    (round) => round.mine && text(round, "status") === "running" && voidedFor(round) === null,
  );
}

/** When the last thing of a round was written: when it probably ended. */
export function probableEndMs(round: Entry): number {
  return countsOf(round.id).reduce(
    (latest, count) => Math.max(latest, lastWriteMs(count)),
    startedMs(round),
  );
}

export function beginsMs(round: Entry): number {
  return readTime(round.fields["planned_start"]) ?? startedMs(round);
}

export function sitesOf(round: Entry): readonly string[] {
  return elements(round, "sites").map(([site]) => site);
}

/** Who said they would come, by user id. */
export function goingTo(round: Entry): readonly string[] {
  return entriesOf("signup")
    .filter((signup) => text(signup, "round") === round.id && signup.fields["going"] === true)
    .map((signup) => text(signup, "user"))
    .filter((user): user is string => user !== null);
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
  if (text(round, "status") === "running") {
    enter(round.id, site);
    return { ok: true };
  }
  const going = goingTo(round).length;
  const size = Number(round.fields["team_size"] ?? 0);
  const result = await change(round, {
    status: "running",
    started_at: wireTime(phone.now()),
    ...(going > size ? { team_size: going } : {}),
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
