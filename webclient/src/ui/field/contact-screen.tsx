/** A meeting with one person or a small group: the form that "Person" opens. */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { type Entry, phone } from "../../store/phone";
import { formatNumber, formatTime, ltr, t } from "../../strings";
import { personTexts } from "../../strings/person";
import { PrimaryButton, QuietButton, SecondaryButton } from "../components/buttons";
import { AttentionIcon, CodeIcon, ForwardIcon, RepeatIcon } from "../components/icons";
import { Line } from "../components/line";
import { Segmented } from "../components/segmented";
import { Stepper } from "../components/stepper";
import { groupCase } from "../person/case-code";
import type { Here } from "./activities";
import { ContactForm, closeMeeting, isMeetingBegun, lastMeeting, newMeeting } from "./contact-form";
import { Needs } from "./contact-needs";
import { type PersonProps, SpokenLanguage, ToldAge } from "./contact-person";
import { likeLast, type Meeting, PEOPLE_MAX, readMeeting, toggleNeed } from "./contact-values";
import { meetingLine } from "./contact-words";
import { entryAt, siteName, text, timeZone } from "./entries";
import { NoteBox, NoteLabel, NoteOpener } from "./note-box";
import { RoundStart } from "./round-start";
import { isOver } from "./rounds";
import { back, go } from "./router";
import { rowAt } from "./row";
import { Top } from "./top";
import { BothValues } from "./two-values";
import { made, savedMeeting } from "./undo";

/**
 * Somebody is met somewhere: without a round it is asked first where, and the form follows. One
 * that was begun is finished, also when a mate ended the round meanwhile.
 */
export function MeetingScreen({ here }: { readonly here: Here }) {
  const isOpen = !isOver(here.round) || isMeetingBegun(here.round.id);
  return isOpen ? <NewMeeting here={here} /> : <RoundStart />;
}

/** A new meeting, here and now. */
function NewMeeting({ here }: { readonly here: Here }) {
  const form = newMeeting(here);
  const save = async () => {
    if (!(await form.save(here))) return;
    closeMeeting();
    savedMeeting.value = form.path;
    const entry = entryAt(form.path);
    if (entry !== null) made(rowAt(entry), form.path, { voided: "mistake" }, { voided: null });
    back();
  };
  return (
    <FormScreen
      form={form}
      site={here.site.id}
      ms={phone.now()}
      last={lastMeeting()}
      onSave={() => void save()}
    />
  );
}

/** A meeting that was saved before and can be read here. */
export function CorrectMeeting({ entry }: { readonly entry: Entry }) {
  const form = useRef<ContactForm | undefined>(undefined);
  form.current ??= new ContactForm(entry, null);
  const save = async () => {
    if (await form.current?.save(null)) back();
  };
  return (
    <FormScreen
      form={form.current}
      site={text(entry, "site")}
      ms={entry.madeAtMs}
      last={null}
      onSave={() => void save()}
    />
  );
}

interface FormScreenProps {
  readonly form: ContactForm;
  readonly site: string | null;
  readonly ms: number;
  /** What "same as last time" would fill in. */
  readonly last: Entry | null;
  readonly onSave: () => void;
}

function FormScreen({ form, site, ms, last, onSave }: FormScreenProps) {
  const words = t();
  const meeting = form.meeting.value;
  const change = (next: Meeting) => form.change(next);
  const failure = form.failure.value;
  return (
    <>
      <Top
        withBack
        title={words.contact.title}
        second={
          <>
            <bdi>{siteName(site)}</bdi>
            {" · "}
            <span class="ltr">{formatTime(ms, timeZone())}</span>
          </>
        }
      />
      <main class="page detail">
        <Restored form={form} />
        <BothValues entry={form.entry} />
        <OfCase meeting={meeting} onChange={change} />
        {last !== null && (
          <SameAsLast last={last} onChange={(next) => change({ ...next, case: meeting.case })} />
        )}
        <HowMany people={meeting.people} onChange={(people) => change({ ...meeting, people })} />
        <Needs meeting={meeting} onToggle={(need, met) => change(toggleNeed(meeting, need, met))} />
        <SpokenLanguage meeting={meeting} onChange={change} />
        <ToldAge meeting={meeting} onChange={change} />
        <MeetingNote note={meeting.note} onInput={(note) => change({ ...meeting, note })} />
      </main>
      <footer class="foot">
        {failure !== null && (
          <div role="alert">
            <Line icon={AttentionIcon} tone="attention">
              {words.reason[failure]}
            </Line>
          </div>
        )}
        <div class="foot-row">
          {form.entry === null && (
            <SecondaryButton icon={CodeIcon} onPress={() => go({ name: "find-case" })}>
              {personTexts().find.open}
            </SecondaryButton>
          )}
          <PrimaryButton onPress={onSave}>{words.contact.save}</PrimaryButton>
        </div>
      </footer>
    </>
  );
}

