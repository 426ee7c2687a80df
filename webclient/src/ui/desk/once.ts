/** A second press while the first is on its way does nothing: what it writes is written once. */
import { useRef } from "preact/hooks";

export function useOnce(): (work: () => Promise<unknown>) => Promise<void> {
  const busy = useRef(false);
  return async (work) => {
    if (busy.current) return;
    busy.current = true;
    try {
      await work();
    } finally {
      busy.current = false;
    }
  };
}
