/** What a screen reader is told besides what it reads: politely, at most once in two seconds. */
import { signal } from "@preact/signals";

const PAUSE_MS = 2000;

const polite = signal("");
const urgent = signal("");

let waiting: string | null = null;
let timer: ReturnType<typeof setTimeout> | null = null;

/** The latest text wins; earlier ones of the same two seconds are left out. */
export function announce(text: string): void {
  if (timer !== null) {
    waiting = text;
    return;
  }
  polite.value = text;
  timer = setTimeout(() => {
    timer = null;
    if (waiting === null) return;
    const next = waiting;
    waiting = null;
    announce(next);
  }, PAUSE_MS);
}

/** For what needs attention, once. */
export function alertOnce(text: string): void {
  urgent.value = text;
}

export function Announcer() {
  return (
    <>
      <p class="visually-hidden" role="status">
        {polite}
      </p>
      <p class="visually-hidden" role="alert">
        {urgent}
      </p>
    </>
  );
}
