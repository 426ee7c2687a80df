/** Of the person only what helps: a language to speak, an age as it was told. */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { label, language as spoken, t } from "../../strings";
import { AttentionIcon } from "../components/icons";
import { Line } from "../components/line";
import { offeredLanguages } from "./codes";
import {
  isSealing,
  type Meeting,
  toggleAdult,
  toggleLanguage,
  toggleMinor,
} from "./contact-values";
import { entriesOf, text } from "./entries";

/** Offered before this phone knows better. */
const COMMON = ["ps", "ti", "ar"] as const;
/** What may be said of somebody who is, or seems, a minor. */
const MINORS = ["accompanied", "separated", "unaccompanied", "apparent"] as const;

export interface PersonProps {
  readonly meeting: Meeting;
  readonly onChange: (next: Meeting) => void;
}

export function SpokenLanguage({ meeting, onChange }: PersonProps) {
  const words = t().contact;
  const all = useSignal(false);
  // In the same places as long as the form is open.
  const first = useRef(recentLanguages());
  const chosen = meeting.language;
  const offered = [
    ...first.current,
    ...(chosen === null || first.current.includes(chosen) ? [] : [chosen]),
  ];
  return (
    <fieldset class="chips">
      <legend class="caption">{words.language}</legend>
      {(all.value ? [...offered, ...otherLanguages(offered)] : offered).map((code) => (
        <button
          key={code}
          type="button"
          class="chip"
          aria-pressed={code === chosen}
          onClick={() => {
            all.value = false;
            onChange(toggleLanguage(meeting, code));
          }}
        >
          {label("language", code)}
        </button>
      ))}
      {!all.value && (
        <button type="button" class="chip" aria-expanded={false} onClick={() => (all.value = true)}>
          {words.otherLanguage}
        </button>
      )}
    </fieldset>
  );
}

export function ToldAge({ meeting, onChange }: PersonProps) {
  const words = t().contact;
  const { minor } = meeting;
  const open = useSignal(minor !== null);
  const isAdult = meeting.age === "adult" && minor === null;
  return (
    <>
      <fieldset class="chips told-age">
        <legend class="visually-hidden">{words.age}</legend>
        <span class="caption" aria-hidden="true">
          {words.age}
        </span>
        <button
          type="button"
          class="chip"
          aria-pressed={isAdult}
          onClick={() => {
            open.value = false;
            onChange(toggleAdult(meeting));
          }}
        >
          {words.adult}
        </button>
        <button
          type="button"
          class="chip"
          aria-pressed={minor !== null}
          aria-expanded={open.value}
          onClick={() => (open.value = !open.value || minor !== null)}
        >
          {words.minor}
        </button>
      </fieldset>
      {open.value && (
        <fieldset class="chips minors">
          <legend class="visually-hidden">{words.minorChoice}</legend>
          {MINORS.map((status) => (
            <button
              key={status}
              type="button"
              class="chip"
              aria-pressed={status === minor}
              onClick={() => onChange(toggleMinor(meeting, status))}
            >
              {label("minor_status", status)}
            </button>
          ))}
        </fieldset>
      )}
      {isSealing(meeting) && (
        <div role="status">
          <Line icon={AttentionIcon} tone="attention">
            <p>{words.seals}</p>
            <p>{words.notKept}</p>
          </Line>
        </div>
      )}
    </>
  );
}

/** Those spoken in my last meetings, then the common ones. */
function recentLanguages(): readonly string[] {
  const mine = entriesOf("contact").filter((each) => each.mine);
  const latest = [...mine].sort((a, b) => b.madeAtMs - a.madeAtMs);
  const heard = latest.flatMap((each) => text(each, "language") ?? []);
  return [...new Set([...heard, ...COMMON])].slice(0, COMMON.length);
}

function otherLanguages(offered: readonly string[]): readonly string[] {
  const order = new Intl.Collator(spoken.value);
  return offeredLanguages()
    .filter((code) => !offered.includes(code))
    .sort((a, b) => order.compare(label("language", a), label("language", b)));
}
