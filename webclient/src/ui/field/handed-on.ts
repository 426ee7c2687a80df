/** What teams leave each other: notes for whoever comes next, and notices until a date. */

export interface RoundLike {
  readonly id: string;
  readonly sites: readonly string[];
  readonly startMs: number;
  /** Null while it has not ended. */
  readonly endMs: number | null;
  readonly note: string | null;
}

/** A note nobody took up for so long says nothing any more. */
const NOTE_MS_MAX = 14 * 24 * 60 * 60_000;

/**
 * The note that the last team left at a place. It is for the next team alone: once a round that
 * began after it has ended there too, it was read.
 */
export function noteFor<R extends RoundLike>(
  site: string,
  rounds: readonly R[],
  nowMs: number,
): R | null {
  const here = rounds.filter((round) => round.sites.includes(site) && round.endMs !== null);
  const open = here.filter(
    (round) =>
      round.note !== null &&
      nowMs - (round.endMs ?? 0) < NOTE_MS_MAX &&
      !here.some((later) => later.id !== round.id && later.startMs >= (round.endMs ?? 0)),
  );
  open.sort((a, b) => (b.endMs ?? 0) - (a.endMs ?? 0));
  return open[0] ?? null;
}

export interface NoticeLike {
  readonly untilMs: number | null;
  /** Empty: for every place. */
  readonly sites: readonly string[];
  readonly madeAtMs: number;
}

/** Those that still hold, the newest first. Without a place, those of every place. */
export function inForce<N extends NoticeLike>(
  notices: readonly N[],
  nowMs: number,
  site: string | null,
): readonly N[] {
  return notices
    .filter(({ untilMs }) => untilMs !== null && nowMs < untilMs)
    .filter(({ sites }) => site === null || sites.length === 0 || sites.includes(site))
    .sort((a, b) => b.madeAtMs - a.madeAtMs);
}

export interface Written {
  readonly madeAtMs: number;
  readonly writtenMs: readonly number[];
}

/**
 * When a forgotten round probably ended: its last entry, or the last change of one on the round's
 * own day. What was corrected or reviewed on a later day says nothing about the end.
 */
export function probableEnd(
  startMs: number,
  entries: readonly Written[],
  onItsDay: (ms: number) => boolean,
): number {
  const moments = entries.flatMap(({ madeAtMs, writtenMs }) => [
    madeAtMs,
    ...writtenMs.filter(onItsDay),
  ]);
  return moments.reduce((end, ms) => Math.max(end, ms), startMs);
}
