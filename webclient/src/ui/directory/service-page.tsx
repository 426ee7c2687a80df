/** All that is known of one service. Props alone: the phone and the preview on the desk draw the same. */
import type { ComponentChildren } from "preact";
import { type DayHours, daysAhead, type Hours, hoursOn } from "../../schema/hours";
import { dayAt } from "../../schema/wall-clock";
import { directoryLabel, directoryTexts } from "../../strings/directory";
import { AttentionIcon, ClockIcon } from "../components/icons";
import { Line } from "../components/line";
import "./directory.css";
import { isRunning, type Listed } from "./listed";
import {
  ageWords,
  capital,
  confirmedWords,
  dateWords,
  dayNote,
  dayWords,
  languageWords,
  openingWords,
  spansWords,
} from "./words";

/** How long before they hold other hours are told of. */
const TOLD_AHEAD_DAYS = 60;
const WEEK_DAYS = 7;

export interface ServicePageProps {
  readonly listed: Listed;
  readonly nowMs: number;
  /** Of the network. */
  readonly timeZone: string;
}

export function ServicePage({ listed, nowMs, timeZone }: ServicePageProps) {
  const words = directoryTexts();
  const { service, names, standing, alert } = listed;
  const isOpen = standing === "fresh" && isRunning(listed) && listed.opening.state === "open";
  return (
    <>
      <div class="service-head">
        <h2>
          <bdi>{service.name}</bdi>
        </h2>
        {names.provider !== null && <bdi class="service-second">{names.provider}</bdi>}
      </div>
      <p class={isOpen ? "service-state is-open" : "service-state"}>
        {openingWords(listed, nowMs, timeZone)}
      </p>
      {alert !== null && (
        <Line icon={AttentionIcon} tone="attention">
          <p>
            <bdi>{alert}</bdi>
          </p>
          {service.alertUntil !== null && (
            <p class="service-until">
              {words.alertUntil(dateWords(service.alertUntil, dayAt(nowMs, timeZone)))}
            </p>
          )}
        </Line>
      )}
      {standing === "fresh" ? (
        <p class="service-confirmed">{confirmedWords(listed)}</p>
      ) : (
        <Line icon={ClockIcon} tone="plain">
          {confirmedWords(listed)}
        </Line>
      )}
      {service.description !== null && (
        <section class="service-part">
          <p class="service-kinds">{service.categories.map(categoryName).join(" · ")}</p>
          <p class="service-text">
            <bdi>{service.description}</bdi>
          </p>
        </section>
      )}
      <WeekHours hours={service.hours} nowMs={nowMs} timeZone={timeZone} />
      <dl class="service-part service-facts">
        <Fact name={words.whoFor} values={[ageWords(service), service.eligibility]} />
        <Fact
          name={words.where}
          values={[service.address, service.access, ...names.places.flatMap(placeWords)]}
        />
        <Fact name={words.documents} values={[service.documents]} />
        <Fact name={words.fees} values={[service.fees]} />
        <Fact name={words.languages} values={[languageWords(service), service.interpretation]} />
        <Capacity listed={listed} />
        <Fact name={words.referrals} values={[referralWords(service.referrals)]} />
        <Links listed={listed} />
      </dl>
    </>
  );
}

function categoryName(code: string): string {
  return directoryLabel("service_category", code);
}

function placeWords({ name, note }: { name: string; note: string | null }): string[] {
  return [note === null ? name : `${name} · ${note}`];
}

function referralWords(way: string): string | null {
  const words = directoryTexts();
  if (way === "by_app") return words.referralsByApp;
  return way === "by_phone" ? words.referralsByPhone : null;
}

interface FactProps {
  readonly name: string;
  readonly values: readonly (string | null)[];
  readonly children?: ComponentChildren;
}

function Fact({ name, values, children }: FactProps) {
  const written = values.filter((value) => value !== null && value !== "");
  if (written.length === 0) return null;
  return (
    <div>
      <dt>{name}</dt>
      {written.map((value) => (
        <dd key={value}>
          <bdi>{value}</bdi>
        </dd>
      ))}
      {children}
    </div>
  );
}

/** A number of places is as good as the day on which somebody said it. */
function Capacity({ listed }: { readonly listed: Listed }) {
  return (
    <Fact name={directoryTexts().capacity} values={[listed.service.capacity]}>
      <dd class="service-second">{confirmedWords(listed)}</dd>
    </Fact>
  );
}

function Links({ listed: { service } }: { readonly listed: Listed }) {
  const words = directoryTexts();
  const { email, url } = service;
  return (
    <>
      {email !== null && (
        <div>
          <dt>{words.writeTo}</dt>
          <dd>
            <a class="service-link" href={`mailto:${email}`}>
              <bdi>{email}</bdi>
            </a>
          </dd>
        </div>
      )}
      {url !== null && /^https?:\/\//.test(url) && (
        <div>
          <dt>{words.website}</dt>
          <dd>
            <a class="service-link" href={url} target="_blank" rel="noreferrer">
              <bdi>{url.replace(/^https?:\/\//, "")}</bdi>
            </a>
          </dd>
        </div>
      )}
    </>
  );
}

interface WeekProps {
  readonly hours: Hours;
  readonly nowMs: number;
  readonly timeZone: string;
}

/** The coming seven days as they really are, and what differs later. */
function WeekHours({ hours, nowMs, timeZone }: WeekProps) {
  const words = directoryTexts();
  if (hours.usual.length + hours.exceptions.length === 0) return null;
  const today = dayAt(nowMs, timeZone);
  const later = laterHours(hours, today, timeZone);
  return (
    <section class="service-part">
      <h3>{words.hours}</h3>
      <dl class="service-week">
        {daysAhead(hours, nowMs, timeZone).map((day) => (
          <DayLine key={day.day} found={day} today={today} timeZone={timeZone} />
        ))}
      </dl>
      {later.length > 0 && (
        <>
          <h4 class="service-second">{words.later}</h4>
          <dl class="service-week">
            {later.map(({ from, to, found }) => (
              <div key={from}>
                <dt>
                  {from === to
                    ? dateWords(from, today)
                    : words.onDays(dateWords(from, today), dateWords(to, today))}
                </dt>
                <dd>
                  {spansWords(found.spans, timeZone)}
                  <DayNote found={found} />
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </section>
  );
}

interface DayLineProps {
  readonly found: DayHours;
  readonly today: number;
  readonly timeZone: string;
}

function DayLine({ found, today, timeZone }: DayLineProps) {
  const isToday = found.day === today;
  const times = spansWords(found.spans, timeZone);
  return (
    <div class={isToday ? "is-today" : ""} aria-current={isToday ? "date" : undefined}>
      <dt>{capital(dayWords(found.day, today))}</dt>
      <dd>
        {found.callFirst ? directoryTexts().usually(times) : times}
        <DayNote found={found} />
      </dd>
    </div>
  );
}

function DayNote({ found }: { readonly found: DayHours }) {
  const note = dayNote(found);
  return note === "" ? null : <span class="service-note">{note}</span>;
}

interface Later {
  readonly from: number;
  readonly to: number;
  readonly found: DayHours;
}

/** Days written down one by one, after the week that is shown. */
function laterHours(hours: Hours, today: number, timeZone: string): readonly Later[] {
  return hours.exceptions
    .filter(({ from, to }) => to >= today + WEEK_DAYS && from < today + TOLD_AHEAD_DAYS)
    .map(({ from, to }) => {
      const first = Math.max(from, today + WEEK_DAYS);
      return { from: first, to, found: hoursOn(hours, first, timeZone) };
    })
    .sort((a, b) => a.from - b.from);
}
