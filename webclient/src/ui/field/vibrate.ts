/** A second sign beside what is seen; phones without a motor just do nothing. */
const PATTERNS_MS = {
  tap: [15],
  ten: [30],
  undo: [15, 40, 15],
  notSaved: [80, 60, 80],
} as const;

export function vibrate(what: keyof typeof PATTERNS_MS): void {
  if ("vibrate" in navigator) navigator.vibrate([...PATTERNS_MS[what]]);
}
