/** The next step of a referral: only what may be taken now, with what it must say. */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { CODES } from "../../schema/records.gen";
import { type Entry, phone, type SaveResult, type Value } from "../../store/phone";
import { formatTime, ltr, t } from "../../strings";
import { personLabel, personTexts } from "../../strings/person";
import { PrimaryButton, QuietButton, SecondaryButton } from "../components/buttons";
import { AttentionIcon, ReferIcon } from "../components/icons";
import { Line } from "../components/line";
import { entriesOf, text, timeZone, voidedFor } from "../field/entries";
import { NoteBox } from "../field/note-box";
import { useNow } from "../field/now";
import { consentInForce, me, orgName, referralsOn, standing } from "./dossier";
import { Chips } from "./refer-agreement";
import {
  type Offered,
  offeredSteps,
  REASONS,
  type Standing,
  type WayBack,
  wayBack,
} from "./standing";
import { newStep } from "./steps";
import { stepTitle } from "./timeline";

const NOTE_MAX = 500;
const SOURCES = ["phone", "email", "in_person"] as const;
const REDIRECT = "redirect";
/** What is taken even where referrals are not switched on. */
const ENDS: readonly string[] = ["declined", "completed", "not_completed", "cancelled", "error"];

export function NextSteps({ referral }: { readonly referral: Entry }) {
  const words = personTexts().referral;
  const stands = standing(referral);
  const now = useNow();
  const chosen = useSignal<Offered | null>(null);
  const on = referralsOn();
  const offered = offeredSteps(referral, stands, now).filter(
    ({ to }) => (to !== "sent" || consentInForce(referral)) && (on || ENDS.includes(to)),
  );
  if (chosen.value !== null) {
    return (
      <StepForm
        referral={referral}
        stands={stands}
        offered={chosen.value}
        onEnd={() => (chosen.value = null)}
      />
    );
  }
  const isReview = stands.status === "review";
  const sealed = referral.stub && !stands.shut && text(referral, "to_org") === me().org;
  return (
    <>
      {isReview && <Review referral={referral} stands={stands} mine={offered.length > 0} />}
      {sealed && <p class="second pad">{words.online}</p>}
      {offered.length > 0 && (
        <section class="card stack" aria-label={words.next}>
          <h2 class="caption">{words.next}</h2>
          <div class="next-steps">
            {offered.map((one) => (
              <SecondaryButton key={one.to} onPress={() => (chosen.value = one)}>
                {nameOf(one, referral, stands)}
              </SecondaryButton>
            ))}
          </div>
        </section>
      )}
    </>
  );
}

function nameOf({ to, reopens }: Offered, referral: Entry, stands: Standing): string {
  const words = personTexts().referral;
  if (reopens) return words.reopen;
  if (stands.status !== "review") return words.take[to] ?? to;
  const head = stands.heads.find((each) => each.fields["to"] === to);
  return words.reviewKeep(head === undefined ? to : stepTitle(referral, head));
}

