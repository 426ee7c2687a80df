/** What a coordinator does to a service of the directory with one press. */
import { change, nameOf } from "./actions";
import type { Result } from "./api";
import { orgFields } from "./names";
import { say } from "./say";
import { today } from "./service-words";
import { me } from "./session";
import type { Fields, RecordPage } from "./wire";

export type ServiceAct = "confirm" | "publish" | "unpublish";

/** Who keeps a service: a coordinator of the association that gives it, or of the network. */
export function mayKeep(fields: Fields): boolean {
  const user = me.value?.user;
  if (user === undefined) return false;
  return (
    user.role === "network" || (user.role === "coordinator" && fields["provider"] === user.org)
  );
}

/** Whether one may write down new services at all. */
export function mayAdd(): boolean {
  const role = me.value?.user.role;
  return role === "coordinator" || role === "network";
}

/** The association that a new service belongs to: its provider's, where that is a member. */
export function orgOf(provider: string): string {
  const member = orgFields.value.get(provider)?.["member"] === true;
  return member ? provider : (me.value?.user.org ?? provider);
}

export function serviceSet(act: ServiceAct): Fields {
  switch (act) {
    case "confirm":
      return { assured_on: today(), assured_by: me.value?.user.org ?? null };
    case "publish":
      return { published: true };
    case "unpublish":
      return { published: false };
  }
}

export function keep(page: RecordPage, act: ServiceAct): Promise<Result<RecordPage>> {
  return change(page, serviceSet(act), say(`did.service.${act}`, { what: nameOf(page) }));
}

/** What phones show on top of the service until the end of a day; null takes it away. */
export function alertOn(
  page: RecordPage,
  alert: string | null,
  until: string | null,
): Promise<Result<RecordPage>> {
  const text = say(alert === null ? "did.service.alert_off" : "did.service.alert", {
    what: nameOf(page),
  });
  return change(page, { alert, alert_until: until }, text);
}

export function noteRoom(page: RecordPage, note: string | null): Promise<Result<RecordPage>> {
  return change(page, { capacity_note: note }, say("did.service.room", { what: nameOf(page) }));
}

/** The answer goes back to whoever asked, and the question is closed. */
export function answer(page: RecordPage, text: string): Promise<Result<RecordPage>> {
  const set = { queried: false, answer: text };
  return change(page, set, say("did.service.answered", { what: nameOf(page) }));
}
