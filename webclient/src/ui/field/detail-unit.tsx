/** What the quantity counts: the service's unit, or another for this once. */
import { useSignal } from "@preact/signals";
import { t } from "../../strings";
import { ForwardIcon } from "../components/icons";
import { offeredUnits, unitOf, unitWord } from "./codes";
import type { Row } from "./row";

const MANY = 2;

export function Unit({ row }: { readonly row: Row }) {
  const words = t().services;
  const choosing = useSignal(false);
  const now = row.unit.value;
  const usual = unitOf(row.service);
  const units = [...new Set([usual, now, ...offeredUnits()])];
  return (
    <section class="unit">
      <button
        type="button"
        class="detail-open"
        aria-expanded={choosing.value}
        onClick={() => (choosing.value = !choosing.value)}
      >
        <span>
          {words.countedIn} <strong>{unitWord(now, MANY)}</strong>
        </span>
        <ForwardIcon />
      </button>
      {choosing.value && (
        <fieldset class="chips">
          <legend class="visually-hidden">{words.countedIn}</legend>
          {units.map((unit) => (
            <button
              key={unit}
              type="button"
              class="chip"
              aria-pressed={unit === now}
              onClick={() => {
                choosing.value = false;
                if (unit !== now) void row.save({ unit });
              }}
            >
              {unitWord(unit, MANY)}
            </button>
          ))}
        </fieldset>
      )}
    </section>
  );
}
