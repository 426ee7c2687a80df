/** The frame of the desk: where one can go, who one is, what was done last, which keys work. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { DeskKey } from "../../strings/desk.en";
import { LANGUAGES, language } from "../../strings/language";
import { type Icon, ListIcon, PeopleIcon } from "../components/icons";
import { INBOX, type Route, writeAddress } from "./address";
import { type Failure, reachable, signedOut } from "./api";
import { canUndo, done, failureText, undoLast } from "./done";
import { Entries } from "./entries";
import { InboxIcon } from "./icons";
import { Inbox } from "./inbox";
import { inbox } from "./inbox-store";
import { KeyHelp } from "./keyhelp";
import { active, type Binding, useKeys } from "./keys";
import { clock } from "./moment";
import { loadNames, orgNames } from "./names";
import { Action, Key, Nothing, OfflineBanner, WaitingBar } from "./parts";
import { People } from "./people";
import { touched, usePoll } from "./poll";
import { Record } from "./record";
import { go, goToList, lastFilter, route } from "./route";
import { chooseLanguage, say } from "./say";
import { findSession, me, network, now, signOut } from "./session";
import { SignIn } from "./signin";
import { chooseTheme, THEMES, theme } from "./theme";

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
  return <Signed key={session.user.id} />;
}

function Signed() {
  const [help, setHelp] = useState(false);
  useEffect(() => void loadNames(), []);
  useEffect(() => void inbox.load(), [touched.value]);
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
        <Side />
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
    { keys: ["g", "e"], label: "keys.go.entries", run: goToList },
    { keys: ["g", "p"], label: "keys.go.people", run: () => go({ view: "people" }) },
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
      return <Entries filter={current.filter} />;
    case "record":
      return <Record key={current.id} kind={current.kind} id={current.id} />;
    case "people":
      return <People />;
    case "missing":
      return (
        <Nothing heading text={say("state.missing")}>
          <Action onPress={() => go(INBOX)}>{say("state.missing.back")}</Action>
        </Nothing>
      );
  }
}

function Side() {
  const user = me.value?.user;
  const waitingCount = inbox.count.value;
  return (
    <nav class="side" aria-label={say("nav.label")}>
      <p class="brand">{say("app")}</p>
      <p class="second side-org">
        <bdi>{orgNames.value.get(user?.org ?? "") ?? network().name}</bdi>
      </p>
      <ul class="side-links">
        <Place to={INBOX} icon={InboxIcon} here={route.value.view === "inbox"}>
          {say("nav.inbox")}
          {waitingCount === 0 ? null : (
            <span class="count">
              <span aria-hidden="true">{waitingCount}</span>
              <span class="visually-hidden">{say("nav.waiting", { n: waitingCount })}</span>
            </span>
          )}
        </Place>
        <Place
          to={{ view: "entries", filter: lastFilter.value }}
          icon={ListIcon}
          here={route.value.view === "entries" || route.value.view === "record"}
        >
          {say("nav.entries")}
        </Place>
        <Place to={{ view: "people" }} icon={PeopleIcon} here={route.value.view === "people"}>
          {say("nav.people")}
        </Place>
      </ul>
      <Who />
    </nav>
  );
}

interface PlaceProps {
  readonly to: Route;
  readonly icon: Icon;
  readonly here: boolean;
  readonly children: ComponentChildren;
}

function Place({ to, icon: Glyph, here, children }: PlaceProps) {
  return (
    <li>
      <a class="side-link" href={writeAddress(to)} aria-current={here ? "page" : undefined}>
        <Glyph />
        <span class="side-word">{children}</span>
      </a>
    </li>
  );
}

function Who() {
  const user = me.value?.user;
  const seen = inbox.loadedAt.value;
  const time = clock((seen ?? now()).toISOString(), network().time_zone);
  return (
    <div class="side-who">
      <p>
        <b>
          <bdi>{user?.alias}</bdi>
        </b>
        , {say(`role.${(user?.role ?? "coordinator") as "coordinator"}`)}
      </p>
      <p class="second">{say(reachable.value ? "nav.uptodate" : "nav.offline", { time })}</p>
      <div class="side-settings">
        <label>
          <span class="visually-hidden">{say("nav.language")}</span>
          <select
            value={language.value}
            onChange={(event) => {
              const next = LANGUAGES.find(({ code }) => code === event.currentTarget.value);
              if (next !== undefined) void chooseLanguage(next.code);
            }}
          >
            {LANGUAGES.map(({ code, name }) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span class="visually-hidden">{say("nav.theme")}</span>
          <select
            value={theme.value}
            onChange={(event) => {
              const next = THEMES.find((known) => known === event.currentTarget.value);
              if (next !== undefined) chooseTheme(next);
            }}
          >
            {THEMES.map((one) => (
              <option key={one} value={one}>
                {say(`theme.${one}`)}
              </option>
            ))}
          </select>
        </label>
        <button type="button" class="act act-quiet" onClick={() => void signOut()}>
          {say("signin.out")}
        </button>
      </div>
    </div>
  );
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
        {hints.map(([label, keys]) => (
          <li key={label}>
            {keys.map((key) => (
              <Key key={key} name={keyName(key)} />
            ))}{" "}
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

/** The keys to show, those of one action together. */
function hintsOf(bindings: readonly Binding[]): readonly (readonly [DeskKey, readonly string[]])[] {
  const keys = new Map<DeskKey, string[]>();
  for (const binding of bindings.filter(({ hint }) => hint === true)) {
    keys.set(binding.label, [...(keys.get(binding.label) ?? []), binding.keys[0] ?? ""]);
  }
  return [...keys];
}

function keyName(key: string): string {
  if (key === "Escape") return "Esc";
  return key.length === 1 ? key.toUpperCase() : key;
}
