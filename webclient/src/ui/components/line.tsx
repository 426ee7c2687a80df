/** A line that says why: icon and words, in one of three weights. */
import type { ComponentChildren } from "preact";
import type { Icon } from "./icons";

export interface LineProps {
  readonly icon: Icon;
  readonly tone: "saved" | "attention" | "promise" | "plain";
  readonly children: ComponentChildren;
}

export function Line({ icon: Glyph, tone, children }: LineProps) {
  return (
    <div class={`line line-${tone}`}>
      <Glyph />
      <div>{children}</div>
    </div>
  );
}
