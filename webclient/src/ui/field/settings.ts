/** This phone's own choices, and how they reach the page: as attributes of the root element. */
import { computed, effect } from "@preact/signals";
import { phone } from "../../store/phone";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** Percent of the browser's own size. */
export const TEXT_SIZES = ["100", "115", "130", "150", "200"] as const;
export type TextSize = (typeof TEXT_SIZES)[number];

export const theme = computed<Theme>(
  () => THEMES.find((each) => each === phone.setting("theme").value) ?? "system",
);

export const textSize = computed<TextSize>(
  () => TEXT_SIZES.find((each) => each === phone.setting("textSize").value) ?? "100",
);

export function applySettings(root: HTMLElement): void {
  effect(() => {
    root.dataset["theme"] = theme.value;
    root.dataset["text"] = textSize.value;
  });
}
