/** The tables of a report; a hidden count says so, it is never 0. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Bar, Columns } from "./charts";
import { dayRange, plainDay } from "./moment";
import { orgNames } from "./names";
import { Action } from "./parts";
import type { Count, Days, Line, Report } from "./reports-store";
import { codeLabel, either, say, writeNumber } from "./say";

const LONG = 12;

export function Panel(props: {
  readonly title: string;
  readonly second?: string;
  readonly children: ComponentChildren;
}) {
  return (
    <section class="panel report-panel">
      <h2 class="panel-title">{props.title}</h2>
      {props.second === undefined ? null : <p class="second report-hint">{props.second}</p>}
      {props.children}
    </section>
  );
}

/** What is wider than its panel scrolls there, by key too. */
function Scroll(props: { readonly label: string; readonly children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is reached by keyboard
    <section class="report-scroll" tabIndex={0} aria-label={props.label}>
      {props.children}
    </section>
  );
}

function words(count: Count | undefined): string {
  return count === null ? say("reports.hidden") : writeNumber(count ?? 0);
}

export function Cell({ of }: { readonly of: Count | undefined }) {
  return <td class={of === null ? "number hidden-count" : "number"}>{words(of)}</td>;
}

function Head({ names }: { readonly names: readonly string[] }) {
  const [first, ...others] = names;
  return (
    <thead>
      <tr>
        <th scope="col">{first}</th>
        {others.map((name) => (
          <th key={name} scope="col" class="number">
            {name}
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** Most first, hidden last. */
function sorted<T>(of: Readonly<Record<string, T>>, value: (one: T) => Count): [string, T][] {
  return Object.entries(of).sort(([, a], [, b]) => (value(b) ?? 0) - (value(a) ?? 0));
}

export function ServicesTable({ report }: { readonly report: Report }) {
  const { now, then } = report;
  const names = new Set([...Object.keys(now.services), ...Object.keys(then.services)]);
  const rows = sorted(Object.fromEntries([...names].map((name) => [name, count(now, name)])), same);
  const most = Math.max(1, ...rows.map(([name, n]) => Math.max(n ?? 0, count(then, name) ?? 0)));
  const [whole, setWhole] = useState(false);
  const shown = whole || rows.length <= LONG ? rows : rows.slice(0, LONG);
  return (
    <Panel title={say("reports.services")} second={say("reports.mark")}>
      <Scroll label={say("reports.services")}>
        <table class="report-rows">
          <thead>
            <tr>
              <th scope="col" colSpan={2}>
                {say("reports.service")}
              </th>
              {(["now", "before", "change"] as const).map((name) => (
                <th key={name} scope="col" class="number">
                  {say(`reports.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map(([name, people]) => (
              <tr key={name}>
                <th scope="row">{codeLabel("service_type", name)}</th>
                <td class="report-bars">
                  <Bar value={people} before={count(then, name)} most={most} />
                </td>
                <Cell of={people} />
                <Cell of={count(then, name)} />
                <td class="number">{change(people, count(then, name))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {shown.length === rows.length ? null : (
        <p class="report-more">
          <Action look="quiet" onPress={() => setWhole(true)}>
            {say("reports.more", { n: rows.length })}
          </Action>
        </p>
      )}
    </Panel>
  );
}

function count(half: Report["then"], service: string): Count {
  const found = half.services[service];
  return found === undefined ? 0 : found;
}

function same(value: Count): Count {
  return value;
}

function change(now: Count, before: Count): string {
  if (now === null || before === null) return "–";
  const by = now - before;
  return `${by > 0 ? "+" : by < 0 ? "−" : ""}${writeNumber(Math.abs(by))}`;
}

export function PeriodsPanel({ report }: { readonly report: Report }) {
  const columns = [
    ...report.before.map((days, n) => column(days, report.then.by_period[n], true)),
    ...report.periods.map((days, n) => column(days, report.now.by_period[n], false)),
  ];
  const title = say(`reports.people.${unitOf(report)}`);
  return (
    <Panel title={title}>
      <Columns label={title} columns={columns} hidden={say("reports.hidden")} />
      <details class="report-table">
        <summary>{say("reports.table")}</summary>
        <table class="report-rows">
          <Head names={[say("reports.period"), say("reports.people")]} />
          <tbody>
            {[...report.before, ...report.periods].map((days, n) => (
              <tr key={days.from}>
                <th scope="row">{dayRange(days.from, days.to)}</th>
                <Cell of={columns[n]?.value} />
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </Panel>
  );
}

function column(days: Days, value: Count | undefined, earlier: boolean) {
  return { label: plainDay(days.from), value: value === undefined ? 0 : value, earlier };
}

export function unitOf(report: Report): "week" | "month" | "quarter" {
  return report.period === "month" || report.period === "quarter" ? report.period : "week";
}

/** Side by side: a line per association, a column per period. */
export function OrgsPanel({ report }: { readonly report: Report }) {
  const rows = Object.entries(report.now.orgs).sort(([a], [b]) =>
    orgName(a).localeCompare(orgName(b)),
  );
  return (
    <Panel title={say("reports.orgs")} second={say("reports.orgs.hint")}>
      <Scroll label={say("reports.orgs")}>
        <table class="report-rows">
          <Head
            names={[
              say("reports.org"),
              ...report.periods.map(({ from, to }) =>
                report.periods.length > LONG ? plainDay(from) : dayRange(from, to),
              ),
            ]}
          />
          <tbody>
            {rows.map(([org, counts]) => (
              <tr key={org}>
                <th scope="row">
                  <bdi>{orgName(org)}</bdi>
                </th>
                {report.periods.map(({ from }, n) => (
                  <Cell key={from} of={counts[n]} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </Panel>
  );
}

function orgName(id: string): string {
  return orgNames.value.get(id) ?? say("reports.org.other");
}

export function ReferralsPanels({ report }: { readonly report: Report }) {
  const { referrals } = report.now;
  if (referrals.all.total === 0) {
    return (
      <Panel title={say("reports.referrals")}>
        <p class="panel-text second">{say("reports.referrals.none")}</p>
      </Panel>
    );
  }
  const period = (n: string) => {
    const days = report.periods[Number(n)];
    return days === undefined ? n : dayRange(days.from, days.to);
  };
  const bySize = (of: Readonly<Record<string, Line>>) => sorted(of, ({ total }) => total);
  return (
    <>
      <Outcomes
        title={say("reports.receivers")}
        first={say("reports.org")}
        report={report}
        lines={bySize(referrals.receivers).map(([org, line]) => [orgName(org), line])}
      />
      <Outcomes
        title={say("reports.types")}
        first={say("reports.type")}
        report={report}
        lines={bySize(referrals.types).map(([type, line]) => [
          codeLabel("referral_type", type),
          line,
        ])}
      />
      <Outcomes
        title={say(`reports.referrals.${unitOf(report)}`)}
        first={say("reports.period")}
        report={report}
        lines={Object.entries(referrals.by_period).map(([n, line]) => [period(n), line])}
      />
      <Reasons report={report} />
    </>
  );
}

function Outcomes(props: {
  readonly title: string;
  readonly first: string;
  readonly report: Report;
  readonly lines: readonly (readonly [string, Line])[];
}) {
  const outcomes = props.report.now.referrals.outcomes.map((names) =>
    either(names.map((name) => say(`reports.outcome.${name}` as "reports.outcome.waiting"))),
  );
  return (
    <Panel title={props.title}>
      <Scroll label={props.title}>
        <table class="report-rows">
          <Head names={[props.first, say("reports.all"), ...outcomes, say("reports.days")]} />
          <tbody>
            {props.lines.map(([name, line]) => (
              <tr key={name}>
                <th scope="row">
                  <bdi>{name}</bdi>
                </th>
                <Cell of={line.total} />
                {line.outcomes.map((value, n) => (
                  <Cell key={n} of={value} />
                ))}
                <td class="number">
                  {line.answer_days === null ? "–" : writeNumber(line.answer_days)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </Panel>
  );
}

function Reasons({ report }: { readonly report: Report }) {
  const rows = sorted(report.now.referrals.reasons, same);
  if (rows.length === 0) return null;
  return (
    <Panel title={say("reports.reasons")}>
      <table class="report-rows">
        <Head names={[say("reports.reason"), say("reports.all")]} />
        <tbody>
          {rows.map(([reason, value]) => (
            <tr key={reason}>
              <th scope="row">
                {reason === "" ? say("reports.reason.none") : codeLabel("decline_reason", reason)}
              </th>
              <Cell of={value} />
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
