/** The page's side of the vault's worker. */
import type { Question, Questions } from "./core.ts";

/** What a Worker is to this. */
export interface Port {
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  terminate(): void;
}

interface Answer {
  readonly number: number;
  readonly answer?: unknown;
  readonly failed?: string;
}

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

/** The worker was ended, or could not be started: what was asked of it was not done. */
export class VaultClosed extends Error {
  override readonly name = "VaultClosed";
}

/** The worker could not do it. */
export class VaultFailed extends Error {
  override readonly name = "VaultFailed";
}

export class VaultClient {
  readonly #port: Port;
  readonly #waiting = new Map<number, Waiting>();
  #asked = 0;
  #ended = false;

  constructor(port: Port) {
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<Answer>) => this.#hear(data);
    port.onerror = () => this.end();
  }

  ask<Q extends Question>(question: Q, asked: Questions[Q][0]): Promise<Questions[Q][1]> {
    if (this.#ended) return Promise.reject(new VaultClosed());
    this.#asked += 1;
    const number = this.#asked;
    const answer = new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(number, { resolve, reject });
    });
    this.#port.postMessage({ number, question, asked });
    return answer as Promise<Questions[Q][1]>;
  }

  /** Forgets the key, whatever is still asked. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#port.terminate();
    for (const { reject } of this.#waiting.values()) reject(new VaultClosed());
    this.#waiting.clear();
  }

  #hear({ number, answer, failed }: Answer): void {
    const waiting = this.#waiting.get(number);
    this.#waiting.delete(number);
    if (failed !== undefined) waiting?.reject(new VaultFailed(failed));
    else waiting?.resolve(answer);
  }
}
