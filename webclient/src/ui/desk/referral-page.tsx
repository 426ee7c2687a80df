/** One referral: what it says, how it stands, and the next step of whoever may take one. */
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { course, REVIEW, type ReferralStep } from "../../sync/referral";
import { BackIcon } from "../components/icons";
import { writeAddress } from "./address";
import { AnswerLinkDialog } from "./answer-link";
import { isSealedPage } from "./author";
import { OpenCase } from "./cases";
import { Choices } from "./choices";
import { CONSENT } from "./consent-acts";
import { describePerson } from "./describe";
import { useKeys } from "./keys";
import { listMoment } from "./moment";
import { orgFields, orgNames } from "./names";
import { Now } from "./now";
import { useOnce } from "./once";
import { Action } from "./parts";
import { touched, usePoll } from "./poll";
import { StepDialog } from "./referral-dialog";
import { forkOf, listOfReason, type Offer, offers, reasonOf, stepsOf } from "./referral-steps";
import { Due, statusWord, Way } from "./referrals";
import { eventsOf, take } from "./referrals-store";
import { backFrom } from "./route";
import { codeLabel, say } from "./say";
import { SealedContact } from "./sealed-contact";
import { me, network, now } from "./session";
import type { Item, RecordPage } from "./wire";

export function ReferralPage({ page }: { readonly page: RecordPage }) {
  const [linking, setLinking] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const user = me.value?.user ?? { org: "", role: "" };
  const back = backFrom(page.kind, page.id);
  useKeys(
    [{ keys: ["h"], label: "keys.history", hint: true, run: () => heading.current?.focus() }],
    [],
  );
  return (
    <section class="record referral-page" aria-labelledby="record-title">
      <div class="head">
        <a
          class="act act-quiet act-square"
          href={writeAddress(back)}
          aria-label={say("referrals.back")}
        >
          <BackIcon />
        </a>
        <div class="head-words">
          <h1 id="record-title">
            {codeLabel("referral_type", String(page.fields["referral_type"]))}
          </h1>
          <p class="second">
            <Way fields={page.fields} /> · {codeLabel("urgency", String(page.fields["urgency"]))}
          </p>
        </div>
        <div class="head-end">
          {page.fields["from_org"] === user.org ? (
            <Action onPress={() => setLinking(true)}>{say("link.title")}</Action>
          ) : null}
          <Due
            item={{
              fields: page.fields,
              made_at: page.made_at ?? now().toISOString(),
            }}
          />
        </div>
      </div>
      <div class="record-halves">
        <Now
          page={page}
          sealed={isSealedPage(page)}
          only={null}
          row={<SealedContact page={page} />}
          acts={<Agreement page={page} />}
        />
        <div class="panel">
          <Steps page={page} heading={heading} />
        </div>
      </div>
      {linking ? <AnswerLinkDialog referral={page.id} onClose={() => setLinking(false)} /> : null}
    </section>
  );
}

/** The case that it is about, and the agreement behind it. */
function Agreement({ page }: { readonly page: RecordPage }) {
  const consent = page.fields["consent"];
  if (typeof consent !== "string") return null;
  return (
    <div class="row-of-acts">
      <OpenCase code={String(page.fields["case"])} />
      <a class="act act-plain" href={writeAddress({ view: "record", kind: CONSENT, id: consent })}>
        {say("referral.agreement")}
      </a>
    </div>
  );
}

/** How it stands, what may be done now, and every step that was taken. */
export function Steps(props: {
  readonly page: RecordPage;
  readonly heading?: RefObject<HTMLHeadingElement | null>;
}) {
  const { page } = props;
  const [asking, setAsking] = useState<Offer | null>(null);
  const once = useOnce();
  const events = useEvents(page.id);
  const steps = stepsOf(page.fields, events ?? []);
  const found = course(steps);
  const user = me.value?.user ?? { org: "", role: "" };
  const external = orgFields.value.get(String(page.fields["to_org"]))?.["external"] === true;
  const offered =
    events === null ? [] : offers(page.fields, steps, user, external, now().getTime());
  const press = (offer: Offer) => {
    if (offer.reason !== null || offer.note || offer.outside) setAsking(offer);
    else void once(() => take(page, found.heads, offer, {}));
  };
  return (
    <>
      <h2 class="panel-title" ref={props.heading ?? null} tabIndex={-1}>
        {found.status === null ? say("referral.draft") : statusWord(found.status)}
      </h2>
      {found.status === REVIEW ? (
        <ForkView events={events ?? []} steps={steps} offered={offered} onPress={press} />
      ) : (
        <Next offered={offered} onPress={press} />
      )}
      {found.outcomes.length > 1 ? (
        <p class="panel-text">
          {say("referral.outcomes", {
            what: found.outcomes.map((one) => codeLabel("referral_outcome", one)).join(" · "),
          })}
        </p>
      ) : null}
      <ol class="referral-steps" reversed>
        {[...(events ?? [])].reverse().map((event) => (
          <li
            key={event.id}
            class={found.ignored.includes(event.id) ? "referral-step step-off" : "referral-step"}
          >
            <StepWords event={event} />
            {found.ignored.includes(event.id) ? (
              <span class="second">{say("referral.ignored")}</span>
            ) : null}
          </li>
        ))}
      </ol>
      {asking === null ? null : (
        <StepDialog
          offer={asking}
          onTake={(told) => take(page, found.heads, asking, told)}
          onClose={() => setAsking(null)}
        />
      )}
    </>
  );
}

