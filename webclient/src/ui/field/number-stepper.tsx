/** A number with − and +, into which the pad can write. */
import { formatNumber, t } from "../../strings";
import { Stepper } from "../components/stepper";
import type { Typing } from "./typing";

export interface NumberStepperProps {
  readonly name: string;
  readonly field: string;
  readonly value: number;
  readonly typing: Typing;
  readonly onChange: (by: 1 | -1) => void;
}

export function NumberStepper({ name, field, value, typing, onChange }: NumberStepperProps) {
  const words = t().detail;
  const shown = typing.shown(field, formatNumber(value));
  return (
    <Stepper
      name={name}
      shown={shown}
      lessLabel={words.lessOf(name)}
      moreLabel={words.moreOf(name)}
      atZero={value === 0}
      onLess={() => onChange(-1)}
      onMore={() => onChange(1)}
      typing={{
        label: words.type(name, shown),
        open: typing.field === field,
        onOpen: () => typing.open(field, value),
      }}
    />
  );
}
