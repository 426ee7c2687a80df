import { type Forms, isForms } from "./plural";

/** A translation under way: any part of the texts, each of the shape that the whole has. */
export type Draft<S> = S extends string | Forms | ((...values: never[]) => string)
  ? S
  : { readonly [K in keyof S]?: Draft<S[K]> };

/** The draft's texts, and the whole's where the draft has none. */
export function filled<S>(whole: S, draft: Draft<S>): S {
  return merge(whole, draft) as S;
}

function merge(whole: unknown, draft: unknown): unknown {
  if (draft === undefined) return whole;
  if (!isTree(whole) || !isTree(draft)) return draft;
  const names = [...new Set([...Object.keys(whole), ...Object.keys(draft)])];
  return Object.fromEntries(names.map((name) => [name, merge(whole[name], draft[name])]));
}

/** A branch. The forms of one word are a leaf: half of another language's would not fit. */
function isTree(texts: unknown): texts is Readonly<Record<string, unknown>> {
  return typeof texts === "object" && texts !== null && !isForms(texts);
}
