// Writes a .br and a .gz beside every text file of the build, so that the server compresses nothing
// itself. A copy that is not smaller is left out.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const FOLDER = join(import.meta.dirname, "..", "dist");
const TEXT = new Set([".css", ".html", ".js", ".json", ".svg", ".webmanifest"]);
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };

let brotliBytes = 0;
for (const entry of readdirSync(FOLDER, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !TEXT.has(extname(entry.name))) continue;
  const path = join(entry.parentPath, entry.name);
  const plain = readFileSync(path);
  const brotli = brotliCompressSync(plain, BROTLI);
  const gzip = gzipSync(plain, { level: 9 });
  if (brotli.length < plain.length) writeFileSync(`${path}.br`, brotli);
  if (gzip.length < plain.length) writeFileSync(`${path}.gz`, gzip);
  brotliBytes += brotli.length;
}
console.log(`compressed: ${(brotliBytes / 1024).toFixed(1)} KiB of brotli, both pages together`);
