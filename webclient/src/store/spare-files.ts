/** The page's side of the second store: see `spare.worker.ts`. */
import { StoreFailure } from "./db.ts";
import { FOLDER, type SpareAsked, type SpareFound } from "./spare-asked.ts";
import { startSpareWorker } from "./trusted.ts";

/** Files by name, each written once. Rejects with StoreFailure when the browser cannot. */
export interface SpareFiles {
  /** Resolves once it would outlast a killed app. */
  keep(name: string, text: string): Promise<void>;
  all(): Promise<ReadonlyMap<string, string>>;
  drop(names: readonly string[]): Promise<void>;
}

export const privateFiles: SpareFiles = {
  keep: async (name, text) => {
    await ask({ keep: { name, text } });
  },
  all: async () => new Map((await isThere()) ? await ask({ all: true }) : []),
  drop: async (names) => {
    await ask({ drop: names });
  },
};

/** Nearly every phone has none: no worker is started to learn that. */
async function isThere(): Promise<boolean> {
  if (typeof navigator.storage?.getDirectory !== "function") return false;
  const looked = navigator.storage.getDirectory().then((root) => root.getDirectoryHandle(FOLDER));
  const [found] = await Promise.allSettled([looked]);
  return found.status === "fulfilled";
}

function ask(asked: SpareAsked): Promise<SpareFound> {
  const worker = startSpareWorker();
  const answer = new Promise<SpareFound>((resolve, reject) => {
    const fail = (why: string) => reject(new StoreFailure(new DOMException(why, "UnknownError")));
    worker.onmessage = ({ data }) => {
      if (data.failed === undefined) resolve(data.found);
      else fail(data.failed);
    };
    worker.onerror = () => fail("no worker for files");
  });
  worker.postMessage(asked);
  return answer.finally(() => worker.terminate());
}
