import type { Plugin, Rollup } from "vite";

/** The build output that one page can ever load. */
export interface EntryFiles {
  readonly plugin: Plugin;
  /** Paths relative to the output folder; empty before the bundle is written. */
  files(): ReadonlySet<string>;
}

/** Follow the imports of the page `html` (static, lazy, styles, assets) through the bundle. */
export function entryFiles(html: string): EntryFiles {
  let found: ReadonlySet<string> = new Set();
  const plugin: Plugin = {
    name: "maraude:entry-files",
    apply: "build",
    writeBundle(_options, bundle) {
      const entry = Object.values(bundle).find(
        (output): output is Rollup.OutputChunk =>
          output.type === "chunk" && output.facadeModuleId?.endsWith(`/${html}`) === true,
      );
      if (!entry) throw new Error(`${html} has no entry chunk in the bundle`);
      found = reachable(entry.fileName, bundle);
    },
  };
  return { plugin, files: () => found };
}

function reachable(start: string, bundle: Rollup.OutputBundle): ReadonlySet<string> {
  const seen = new Set<string>();
  const waiting = [start];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const output = bundle[name];
    if (output?.type !== "chunk") continue;
    const styles = output.viteMetadata?.importedCss ?? [];
    const assets = output.viteMetadata?.importedAssets ?? [];
    waiting.push(...output.imports, ...output.dynamicImports, ...styles, ...assets);
  }
  return seen;
}
