/** One key, one action, everywhere the same. Off while somebody types or answers a dialog. */
import { computed, signal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import type { DeskKey } from "../../strings/desk.en";

export interface Binding {
  /** As `KeyboardEvent.key`, letters in lower case; two for a sequence, such as `["g", "i"]`. */
  readonly keys: readonly string[];
  readonly label: DeskKey;
  /** Shown in the bar at the bottom while it works. */
  readonly hint?: boolean;
  run(): void;
}

const SEQUENCE_MS = 1_500;

const scopes = signal<readonly (readonly Binding[])[]>([]);
/** What works now; a later scope wins over an earlier one. */
export const active = computed(() => scopes.value.flat());

let first: { readonly key: string; readonly at: number } | null = null;

/** Let these keys work while the component is on screen, from the moment it is. */
export function useKeys(bindings: readonly Binding[], dependencies: readonly unknown[]): void {
  useLayoutEffect(() => {
    scopes.value = [...scopes.peek(), bindings];
    return () => {
      scopes.value = scopes.peek().filter((scope) => scope !== bindings);
    };
  }, dependencies);
}

/** Begin to listen, once for the page. */
export function listen(): void {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (isBusy(event)) return;
    const binding = find(event.key.length === 1 ? event.key.toLowerCase() : event.key);
    if (binding === undefined) return;
    event.preventDefault();
    binding.run();
  });
}

function find(key: string): Binding | undefined {
  const begun = first !== null && Date.now() - first.at < SEQUENCE_MS ? first.key : null;
  first = null;
  const latest = [...active.peek()].reverse();
  const second = latest.find(
    ({ keys: [one, two] }) => begun !== null && one === begun && two === key,
  );
  if (second !== undefined) return second;
  if (latest.some(({ keys }) => keys.length === 2 && keys[0] === key)) {
    first = { key, at: Date.now() };
    return undefined;
  }
  return latest.find(({ keys }) => keys.length === 1 && keys[0] === key);
}

function isBusy(event: KeyboardEvent): boolean {
  if (document.querySelector("dialog[open]") !== null) return true;
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  if (target.matches("input:not([type=checkbox]), textarea, select")) return true;
  // Enter and space belong to the control that has the focus.
  const presses = event.key === "Enter" || event.key === " ";
  return presses && target.matches("button, a, input, summary");
}
