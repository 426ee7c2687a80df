/** Finding a case: by typing its code, or by holding it before the camera. */
import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import type { Entry } from "../../store/phone";
import { formatDate, ltr } from "../../strings";
import { type PersonStrings, personTexts } from "../../strings/person";
import { PrimaryButton, SecondaryButton } from "../components/buttons";
import { AttentionIcon, CodeIcon, ForwardIcon, PlusIcon } from "../components/icons";
import { Line } from "../components/line";
import { text, timeZone } from "../field/entries";
import { go, replace } from "../field/router";
import { Top } from "../field/top";
import { groupCase, readTyped, type Typed } from "./case-code";
import { personLine } from "./case-words";
import { caseAt, knownCases } from "./dossier";
import { Scan } from "./scan";

const KNOWN_SHOWN = 8;

export function FindCase() {
  const words = personTexts().find;
  const typed = useSignal("");
  const scanning = useSignal(false);
  const open = (code: string) => replace({ name: "case", code });
  const read = readTyped(typed.value);
  const found = read.state === "code" && caseAt(read.code) !== null;
  useEffect(() => {
    if (read.state === "code" && found) open(read.code);
  }, [typed.value, found]);
  const take = (scanned: string) => {
    typed.value = scanned;
    scanning.value = false;
  };
  return (
    <>
      <Top withBack title={words.title} />
      <main class="page">
        <CodeField typed={typed.value} onInput={(next) => (typed.value = next)} />
        <Said read={read} />
        {scanning.value ? (
          <Scan
            read={codeIn}
            words={words}
            onFound={take}
            onStop={() => (scanning.value = false)}
          />
        ) : (
          <SecondaryButton icon={CodeIcon} onPress={() => (scanning.value = true)}>
            {words.scan}
          </SecondaryButton>
        )}
        <Known cases={knownCases().slice(0, KNOWN_SHOWN)} />
      </main>
      <footer class="foot">
        <PrimaryButton icon={PlusIcon} onPress={() => go({ name: "new-case" })}>
          {words.create}
        </PrimaryButton>
      </footer>
    </>
  );
}

function codeIn(scanned: string): string | null {
  const read = readTyped(scanned);
  return read.state === "code" ? read.code : null;
}

interface CodeFieldProps {
  readonly typed: string;
  readonly onInput: (typed: string) => void;
}

function CodeField({ typed, onInput }: CodeFieldProps) {
  const words = personTexts().find;
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  // What this screen is for: nobody should have to touch it first.
  useEffect(() => field.current?.focus(), []);
  return (
    <div class="card stack">
      <label class="caption" for={id}>
        {words.label}
      </label>
      <input
        ref={field}
        id={id}
        class="code-field ltr"
        value={typed}
        autocomplete="off"
        autocapitalize="characters"
        spellcheck={false}
        aria-describedby={`${id}-said`}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <p class="second" id={`${id}-said`}>
        {words.hint}
      </p>
    </div>
  );
}

/** What is wrong with what was typed, at once and in words. */
function Said({ read }: { readonly read: Typed }) {
  const said = saidOf(read, personTexts().find);
  return (
    <div role="status">
      {said !== null && (
        <Line
          icon={said.wrong ? AttentionIcon : CodeIcon}
          tone={said.wrong ? "attention" : "plain"}
        >
          {said.text}
        </Line>
      )}
    </div>
  );
}

function saidOf(read: Typed, words: PersonStrings["find"]) {
  switch (read.state) {
    case "empty":
      return null;
    case "part":
      return { text: words.left(read.left), wrong: false };
    case "letter":
      return { text: words.noSuch(read.letter), wrong: true };
    case "wrong":
      return { text: words.wrong, wrong: true };
    case "long":
      return { text: words.long, wrong: true };
    case "code":
      return { text: words.notHere, wrong: true };
  }
}

function Known({ cases }: { readonly cases: readonly Entry[] }) {
  if (cases.length === 0) return null;
  return (
    <>
      <h2 class="section">{personTexts().find.known}</h2>
      <ul class="card list">
        {cases.map((entry) => (
          <li key={entry.path}>
            <button
              type="button"
              class="entry"
              onClick={() => replace({ name: "case", code: text(entry, "code") ?? "" })}
            >
              <span class="entry-words">
                <strong>{ltr(groupCase(text(entry, "code") ?? ""))}</strong>
                <span class="entry-line">
                  {[personLine(entry), formatDate(entry.madeAtMs, timeZone())]
                    .filter((part) => part !== "")
                    .join(" · ")}
                </span>
              </span>
              <ForwardIcon />
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
