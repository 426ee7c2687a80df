/** The dark line: what was done last, and how to take it back. */
import { signal } from "@preact/signals";
import type { Failure } from "./api";
import { hasKey, say } from "./say";

export interface Done {
  readonly text: string;
  /** Takes it back; answers the text that replaces the line, or a failure. */
  readonly undo: (() => Promise<string | Failure>) | null;
  readonly failed: boolean;
}

const STEPS_MAX = 20;

export const done = signal<Done | null>(null);
const stack = signal<readonly Done[]>([]);

export function report(text: string, undo: Done["undo"] = null): void {
  const step: Done = { text, undo, failed: false };
  done.value = step;
  if (undo !== null) stack.value = [...stack.value, step].slice(-STEPS_MAX);
}

export function complain(failure: Failure): void {
  done.value = { text: failureText(failure), undo: null, failed: true };
}

/** Take back the newest step that can be. */
export async function undoLast(): Promise<void> {
  const step = stack.value.at(-1);
  if (step?.undo == null) return;
  stack.value = stack.value.slice(0, -1);
  const outcome = await step.undo();
  if (typeof outcome !== "string") {
    stack.value = [...stack.value, step];
    complain(outcome);
    return;
  }
  done.value = { text: outcome, undo: null, failed: false };
}

export function canUndo(): boolean {
  return stack.value.length > 0;
}

export function failureText(failure: Failure): string {
  const key = `error.${failure.error}`;
  if (hasKey(key)) return say(key);
  return say(Object.keys(failure.fields).length > 0 ? "error.invalid" : "error.failed");
}
