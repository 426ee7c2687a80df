/** Our own number pad: keys of 64 px, so that a gloved thumb hits and no keyboard jumps up. */
import { useEffect } from "preact/hooks";
import { EraseDigitIcon } from "./icons";
import { press, type Typed, typedText } from "./typed-number";

export interface NumberPadProps {
  readonly label: string;
  readonly eraseLabel: string;
  readonly clearLabel: string;
  readonly separatorLabel: string;
  readonly separator: string;
  readonly decimals: boolean;
  readonly typed: Typed;
  readonly onType: (typed: Typed) => void;
}

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;

export function NumberPad(props: NumberPadProps) {
  const { typed, onType, decimals } = props;
  const key = (pressed: string) => onType(press(typed, pressed, decimals));

  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement)
        return;
      const pressed = event.key === "," ? "." : event.key === "Backspace" ? "erase" : event.key;
      if (!/^(\d|\.|erase)$/.test(pressed)) return;
      event.preventDefault();
      key(pressed);
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  });

  return (
    <fieldset class="pad">
      <legend class="visually-hidden">{props.label}</legend>
      {DIGITS.map((digit) => (
        <button key={digit} type="button" class="pad-key" onClick={() => key(digit)}>
          {digit}
        </button>
      ))}
      {decimals ? (
        <button
          type="button"
          class="pad-key"
          aria-label={props.separatorLabel}
          disabled={typedText(typed).includes(".")}
          onClick={() => key(".")}
        >
          {props.separator}
        </button>
      ) : (
        <button
          type="button"
          class="pad-key pad-word"
          onClick={() => onType({ text: "", fresh: false })}
        >
          {props.clearLabel}
        </button>
      )}
      <button type="button" class="pad-key" onClick={() => key("0")}>
        0
      </button>
      <button
        type="button"
        class="pad-key"
        aria-label={props.eraseLabel}
        onClick={() => key("erase")}
      >
        <EraseDigitIcon />
      </button>
    </fieldset>
  );
}
