/** Ask again every 15 seconds, while somebody looks. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

const EVERY_MS = 15_000;

/** Moves when the desk itself changed something: what is shown is asked for at once. */
export const touched = signal(0);

export function touch(): void {
  touched.value += 1;
}

/** Call `ask` every 15 s while the page is visible and when it becomes so. */
export function usePoll(ask: () => void, dependencies: readonly unknown[]): void {
  useEffect(() => {
    const whenVisible = () => {
      if (document.visibilityState === "visible") ask();
    };
    const timer = setInterval(whenVisible, EVERY_MS);
    document.addEventListener("visibilitychange", whenVisible);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", whenVisible);
    };
  }, dependencies);
}
