declare module "virtual:gaps" {
  /** The drafts that miss a text or a label, found by `build/gaps.ts`. */
  export const GAPS: readonly string[];
}
