import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Entry } from "../../store/phone";
import { formatNumber, label, t } from "../../strings";
import { serviceIcon } from "../components/icons";
import { besides, type Here } from "./activities";
import { amount, pictureOf, unitWord } from "./codes";
import { active, count, retractLast, tileOf } from "./counting";
import { aliasOf } from "./entries";
import { go } from "./router";
import { readNumber } from "./tally";
import { LONG_PRESS_MS, newTouch } from "./touch";

const FLASH_MS = 120;
/** A click so long after the last finger came from a keyboard or a screen reader. */
const CLICK_OF_FINGER_MS = 1000;
const DIGITS_WIDE = 4;
/** Longer names would take three lines at full size. */
export const NAME_LONG = 18;

/** One machine for all tiles: a palm touches two of them. */
const touch = newTouch();

export interface TileProps {
  readonly here: Here;
  readonly service: string;
}

/** The whole tile is the button: one tap is one person served. */
export function Tile({ here, service }: TileProps) {
  const { row, rows, quantity } = tileOf(here, service);
  const button = useRef<HTMLButtonElement>(null);
  const step = row.step.value;
  const unit = row.unit.value;
  const name = label("service_type", service);
  const shown = formatNumber(quantity);
  const Glyph = serviceIcon(pictureOf(service));
  const words = t().tally;

  useLayoutEffect(() => {
    for (const each of rows) each.rendered();
  });
  useFlash(button, quantity);
  const handlers = useFingers(here, service);

  const classes = [
    "tile",
    active.value === service ? "is-active" : "",
    quantity === 0 ? "is-zero" : "",
    shown.replace(/\D/g, "").length >= DIGITS_WIDE ? "is-wide" : "",
    name.length > NAME_LONG ? "is-long" : "",
  ];
  return (
    <button
      ref={button}
      type="button"
      class={classes.filter(Boolean).join(" ")}
      aria-label={words.tile(name, amount(quantity, unit), stepWords(step, unit))}
      {...handlers}
    >
      <span class="tile-name">
        <Glyph />
        <span>{name}</span>
      </span>
      <span class="tile-mates">
        {besides(here, service, unit).map((mate) => (
          <span key={mate.path}>{words.mate(aliasOf(mate.author), besideWords(mate))}</span>
        ))}
      </span>
      <span class="tile-count">
        <span class="tile-number ltr">{shown}</span>
        <span class="tile-unit">
          {unitWord(unit, quantity)}
          {step > 1 && (
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

/** Mine is there for its other unit. */
function besideWords(mate: Entry): string {
  const { mine, fields } = mate;
  const quantity = readNumber(fields["quantity"]);
  return mine ? amount(quantity, String(fields["unit"])) : formatNumber(quantity);
}

function stepWords(step: number, unit: string): string {
  return step === 1 ? t().tally.one : amount(step, unit);
}

/** The border flashes when the number changes; styles decide whether anything moves. */
function useFlash(button: { readonly current: HTMLButtonElement | null }, quantity: number): void {
  const before = useRef(quantity);
  useEffect(() => {
    if (before.current === quantity) return;
    before.current = quantity;
    button.current?.classList.add("is-flashing");
    const timer = setTimeout(() => button.current?.classList.remove("is-flashing"), FLASH_MS);
    return () => clearTimeout(timer);
  }, [quantity]);
}

function useFingers(here: Here, service: string) {
  const held = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const lastFingerMs = useRef(Number.NEGATIVE_INFINITY);
  const stopHolding = () => clearTimeout(held.current);
  useEffect(() => stopHolding, []);

  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0) return;
      lastFingerMs.current = event.timeStamp;
      const { pointerId, timeStamp, clientX, clientY } = event;
      const palm = touch.down(pointerId, service, timeStamp, clientX, clientY);
      if (palm !== null) void retractLast(here, palm);
      stopHolding();
      held.current = setTimeout(() => {
        if (!touch.holds(pointerId)) return;
        touch.cancel(pointerId);
        active.value = service;
        go({ name: "detail", service });
      }, LONG_PRESS_MS);
    },
    onPointerMove: (event: PointerEvent) => {
      if (touch.moved(event.pointerId, event.clientX, event.clientY)) stopHolding();
    },
    onPointerUp: (event: PointerEvent) => {
      stopHolding();
      lastFingerMs.current = event.timeStamp;
      const tapped = touch.up(event.pointerId, event.clientX, event.clientY);
      if (tapped === service) void count(here, service, 1);
    },
    onPointerCancel: (event: PointerEvent) => {
      stopHolding();
      touch.cancel(event.pointerId);
    },
    onClick: (event: MouseEvent) => {
      const ofFinger = event.timeStamp - lastFingerMs.current < CLICK_OF_FINGER_MS;
      if (event.detail === 0 || !ofFinger) void count(here, service, 1);
    },
    onContextMenu: (event: Event) => event.preventDefault(),
  };
}
