/**
 * Screens and sheets that nobody needs to count: files of their own, which a first visit does not
 * wait for; the worker keeps them right after it (`store/kept-files.ts`).
 *
 * To add some: export them from a module of their own, say `directory.ts`, and name them in
 * `app.tsx`: `const Directory = lateScreen(async () => (await import("./directory")).Directory)`
 * (`lateSheet` for a panel). Used like any component; the build and the worker find its files.
 */
import { effect, type Signal, signal } from "@preact/signals";
import type { ComponentChildren, ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { phone } from "../../store/phone";
import { t } from "../../strings";
import { QuietButton } from "../components/buttons";
import { DownloadIcon } from "../components/icons";
import { Line } from "../components/line";
import { Sheet } from "../components/sheet";
import { BottomBar } from "./bottom-bar";
import { back, screen } from "./router";
import { Top } from "./top";

/** As long as nobody notices, nothing is said. */
const NOTICED_MS = 300;

type Load<P> = () => Promise<ComponentType<P>>;
type Frame = ComponentType<{ readonly children: ComponentChildren }>;

export function lateScreen<P extends object>(load: Load<P>): ComponentType<P> {
  return late(load, ScreenFrame);
}

export function lateSheet<P extends object>(load: Load<P>): ComponentType<P> {
  return late(load, SheetFrame);
}

/** A screen without header and bar: of a phone that is locked, or not set up. */
export function lateAlone<P extends object>(load: Load<P>): ComponentType<P> {
  return late(load, ({ children }) => <main class="join">{children}</main>);
}

/** A piece of a panel. */
export function lateHere<P extends object>(load: Load<P>): ComponentType<P> {
  return late(load, ({ children }) => <>{children}</>);
}

/** A piece of a screen that says nothing while it is missing. */
export function latePiece<P extends object>(load: Load<P>): ComponentType<P> {
  return late(load, () => null);
}

function late<P extends object>(load: Load<P>, Around: Frame): ComponentType<P> {
  const found: Signal<ComponentType<P> | null> = signal(null);
  const isMissed = signal(false);
  const fetch = async () => {
    const [loaded] = await Promise.allSettled([load()]);
    if (loaded.status === "fulfilled") found.value = loaded.value;
    else isMissed.value = true;
  };
  // Before anybody asks, as soon as the worker has it: opening it then draws at once, also when a
  // newer version took over in another tab.
  effect(() => {
    if (phone.offlineReady.value) void fetch();
  });
  return function Late(props: P) {
    useEffect(() => {
      if (found.peek() !== null) return;
      // Not tried in vain: some browsers never ask again for a module that failed once.
      if (navigator.onLine) void fetch();
      const noticed = setTimeout(() => (isMissed.value = true), NOTICED_MS);
      return () => clearTimeout(noticed);
    }, []);
    const Found = found.value;
    if (Found !== null) return <Found {...props} />;
    return <Around>{isMissed.value && <Away />}</Around>;
  };
}

/** A newer version took over meanwhile, whose files this page does not know; or no network yet. */
function Away() {
  const { ready, reason } = t();
  const isUpdated = phone.updateReady.value;
  return (
    <div role="status">
      <Line icon={DownloadIcon} tone="saved">
        <p>{isUpdated ? reason.update : ready.away}</p>
        {isUpdated && (
          <QuietButton onPress={() => phone.applyUpdate()}>{reason.updateNow}</QuietButton>
        )}
      </Line>
    </div>
  );
}

function ScreenFrame({ children }: { readonly children: ComponentChildren }) {
  const now = screen.value;
  return (
    <>
      <Top title={t().app} withBack={now.name !== "home"} />
      <main class="page">{children}</main>
      {now.name === "home" && <BottomBar current={now.tab} />}
    </>
  );
}

function SheetFrame({ children }: { readonly children: ComponentChildren }) {
  const words = t();
  return (
    <Sheet title={words.app} closeLabel={words.close} onClose={back}>
      {children}
    </Sheet>
  );
}
