/** The usual hours and the days that differ, line by line: adding, changing, taking away. */
import { CloseIcon, PlusIcon } from "../components/icons";
import {
  type Family,
  type Line,
  lineProblem,
  linesOf,
  newKey,
  newLine,
  withPart,
} from "./hours-lines";
import { Action } from "./parts";
import { fieldLabel, say } from "./say";
import { exceptionLine, hoursLine, today, WEEKDAYS, weekdayName } from "./service-words";
import type { Fields, Value } from "./wire";

interface HoursEditorProps {
  readonly family: Family;
  readonly before: Fields;
  readonly fields: Fields;
  readonly onChange: (name: string, value: Value) => void;
}

export function HoursEditor({ family, before, fields, onChange }: HoursEditorProps) {
  const lines = linesOf(family, before, fields);
  return (
    <fieldset class="input input-long hours">
      <legend>{fieldLabel(family)}</legend>
      {lines.length === 0 ? <p class="second">{say(`hours.no_${family}`)}</p> : null}
      <ul>
        {lines.map(([name, line]) => (
          <li key={name}>
            <OneLine
              family={family}
              line={line}
              onChange={(next) => onChange(name, next)}
              onRemove={() => onChange(name, null)}
            />
          </li>
        ))}
      </ul>
      <Action
        icon={PlusIcon}
        onPress={() => onChange(`${family}/${newKey()}`, newLine(family, today()))}
      >
        {say(`hours.add_${family}`)}
      </Action>
    </fieldset>
  );
}

interface LineProps {
  readonly family: Family;
  readonly line: Line;
  readonly onChange: (line: Line) => void;
  readonly onRemove: () => void;
}

function OneLine({ family, line, onChange, onRemove }: LineProps) {
  const words = (family === "schedules" ? hoursLine : exceptionLine)(line);
  const problem = lineProblem(family, line);
  const put = (at: number, part: string | null) => onChange(withPart(line, at, part));
  return (
    <fieldset class="hours-line">
      <legend class="visually-hidden">{words}</legend>
      {family === "schedules" ? (
        <Usual line={line} put={put} />
      ) : (
        <Exception line={line} put={put} onChange={onChange} />
      )}
      <button
        type="button"
        class="act act-quiet act-square"
        aria-label={say("hours.remove", { what: words })}
        onClick={onRemove}
      >
        <CloseIcon />
      </button>
      {problem === null ? null : (
        <p class="problem" role="alert">
          {say(problem)}
        </p>
      )}
    </fieldset>
  );
}

interface PartsProps {
  readonly line: Line;
  readonly put: (at: number, part: string | null) => void;
}

function Usual({ line, put }: PartsProps) {
  const days = (line[0] ?? "").split(",");
  const toggled = (day: string, on: boolean) =>
    WEEKDAYS.filter((one) => (one === day ? on : days.includes(one))).join(",");
  const seasonal = line[3] !== null || line[4] !== null;
  return (
    <>
      <div class="hours-days">
        {WEEKDAYS.map((day, at) => (
          <label key={day} class="hours-day">
            <input
              type="checkbox"
              checked={days.includes(day)}
              aria-label={weekdayName(at, "long")}
              onChange={(event) => put(0, toggled(day, event.currentTarget.checked))}
            />
            <span aria-hidden="true">{weekdayName(at)}</span>
          </label>
        ))}
      </div>
      <Times opens={line[1] ?? null} closes={line[2] ?? null} at={1} put={put} />
      {seasonal ? (
        <Dates from={line[3] ?? null} to={line[4] ?? null} at={3} put={put} />
      ) : (
        <button type="button" class="text-link" onClick={() => put(3, today())}>
          {say("hours.season")}
        </button>
      )}
    </>
  );
}

function Exception({ line, put, onChange }: PartsProps & Pick<LineProps, "onChange">) {
  const [from, to, opens = null, closes = null, note] = line;
  const shut = opens === null && closes === null;
  return (
    <>
      <Dates from={from ?? null} to={to ?? null} at={0} put={put} />
      <label class="hours-shut">
        <input
          type="checkbox"
          checked={shut}
          onChange={() =>
            onChange([
              from ?? null,
              to ?? null,
              ...(shut ? ["09:00", "12:00"] : [null, null]),
              note ?? null,
            ])
          }
        />
        {say("hours.closed")}
      </label>
      {shut ? null : <Times opens={opens} closes={closes} at={2} put={put} />}
      <label class="hours-note">
        <span>{say("hours.note")}</span>
        <input
          type="text"
          maxLength={120}
          autocomplete="off"
          value={note ?? ""}
          onInput={(event) => put(4, event.currentTarget.value.normalize("NFC") || null)}
        />
      </label>
    </>
  );
}

/** Until 24:00 and until 00:00 of the next day are one moment; clocks show the second. */
function Times(props: {
  readonly opens: string | null;
  readonly closes: string | null;
  readonly at: number;
  readonly put: (at: number, part: string | null) => void;
}) {
  const { opens, closes, at, put } = props;
  return (
    <div class="hours-pair">
      <label>
        <span>{say("hours.from")}</span>
        <input
          type="time"
          value={opens ?? ""}
          onInput={(event) => put(at, event.currentTarget.value)}
        />
      </label>
      <label>
        <span>{say("hours.to")}</span>
        <input
          type="time"
          value={closes === "24:00" ? "00:00" : (closes ?? "")}
          onInput={(event) => put(at + 1, event.currentTarget.value)}
        />
      </label>
    </div>
  );
}

function Dates(props: {
  readonly from: string | null;
  readonly to: string | null;
  readonly at: number;
  readonly put: (at: number, part: string | null) => void;
}) {
  const { from, to, at, put } = props;
  return (
    <div class="hours-pair">
      <label>
        <span>{say("hours.first_day")}</span>
        <input
          type="date"
          value={from ?? ""}
          onInput={(event) => put(at, event.currentTarget.value || null)}
        />
      </label>
      <label>
        <span>{say("hours.last_day")}</span>
        <input
          type="date"
          value={to ?? ""}
          onInput={(event) => put(at + 1, event.currentTarget.value || null)}
        />
      </label>
    </div>
  );
}
