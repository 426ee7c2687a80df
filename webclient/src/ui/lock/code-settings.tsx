/** The unlock code in the settings: change it, let the device unlock, lock now. */
import { useSignal } from "@preact/signals";
import { phone } from "../../store/phone";
import { formatDuration } from "../../strings";
import { lockTexts } from "../../strings/lock";
import { QuietButton, SecondaryButton } from "../components/buttons";
import { AttentionIcon, CheckIcon, LockIcon } from "../components/icons";
import { Line } from "../components/line";
import { NewSecret } from "./choose-code";
import { SecretEntry } from "./secret-entry";

export function CodeSettings() {
  const words = lockTexts().settings;
  const changing = useSignal(false);
  const changed = useSignal(false);
  if (phone.vault.state.value.at !== "open") return null;
  if (changing.value) {
    return (
      <ChangeCode
        onDone={(done) => {
          changing.value = false;
          changed.value = done;
        }}
      />
    );
  }
  return (
    <section class="stack" aria-labelledby="code-settings">
      <p id="code-settings" class="caption">
        {words.title}
      </p>
      {changed.value && (
        <div role="status">
          <Line icon={CheckIcon} tone="saved">
            {words.changed}
          </Line>
        </div>
      )}
      <SecondaryButton icon={LockIcon} onPress={() => phone.vault.lock()}>
        {words.lockNow}
      </SecondaryButton>
      <QuietButton onPress={() => (changing.value = true)}>{words.change}</QuietButton>
      <DeviceUnlock />
    </section>
  );
}

function DeviceUnlock() {
  const words = lockTexts().settings;
  const failed = useSignal(false);
  const busy = useSignal(false);
  const state = phone.vault.state.value;
  if (state.at !== "open" || state.device === "unavailable") return null;
  const isOn = state.device === "on";
  const turn = async () => {
    busy.value = true;
    failed.value = !(await phone.vault.useDevice(!isOn)).ok;
    busy.value = false;
  };
  return (
    <>
      <p>{words.device}</p>
      {failed.value && (
        <div role="alert">
          <Line icon={AttentionIcon} tone="attention">
            {words.deviceFailed}
          </Line>
        </div>
      )}
      <SecondaryButton onPress={() => void turn()} disabled={busy.value}>
        {isOn ? words.deviceOff : words.deviceOn}
      </SecondaryButton>
    </>
  );
}

function ChangeCode({ onDone }: { readonly onDone: (changed: boolean) => void }) {
  const words = lockTexts();
  const old = useSignal<string | null>(null);
  const error = useSignal<string | null>(null);
  const inWords = useSignal(false);
  const change = async (secret: string) => {
    const result = await phone.vault.change(old.peek() ?? "", secret);
    if (result.ok) {
      onDone(true);
      return null;
    }
    if (result.error !== "wrong" && result.error !== "wait") return result.error;
    old.value = null;
    error.value = result.error;
    return null;
  };
  return (
    <section class="stack" aria-label={words.settings.change}>
      {old.value === null ? (
        <>
          <div role="alert">
            {error.value !== null && (
              <Line icon={AttentionIcon} tone="attention">
                {error.value === "wait"
                  ? words.unlock.wait(formatDuration(60_000))
                  : words.unlock.failed}
              </Line>
            )}
          </div>
          <SecretEntry
            label={words.settings.old}
            words={inWords.value}
            busy={false}
            submit={words.choose.continue}
            onDone={(secret) => (old.value = secret)}
          />
          <QuietButton onPress={() => (inWords.value = !inWords.value)}>
            {inWords.value ? words.unlock.digits : words.unlock.words}
          </QuietButton>
        </>
      ) : (
        <NewSecret onChosen={change} />
      )}
      <QuietButton onPress={() => onDone(false)}>{words.forgot.keep}</QuietButton>
    </section>
  );
}
