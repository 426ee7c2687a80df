import { MinusIcon, PlusIcon } from "./icons";

export interface StepperProps {
  readonly name: string;
  /** The number as it is shown. */
  readonly shown: string;
  readonly lessLabel: string;
  readonly moreLabel: string;
  readonly typeLabel: string;
  readonly atZero: boolean;
  /** True while the number pad writes into this field. */
  readonly typing: boolean;
  readonly onLess: () => void;
  readonly onMore: () => void;
  readonly onType: () => void;
}

/** − number +; touching the number opens the pad. */
export function Stepper(props: StepperProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as one row everywhere
    <div class="stepper" role="group" aria-label={props.name}>
      <button
        type="button"
        class="stepper-key"
        aria-label={props.lessLabel}
        disabled={props.atZero}
        onClick={props.onLess}
      >
        <MinusIcon />
      </button>
      <button
        type="button"
        class={props.typing ? "stepper-number is-typing" : "stepper-number"}
        aria-label={props.typeLabel}
        aria-expanded={props.typing}
        onClick={props.onType}
      >
        <span class="ltr">{props.shown}</span>
      </button>
      <button type="button" class="stepper-key" aria-label={props.moreLabel} onClick={props.onMore}>
        <PlusIcon />
      </button>
    </div>
  );
}
