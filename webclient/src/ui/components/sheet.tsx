/** A panel from the lower edge, below the header so that the pill stays reachable. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { IconButton } from "./buttons";
import { CloseIcon } from "./icons";

export interface SheetProps {
  readonly title: ComponentChildren;
  readonly closeLabel: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

export function Sheet({ title, closeLabel, onClose, children }: SheetProps) {
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    const before = document.activeElement;
    heading.current?.focus();
    const closeOnEscape = (event: KeyboardEvent) => {
      if (event.key === "Escape") onClose();
    };
    document.addEventListener("keydown", closeOnEscape);
    return () => {
      document.removeEventListener("keydown", closeOnEscape);
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);

  return (
    <>
      {/* A second way to close beside the labelled button; readers use that one. */}
      <button type="button" class="veil" onClick={onClose} tabIndex={-1} aria-hidden="true" />
      <section class="sheet" role="dialog" aria-labelledby="sheet-title">
        <span class="sheet-grip" aria-hidden="true" />
        <div class="sheet-head">
          <h2 id="sheet-title" ref={heading} tabIndex={-1}>
            {title}
          </h2>
          <IconButton icon={CloseIcon} label={closeLabel} onPress={onClose} />
        </div>
        <div class="sheet-body">{children}</div>
      </section>
    </>
  );
}
