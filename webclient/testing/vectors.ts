/** Reads the conformance vectors; `tests/vectors/README.md` says what they mean. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { encodeWid } from "../src/sync/ids.ts";

const FOLDER = join(import.meta.dirname, "..", "..", "tests", "vectors");

/** The cases of one file, long values expanded. The caller names the shape that the README gives. */
export function load<Cases>(file: string): Cases {
  return expand(JSON.parse(readFileSync(join(FOLDER, file), "utf8"))) as Cases;
}

export function wids(count: number): string[] {
  return Array.from({ length: count }, (_, at) => encodeWid(at + 1, 0));
}

function expand(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(expand);
  if (typeof json !== "object" || json === null) return json;
  const members = json as Readonly<Record<string, unknown>>;
  const times = Number(members["times"]);
  if (typeof members["$repeat"] === "string") return members["$repeat"].repeat(times);
  if ("$list" in members) return Array.from({ length: times }, () => expand(members["$list"]));
  if ("$wids" in members) return wids(Number(members["$wids"]));
  if ("$covers" in members) return ["x", ...wids(Number(members["$covers"]))];
  if ("$fields" in members) {
    const names = Array.from({ length: Number(members["$fields"]) }, (_, at) => `f${at}`);
    return Object.fromEntries(names.map((name) => [name, [1]]));
  }
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name, expand(value)]));
}
