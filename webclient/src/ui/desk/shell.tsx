/** The frame of the desk: where one can go, who one is, what was done last, which keys work. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { DeskKey } from "../../strings/desk.en";
import { INBOX, SERVICE } from "./address";
import { type Failure, proving, reachable, signedOut } from "./api";
import { Directory } from "./directory";
import { canUndo, done, failureText, undoLast } from "./done";
import { Entries } from "./entries";
import { ImportPage } from "./import";
import { Inbox } from "./inbox";
import { inbox } from "./inbox-store";
import { KeyHelp } from "./keyhelp";
import { active, type Binding, useKeys } from "./keys";
import { loadLists } from "./lists-store";
import { loadNames } from "./names";
import { Navigation } from "./navigation";
import { Action, Key, Nothing, OfflineBanner, WaitingBar } from "./parts";
import { People } from "./people";
import { touch, touched, usePoll } from "./poll";
import { ProofDialog } from "./proof";
import { Record } from "./record";
import { Referrals } from "./referrals";
import { PLAIN_REPORT } from "./report-address";
import { Reports } from "./reports";
import { Rounds } from "./rounds";
import { go, goToList, route, settings } from "./route";
import { say } from "./say";
import { SecondFactor } from "./second-factor";
import { ServiceEdit } from "./service-edit";
import { findSession, me, signOut } from "./session";
import { Settings } from "./settings";
import { SignIn } from "./signin";

export function Desk() {
  const session = me.value;
  const [failure, setFailure] = useState<Failure | null>(null);
  const look = () => void findSession().then(setFailure);
  useEffect(look, []);
  if (session === undefined) {
    return (
      <main class="alone">
        <WaitingBar />
        {failure === null ? null : (
          <Nothing text={failureText(failure)}>
            <Action onPress={look}>{say("state.offline.again")}</Action>
          </Nothing>
        )}
      </main>
    );
  }
  if (session === null) {
    return (
      <main class="alone">
        <SignIn over={false} />
      </main>
    );
  }
  return (
    <>
      {session.session?.set_up === true ? <SetUp /> : <Signed key={session.user.id} />}
      {proving.value === null ? null : <ProofDialog />}
    </>
  );
}

/** Nothing else can be done at the desk before. */
function SetUp() {
  return (
    <main class="alone">
      <div class="signin signin-wide">
        <p class="signin-mark">{say("app")}</p>
        <h1>{say("setup.title")}</h1>
        <SecondFactor onDone={() => void findSession()} />
        <Action look="quiet" onPress={() => void signOut()}>
          {say("signin.out")}
        </Action>
      </div>
      {signedOut.value ? <Over /> : null}
    </main>
  );
}

function Signed() {
  const [help, setHelp] = useState(false);
  useEffect(() => void loadNames(), []);
  useEffect(() => void loadLists(), []);
  useEffect(() => void inbox.load(), [touched.value]);
  useEffect(() => {
    // Back again: what could not be asked meanwhile is asked now.
    if (reachable.value) touch();
  }, [reachable.value]);
  usePoll(() => void inbox.load(), []);
  useKeys(
    globalKeys(() => setHelp(true)),
    [],
  );
  const over = signedOut.value;
  return (
    <>
      <div class="frame">
        <button type="button" class="skip" onClick={skipToContent}>
          {say("skip")}
        </button>
        <Navigation />
        <div class="work">
          <WaitingBar />
          <OfflineBanner onRetry={() => void findSession()} />
          <main id="content" tabIndex={-1}>
            <View />
          </main>
          <Bottom onHelp={() => setHelp(true)} />
        </div>
      </div>
      {over ? <Over /> : null}
      {help ? <KeyHelp onClose={() => setHelp(false)} /> : null}
    </>
  );
}

/** Over everything, open dialogs included, which keep what was typed in them. */
function Over() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
    dialog.current?.querySelector("input")?.focus();
    return () => {
      if (done.value?.failed === true) done.value = null;
    };
  }, []);
  return (
    <dialog
      class="over"
      ref={dialog}
      aria-label={say("signin.title")}
      onCancel={(event) => event.preventDefault()}
    >
      <SignIn over={true} />
    </dialog>
  );
}

function skipToContent(): void {
  document.getElementById("content")?.focus();
}

