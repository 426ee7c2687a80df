/** What the page and the worker of the second store say to each other. */
export const FOLDER = "unsent";

export type SpareAsked =
  | { readonly keep: { readonly name: string; readonly text: string } }
  | { readonly drop: readonly string[] }
  | { readonly all: true };

export type SpareFound = readonly (readonly [name: string, text: string])[];
