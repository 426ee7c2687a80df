/**
 * The second store: files of this origin's private folder, each written once and flushed.
 *
 * A worker of its own, for only there every browser that has such files writes them and says when
 * they are safe. It ends after one answer.
 */
/// <reference lib="webworker" />
import { FOLDER, type SpareAsked, type SpareFound } from "./spare-asked.ts";

declare const self: DedicatedWorkerGlobalScope;

self.addEventListener("message", ({ data }: MessageEvent<SpareAsked>) => {
  answer(data).then(
    (found) => self.postMessage({ found }),
    (error: unknown) => self.postMessage({ failed: String(error) }),
  );
});

async function answer(asked: SpareAsked): Promise<SpareFound> {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle(FOLDER, { create: true });
  if ("keep" in asked) {
    await keep(folder, asked.keep.name, asked.keep.text);
    return [];
  }
  if ("drop" in asked) {
    for (const name of asked.drop) await folder.removeEntry(name);
    return [];
  }
  const found: [string, string][] = [];
  for await (const each of folder.values()) {
    if (each.kind !== "file") continue;
    const file = await (each as FileSystemFileHandle).getFile();
    found.push([each.name, await file.text()]);
  }
  return found;
}

/** A file that could not be written whole is none: nobody was told that it is safe. */
async function keep(folder: FileSystemDirectoryHandle, name: string, text: string): Promise<void> {
  const file = await folder.getFileHandle(name, { create: true });
  const access = await file.createSyncAccessHandle();
  const bytes = new TextEncoder().encode(text);
  let written = -1;
  try {
    written = await access.write(bytes, { at: 0 });
    await access.flush();
  } finally {
    await access.close();
    if (written !== bytes.length) await folder.removeEntry(name);
  }
  if (written !== bytes.length) throw new DOMException("no space", "QuotaExceededError");
}
