import { MinusIcon, PlusIcon } from "./icons";

export interface StepperProps {
  readonly name: string;
  /** The number as it is shown. */
  readonly shown: string;
  readonly lessLabel: string;
  readonly moreLabel: string;
  readonly atZero: boolean;
  readonly onLess: () => void;
  readonly onMore: () => void;
  /** Given when touching the number opens a pad. */
  readonly typing?: { readonly label: string; readonly open: boolean; readonly onOpen: () => void };
}

/** − number +; touching the number opens the pad. */
export function Stepper({ name, shown, typing, ...keys }: StepperProps) {
  return (
    <fieldset class="stepper">
      <legend class="visually-hidden">{name}</legend>
      <button
        type="button"
        class="stepper-key"
        aria-label={keys.lessLabel}
        disabled={keys.atZero}
        onClick={keys.onLess}
      >
        <MinusIcon />
      </button>
      {typing ? (
        <button
          type="button"
          class={typing.open ? "stepper-number is-typing" : "stepper-number"}
          aria-label={typing.label}
          aria-expanded={typing.open}
          onClick={typing.onOpen}
        >
          <span class="ltr">{shown}</span>
        </button>
      ) : (
        <output class="stepper-number ltr">{shown}</output>
      )}
      <button type="button" class="stepper-key" aria-label={keys.moreLabel} onClick={keys.onMore}>
        <PlusIcon />
      </button>
    </fieldset>
  );
}
