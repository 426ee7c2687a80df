/** What the build's TypeScript uses of load-texts.mjs. */
export function load(module: string): Promise<Readonly<Record<string, unknown>>>;
export function gapsOf(
  language: string,
): Promise<{ readonly texts: readonly string[]; readonly labels: readonly string[] }>;
