/** Light, dark, or as the system: remembered in this browser. */
import { signal } from "@preact/signals";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const STORED = "maraude.desk.theme";

export const theme = signal<Theme>("system");

export function applyTheme(): void {
  const stored = localStorage.getItem(STORED);
  show(THEMES.find((known) => known === stored) ?? "system");
}

export function chooseTheme(next: Theme): void {
  localStorage.setItem(STORED, next);
  show(next);
}

function show(next: Theme): void {
  theme.value = next;
  if (next === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = next;
}
