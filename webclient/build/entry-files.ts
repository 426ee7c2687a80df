import type { Plugin, Rollup } from "vite";
import { PARTS, SHELL } from "../src/store/kept-files.ts";

/** The build output that one page can ever load. */
export interface EntryFiles {
  readonly plugin: Plugin;
  /**
   * By path relative to the output folder, empty before the bundle is written: null for what the
   * page cannot start without, else the group that `src/store/kept-files.ts` keeps it in.
   */
  groups(): ReadonlyMap<string, string | null>;
}

/** The source of a file of one language alone. */
const OF_ONE_LANGUAGE = /\/src\/(?:strings\/|schema\/labels\.)([a-z]{2,3})(?:\.gen)?\.ts$/;

/** Scripts of workers: the first screen is drawn without them. */
const OF_A_WORKER = /\/(?:vault|spare)\.worker-[\w-]+\.js$/;

/** Follow the imports of the page `html` (static, lazy, styles, assets) through the bundle. */
export function entryFiles(html: string): EntryFiles {
  let found: ReadonlyMap<string, string | null> = new Map();
  const plugin: Plugin = {
    name: "maraude:entry-files",
    apply: "build",
    writeBundle(_options, bundle) {
      const entry = Object.values(bundle).find(
        (output): output is Rollup.OutputChunk =>
          output.type === "chunk" && output.facadeModuleId?.endsWith(`/${html}`) === true,
      );
      if (!entry) throw new Error(`${html} has no entry chunk in the bundle`);
      found = grouped(entry.fileName, bundle);
    },
  };
  return { plugin, groups: () => found };
}

function grouped(start: string, bundle: Rollup.OutputBundle): ReadonlyMap<string, string | null> {
  const shell = reachable(start, bundle, staticImports);
  const all = reachable(start, bundle, (chunk) => [
    ...staticImports(chunk),
    ...chunk.dynamicImports,
  ]);
  const groups = new Map<string, string | null>();
  for (const name of all) {
    const isFirst = shell.has(name) && !OF_A_WORKER.test(name);
    groups.set(name, isFirst ? SHELL : PARTS);
  }
  for (const name of all) {
    const language = languageOf(bundle[name]);
    if (language === null) continue;
    groups.set(name, language);
    // What two languages share, a phone that speaks one would miss without network.
    for (const each of reachable(name, bundle, staticImports)) {
      if (each !== name && !shell.has(each)) throw new Error(`${name} needs ${each}`);
    }
  }
  return groups;
}

function languageOf(output: Rollup.OutputBundle[string] | undefined): string | null {
  if (output?.type !== "chunk") return null;
  return OF_ONE_LANGUAGE.exec(output.facadeModuleId ?? "")?.[1] ?? null;
}

function staticImports(chunk: Rollup.OutputChunk): readonly string[] {
  const styles = chunk.viteMetadata?.importedCss ?? [];
  const assets = chunk.viteMetadata?.importedAssets ?? [];
  return [...chunk.imports, ...styles, ...assets];
}

function reachable(
  start: string,
  bundle: Rollup.OutputBundle,
  next: (chunk: Rollup.OutputChunk) => readonly string[],
): ReadonlySet<string> {
  const seen = new Set<string>();
  const waiting = [start];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const output = bundle[name];
    if (output?.type === "chunk") waiting.push(...next(output));
  }
  return seen;
}
