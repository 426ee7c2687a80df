/** The worker around {@link Core}: one message, one answer. */
/// <reference lib="webworker" />
import { Core, type Question, type Questions } from "./core.ts";

declare const self: DedicatedWorkerGlobalScope;

interface Asked<Q extends Question> {
  readonly number: number;
  readonly question: Q;
  readonly asked: Questions[Q][0];
}

const core = new Core(() => performance.now());

self.addEventListener("message", ({ data }: MessageEvent<Asked<Question>>) => {
  const { number, question, asked } = data;
  const ask = core[question].bind(core) as (asked: unknown) => Promise<unknown>;
  ask(asked).then(
    (answer) => self.postMessage({ number, answer }),
    (error: unknown) => self.postMessage({ number, failed: String(error) }),
  );
});
