/**
 * Where the person is: a stack of steps, mirrored in the browser's history by depth alone, so
 * that the system's Back goes one step up and no address ever holds a code, an id or content.
 */
import { computed, signal } from "@preact/signals";

export type Tab = "count" | "day" | "directory";

export type DayPart = "entries" | "follow" | "summary";

export type Screen =
  | { readonly name: "home"; readonly tab: Tab; readonly part?: DayPart }
  | { readonly name: "detail"; readonly service: string }
  | { readonly name: "correct"; readonly path: string }
  | { readonly name: "entry"; readonly path: string }
  | { readonly name: "meeting" }
  | { readonly name: "service"; readonly id: string }
  | { readonly name: "find-case" }
  | { readonly name: "new-case" }
  | { readonly name: "case"; readonly code: string }
  | { readonly name: "show-case"; readonly code: string }
  | { readonly name: "refer"; readonly code: string; readonly follows?: string }
  | { readonly name: "agreement"; readonly code: string }
  | { readonly name: "referral"; readonly id: string }
  | { readonly name: "join" };

/** Panels lie over a screen and leave its header free. */
export type Panel =
  | { readonly name: "sync" }
  | { readonly name: "settings" }
  | { readonly name: "another"; readonly category?: string }
  | { readonly name: "round" }
  | { readonly name: "place"; readonly use: "start" | "move" }
  | { readonly name: "coming" }
  | { readonly name: "notices" }
  | { readonly name: "filter" }
  | { readonly name: "carry" }
  | { readonly name: "hand-in" }
  | { readonly name: "void"; readonly path: string };

export type Step = Screen | Panel;

const PANELS: ReadonlySet<Step["name"]> = new Set([
  "sync",
  "settings",
  "another",
  "round",
  "place",
  "coming",
  "notices",
  "filter",
  "carry",
  "hand-in",
  "void",
]);

const HOME: Screen = { name: "home", tab: "count" };

const steps = signal<readonly Step[]>([HOME]);

/**
 * The depth the browser is on its way back to, which takes it a moment: a second touch on "back"
 * meanwhile must not lead out of the app.
 */
let retreatingTo: number | null = null;
/** Some browsers drop a way back under load: then the steps go without them. */
const RETREAT_MS_MAX = 1000;
let givingUp: ReturnType<typeof setTimeout> | undefined;
/** What was touched meanwhile: it opens where the way back ends, and not on what is being left. */
let next: Step | null = null;

export const screen = computed<Screen>(() => [...steps.value].reverse().find(isScreen) ?? HOME);
export const panel = computed<Panel | null>(() => {
  const top = steps.value.at(-1);
  return top !== undefined && isPanel(top) ? top : null;
});

export function go(step: Step): void {
  if (retreatingTo !== null) {
    next = step;
    return;
  }
  steps.value = [...steps.value, step];
  history.pushState({ depth: steps.value.length }, "");
}

/** The same depth, another content: what Back leads to stays. */
export function replace(step: Step): void {
  steps.value = [...steps.value.slice(0, -1), step];
}

export function back(): void {
  if (next === null) retreat(steps.peek().length - 1);
  next = null;
}

/** To the screen of this name from which one came; there anew when it is not on the way. */
export function returnTo(step: Screen): void {
  const before = steps.peek().slice(0, -1);
  const at = before.map(({ name }) => name).lastIndexOf(step.name);
  if (at < 0) go(step);
  else retreat(at + 1);
}

/** Two panels deep, both close. */
export function backTwice(): void {
  retreat(steps.peek().length - 2);
}

/** To one of the tabs, from wherever. Back from there leaves the app, as from any tab. */
export function goHome(tab: Tab, part?: DayPart): void {
  retreat(1);
  steps.value = [part === undefined ? { name: "home", tab } : { name: "home", tab, part }];
}

function retreat(depth: number): void {
  const extra = readDepth(history.state) - Math.max(1, depth);
  if (retreatingTo !== null) {
    retreatingTo = Math.min(retreatingTo, Math.max(1, depth));
    next = null;
  } else if (extra > 0) {
    retreatingTo = Math.max(1, depth);
    clearTimeout(givingUp);
    givingUp = setTimeout(goWithout, RETREAT_MS_MAX);
    history.go(-extra);
  }
}

function arrive(): void {
  clearTimeout(givingUp);
  retreatingTo = null;
}

function goWithout(): void {
  const depth = retreatingTo ?? steps.peek().length;
  arrive();
  history.replaceState({ depth }, "");
  settle(depth);
}

function settle(depth: number): void {
  if (depth < steps.peek().length) steps.value = steps.peek().slice(0, depth);
  if (retreatingTo !== null || next === null) return;
  const step = next;
  next = null;
  go(step);
}

/** Called once at start: a reloaded page begins at its first step. */
export function listenToHistory(): void {
  history.replaceState({ depth: 1 }, "");
  addEventListener("popstate", (event) => {
    const depth = readDepth(event.state);
    const further = retreatingTo === null ? 0 : depth - retreatingTo;
    arrive();
    if (further > 0) retreat(depth - further);
    settle(depth);
  });
}

function readDepth(state: unknown): number {
  if (typeof state !== "object" || state === null || !("depth" in state)) return 1;
  return typeof state.depth === "number" ? Math.max(1, state.depth) : 1;
}

function isPanel(step: Step): step is Panel {
  return PANELS.has(step.name);
}

function isScreen(step: Step): step is Screen {
  return !isPanel(step);
}
