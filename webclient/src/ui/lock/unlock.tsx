/** Unlocking: the code, or what this device offers instead of it. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { phone, type VaultState } from "../../store/phone";
import { formatDuration, t } from "../../strings";
import { lockTexts } from "../../strings/lock";
import { QuietButton, SecondaryButton } from "../components/buttons";
import { AttentionIcon, ClockIcon } from "../components/icons";
import { Line } from "../components/line";
import { Sheet } from "../components/sheet";
import { SecretEntry } from "./secret-entry";

const SECOND_MS = 1000;

export function UnlockSheet({ onClose }: { readonly onClose: () => void }) {
  const words = lockTexts();
  const state = phone.vault.state.value;
  const inWords = useSignal(state.at === "locked" && state.words);
  const busy = useSignal(false);
  const error = useSignal<string | null>(null);
  const waitMs = useWaiting(state);
  const run = async (work: () => ReturnType<typeof phone.vault.unlock>) => {
    busy.value = true;
    error.value = null;
    const result = await work();
    busy.value = false;
    if (!result.ok) error.value = result.error;
  };
  const byDevice = async () => {
    await run(() => phone.vault.unlockByDevice());
    if (error.peek() !== null) error.value = "device";
  };
  const said = wrong(error.value, state);
  return (
    <Sheet title={words.unlock.title} closeLabel={t().close} onClose={onClose}>
      <div role="alert" class="stack">
        {said !== null && (
          <Line icon={AttentionIcon} tone="attention">
            {said}
          </Line>
        )}
        {waitMs > 0 && !busy.value && (
          <Line icon={ClockIcon} tone="plain">
            {words.unlock.wait(formatDuration(waitMs))}
          </Line>
        )}
      </div>
      <SecretEntry
        label={busy.value ? words.unlock.opening : secretLabel(inWords.value)}
        words={inWords.value}
        busy={busy.value || waitMs > 0}
        submit={words.locked.unlock}
        onDone={(secret) => void run(() => phone.vault.unlock(secret))}
      />
      {state.at === "locked" && state.device && (
        <SecondaryButton onPress={() => void byDevice()} disabled={busy.value}>
          {words.unlock.device}
        </SecondaryButton>
      )}
      <QuietButton onPress={() => (inWords.value = !inWords.value)}>
        {inWords.value ? words.unlock.digits : words.unlock.words}
      </QuietButton>
    </Sheet>
  );
}

function secretLabel(inWords: boolean): string {
  const { secret } = lockTexts();
  return inWords ? secret.words : secret.digits;
}

function wrong(error: string | null, state: VaultState): string | null {
  const { unlock } = lockTexts();
  switch (error) {
    case null:
    case "wait":
      return null;
    case "wrong":
      return unlock.wrong(state.at === "locked" ? state.tries : 0);
    case "device":
      return unlock.deviceFailed;
    default:
      return unlock.failed;
  }
}

/** How long until the next try, counted down; by a steady clock, which nobody can set. */
function useWaiting(state: VaultState): number {
  const left = useSignal(0);
  useEffect(() => {
    const endMs = performance.now() + (state.at === "locked" ? state.waitMs : 0);
    const tick = () => {
      left.value = Math.max(0, endMs - performance.now());
      if (left.peek() === 0) clearInterval(timer);
    };
    const timer = setInterval(tick, SECOND_MS);
    tick();
    return () => clearInterval(timer);
  }, [state]);
  return left.value;
}
