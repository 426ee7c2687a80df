/** What a round came to: totals per service, to read out at its end. */
import type { Value } from "../../store/phone";
import { type Count, readCount, readNumber } from "./tally";

export interface CountLike {
  readonly mine: boolean;
  readonly author: string | null;
  readonly fields: Readonly<Record<string, Value>>;
}

export interface ServiceTotal extends Count {
  readonly service: string;
  readonly unit: string;
  /** What others counted, as far as this phone has heard. */
  readonly mates: readonly { readonly user: string | null; readonly quantity: number }[];
}

export interface Summary {
  readonly services: readonly ServiceTotal[];
  /** People-contacts of my counts: one person served twice counts twice. */
  readonly people: number;
  readonly unmet: number;
  /** People-contacts of everybody in the round, as far as this phone has heard. */
  readonly teamPeople: number;
}

/** My totals; two counts of one service in two units stay two lines. `counts` must be unvoided. */
export function summarise(counts: readonly CountLike[]): Summary {
  const totals = new Map<string, ServiceTotal>();
  for (const count of counts) {
    const service = String(count.fields["service_type"] ?? "");
    const unit = String(count.fields["unit"] ?? "");
    const key = `${service} ${unit}`;
    const total = totals.get(key) ?? { service, unit, quantity: 0, people: 0, mates: [] };
    totals.set(key, added(total, count));
  }
  const mine = counts.filter((count) => count.mine);
  return {
    services: [...totals.values()],
    people: sumOf(mine, "people"),
    unmet: sumOf(mine, "unmet"),
    teamPeople: sumOf(counts, "people"),
  };
}

export interface Meetings {
  readonly count: number;
  readonly people: number;
}

/** My meetings; a sealed one counts as one, how many it was with is not known here. */
export function summariseMeetings(contacts: readonly CountLike[]): Meetings {
  const mine = contacts.filter((contact) => contact.mine);
  return { count: mine.length, people: sumOf(mine, "group_size") };
}

/** Of one service: mine and what others counted. Each counts an own queue. */
export function teamQuantity({ quantity, mates }: ServiceTotal): number {
  return mates.reduce((sum, mate) => sum + mate.quantity, quantity);
}

function sumOf(counts: readonly CountLike[], field: string): number {
  return counts.reduce((sum, { fields }) => sum + readNumber(fields[field]), 0);
}

function added(total: ServiceTotal, count: CountLike): ServiceTotal {
  const { quantity, people } = readCount(count.fields);
  if (!count.mine) {
    return { ...total, mates: [...total.mates, { user: count.author, quantity }] };
  }
  return { ...total, quantity: total.quantity + quantity, people: total.people + people };
}
