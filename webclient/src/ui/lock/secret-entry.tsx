/** Typing an unlock secret: six digits on a pad of our own, or words. Nothing of it is ever shown. */
import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { formatNumber } from "../../strings";
import { lockTexts } from "../../strings/lock";
import { PrimaryButton } from "../components/buttons";
import { EraseDigitIcon } from "../components/icons";

const DIGITS = 6;
const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;

export interface SecretEntryProps {
  readonly label: string;
  readonly words: boolean;
  /** Nothing can be typed while it is tried or must be waited. */
  readonly busy: boolean;
  readonly submit: string;
  readonly onDone: (secret: string) => void;
}

export function SecretEntry(props: SecretEntryProps) {
  return props.words ? <Words {...props} /> : <Digits {...props} />;
}

/** The sixth digit is the last: nobody has to press anything after it. */
function Digits({ label, busy, onDone }: SecretEntryProps) {
  const words = lockTexts().secret;
  const typed = useSignal("");
  const press = (key: string) => {
    if (busy) return;
    if (key === "erase") typed.value = typed.value.slice(0, -1);
    else if (key === "clear") typed.value = "";
    else if (typed.value.length < DIGITS) typed.value += key;
    if (typed.value.length < DIGITS) return;
    const secret = typed.value;
    typed.value = "";
    onDone(secret);
  };
  // At once: who types fast would lose a digit between two drawings.
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const key = event.key === "Backspace" ? "erase" : event.key;
      if (event.ctrlKey || event.metaKey || event.altKey || !/^(\d|erase)$/.test(key)) return;
      event.preventDefault();
      press(key);
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  });
  const dots = Array.from({ length: DIGITS }, (_, at) => at < typed.value.length);
  return (
    <fieldset class="pad secret-pad" disabled={busy}>
      <legend class="secret-label">{label}</legend>
      <p class="secret-dots" aria-hidden="true">
        {dots.map((full, at) => (
          <span key={at} class={full ? "secret-dot is-full" : "secret-dot"} />
        ))}
      </p>
      <p class="visually-hidden" role="status">
        {typed.value === "" ? "" : words.typed(typed.value.length)}
      </p>
      {KEYS.map((key) => (
        <button key={key} type="button" class="pad-key" onClick={() => press(key)}>
          {formatNumber(Number(key))}
        </button>
      ))}
      <button type="button" class="pad-key pad-word" onClick={() => press("clear")}>
        {words.clear}
      </button>
      <button type="button" class="pad-key" onClick={() => press("0")}>
        {formatNumber(0)}
      </button>
      <button type="button" class="pad-key" aria-label={words.erase} onClick={() => press("erase")}>
        <EraseDigitIcon />
      </button>
    </fieldset>
  );
}

function Words({ label, busy, submit, onDone }: SecretEntryProps) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const done = () => {
    const typed = input.current?.value ?? "";
    if (busy || typed.trim() === "") return;
    if (input.current !== null) input.current.value = "";
    onDone(typed);
  };
  return (
    <form
      class="secret-words"
      onSubmit={(event) => {
        event.preventDefault();
        done();
      }}
    >
      <label for="secret-words">{label}</label>
      <input
        ref={input}
        id="secret-words"
        class="text-input secret-input"
        autocomplete="off"
        autocapitalize="off"
        autocorrect="off"
        spellcheck={false}
        disabled={busy}
      />
      <PrimaryButton onPress={done} disabled={busy}>
        {submit}
      </PrimaryButton>
    </form>
  );
}
