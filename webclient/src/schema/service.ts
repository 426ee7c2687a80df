/** One service of the directory, read from the fields of its record. */
import type { Value } from "./declaration.ts";
import { type Hours, readHours } from "./hours.ts";
import { dayAt, readDay } from "./wall-clock.ts";

/** A confirmation this old no longer counts: call first. */
export const STALE_DAYS = 14;
/** This old, a service is shown only to who asks for old ones. */
export const OLD_DAYS = 60;

export type Fields = Readonly<Record<string, Value>>;

/** Texts are null when nothing is written. */
export interface Service {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  /** Id of the association that gives it. */
  readonly provider: string | null;
  readonly status: string;
  readonly categories: readonly string[];
  /** The kinds of help that people are referred to it for. */
  readonly referralTypes: readonly string[];
  readonly sites: readonly string[];
  readonly languages: readonly string[];
  readonly interpretation: string | null;
  /** `in_person`, `phone`, `online`; never empty. */
  readonly attending: readonly string[];
  readonly eligibility: string | null;
  readonly minAge: number | null;
  readonly maxAge: number | null;
  readonly documents: string | null;
  readonly fees: string | null;
  readonly address: string | null;
  readonly access: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly url: string | null;
  readonly referrals: string;
  readonly capacity: string | null;
  readonly alert: string | null;
  /** The last day on which the alert holds; null: until it is taken away. */
  readonly alertUntil: number | null;
  readonly assuredOn: number | null;
  readonly assuredBy: string | null;
  readonly hours: Hours;
}

/** `countryOf` knows the country of a place by its id. */
export function readService(
  id: string,
  fields: Fields,
  countryOf: (site: string) => string | null,
): Service {
  const text = (name: string) => textOf(fields[name]);
  const sites = setOf(fields, "sites");
  const countries = sites.map(countryOf).filter((country) => country !== null);
  const attending = setOf(fields, "attending");
  return {
    id,
    name: text("name") ?? "–",
    description: text("description"),
    provider: text("provider"),
    status: text("status") ?? "active",
    categories: setOf(fields, "categories"),
    referralTypes: setOf(fields, "referral_types"),
    sites,
    languages: setOf(fields, "languages"),
    interpretation: text("interpretation"),
    attending: attending.length > 0 ? attending : ["in_person"],
    eligibility: text("eligibility"),
    minAge: numberOf(fields["min_age"]),
    maxAge: numberOf(fields["max_age"]),
    documents: text("documents_required"),
    fees: text("fees"),
    address: text("address"),
    access: text("how_to_access"),
    phone: text("phone"),
    email: text("email"),
    url: text("url"),
    referrals: text("accepts_referrals") ?? "no",
    capacity: text("capacity_note"),
    alert: text("alert"),
    alertUntil: readDay(fields["alert_until"]),
    assuredOn: readDay(fields["assured_on"]),
    assuredBy: text("assured_by"),
    hours: readHours(fields, [...new Set(countries)]),
  };
}

/** The alert while it holds. */
export function alertAt(service: Service, nowMs: number, zone: string): string | null {
  const over = service.alertUntil !== null && service.alertUntil < dayAt(nowMs, zone);
  return over ? null : service.alert;
}

/** Whole days since somebody confirmed it; null when nobody ever did. */
export function daysSinceConfirmed(service: Service, nowMs: number, zone: string): number | null {
  if (service.assuredOn === null) return null;
  return Math.max(0, dayAt(nowMs, zone) - service.assuredOn);
}

/** `old` ones are shown to who asks for them, `gone` ones to nobody. */
export type Standing = "fresh" | "stale" | "old" | "gone";

export function standingAt(service: Service, nowMs: number, zone: string): Standing {
  if (service.status === "defunct") return "gone";
  if (service.status === "inactive") return "old";
  const days = daysSinceConfirmed(service, nowMs, zone);
  // What nobody confirmed yet may be new: it is shown, with the same warning.
  if (days === null) return "stale";
  if (days >= OLD_DAYS) return "old";
  return days >= STALE_DAYS ? "stale" : "fresh";
}

function setOf(fields: Fields, name: string): readonly string[] {
  const prefix = `${name}/`;
  return Object.keys(fields)
    .filter((key) => key.startsWith(prefix) && fields[key] === true)
    .map((key) => key.slice(prefix.length));
}

function textOf(value: Value | undefined): string | null {
  return typeof value === "string" && value.trim() !== "" ? value : null;
}

function numberOf(value: Value | undefined): number | null {
  return typeof value === "number" ? value : null;
}