/** The events of a referral, asked again while it is on screen; null until they came. */
function useEvents(id: string): readonly Item[] | null {
  const [events, setEvents] = useState<readonly Item[] | null>(null);
  const look = () =>
    void eventsOf(id).then((reply) => {
      if (reply.ok) setEvents(reply.value);
    });
  useEffect(look, [id, touched.value]);
  usePoll(look, [id]);
  return events;
}

function Next(props: {
  readonly offered: readonly Offer[];
  readonly onPress: (offer: Offer) => void;
}) {
  if (props.offered.length === 0) return null;
  return (
    <div class="panel-text row-of-acts">
      <Choices
        choices={props.offered.map((offer, at) => ({
          text: stepWord(offer.to),
          look: at === 0 ? "primary" : "plain",
          run: () => props.onPress(offer),
        }))}
      />
    </div>
  );
}

/** What each side did without knowing of the other, from the last step that both had seen. */
function ForkView(props: {
  readonly events: readonly Item[];
  readonly steps: readonly ReferralStep[];
  readonly offered: readonly Offer[];
  readonly onPress: (offer: Offer) => void;
}) {
  const { events, steps, offered, onPress } = props;
  const byId = new Map(events.map((event) => [event.id, event]));
  const fork = forkOf(steps, course(steps));
  const common = fork.common === null ? undefined : byId.get(fork.common);
  const kept = fork.branches.map((branch) => {
    const last = byId.get(branch.at(-1) ?? "");
    return offered.find(({ to }) => to === last?.fields["to"]);
  });
  useKeys(
    kept.map((offer, at) => ({
      keys: [String(at + 1)],
      label: "keys.choice" as const,
      run: () => offer !== undefined && onPress(offer),
    })),
    [events, offered],
  );
  return (
    <>
      <p class="panel-text">{say("referral.fork")}</p>
      {common === undefined ? null : (
        <p class="fork-common">
          {say("referral.common")} <StepWords event={common} />
        </p>
      )}
      <div class="fork">
        {fork.branches.map((branch, at) => {
          const offer = kept[at];
          return (
            <div class="fork-side" key={branch.at(-1)}>
              <ol class="referral-steps">
                {branch.map((id) => {
                  const event = byId.get(id);
                  return event === undefined ? null : (
                    <li class="referral-step" key={id}>
                      <StepWords event={event} />
                    </li>
                  );
                })}
              </ol>
              {offer === undefined ? null : (
                <Action look="primary" hint={String(at + 1)} onPress={() => onPress(offer)}>
                  {say("referral.keep", { what: statusWord(offer.to) })}
                </Action>
              )}
            </div>
          );
        })}
      </div>
      {offered.length === 0 ? <p class="panel-text">{say("referral.theirs")}</p> : null}
    </>
  );
}

function StepWords({ event }: { readonly event: Item }) {
  const { fields } = event;
  const reason = reasonOf(fields);
  const list = reasonList(String(fields["to"]));
  const note = typeof fields["note"] === "string" ? fields["note"] : null;
  return (
    <span class="step-words">
      <b>{statusWord(String(fields["to"]))}</b>
      {reason === null || list === null ? null : <span> · {codeLabel(list, reason)}</span>}
      {note === null ? null : (
        <span>
          {" · "}
          <bdi>{note}</bdi>
        </span>
      )}
      <span class="second">
        {" "}
        {describePerson(event.author)}
        {event.org === null ? "" : `, ${orgNames.value.get(event.org) ?? ""}`} ·{" "}
        {listMoment(event.made_at, network().time_zone, now())}
        {typeof fields["source"] === "string" && fields["source"] !== "app"
          ? ` · ${say(`source.${fields["source"]}` as "source.phone")}`
          : ""}
      </span>
    </span>
  );
}

function reasonList(to: string): string | null {
  const fields: Readonly<Record<string, string>> = {
    completed: "outcome",
    declined: "decline_reason",
    not_completed: "not_completed_reason",
    cancelled: "cancel_reason",
  };
  const field = fields[to];
  return field === undefined ? null : listOfReason(field);
}

export function stepWord(to: string): string {
  return say(`step.${to}` as "step.sent");
}
