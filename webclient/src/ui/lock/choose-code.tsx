/**
 * Choosing an unlock code: after joining, at the next start of a phone that has none yet, and after
 * unlocking by digits where the association wants words now. `security.md` K4.
 */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { phone } from "../../store/phone";
import { lockTexts } from "../../strings/lock";
import { QuietButton } from "../components/buttons";
import { AttentionIcon, LockIcon } from "../components/icons";
import { Line } from "../components/line";
import { SecretEntry } from "./secret-entry";

export function ChooseCode() {
  const words = lockTexts().choose;
  const { vault } = phone;
  const due = vault.state.value.at === "open";
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <main class="join">
      <div class="join-brand">
        <span class="join-mark">
          <LockIcon />
        </span>
        <h1 ref={heading} tabIndex={-1}>
          {due ? words.due : words.title}
        </h1>
      </div>
      <p class="second">{due ? words.dueWhy : words.why}</p>
      <NewSecret onChosen={async (secret) => said(await vault.choose(secret))} />
      {due && <QuietButton onPress={() => vault.lock()}>{words.notNow}</QuietButton>}
    </main>
  );
}

/** Null when it is chosen, else why it is not. */
function said(result: Awaited<ReturnType<typeof phone.vault.choose>>): string | null {
  return result.ok ? null : result.error;
}

/** A secret typed twice; `onChosen` says why it cannot be, or null. Words alone where those are wanted. */
export function NewSecret({
  onChosen,
}: {
  readonly onChosen: (secret: string) => Promise<string | null>;
}) {
  const words = lockTexts().choose;
  const wordsOnly = phone.vault.words();
  const inWords = useSignal(wordsOnly);
  const first = useSignal<string | null>(null);
  const error = useSignal<string | null>(null);
  const busy = useSignal(false);
  const typed = async (secret: string) => {
    error.value = null;
    if (first.value === null) {
      first.value = secret;
      return;
    }
    const same = first.value === secret;
    first.value = null;
    if (!same) {
      error.value = "differs";
      return;
    }
    busy.value = true;
    error.value = await onChosen(secret);
    busy.value = false;
  };
  const change = () => {
    inWords.value = !inWords.value;
    first.value = null;
    error.value = null;
  };
  const fresh = inWords.value ? words.words : words.digits;
  return (
    <div class="stack">
      <div role="alert">
        {error.value !== null && (
          <Line icon={AttentionIcon} tone="attention">
            {wrong(error.value, inWords.value)}
          </Line>
        )}
      </div>
      <SecretEntry
        key={`${inWords.value} ${first.value === null}`}
        label={busy.value ? words.working : first.value === null ? fresh : words.again}
        words={inWords.value}
        busy={busy.value}
        submit={words.continue}
        onDone={(secret) => void typed(secret)}
      />
      {first.value !== null ? (
        <QuietButton onPress={() => (first.value = null)}>{words.start}</QuietButton>
      ) : (
        !wordsOnly && (
          <QuietButton onPress={change} disabled={busy.value}>
            {inWords.value ? words.useDigits : words.useWords}
          </QuietButton>
        )
      )}
    </div>
  );
}

function wrong(error: string, inWords: boolean): string {
  const { choose, unlock } = lockTexts();
  switch (error) {
    case "differs":
      return choose.differs;
    case "short":
      return inWords ? choose.short.words : choose.short.digits;
    case "plain":
      return choose.plain;
    case "wrong":
      return unlock.failed;
    default:
      return choose.failed;
  }
}
