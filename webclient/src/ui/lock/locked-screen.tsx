/** The phone is locked: one can count, call for help, unlock, and nothing else. `ux.md` section 3. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { phone } from "../../store/phone";
import { formatNumber, isDraft, label, t } from "../../strings";
import { lockTexts } from "../../strings/lock";
import { Announcer } from "../components/announce";
import { PrimaryButton, SecondaryButton } from "../components/buttons";
import {
  AttentionIcon,
  LockIcon,
  PlusIcon,
  SavedIcon,
  SentIcon,
  serviceIcon,
  UndoIcon,
} from "../components/icons";
import { Line } from "../components/line";
import { amount, pictureOf, unitWord } from "../field/codes";
import { EmergencyNumbers } from "../field/emergency-numbers";
import { readCount } from "../field/tally";
import { NAME_LONG } from "../field/tile";
import { EraseSheet, ForgotSheet } from "./erase";
import "./lock.css";
import { AnotherLocked } from "./another-locked";
import { LockedCounting } from "./locked-counting";
import { UnlockSheet } from "./unlock";

export type Over = "unlock" | "forgot" | "erase" | "another" | null;

export function LockedScreen() {
  const { locked } = lockTexts();
  const counting = useMemo(() => new LockedCounting(), []);
  const over = useSignal<Over>(null);
  useEffect(() => {
    const hide = () => {
      if (document.visibilityState === "hidden") counting.close();
    };
    document.addEventListener("visibilitychange", hide);
    return () => {
      document.removeEventListener("visibilitychange", hide);
      counting.close();
    };
  }, []);
  const close = () => (over.value = null);
  return (
    <div class={over.value === null ? "app" : "app has-panel"}>
      <div class="screen" inert={over.value !== null}>
        <LockedTop counts={mayCount(counting)} />
        <main class="page locked-page">
          <EmergencyNumbers title={locked.emergency} call={locked.call} />
          <Counts counting={counting} onAnother={() => (over.value = "another")} />
        </main>
        <Foot onOpen={(next) => (over.value = next)} />
      </div>
      {over.value === "unlock" && <UnlockSheet onClose={close} />}
      {over.value === "forgot" && <ForgotSheet onClose={close} />}
      {over.value === "erase" && <EraseSheet onClose={close} />}
      {over.value === "another" && <AnotherLocked counting={counting} onClose={close} />}
      <Announcer />
    </div>
  );
}

function mayCount(counting: LockedCounting): boolean {
  const state = phone.vault.state.value;
  return state.at === "locked" && state.capture && counting.possible;
}

function LockedTop({ counts }: { readonly counts: boolean }) {
  const { locked } = lockTexts();
  const { pill, state } = t();
  const { unsent } = phone.sync.value;
  return (
    <header class="top">
      <LockIcon class="locked-icon" />
      <div class="top-words">
        <h1 class="top-title">{locked.title}</h1>
        <p class="top-second">
          <span>{counts ? locked.second : locked.closed}</span>
          {isDraft() && <span class="top-draft">{t().draft}</span>}
        </p>
      </div>
      <p class={unsent > 0 ? "pill pill-saved" : "pill pill-sent"}>
        <span class="visually-hidden">{unsent > 0 ? pill.unsent(unsent) : pill.allSent}</span>
        {unsent > 0 ? <SavedIcon /> : <SentIcon />}
        <span class="pill-number" aria-hidden="true">
          {formatNumber(unsent)}
        </span>
        <span class="pill-word" aria-hidden="true">
          {unsent > 0 ? state.savedWord : state.allSentWord}
        </span>
      </p>
    </header>
  );
}

interface CountsProps {
  readonly counting: LockedCounting;
  readonly onAnother: () => void;
}

function Counts({ counting, onAnother }: CountsProps): ComponentChildren {
  const { locked } = lockTexts();
  const words = t();
  const state = phone.vault.state.value;
  const off = state.at !== "locked" || !state.capture;
  if (off || !counting.possible) {
    return (
      <Line icon={LockIcon} tone="plain">
        {off ? locked.off : locked.noRound}
      </Line>
    );
  }
  const { failure } = counting;
  return (
    <>
      {failure !== null && (
        <div role="alert">
          <Line icon={AttentionIcon} tone="attention">
            {words.reason[failure]}
          </Line>
        </div>
      )}
      <div class="tiles">
        {counting.tiles.map((service) => (
          <LockedTile key={service} counting={counting} service={service} />
        ))}
      </div>
      <div class="another-row">
        <SecondaryButton icon={PlusIcon} onPress={onAnother}>
          {words.tally.another}
        </SecondaryButton>
        <SecondaryButton
          icon={UndoIcon}
          disabled={!counting.mayUndo}
          onPress={() => void counting.undo()}
        >
          {words.undo}
        </SecondaryButton>
      </div>
      <p class="second">{locked.joins}</p>
    </>
  );
}

interface TileProps {
  readonly counting: LockedCounting;
  readonly service: string;
}

function LockedTile({ counting, service }: TileProps) {
  const { locked } = lockTexts();
  const { tally } = t();
  const row = counting.row(service);
  const { quantity } = readCount(row.fields.value);
  const unit = row.unit.value;
  const step = row.step.value;
  const Glyph = serviceIcon(pictureOf(service));
  const name = label("service_type", service);
  const added = step === 1 ? tally.one : amount(step, unit);
  const classes = [
    "tile",
    quantity === 0 ? "is-zero" : "",
    name.length > NAME_LONG ? "is-long" : "",
  ];
  return (
    <button
      type="button"
      class={classes.filter(Boolean).join(" ")}
      aria-label={tally.tile(name, amount(quantity, unit), added)}
      onClick={() => void counting.count(service)}
    >
      <span class="tile-name">
        <Glyph />
        <span>{name}</span>
      </span>
      <span class="tile-count">
        <span class="tile-number ltr">{formatNumber(quantity)}</span>
        <span class="tile-unit">
          {quantity > 0 ? locked.since : unitWord(unit, quantity)}
          {quantity === 0 && step > 1 && (
            <>
              {" · "}
              <span class="ltr">+{formatNumber(step)}</span>
            </>
          )}
        </span>
      </span>
    </button>
  );
}

function Foot({ onOpen }: { readonly onOpen: (over: Over) => void }) {
  const { locked } = lockTexts();
  return (
    <footer class="locked-foot">
      <PrimaryButton icon={LockIcon} onPress={() => onOpen("unlock")}>
        {locked.unlock}
      </PrimaryButton>
      <div class="locked-ways">
        <button type="button" class="button button-quiet" onClick={() => onOpen("forgot")}>
          <span>{locked.forgot}</span>
        </button>
        <button
          type="button"
          class="button button-quiet locked-erase"
          onClick={() => onOpen("erase")}
        >
          <span>{locked.erase}</span>
        </button>
      </div>
    </footer>
  );
}
