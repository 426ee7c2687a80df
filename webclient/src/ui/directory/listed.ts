/** A service as it stands now, with the names of what its record names by id. */
import { type Opening, openingAt } from "../../schema/hours";
import {
  alertAt,
  daysSinceConfirmed,
  type Service,
  type Standing,
  standingAt,
} from "../../schema/service";

export interface ServicePlace {
  readonly name: string;
  readonly note: string | null;
}

/** Names are null while they are not known. */
export interface ServiceNames {
  readonly provider: string | null;
  readonly assuredBy: string | null;
  readonly places: readonly ServicePlace[];
}

export interface Listed {
  readonly service: Service;
  readonly names: ServiceNames;
  readonly opening: Opening;
  readonly standing: Standing;
  readonly alert: string | null;
  /** Whole days; null when nobody ever confirmed it. */
  readonly confirmedDays: number | null;
}

export function listedAt(
  service: Service,
  names: ServiceNames,
  nowMs: number,
  zone: string,
): Listed {
  return {
    service,
    names,
    opening: openingAt(service.hours, nowMs, zone),
    standing: standingAt(service, nowMs, zone),
    alert: alertAt(service, nowMs, zone),
    confirmedDays: daysSinceConfirmed(service, nowMs, zone),
  };
}

/** Whether it takes place at all, whatever its hours say. */
export function isRunning({ service }: Listed): boolean {
  return service.status === "active";
}

/** When it can be gone to next; infinite when nobody knows. */
export function nextMs({ service, opening }: Listed, nowMs: number): number {
  if (service.status !== "active") return Number.POSITIVE_INFINITY;
  if (opening.state === "open") return nowMs;
  return "atMs" in opening ? opening.atMs : Number.POSITIVE_INFINITY;
}

/** Open first, what can be relied on before what must be asked; then what opens soonest. */
export function byOpening(nowMs: number, tag: string): (a: Listed, b: Listed) => number {
  const names = new Intl.Collator(tag);
  return (a, b) =>
    rank(a) - rank(b) ||
    Math.min(nextMs(a, nowMs), Number.MAX_VALUE) - Math.min(nextMs(b, nowMs), Number.MAX_VALUE) ||
    names.compare(a.service.name, b.service.name);
}

function rank(listed: Listed): number {
  const isOpen = isRunning(listed) && listed.opening.state === "open";
  if (isOpen) return listed.standing === "fresh" ? 0 : 1;
  return Number.isFinite(nextMs(listed, 0)) ? 2 : listed.opening.state === "unknown" ? 3 : 4;
}
