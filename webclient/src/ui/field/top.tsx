/** The header of every screen: where one is, and what is true about the entries. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { phone } from "../../store/phone";
import { formatNumber, isDraft, t } from "../../strings";
import { alertOnce } from "../components/announce";
import { IconButton } from "../components/buttons";
import { AttentionIcon, BackIcon, DownIcon, SavedIcon, SentIcon } from "../components/icons";
import { back, go, panel } from "./router";

export interface TopProps {
  readonly title: ComponentChildren;
  readonly second?: ComponentChildren;
  readonly withBack?: boolean;
  /** Makes title and second line one button that opens more about them. */
  readonly onOpen?: () => void;
  readonly openLabel?: string;
}

export function Top({ title, second, withBack, onOpen, openLabel }: TopProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (withBack) heading.current?.focus();
  }, []);

  const words = (
    <>
      <h1 ref={heading} tabIndex={-1} class="top-title">
        {title}
      </h1>
      {/* Whoever reads a draft must know that no native speaker checked the words. */}
      {(second !== undefined || isDraft()) && (
        <p class="top-second">
          {second !== undefined && <span>{second}</span>}
          {isDraft() && <span class="top-draft">{t().draft}</span>}
        </p>
      )}
    </>
  );
  return (
    <header class="top">
      {withBack && <IconButton icon={BackIcon} label={t().back} onPress={back} />}
      {onOpen ? (
        <div class="top-words top-words-open">
          {words}
          <DownIcon class="top-chevron" />
          <button
            type="button"
            class="top-open"
            aria-label={openLabel}
            onClick={() => panel.value === null && onOpen()}
          />
        </div>
      ) : (
        <div class="top-words">{words}</div>
      )}
      <SyncPill />
    </header>
  );
}

function SyncPill() {
  const { unsent, attention, reason, storage, spare } = phone.sync.value;
  const words = t();
  // Beside entries, three things of the phone itself that somebody must do something about.
  const phoneNeeds =
    reason?.code === "revoked" || reason?.code === "reenrol" || storage === "full" || spare > 0;
  const needed = attention > 0 || phoneNeeds;
  const neededWords = attention > 0 ? words.pill.attention(attention) : words.state.attention;
  const open = () => {
    if (panel.value?.name !== "sync") go({ name: "sync" });
  };

  useEffect(() => {
    if (needed) alertOnce(neededWords);
  }, [needed]);

  return (
    <div class="pills">
      {needed && (
        <button type="button" class="pill pill-attention" aria-label={neededWords} onClick={open}>
          <AttentionIcon />
          {attention > 0 && <span class="pill-number">{formatNumber(attention)}</span>}
        </button>
      )}
      <button
        type="button"
        class={unsent > 0 ? "pill pill-saved" : "pill pill-sent"}
        aria-label={unsent > 0 ? words.pill.unsent(unsent) : words.pill.allSent}
        onClick={open}
      >
        {unsent > 0 ? <SavedIcon /> : <SentIcon />}
        <span class="pill-number">{formatNumber(unsent)}</span>
        <span class="pill-word">
          {unsent > 0 ? words.state.savedWord : words.state.allSentWord}
        </span>
      </button>
    </div>
  );
}
