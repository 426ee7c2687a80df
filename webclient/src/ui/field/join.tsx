/** From an invite to a place in the team. The code comes from the link's fragment or is typed. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { type Look, phone } from "../../store/phone";
import { t } from "../../strings";
import { PrimaryButton, QuietButton } from "../components/buttons";
import { AttentionIcon, SavedIcon } from "../components/icons";
import { Line } from "../components/line";
import { CODE_LENGTH, groupCode, readCode } from "./invite-code";
import { LanguageChoice } from "./language-choice";
import { ChooseCode, HandInHere } from "./lock";
import { OnlineLink } from "./online-link";
import { ReadyLine } from "./ready-line";
import { goHome } from "./router";

/** The invite that was joined with: this page may come to ask for another, when the phone is emptied. */
let spent: string | null = null;

export function Join({ invite }: { readonly invite: string | null }) {
  const words = t();
  const code = useSignal(invite === null || invite === spent ? "" : readCode(invite));
  const found = useSignal<Look | null>(null);
  const error = useSignal<string | null>(null);
  const busy = useSignal(false);
  const choosing = useSignal(false);
  const { at } = phone.vault.state.value;
  const isPassing = phone.identity.value === null && isAppleBrowser();

  const look = async () => {
    busy.value = true;
    error.value = null;
    const result = await phone.look(code.peek());
    busy.value = false;
    if (result.ok) found.value = result.value;
    else error.value = result.error;
  };
  const enrol = async () => {
    busy.value = true;
    error.value = null;
    const result = await phone.enrol(code.peek());
    busy.value = false;
    if (result.ok) {
      spent = invite;
      goHome("count");
    } else error.value = result.error;
  };
  // The code first: nothing of a team lies on this phone, even for a moment, outside of its vault.
  const join = () => {
    if (at === "none") choosing.value = true;
    else void enrol();
  };
  useEffect(() => {
    if (!choosing.peek() || at !== "open") return;
    choosing.value = false;
    void enrol();
  }, [at]);
  const startOver = () => {
    code.value = "";
    found.value = null;
    error.value = null;
  };

  useEffect(() => {
    if (code.peek().length === CODE_LENGTH) void look();
    const retry = () => {
      if (error.peek() === "offline" && found.peek() === null) void look();
    };
    addEventListener("online", retry);
    return () => removeEventListener("online", retry);
  }, []);

  if (choosing.value) return <ChooseCode />;
  return (
    <main class="join">
      <div class="join-brand">
        <span class="join-mark">
          <SavedIcon />
        </span>
        <div>
          <h1>{words.app}</h1>
          <p>{words.tagline}</p>
        </div>
      </div>
      {phone.emptied.value && (
        <Line icon={AttentionIcon} tone="attention">
          {words.reason.emptied}
        </Line>
      )}
      {found.value && <Invitation look={found.value} />}
      {isPassing ? (
        <HomeScreenFirst code={code.value} />
      ) : (
        !found.value && (
          <CodeField code={code.value} onInput={(typed) => (code.value = typed)} onEnter={look} />
        )
      )}
      {error.value !== null && (
        <div role="alert">
          <Line icon={AttentionIcon} tone="attention">
            {messageOf(error.value)}
          </Line>
        </div>
      )}
      <LanguageChoice />
      <Line icon={SavedIcon} tone="promise">
        <strong>{words.join.promise}</strong>
        <p>{words.join.promiseText}</p>
      </Line>
      <p class="second">{words.join.neverCollected}</p>
      <ReadyLine />
      <div class="join-actions">
        {isPassing ? (
          <OnlineLink />
        ) : found.value ? (
          <>
            <PrimaryButton onPress={join} disabled={busy.value}>
              {busy.value ? words.join.joining : words.join.join(found.value.org)}
            </PrimaryButton>
            <QuietButton onPress={startOver}>{words.join.notMe}</QuietButton>
          </>
        ) : (
          <PrimaryButton
            onPress={() => void look()}
            disabled={busy.value || code.value.length !== CODE_LENGTH}
          >
            {lookWord(busy.value, error.value)}
          </PrimaryButton>
        )}
        <HandInHere />
      </div>
    </main>
  );
}

function Invitation({ look }: { readonly look: Look }) {
  const { join } = t();
  return (
    <section class="card join-card">
      <p class="caption">{join.invitedBy}</p>
      <h2>
        <bdi>{look.org}</bdi>
      </h2>
      <dl class="facts">
        <div>
          <dt>{join.seenAs}</dt>
          <dd class="join-alias">
            <bdi>{look.alias}</bdi>
          </dd>
        </div>
        <div>
          <dt>{join.can}</dt>
          <dd>{look.role === "volunteer" ? join.canVolunteer : join.canOther}</dd>
        </div>
      </dl>
    </section>
  );
}

/** The app on the home screen has a storage of its own, and knows nothing of this page's address. */
function HomeScreenFirst({ code }: { readonly code: string }) {
  const { join } = t();
  return (
    <Line icon={AttentionIcon} tone="attention">
      <p>{join.homeScreen}</p>
      {code !== "" && (
        <p>
          {join.code}
          <br />
          <strong class="ltr">{groupCode(code)}</strong>
        </p>
      )}
    </Line>
  );
}

interface CodeFieldProps {
  readonly code: string;
  readonly onInput: (code: string) => void;
  readonly onEnter: () => void;
}

function CodeField({ code, onInput, onEnter }: CodeFieldProps) {
  const { join } = t();
  const typed = (input: HTMLInputElement) => {
    const next = readCode(input.value);
    // Groups appear as one types; in the middle of a text the caret would jump.
    if (input.selectionStart === input.value.length) input.value = groupCode(next);
    onInput(next);
  };
  return (
    <form
      class="join-code"
      onSubmit={(event) => {
        event.preventDefault();
        if (code.length === CODE_LENGTH) onEnter();
      }}
    >
      <label for="invite-code" class="join-code-label">
        {join.typeCode}
      </label>
      <input
        id="invite-code"
        class="join-code-input ltr"
        value={groupCode(code)}
        inputmode="text"
        autocomplete="off"
        autocapitalize="characters"
        autocorrect="off"
        spellcheck={false}
        aria-describedby="invite-code-hint"
        onInput={(event) => typed(event.currentTarget)}
      />
      <p id="invite-code-hint" class="second">
        {join.codeHint}
      </p>
    </form>
  );
}

function messageOf(error: string): string {
  const { join, reason } = t();
  switch (error) {
    case "invite_invalid":
      return join.used;
    case "offline":
      return join.offline;
    case "portal":
      return reason.portal;
    case "throttled":
      return join.throttled;
    default:
      return join.failed;
  }
}

function lookWord(busy: boolean, error: string | null): string {
  const { join } = t();
  if (busy) return join.looking;
  return error === null || error === "invite_invalid" ? join.look : join.again;
}

/**
 * Safari on a phone, opened as a page: only an app on the home screen keeps its storage, so that
 * nobody joins here. security.md P7.
 */
function isAppleBrowser(): boolean {
  return navigator.maxTouchPoints > 0 && "standalone" in navigator && !navigator.standalone;
}
