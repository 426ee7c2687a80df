/** Forgetting the code and erasing the phone. What is unsent stays sealed unless dropped twice over. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { phone } from "../../store/phone";
import { t } from "../../strings";
import { lockTexts } from "../../strings/lock";
import { DangerButton, QuietButton, SecondaryButton } from "../components/buttons";
import { AttentionIcon, SavedIcon } from "../components/icons";
import { Line } from "../components/line";
import { Sheet } from "../components/sheet";

const HOLD_MS = 3000;

interface SheetProps {
  readonly onClose: () => void;
}

export function ForgotSheet({ onClose }: SheetProps) {
  const words = lockTexts().forgot;
  const sure = useSignal(false);
  return (
    <Sheet title={words.title} closeLabel={t().close} onClose={onClose}>
      <Line icon={SavedIcon} tone="saved">
        {words.text}
      </Line>
      <p>{words.what(phone.sync.value.unsent)}</p>
      {sure.value ? (
        <div class="stack">
          <DangerButton onPress={() => void phone.vault.wipe(false)}>{words.sure}</DangerButton>
          <SecondaryButton onPress={onClose}>{words.keep}</SecondaryButton>
        </div>
      ) : (
        <SecondaryButton onPress={() => (sure.value = true)}>{words.go}</SecondaryButton>
      )}
    </Sheet>
  );
}

export function EraseSheet({ onClose }: SheetProps) {
  const words = lockTexts().erase;
  const { unsent } = phone.sync.value;
  const asking = useSignal(false);
  const unsentToo = useSignal(false);
  return (
    <Sheet title={words.title} closeLabel={t().close} onClose={onClose}>
      <p>{words.hold(unsentToo.value ? 0 : unsent)}</p>
      <HoldButton onHeld={() => void phone.vault.wipe(unsentToo.peek())} />
      {unsent > 0 &&
        (asking.value ? (
          <div class="stack" role="alert">
            <Line icon={AttentionIcon} tone="attention">
              {words.unsentSure(unsent)}
            </Line>
            <DangerButton
              onPress={() => {
                unsentToo.value = true;
                asking.value = false;
              }}
            >
              {words.yes}
            </DangerButton>
            <SecondaryButton onPress={() => (asking.value = false)}>{words.no}</SecondaryButton>
          </div>
        ) : (
          <QuietButton
            pressed={unsentToo.value}
            onPress={() => {
              if (unsentToo.value) unsentToo.value = false;
              else asking.value = true;
            }}
          >
            {words.unsentToo}
          </QuietButton>
        ))}
    </Sheet>
  );
}

/** Held for three seconds, by a finger or by a key; letting go before changes nothing. */
function HoldButton({ onHeld }: { readonly onHeld: () => void }) {
  const words = lockTexts().erase;
  const holding = useSignal(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const stop = () => {
    clearTimeout(timer.current);
    holding.value = false;
  };
  const start = () => {
    if (holding.peek()) return;
    holding.value = true;
    timer.current = setTimeout(() => {
      stop();
      onHeld();
    }, HOLD_MS);
  };
  useEffect(() => stop, []);
  const isKey = ({ key }: KeyboardEvent) => key === "Enter" || key === " ";
  return (
    <button
      type="button"
      class={holding.value ? "button button-danger hold is-holding" : "button button-danger hold"}
      onPointerDown={start}
      onPointerUp={stop}
      onPointerLeave={stop}
      onPointerCancel={stop}
      onBlur={stop}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (!isKey(event)) return;
        event.preventDefault();
        start();
      }}
      onKeyUp={(event) => isKey(event) && stop()}
    >
      <span>{holding.value ? words.holding : words.button}</span>
    </button>
  );
}
