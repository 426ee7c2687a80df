/** The time that an entry should have had, when its phone's clock was wrong. */
import type { Fields, RecordPage, Step } from "./wire";

const DAY_MS = 24 * 3_600_000;
/** A phone may be without network for long; what it says of a year ago it says by mistake. */
const OLD_MS = 60 * DAY_MS;

/**
 * When the first value of the field was written, as far as its phone knew the time by then; else
 * when it arrived: nobody writes with a phone before it joined. Null when the field was never
 * written, or nothing would change.
 *
 * `round` is the round in which it must have been, where that is what is wrong: a time outside it
 * becomes the next one inside.
 */
export function mendedTime(
  page: RecordPage,
  field: string,
  enrolledAt: (device: string | null) => string | null,
  round: Fields | null = null,
): string | null {
  const [first] = [...(page.history ?? [])]
    .filter((step) => field in step.set)
    .sort((a, b) => (arrived(a) < arrived(b) ? -1 : 1));
  if (first === undefined) return null;
  const waited = Date.parse(arrived(first)) - Date.parse(first.at);
  const joined = enrolledAt(first.device);
  const before = joined !== null && Date.parse(first.at) < Date.parse(joined) - DAY_MS;
  const time = waited >= 0 && waited <= OLD_MS && !before ? first.at : arrived(first);
  const mended = within(round, `${time.slice(0, 19)}Z`);
  return mended === page.fields[field] ? null : mended;
}

/** Times of the wire are in one form and one zone, so that they compare as text. */
function within(round: Fields | null, time: string): string {
  const began = round?.["started_at"];
  const ended = round?.["ended_at"];
  if (typeof began === "string" && time < began) return began;
  return typeof ended === "string" && ended > String(began) && time > ended ? ended : time;
}

function arrived(step: Step): string {
  return step.received_at ?? step.at;
}
