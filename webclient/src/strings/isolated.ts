/** A name or a value keeps its own direction inside the sentence. */
export function isolated(text: string): string {
  return `\u2068${text}\u2069`;
}
