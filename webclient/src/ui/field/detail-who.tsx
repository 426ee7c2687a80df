/** Who, if you know: a tap adds one to a cell, −1 takes from the outlined one. */
import { useSignal } from "@preact/signals";
import { Fragment } from "preact";
import { formatNumber, label, t } from "../../strings";
import { QuietButton } from "../components/buttons";
import { AttentionIcon } from "../components/icons";
import { Line } from "../components/line";
import type { Row } from "./row";
import { readNumber } from "./tally";

const SEXES = ["f", "m", "x"] as const;
const ALL_SEXES = [...SEXES, "u"] as const;
const BANDS = ["adult", "child"] as const;
const ALL_BANDS = [...BANDS, "a0_4", "a5_11", "a12_17", "a18_59", "a60", "u"] as const;

type Sex = (typeof ALL_SEXES)[number];
type Band = (typeof ALL_BANDS)[number];

const PREFIX = "breakdown/";

export function Who({ row }: { readonly row: Row }) {
  const words = t().detail;
  const outlined = useSignal<string | null>(null);
  const all = useSignal(usesFineBands(row));
  const fields = row.fields.value;
  const noted = Object.entries(fields)
    .filter(([name]) => name.startsWith(PREFIX))
    .reduce((sum, [, value]) => sum + readNumber(value), 0);
  const people = readNumber(fields["people"]);

  const add = (name: string, by: 1 | -1) => {
    outlined.value = name;
    void row.save({ [name]: Math.max(0, readNumber(row.fields.peek()[name]) + by) });
  };
  const target = outlined.value;
  return (
    <section class="who">
      <div class="who-head">
        <h2 class="caption">{words.who}</h2>
        <span class="second">{words.noted(formatNumber(noted), formatNumber(people))}</span>
        <button
          type="button"
          class="who-minus"
          aria-label={words.takeOne}
          disabled={target === null || readNumber(fields[target]) === 0}
          onClick={() => target !== null && add(target, -1)}
        >
          <span class="ltr">−1</span>
        </button>
      </div>
      <Grid
        fields={fields}
        sexes={all.value ? ALL_SEXES : SEXES}
        bands={all.value ? ALL_BANDS : BANDS}
        outlined={target}
        onAdd={(name) => add(name, 1)}
      />
      {noted > people && (
        <Line icon={AttentionIcon} tone="attention">
          {words.tooMany(formatNumber(noted), formatNumber(people))}
        </Line>
      )}
      <QuietButton onPress={() => (all.value = !all.value)}>
        {all.value ? words.fewBands : words.allBands}
      </QuietButton>
    </section>
  );
}

interface GridProps {
  readonly fields: Row["fields"]["value"];
  readonly sexes: readonly Sex[];
  readonly bands: readonly Band[];
  readonly outlined: string | null;
  readonly onAdd: (name: string) => void;
}

function Grid({ fields, sexes, bands, outlined, onAdd }: GridProps) {
  const words = t().detail;
  return (
    <div class={sexes.length > SEXES.length ? "who-grid is-wide" : "who-grid"}>
      <span />
      {sexes.map((sex) => (
        <span key={sex} class="second who-sex" aria-hidden="true">
          {sexWord(sex)}
        </span>
      ))}
      {bands.map((band) => (
        <Fragment key={band}>
          <span class="who-band" aria-hidden="true">
            {bandWord(band)}
          </span>
          {sexes.map((sex) => {
            const name = `${PREFIX}${sex}_${band}`;
            const shown = formatNumber(readNumber(fields[name]));
            const classes = [
              "who-cell",
              name === outlined ? "is-active" : "",
              shown === "0" ? "is-zero" : "",
            ];
            return (
              <button
                key={name}
                type="button"
                class={classes.filter(Boolean).join(" ")}
                aria-label={words.cell(bandWord(band), sexWord(sex), shown)}
                onClick={() => onAdd(name)}
              >
                {shown}
              </button>
            );
          })}
        </Fragment>
      ))}
    </div>
  );
}

/** Someone, perhaps on the desk, already noted finer bands: they are shown at once. */
function usesFineBands(row: Row): boolean {
  const usual = new Set(SEXES.flatMap((sex) => BANDS.map((band) => `${PREFIX}${sex}_${band}`)));
  return Object.entries(row.fields.peek()).some(
    ([name, value]) => name.startsWith(PREFIX) && !usual.has(name) && readNumber(value) > 0,
  );
}

function sexWord(sex: Sex): string {
  const { female, male, another, unknown } = t().detail;
  return { f: female, m: male, x: another, u: unknown }[sex];
}

function bandWord(band: Band): string {
  const { adults, children, unknown } = t().detail;
  if (band === "adult") return adults;
  if (band === "child") return children;
  return band === "u" ? unknown : label("age_band", band);
}

/** The cells that hold somebody, in words, for the screen of an entry. */
export function cellsOf(fields: Row["fields"]["value"]): readonly (readonly [string, number])[] {
  return ALL_BANDS.flatMap((band) =>
    ALL_SEXES.map((sex) => {
      const count = readNumber(fields[`${PREFIX}${sex}_${band}`]);
      return [`${bandWord(band)}${t().comma}${sexWord(sex).toLowerCase()}`, count] as const;
    }),
  ).filter(([, count]) => count > 0);
}
