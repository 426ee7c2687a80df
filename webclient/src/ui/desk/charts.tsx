/** Bars and columns, drawn as geometry: no library, no style attribute, black on paper. */
import { writeNumber } from "./say";

const WIDE = 100;
const HIGH = 12;

/** A horizontal bar from zero; a thin mark stands where the time before was. */
export function Bar(props: {
  readonly value: number | null;
  readonly before: number | null;
  readonly most: number;
}) {
  const { value, before, most } = props;
  const at = (count: number) => (most === 0 ? 0 : (count / most) * (WIDE - 1));
  return (
    <svg
      class="bar"
      viewBox={`0 0 ${WIDE} ${HIGH}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      focusable="false"
    >
      {value === null ? null : (
        <rect class="bar-now" x="0" y="2" width={at(value)} height={HIGH - 4} />
      )}
      {before === null || before === 0 ? null : (
        <rect class="bar-before" x={at(before)} y="0" width="0.8" height={HIGH} />
      )}
    </svg>
  );
}

export interface Column {
  readonly label: string;
  /** null: hidden, a gap. */
  readonly value: number | null;
  /** Of the time before, in a quiet colour. */
  readonly earlier: boolean;
}

const PLOT = { width: 480, height: 170, start: 44, top: 20, bottom: 24 };

/** Columns from zero, with a grid of three lines and the last value written over its column. */
export function Columns(props: {
  readonly label: string;
  readonly columns: readonly Column[];
  readonly hidden: string;
}) {
  const { label, columns, hidden } = props;
  const most = roundedUp(Math.max(1, ...columns.map(({ value }) => value ?? 0)));
  const step = (PLOT.width - PLOT.start) / Math.max(1, columns.length);
  const height = PLOT.height - PLOT.top - PLOT.bottom;
  const floor = PLOT.top + height;
  const every = Math.ceil(columns.length / 12);
  return (
    <svg class="columns" viewBox={`0 0 ${PLOT.width} ${PLOT.height}`} role="img" aria-label={label}>
      {[0, most / 2, most].map((line) => {
        const y = floor - (line / most) * height;
        return (
          <g key={line}>
            <line class="grid" x1={PLOT.start} x2={PLOT.width} y1={y} y2={y} />
            <text x={PLOT.start - 6} y={y + 4} text-anchor="end">
              {writeNumber(line)}
            </text>
          </g>
        );
      })}
      {columns.map(({ label: name, value, earlier }, index) => {
        const tall = ((value ?? 0) / most) * height;
        const x = PLOT.start + index * step + step * 0.15;
        const middle = x + step * 0.35;
        return (
          <g key={index}>
            <rect
              class={earlier ? "column column-earlier" : "column"}
              x={x}
              y={floor - tall}
              width={step * 0.7}
              height={tall}
            />
            {index % every === 0 ? (
              <text x={middle} y={PLOT.height - 6} text-anchor="middle">
                {name}
              </text>
            ) : null}
            {index === columns.length - 1 || value === null ? (
              <text
                class="column-value"
                x={middle}
                y={floor - tall - 5}
                text-anchor={index === columns.length - 1 ? "end" : "middle"}
              >
                {value === null ? hidden : writeNumber(value)}
              </text>
            ) : null}
          </g>
        );
      })}
    </svg>
  );
}

/** The next of 2, 4, 10, 20, 40, 100, …: half of it is a round number too. */
export function roundedUp(value: number): number {
  let unit = 1;
  while (unit * 10 < value) unit *= 10;
  return [2, 4, 10].map((times) => times * unit).find((most) => most >= value) ?? value;
}
