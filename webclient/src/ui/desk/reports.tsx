/** Reports: what was done, for the own team, for partners or for everybody; on paper too. */
import { useEffect } from "preact/hooks";
import { DownloadIcon } from "../components/icons";
import { failureText } from "./done";
import { LockIcon } from "./icons";
import { dayRange, networkDay } from "./moment";
import { Action, Nothing } from "./parts";
import { AUDIENCES, type ReportAsked, reportQuery, SPANS, spans, UNITS } from "./report-address";
import { OrgsPanel, PeriodsPanel, ReferralsPanels, ServicesTable } from "./report-tables";
import { type Count, failure, load, queryOf, type Report, report } from "./reports-store";
import { go } from "./route";
import { say, writeNumber } from "./say";
import { network, now } from "./session";

const FILES = ["services", "referrals"] as const;

export function Reports({ asked }: { readonly asked: ReportAsked }) {
  useEffect(() => void load(asked), [asked.audience, asked.unit, asked.from, asked.to]);
  const choose = (change: Partial<ReportAsked>) =>
    go({ view: "reports", asked: { ...asked, ...change } });
  const found = report.value;
  return (
    <section class="report" aria-labelledby="reports-title">
      <div class="head">
        <h1 id="reports-title">{say("nav.reports")}</h1>
        <div class="head-end">
          <Action onPress={() => print()}>{say("reports.print")}</Action>
          {FILES.map((file) => (
            <a
              key={file}
              class="act act-plain"
              href={`/api/reports/${file}.csv?${queryOf(asked)}`}
              download=""
            >
              <DownloadIcon />
              <span>{say(`reports.file.${file}`)}</span>
            </a>
          ))}
        </div>
      </div>
      <Choices asked={asked} choose={choose} />
      {failure.value === null ? null : (
        <Nothing text={failureText(failure.value)}>
          <Action onPress={() => void load(asked)}>{say("state.offline.again")}</Action>
        </Nothing>
      )}
      {found === null ? <div class="rows-wait" /> : <Found report={found} />}
    </section>
  );
}

type Choose = (change: Partial<ReportAsked>) => void;

function Choices({ asked, choose }: { readonly asked: ReportAsked; readonly choose: Choose }) {
  const today = networkDay(now(), network().time_zone);
  const query = reportQuery(asked, today);
  const [from, to] = [query.get("from") ?? today, query.get("to") ?? today];
  const known = spans(today);
  const span = SPANS.find((name) => known[name].from === from && known[name].to === to) ?? "own";
  return (
    <div class="report-choices">
      <fieldset class="tabs" aria-label={say("reports.for")}>
        {AUDIENCES.map((one) => (
          <Tab key={one} on={one === asked.audience} onPress={() => choose({ audience: one })}>
            {say(`reports.for.${one}`)}
          </Tab>
        ))}
      </fieldset>
      <fieldset class="tabs" aria-label={say("reports.by")}>
        {UNITS.map((one) => (
          <Tab key={one} on={one === asked.unit} onPress={() => choose({ unit: one })}>
            {say(`reports.by.${one}`)}
          </Tab>
        ))}
      </fieldset>
      <label>
        <span class="visually-hidden">{say("reports.span")}</span>
        <select
          value={span}
          onChange={(event) => {
            const name = SPANS.find((one) => one === event.currentTarget.value);
            if (name !== undefined) choose(known[name]);
          }}
        >
          {SPANS.map((name) => (
            <option key={name} value={name}>
              {say(`reports.span.${name}`)}
            </option>
          ))}
          <option value="own" disabled>
            {say("reports.span.own")}
          </option>
        </select>
      </label>
      <Day label={say("reports.from")} value={from} onChange={(day) => choose({ from: day, to })} />
      <Day label={say("reports.to")} value={to} onChange={(day) => choose({ from, to: day })} />
    </div>
  );
}

function Tab(props: {
  readonly on: boolean;
  readonly onPress: () => void;
  readonly children: string;
}) {
  return (
    <button type="button" class="tab" aria-pressed={props.on} onClick={props.onPress}>
      {props.children}
    </button>
  );
}

function Day(props: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (day: string) => void;
}) {
  return (
    <label class="report-day">
      <span>{props.label}</span>
      <input
        type="date"
        value={props.value}
        onChange={(event) => {
          if (event.currentTarget.value !== "") props.onChange(event.currentTarget.value);
        }}
      />
    </label>
  );
}

function Found({ report: found }: { readonly report: Report }) {
  const [first, last] = [found.periods[0], found.periods.at(-1)];
  const audience = AUDIENCES.find((one) => one === found.audience) ?? "org";
  return (
    <>
      <p class="report-about">
        {first === undefined || last === undefined ? null : <b>{dayRange(first.from, last.to)}</b>}
        <span class="second">
          <LockIcon /> {say(`reports.hides.${audience}`)}
        </span>
      </p>
      {first === undefined ? (
        <Nothing text={say("reports.too_soon")} />
      ) : (
        <>
          <Tiles report={found} />
          <div class="report-halves">
            <ServicesTable report={found} />
            <div class="report-column">
              <PeriodsPanel report={found} />
              <OrgsPanel report={found} />
            </div>
          </div>
          <div class="report-column report-referrals">
            <ReferralsPanels report={found} />
          </div>
          <p class="second report-notes">
            {found.now.unsettled === 0
              ? null
              : say("reports.unsettled", { n: found.now.unsettled })}{" "}
            {say("reports.noted")}
          </p>
        </>
      )}
    </>
  );
}

function Tiles({ report: { now: half, then } }: { readonly report: Report }) {
  const { all, outcomes } = half.referrals;
  const waiting = outcomes.findIndex((names) => names.includes("waiting"));
  const alone = outcomes[waiting]?.length === 1;
  const open = alone ? all.outcomes[waiting] : null;
  const answered = all.total === null || open == null ? null : all.total - open;
  return (
    <ul class="report-tiles">
      <Tile of={half.people} what={say("reports.people")} second={before(then.people)} />
      <Tile of={half.rounds} what={say("reports.rounds")} second={before(then.rounds)} />
      <Tile
        of={half.unmet}
        what={say("reports.unmet")}
        second={
          half.unmet_no_stock === null
            ? before(then.unmet)
            : say("reports.no_stock", { n: half.unmet_no_stock })
        }
      />
      <Tile
        of={all.total}
        what={say("reports.referrals.n")}
        second={answered === null ? "" : say("reports.answered", { n: answered })}
      />
    </ul>
  );
}

function before(count: Count): string {
  return count === null ? "" : say("reports.was", { n: count });
}

function Tile(props: { readonly of: Count; readonly what: string; readonly second: string }) {
  return (
    <li class="panel report-tile">
      <b>{props.of === null ? say("reports.hidden") : writeNumber(props.of)}</b>
      <span>{props.what}</span>
      <span class="second">{props.second}</span>
    </li>
  );
}
