import type { Plugin } from "vite";
import { gapsOf, load } from "./load-texts.mjs";

const NAME = "virtual:gaps";

/** Gives `src/strings/needed.ts` the drafts that miss a text or a label in this build. */
export function gaps(): Plugin {
  return {
    name: "maraude:gaps",
    resolveId: (id) => (id === NAME ? `\0${NAME}` : null),
    async load(id) {
      if (id !== `\0${NAME}`) return null;
      return `export const GAPS = ${JSON.stringify(await draftsWithGaps())};`;
    },
  };
}

async function draftsWithGaps(): Promise<readonly string[]> {
  const { DRAFTS } = await load("strings/languages");
  const found: string[] = [];
  for (const language of DRAFTS as readonly string[]) {
    const { texts, labels } = await gapsOf(language);
    if (texts.length + labels.length > 0) found.push(language);
  }
  return found;
}
