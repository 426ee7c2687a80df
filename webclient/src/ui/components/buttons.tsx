import type { ComponentChildren } from "preact";
import type { Icon } from "./icons";

export interface ButtonProps {
  readonly onPress: () => void;
  readonly children: ComponentChildren;
  readonly icon?: Icon;
  /** Spoken name where the visible words do not say enough. */
  readonly label?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly pressed?: boolean | undefined;
}

type Look = "primary" | "secondary" | "quiet" | "danger";

function button(look: Look) {
  return ({ onPress, children, icon: Glyph, label, disabled, pressed }: ButtonProps) => (
    <button
      type="button"
      class={`button button-${look}`}
      onClick={onPress}
      disabled={disabled ?? false}
      aria-label={label}
      aria-pressed={pressed}
    >
      {Glyph && <Glyph />}
      <span>{children}</span>
    </button>
  );
}

/** The one action of a screen: 60 high, filled. */
export const PrimaryButton = button("primary");
export const SecondaryButton = button("secondary");
/** Words alone, in accent; still 48 high. */
export const QuietButton = button("quiet");
export const DangerButton = button("danger");

export interface IconButtonProps {
  readonly icon: Icon;
  readonly label: string;
  readonly onPress: () => void;
  readonly disabled?: boolean;
}

export function IconButton({ icon: Glyph, label, onPress, disabled }: IconButtonProps) {
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      onClick={onPress}
      disabled={disabled ?? false}
    >
      <Glyph />
    </button>
  );
}
