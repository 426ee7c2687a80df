/** Writing a step of a referral: it names all the steps that its author saw. */
import type { Entry, NewRecord, Value } from "../../store/phone";
import { text } from "../field/entries";
import { classOfType, type Standing, type To } from "./standing";

export function newStep(
  referral: Entry,
  { heads }: Pick<Standing, "heads">,
  to: To,
  more: Readonly<Record<string, Value>>,
): NewRecord {
  const fields = {
    referral: referral.id,
    to,
    parents: heads.map(({ id }) => id).sort(),
    source: "app",
    ...sealedLike(referral),
    ...more,
  };
  return { kind: "referral_event", id: crypto.randomUUID(), fields };
}

/** A message or step of a sealed referral is sealed from the moment it is saved. */
export function sealedLike(referral: Entry): { readonly visibility?: string } {
  const visibility = text(referral, "visibility") ?? classOfType(text(referral, "referral_type"));
  return visibility === null || !referral.stub ? {} : { visibility };
}
