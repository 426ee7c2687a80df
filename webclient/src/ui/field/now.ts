/** The time, for screens on which something ends by itself. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { phone } from "../../store/phone";

const EVERY_MS = 20_000;

/** Draws the component again as time passes, and when somebody looks again. */
export function useNow(): number {
  const drawn = useSignal(0);
  useEffect(() => {
    const draw = () => {
      if (document.visibilityState === "visible") drawn.value = phone.now();
    };
    const timer = setInterval(draw, EVERY_MS);
    document.addEventListener("visibilitychange", draw);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", draw);
    };
  }, []);
  return Math.max(drawn.value, phone.now());
}