function globalKeys(help: () => void): readonly Binding[] {
  return [
    { keys: ["g", "i"], label: "keys.go.inbox", run: () => go(INBOX) },
    { keys: ["g", "e"], label: "keys.go.entries", run: () => goToList() },
    { keys: ["g", "d"], label: "keys.go.directory", run: () => goToList(SERVICE) },
    { keys: ["g", "r"], label: "keys.go.rounds", run: () => go({ view: "rounds" }) },
    {
      keys: ["g", "f"],
      label: "keys.go.referrals",
      run: () => go({ view: "referrals", board: false }),
    },
    {
      keys: ["g", "t"],
      label: "keys.go.reports",
      run: () => go({ view: "reports", asked: PLAIN_REPORT }),
    },
    { keys: ["g", "p"], label: "keys.go.people", run: () => go({ view: "people" }) },
    {
      keys: ["g", "s"],
      label: "keys.go.settings",
      run: () => go(settings()),
    },
    { keys: ["u"], label: "keys.undo", run: () => void undoLast() },
    { keys: ["?"], label: "keys.all", run: help },
  ];
}

function View() {
  const current = route.value;
  switch (current.view) {
    case "inbox":
      return <Inbox record={current.record} />;
    case "entries":
      return current.filter.kind === SERVICE ? (
        <Directory filter={current.filter} />
      ) : (
        <Entries filter={current.filter} />
      );
    case "service":
      return <ServiceEdit key={current.id} id={current.id} />;
    case "import":
      return <ImportPage />;
    case "record":
      return <Record key={current.id} kind={current.kind} id={current.id} />;
    case "rounds":
      return <Rounds />;
    case "referrals":
      return <Referrals board={current.board} />;
    case "reports":
      return <Reports asked={current.asked} />;
    case "people":
      return <People />;
    case "settings":
      return <Settings part={current.part} />;
    case "missing":
      return (
        <Nothing heading text={say("state.missing")}>
          <Action onPress={() => go(INBOX)}>{say("state.missing.back")}</Action>
        </Nothing>
      );
  }
}

/** Keys that work here; or, in its dark dress, what was done last. */
function Bottom({ onHelp }: { readonly onHelp: () => void }) {
  const last = done.value;
  const hints = hintsOf(active.value);
  return (
    <footer class={last === null ? "bottom" : "bottom bottom-dark"}>
      <p class="bottom-done" role="status">
        {last?.text}
      </p>
      {last?.undo == null || !canUndo() ? null : (
        <button
          type="button"
          class="bottom-undo"
          aria-keyshortcuts="U"
          onClick={() => void undoLast()}
        >
          {say("did.undo")} <Key name="U" />
        </button>
      )}
      {last === null ? null : (
        <button type="button" class="bottom-close" onClick={() => (done.value = null)}>
          {say("dialog.close")}
        </button>
      )}
      <ul class="hints">
        {hints.map(([label, bindings]) => (
          <li key={label}>
            {bindings.map((binding) => (
              <Hint key={binding.keys[0]} binding={binding} />
            ))}
            {say(label)}
          </li>
        ))}
      </ul>
      <button type="button" class="hints-all" aria-keyshortcuts="?" onClick={onHelp}>
        <Key name="?" /> {say("keys.all")}
      </button>
    </footer>
  );
}

/** A key is a button too: for who works without a keyboard. */
function Hint({ binding }: { readonly binding: Binding }) {
  const name = keyName(binding.keys[0] ?? "");
  return (
    <button
      type="button"
      aria-label={`${say(binding.label)} (${name})`}
      aria-keyshortcuts={name}
      onClick={binding.run}
    >
      <Key name={name} />
    </button>
  );
}

/** The keys to show, those of one action together. */
function hintsOf(
  bindings: readonly Binding[],
): readonly (readonly [DeskKey, readonly Binding[]])[] {
  const shown = new Map<DeskKey, Binding[]>();
  for (const binding of bindings.filter(({ hint }) => hint === true)) {
    shown.set(binding.label, [...(shown.get(binding.label) ?? []), binding]);
  }
  return [...shown];
}

function keyName(key: string): string {
  if (key === "Escape") return "Esc";
  return key.length === 1 ? key.toUpperCase() : key;
}