/** Whose meeting it is, when it belongs to a case. */
function OfCase({ meeting, onChange }: PersonProps) {
  const words = personTexts().case;
  if (meeting.case === null) return null;
  return (
    <Line icon={CodeIcon} tone="plain">
      <p>{words.attached(ltr(groupCase(meeting.case)))}</p>
      <QuietButton onPress={() => onChange({ ...meeting, case: null })}>{words.detach}</QuietButton>
    </Line>
  );
}

function Restored({ form }: { readonly form: ContactForm }) {
  const words = t().contact;
  const ms = form.restoredMs.value;
  if (ms === null) return null;
  return (
    <div role="status">
      <Line icon={RepeatIcon} tone="plain">
        <p>{words.restored(formatTime(ms, timeZone()))}</p>
        <QuietButton onPress={() => form.clear()}>{words.afresh}</QuietButton>
      </Line>
    </div>
  );
}

interface SameAsLastProps {
  readonly last: Entry;
  readonly onChange: (next: Meeting) => void;
}

/** Says what it would fill in: the last meeting that can be read here may not be the last one. */
function SameAsLast({ last, onChange }: SameAsLastProps) {
  const words = t().contact;
  const meeting = readMeeting(last.fields);
  const said = [`${words.people} ${formatNumber(meeting.people)}`, meetingLine(meeting)];
  return (
    <button
      type="button"
      class="same-as-last"
      aria-label={words.sameAsLast}
      onClick={() => onChange(likeLast(last.fields))}
    >
      <span>
        <strong>{words.sameAsLast}</strong>
        <span class="second">{said.filter((part) => part !== "").join(" · ")}</span>
      </span>
      <ForwardIcon />
    </button>
  );
}

const FEW = ["1", "2", "3", "4", "5"] as const;
const MANY = "6";

interface HowManyProps {
  readonly people: number;
  readonly onChange: (people: number) => void;
}

function HowMany({ people, onChange }: HowManyProps) {
  const words = t();
  const choices = FEW.map((value) => ({ value: String(value), label: value }));
  const least = Number(MANY);
  return (
    <div class="how-many">
      <span class="caption" aria-hidden="true">
        {words.contact.people}
      </span>
      <Segmented<string>
        label={words.contact.people}
        choices={[...choices, { value: MANY, label: words.contact.sixOrMore }]}
        value={String(Math.min(people, least))}
        onChoose={(value) => onChange(Number(value))}
      />
      {people >= least && (
        <Stepper
          name={words.contact.howMany}
          shown={formatNumber(people)}
          lessLabel={words.detail.lessOf(words.contact.people)}
          moreLabel={words.detail.moreOf(words.contact.people)}
          atZero={people <= least}
          onLess={() => onChange(people - 1)}
          onMore={() => onChange(Math.min(PEOPLE_MAX, people + 1))}
        />
      )}
    </div>
  );
}

interface MeetingNoteProps {
  readonly note: string;
  readonly onInput: (note: string) => void;
}

function MeetingNote({ note, onInput }: MeetingNoteProps) {
  const touched = useSignal(false);
  if (note === "" && !touched.value) return <NoteOpener onOpen={() => (touched.value = true)} />;
  return <NoteBox label={<NoteLabel />} value={note} focus={touched.value} onInput={onInput} />;
}
