/** Everything about one count: numbers, who, items, who was turned away, a short note. */
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Value } from "../../store/phone";
import { formatTime, label, language, t } from "../../strings";
import { afterTexts } from "../../strings/after";
import { PrimaryButton } from "../components/buttons";
import { AttentionIcon, ForwardIcon } from "../components/icons";
import { Line } from "../components/line";
import { NumberPad } from "../components/number-pad";
import { Segmented } from "../components/segmented";
import { lockLine } from "../lock/said";
import { type Here, myCounts } from "./activities";
import { amount, categoryOf, isDivisible, unitWord } from "./codes";
import { tileOf, written } from "./counting";
import "./detail.css";
import { Items } from "./detail-items";
import { Note } from "./detail-note";
import { Unit } from "./detail-unit";
import { Unmet, unmetFields } from "./detail-unmet";
import { Who } from "./detail-who";
import { siteName, text, timeZone } from "./entries";
import { readTime } from "./network-day";
import { NumberStepper } from "./number-stepper";
import { back, go } from "./router";
import type { Row } from "./row";
import {
  type Count,
  readCount,
  readNumber,
  tap,
  typePeople,
  typeQuantity,
  writeNumber,
} from "./tally";
import { Top } from "./top";
import { BothValues } from "./two-values";
import { type Typing, useTyping } from "./typing";

const METHODS = ["counted", "tickets", "estimated"] as const;
type Method = (typeof METHODS)[number];

const ITEM = "items/";

export interface DetailProps {
  readonly row: Row;
  /** Where it is the row of a tile, beside which I may have counted more. */
  readonly here?: Here;
}

export function DetailScreen({ row, here }: DetailProps) {
  const words = t();
  const { service } = row;
  const fields = row.fields.value;
  const typing = useTyping((field, value) => void row.save(typedFields(row, field, value)));

  const page = useRef<HTMLElement>(null);

  const entry = row.entry.value;
  useLayoutEffect(() => row.rendered(entry?.conflicts));
  useEffect(() => () => row.close(), []);
  useEffect(() => {
    page.current?.querySelector(".is-typing")?.scrollIntoView({ block: "nearest" });
  }, [typing.field]);
  // Touching anything else takes what was typed.
  const finishElsewhere = ({ target }: Event) => {
    if (target instanceof Element && target.closest(".is-typing") === null) typing.finish();
  };

  const started = readTime(fields["started_at"]);
  const place = siteName(entry === null ? (here?.site.id ?? null) : text(entry, "site"));
  return (
    <>
      <Top
        withBack
        title={label("service_type", service)}
        second={
          entry === null || started === null
            ? words.detail.notYet(place)
            : words.detail.from(place, formatTime(started, timeZone()))
        }
      />
      <main class="page detail" ref={page} onClickCapture={finishElsewhere}>
        {row.failure.value !== null && (
          <Line icon={AttentionIcon} tone="attention">
            {words.reason[row.failure.value]}
          </Line>
        )}
        <BothValues entry={entry} />
        {here && <Others row={row} here={here} />}
        <Numbers row={row} typing={typing} />
        <Segmented<Method>
          label={words.detail.method}
          choices={METHODS.map((value) => ({ value, label: words.detail[value] }))}
          value={METHODS.find((each) => each === fields["people_method"]) ?? "counted"}
          onChoose={(value) => void row.save({ people_method: value })}
        />
        <Who row={row} />
        <Items row={row} typing={typing} category={categoryOf(service)} />
        <Unmet row={row} typing={typing} />
        <Unit row={row} />
        <Note row={row} />
      </main>
      <footer class="foot">
        <Pad row={row} typing={typing} />
        <PrimaryButton
          onPress={() => {
            typing.finish();
            back();
          }}
        >
          {words.done}
        </PrimaryButton>
      </footer>
    </>
  );
}

function Numbers({ row, typing }: { readonly row: Row; readonly typing: Typing }) {
  const words = t().detail;
  const shown = readCount(row.fields.value);
  const unit = row.unit.value;
  const step = row.step.value;
  // Read anew at each press: what was typed a moment ago may just have been taken.
  const change = (next: (now: Count) => Count) => {
    const now = readCount(row.fields.peek());
    void row.save(written(now, next(now)));
  };
  const unitName = quantityName(unit);
  return (
    <div class="numbers">
      <div>
        <p class="caption">{unitName}</p>
        <NumberStepper
          name={unitName}
          field="quantity"
          value={shown.quantity}
          typing={typing}
          onChange={(by) => change((now) => tap(now, step, by))}
        />
      </div>
      <div>
        <p class="caption">{words.people}</p>
        <NumberStepper
          name={words.people}
          field="people"
          value={shown.people}
          typing={typing}
          onChange={(by) => change((now) => typePeople(now, now.people + by))}
        />
      </div>
    </div>
  );
}

/** What else I counted of it here: each is an entry of its own, and changed as such. */
function Others({ row, here }: Required<DetailProps>) {
  const words = afterTexts();
  const others = myCounts(here, row.service).filter(({ path }) => path !== row.path);
  if (others.length === 0) return null;
  const { quantity } = tileOf(here, row.service);
  return (
    <section class="stack" aria-label={words.inAll(amount(quantity, row.unit.value))}>
      <p class="second">{words.inAll(amount(quantity, row.unit.value))}</p>
      {others.map((each) => (
        <button
          key={each.path}
          type="button"
          class="detail-open"
          onClick={() => go({ name: "correct", path: each.path })}
        >
          <span>
            {lockLine(each) ?? words.another}{" "}
            <strong>
              {amount(readCount(each.fields).quantity, text(each, "unit") ?? row.unit.value)}
            </strong>
          </span>
          <ForwardIcon />
        </button>
      ))}
    </section>
  );
}

function Pad({ row, typing }: { readonly row: Row; readonly typing: Typing }) {
  const words = t().detail;
  if (typing.field === null || typing.typed === null) return null;
  const decimals = typing.field === "quantity" && isDivisible(row.unit.value);
  return (
    <NumberPad
      label={words.pad}
      eraseLabel={words.padErase}
      clearLabel={words.padClear}
      separatorLabel={words.separator}
      separator={language.value === "fr" ? "," : "."}
      decimals={decimals}
      typed={typing.typed}
      onType={typing.type}
    />
  );
}

/** The fields that a typed number means. */
function typedFields(row: Row, field: string, value: number): Record<string, Value> {
  // Of two values the one on top was typed again: that decides for it.
  const decides = row.entry.peek()?.conflicts.includes(field) === true;
  const dirty = newFields(row, field, value);
  return decides && !(field in dirty) ? { ...dirty, [field]: writeNumber(value) } : dirty;
}

function newFields(row: Row, field: string, value: number): Record<string, Value> {
  const now = readCount(row.fields.peek());
  if (field === "quantity") return written(now, typeQuantity(now, row.step.peek(), value));
  if (field === "people") return written(now, typePeople(now, value));
  const kept = readNumber(row.fields.peek()[field]);
  if (kept === value) return {};
  if (field === "unmet") return unmetFields(row, value);
  return { [field]: field.startsWith(ITEM) && value === 0 ? null : writeNumber(value) };
}

/** "Pieces"; people are named beside it already, and a symbol keeps its letters. */
function quantityName(unit: string): string {
  if (unit === "person") return t().entry.quantity;
  const word = unitWord(unit, 2);
  return unit === "kg" ? word : word.charAt(0).toLocaleUpperCase(language.value) + word.slice(1);
}
