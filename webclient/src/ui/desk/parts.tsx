/** Small pieces that several screens of the desk are made of. */
import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { CloseIcon, type Icon } from "../components/icons";
import { reachable, waiting } from "./api";
import { say } from "./say";
import type { Part } from "./sentences";

export interface ActionProps {
  readonly children: ComponentChildren;
  readonly onPress: () => void;
  readonly look?: "primary" | "plain" | "quiet" | "danger" | undefined;
  readonly icon?: Icon | undefined;
  /** The key that does the same. */
  readonly hint?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly label?: string | undefined;
}

export function Action(props: ActionProps) {
  const { children, onPress, look = "plain", icon: Glyph, hint, disabled, label } = props;
  return (
    <button
      type="button"
      class={`act act-${look}`}
      onClick={onPress}
      disabled={disabled === true}
      aria-label={label}
      aria-keyshortcuts={hint}
    >
      {Glyph === undefined ? null : <Glyph />}
      <span>{children}</span>
      {hint === undefined ? null : <Key name={hint} />}
    </button>
  );
}

/** A key as it is printed on the keyboard. Readers get it from `aria-keyshortcuts`. */
export function Key({ name }: { readonly name: string }) {
  return (
    <span class="key" aria-hidden="true">
      {name}
    </span>
  );
}

export function Sentence({ parts }: { readonly parts: readonly Part[] }) {
  return (
    <>
      {parts.map((part, index) =>
        typeof part === "string" ? part : <b key={index}>{part.strong}</b>,
      )}
    </>
  );
}

export interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

export function Dialog({ title, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  // Before the next key press: what is typed right after opening belongs to the dialog.
  useLayoutEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    const first = dialog.current?.querySelector<HTMLElement>("[data-first]");
    (first ?? dialog.current?.querySelector<HTMLElement>("h2"))?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog class="dialog" ref={dialog} aria-labelledby={heading} onClose={onClose}>
      <div class="dialog-head">
        <h2 id={heading} tabIndex={-1}>
          {title}
        </h2>
        <button
          type="button"
          class="act act-quiet act-square"
          aria-label={say("dialog.close")}
          onClick={onClose}
        >
          <CloseIcon />
        </button>
      </div>
      {children}
    </dialog>
  );
}

const SLOW_MS = 400;

/** A thin bar once something takes longer than 400 ms; what was on screen stays. */
export function WaitingBar() {
  const slow = useSlow(waiting.value > 0);
  return (
    <div class={slow ? "waiting waiting-on" : "waiting"} role="status">
      {slow ? <span class="visually-hidden">{say("state.loading")}</span> : null}
    </div>
  );
}

function useSlow(busy: boolean): boolean {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    if (!busy) {
      setSlow(false);
      return;
    }
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    return () => clearTimeout(timer);
  }, [busy]);
  return slow;
}

/** Stands in the place of something that is not there, and says why. */
export function Nothing(props: {
  readonly text: string;
  /** The page has no other heading. */
  readonly heading?: boolean;
  readonly children?: ComponentChildren;
}) {
  return (
    <div class="nothing">
      {props.heading === true ? <h1>{props.text}</h1> : <p>{props.text}</p>}
      {props.children}
    </div>
  );
}

export function OfflineBanner({ onRetry }: { readonly onRetry: () => void }) {
  if (reachable.value) return null;
  return (
    <div class="banner banner-att" role="alert">
      <span>{say("state.offline")}</span>
      <Action look="quiet" onPress={onRetry}>
        {say("state.offline.again")}
      </Action>
    </div>
  );
}
