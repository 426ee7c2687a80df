/** One service in a list. Props alone: the phone and the preview on the desk draw the same. */
import { directoryTexts } from "../../strings/directory";
import { isolated } from "../../strings/format";
import { AttentionIcon, CallIcon } from "../components/icons";
import "./directory.css";
import { isRunning, type Listed } from "./listed";
import { confirmedWords, openingWords, telephone, whoWords } from "./words";

export interface ServiceCardProps {
  readonly listed: Listed;
  readonly nowMs: number;
  /** Of the network. */
  readonly timeZone: string;
  readonly onOpen: () => void;
}

export function ServiceCard({ listed, nowMs, timeZone, onOpen }: ServiceCardProps) {
  const { service, names, standing, alert } = listed;
  const who = whoWords(service);
  return (
    <li class={standing === "fresh" ? "service" : "service is-stale"}>
      <button type="button" class="service-open" onClick={onOpen}>
        <strong class="service-name">
          <bdi>{service.name}</bdi>
        </strong>
        <span class="service-second">
          {names.provider !== null && <bdi>{names.provider}</bdi>}
          {names.provider !== null && who !== null && " · "}
          {who !== null && <bdi>{who}</bdi>}
        </span>
        <span class={isOpen(listed) ? "service-opening is-open" : "service-opening"}>
          {openingWords(listed, nowMs, timeZone)}
        </span>
        {alert !== null && (
          <span class="service-alert">
            <AttentionIcon />
            <bdi>{alert}</bdi>
          </span>
        )}
        <span class="service-confirmed">{confirmedWords(listed)}</span>
      </button>
      {service.phone !== null && <CallIconLink name={service.name} number={service.phone} />}
    </li>
  );
}

/** Green is a promise: only what was confirmed lately makes it. */
function isOpen(listed: Listed): boolean {
  return listed.standing === "fresh" && isRunning(listed) && listed.opening.state === "open";
}

function CallIconLink({ name, number }: { readonly name: string; readonly number: string }) {
  const label = directoryTexts().call(isolated(name), number);
  return (
    <a class="service-call" href={telephone(number)} aria-label={label}>
      <CallIcon />
    </a>
  );
}

/** The one action of a service's page. */
export function CallLink({ number }: { readonly number: string }) {
  return (
    <a class="button button-primary service-call-now" href={telephone(number)}>
      <CallIcon />
      <span class="service-call-words">
        {directoryTexts().callNow} <span class="ltr">{number}</span>
      </span>
    </a>
  );
}