/** Two steps that had not seen one another: both are shown alike. */
function Review(props: {
  readonly referral: Entry;
  readonly stands: Standing;
  readonly mine: boolean;
}) {
  const { referral, stands, mine } = props;
  const words = personTexts().referral;
  return (
    <section class="card list is-waiting" aria-label={t().state.attention}>
      <Line icon={AttentionIcon} tone="attention">
        <p>{words.review}</p>
        {!mine && <p>{words.reviewWait(orgName(text(referral, "to_org")))}</p>}
      </Line>
      <ul class="steps">
        {stands.heads.map((head) => (
          <li key={head.id}>
            <strong>{stepTitle(referral, head)}</strong>
            <span class="second">{ltr(formatTime(head.madeAtMs, timeZone()))}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface StepFormProps {
  readonly referral: Entry;
  readonly stands: Standing;
  readonly offered: Offered;
  readonly onEnd: () => void;
}

function StepForm({ referral, stands, offered, onEnd }: StepFormProps) {
  const words = personTexts().referral;
  const { to, told, needsNote } = offered;
  const asked = REASONS[to];
  const reason = useSignal<string | null>(null);
  const note = useSignal("");
  const source = useSignal<string | null>(told ? null : "app");
  const redirect = useSignal<string | null>(null);
  const failure = useSignal<SaveResult | null>(null);
  const saving = useRef(false);
  const asking = useSignal(false);
  const way = wayOf(referral, stands, offered);
  const missing =
    (asked !== undefined && reason.value === null) ||
    (needsNote && note.value.trim() === "") ||
    source.value === null;
  const save = async () => {
    if (missing || saving.current) return;
    if (way !== "own" && !asking.peek()) {
      asking.value = true;
      return;
    }
    saving.current = true;
    const more: Record<string, Value> = { source: source.peek() };
    if (asked !== undefined) more[asked.field] = reason.peek();
    if (note.peek().trim() !== "") more["note"] = note.peek().trim();
    if (redirect.peek() !== null) more["redirect_to"] = redirect.peek();
    const result = await phone.saveAll([newStep(referral, stands, to, more)]);
    saving.current = false;
    failure.value = result;
    if (result.ok) onEnd();
  };
  return (
    <section class="card stack" aria-label={words.next}>
      <h2>{nameOf(offered, referral, stands)}</h2>
      {asked !== undefined && (
        <Chips
          title={words.askWhy}
          options={Object.keys(CODES[asked.list]).filter(offered.mayGive)}
          name={(code) => personLabel(asked.list, code)}
          isChosen={(code) => reason.value === code}
          onChoose={(code) => (reason.value = code)}
        />
      )}
      {reason.value === REDIRECT && <RedirectTo chosen={redirect} referral={referral} />}
      {told && (
        <Chips
          title={words.askSource}
          options={SOURCES}
          name={(one) => words[one]}
          isChosen={(one) => source.value === one}
          onChoose={(one) => (source.value = one)}
        />
      )}
      <NoteBox
        label={needsNote ? `${words.askNote} · ${words.needed}` : words.askNote}
        hint={words.messageHint}
        value={note.value}
        lengthMax={NOTE_MAX}
        onInput={(typed) => (note.value = typed)}
      />
      {failure.value?.ok === false && (
        <Line icon={AttentionIcon} tone="attention">
          {t().reason[failure.value.error]}
        </Line>
      )}
      {asking.value ? (
        <>
          <div role="alert">
            <Line icon={AttentionIcon} tone="attention">
              {way === "coordinator"
                ? words.endAsked(orgName(text(referral, "from_org")))
                : words.endForGood}
            </Line>
          </div>
          {/* Where Save was: a second tap in a hurry ends nothing. */}
          <PrimaryButton onPress={onEnd}>{words.endNot}</PrimaryButton>
          <SecondaryButton disabled={missing} onPress={() => void save()}>
            {words.endYes}
          </SecondaryButton>
        </>
      ) : (
        <>
          <PrimaryButton icon={ReferIcon} disabled={missing} onPress={() => void save()}>
            {words.save}
          </PrimaryButton>
          <QuietButton onPress={onEnd}>{words.back}</QuietButton>
        </>
      )}
    </section>
  );
}

/** How a step can be taken back; of one that ends nothing there is always a next one. */
function wayOf(referral: Entry, stands: Standing, { to, told }: Offered): WayBack {
  if (!ENDS.includes(to)) return "own";
  // To send it again takes an agreement that holds; of a sealed one only the desk knows.
  if (to === "cancelled" && !consentInForce(referral))
    return referral.stub ? "coordinator" : "none";
  return wayBack(to, stands, told);
}

interface RedirectProps {
  readonly chosen: { value: string | null };
  readonly referral: Entry;
}

/** Another association; not one of the two that are concerned already. */
function RedirectTo({ chosen, referral }: RedirectProps) {
  const both = [text(referral, "from_org"), text(referral, "to_org")];
  const others = entriesOf("org")
    .filter((org) => !both.includes(org.id) && voidedFor(org) === null)
    .map((org) => org.id)
    .sort((a, b) => orgName(a).localeCompare(orgName(b)));
  return (
    <Chips
      title={personTexts().referral.redirectTo}
      options={others}
      name={orgName}
      isChosen={(org) => chosen.value === org}
      onChoose={(org) => (chosen.value = org)}
    />
  );
}
