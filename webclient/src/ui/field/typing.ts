/** Which number of a detail screen the pad writes into, and what was typed so far. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { startTyping, type Typed, typedText, typedValue } from "../components/typed-number";

interface Open {
  readonly field: string;
  readonly typed: Typed;
}

export interface Typing {
  /** The field the pad is open for; null while it is closed. */
  readonly field: string | null;
  readonly typed: Typed | null;
  /** What the field shows: the typed text, else the number kept. */
  shown(field: string, kept: string): string;
  open(field: string, value: number): void;
  type(typed: Typed): void;
  /** Takes what was typed and closes the pad. */
  finish(): void;
}

/** `take` gets each finished number once; a pad that was opened and left takes nothing. */
export function useTyping(take: (field: string, value: number) => void): Typing {
  const current = useSignal<Open | null>(null);
  const finish = () => {
    const open = current.peek();
    current.value = null;
    if (open && !open.typed.fresh) take(open.field, typedValue(open.typed));
  };

  useEffect(() => {
    const hide = () => {
      if (document.visibilityState === "hidden") finish();
    };
    document.addEventListener("visibilitychange", hide);
    return () => {
      document.removeEventListener("visibilitychange", hide);
      finish();
    };
  }, []);

  return {
    field: current.value?.field ?? null,
    typed: current.value?.typed ?? null,
    shown(field, kept) {
      const open = current.value;
      return open?.field === field && !open.typed.fresh ? typedText(open.typed) : kept;
    },
    open(field, value) {
      if (current.peek()?.field === field) return;
      finish();
      current.value = { field, typed: startTyping(value) };
    },
    type(typed) {
      const open = current.peek();
      if (open) current.value = { field: open.field, typed };
    },
    finish,
  };
}
