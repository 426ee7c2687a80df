/** One entry: what holds now on one side, how it came to that on the other. */
import { useRef, useState } from "preact/hooks";
import { BackIcon, CheckIcon } from "../components/icons";
import { ask, closeQuestion, makeVoid, review, unreview } from "./actions";
import { type Route, SERVICE, writeAddress } from "./address";
import { AskDialog, DeleteDialog, VoidDialog } from "./ask";
import { authorOf, isSealedPage, whenOf } from "./author";
import { CASE, SameCaseDialog } from "./cases";
import { CONSENT, ConsentActs } from "./consent-acts";
import { describeRecord } from "./describe";
import { failureText } from "./done";
import { EditDialog } from "./edit";
import { QuestionIcon } from "./icons";
import { KeepLongerDialog } from "./keep-longer";
import { useKeys } from "./keys";
import { shown } from "./list-store";
import { longMoment } from "./moment";
import { personName } from "./names";
import { Now } from "./now";
import { Action, Nothing } from "./parts";
import { ReferralPage } from "./referral-page";
import { REFERRAL } from "./referral-steps";
import { inOrder } from "./referrals-store";
import { backFrom, go, goToList } from "./route";
import { SameDialog } from "./same";
import { capital, say } from "./say";
import { ServicePage } from "./service-record";
import { network } from "./session";
import { Story } from "./story-view";
import { useRecordPage } from "./use-page";
import type { RecordPage } from "./wire";

type Opened = "ask" | "edit" | "void" | "delete" | "same" | "keep" | null;

export function Record({ kind, id }: { readonly kind: string; readonly id: string }) {
  const { page, failure } = useRecordPage(kind, id);
  useSteps(kind, id);
  if (page === null) {
    if (failure === null) return <div class="rows-wait" />;
    return (
      <Nothing heading text={failureText(failure)}>
        <Action onPress={() => goToList(kind)}>{say("record.back")}</Action>
      </Nothing>
    );
  }
  if (kind === SERVICE) return <ServicePage page={page} />;
  return kind === REFERRAL ? <ReferralPage page={page} /> : <Page page={page} />;
}

/** J and K go through the list the record was opened from. */
function useSteps(kind: string, id: string): void {
  const items = kind === REFERRAL ? inOrder.value : (shown.value?.items ?? []);
  const at = items.findIndex((item) => item.id === id);
  const step = (by: number) => {
    const next = items[at + by];
    if (at >= 0 && next !== undefined) go({ view: "record", kind: next.kind, id: next.id });
  };
  useKeys(
    [
      { keys: ["j"], label: "keys.next", hint: at >= 0, run: () => step(1) },
      { keys: ["k"], label: "keys.next", hint: at >= 0, run: () => step(-1) },
      { keys: ["Escape"], label: "keys.back", hint: true, run: () => go(backFrom(kind, id)) },
    ],
    [at, items],
  );
}

function Page({ page }: { readonly page: RecordPage }) {
  const [opened, setOpened] = useState<Opened>(null);
  const [only, setOnly] = useState<string | null>(null);
  const sealed = isSealedPage(page);
  const reviewed = page.fields["review"] === "reviewed";
  const mark = () => void (reviewed ? unreview(page) : review(page));
  const story = useRef<HTMLHeadingElement>(null);
  const back = backFrom(page.kind, page.id);
  useKeys(
    sealed
      ? []
      : [
          { keys: ["e"], label: "keys.edit", hint: true, run: () => setOpened("edit") },
          { keys: ["h"], label: "keys.history", hint: true, run: () => story.current?.focus() },
          { keys: ["q"], label: "keys.ask", run: () => setOpened("ask") },
          { keys: ["r"], label: "keys.review", run: mark },
        ],
    [page, sealed],
  );
  return (
    <section class="record" aria-labelledby="record-title">
      <div class="head">
        <a class="act act-quiet act-square" href={writeAddress(back)} aria-label={backWord(back)}>
          <BackIcon />
        </a>
        <Title page={page} sealed={sealed} />
        {sealed ? null : (
          <div class="head-end">
            <Action hint="Q" onPress={() => setOpened("ask")}>
              {askWord(page)}
            </Action>
            <Action
              look={reviewed ? "plain" : "primary"}
              hint="R"
              icon={reviewed ? CheckIcon : undefined}
              onPress={mark}
            >
              {reviewed ? say("record.unreview") : say("record.review")}
            </Action>
          </div>
        )}
      </div>
      <Question page={page} />
      <div class="record-halves">
        <Now
          page={page}
          sealed={sealed}
          only={only}
          {...(page.kind === CONSENT
            ? { acts: <ConsentActs page={page} /> }
            : { onOpen: setOpened })}
        />
        {sealed ? null : <Story page={page} only={only} onOnly={setOnly} heading={story} />}
      </div>
      <Dialogs page={page} opened={opened} onClose={() => setOpened(null)} />
    </section>
  );
}

function backWord({ view }: Route): string {
  return say(view === "inbox" ? "state.missing.back" : "record.back");
}

function askWord(page: RecordPage): string {
  const name = personName(authorOf(page));
  return name === null ? say("record.ask.nobody") : say("record.ask", { name });
}

function Title({ page, sealed }: { readonly page: RecordPage; readonly sealed: boolean }) {
  const when = whenOf(page);
  const name = personName(authorOf(page));
  const details = [
    ...(when === null ? [] : [longMoment(when, network().time_zone)]),
    ...(name === null ? [] : [say("record.by", { name })]),
  ];
  return (
    <div class="head-words">
      <h1 id="record-title">{describeRecord(page.kind, page.fields, sealed)}</h1>
      <p class="second">{capital(details.join(" · "))}</p>
    </div>
  );
}

/** An open question and its answer stand above everything until somebody closes it. */
function Question({ page }: { readonly page: RecordPage }) {
  const { queried, query, answer } = page.fields;
  if (!queried || isSealedPage(page)) return null;
  const name = personName(authorOf(page)) ?? say("somebody");
  return (
    <div class="banner banner-att">
      <QuestionIcon />
      <div>
        {typeof query === "string" ? (
          <p>{say("record.question", { name, question: query })}</p>
        ) : (
          <p>{say("status.asked", { name })}</p>
        )}
        {typeof answer === "string" ? <p>{say("record.answered", { answer })}</p> : null}
      </div>
      <Action onPress={() => void closeQuestion(page)}>{say("record.question.done")}</Action>
    </div>
  );
}

function Dialogs(props: {
  readonly page: RecordPage;
  readonly opened: Opened;
  readonly onClose: () => void;
}) {
  const { page, opened, onClose } = props;
  switch (opened) {
    case "ask":
      return <AskDialog page={page} onClose={onClose} onAsk={(text) => ask(page, text)} />;
    case "edit":
      return <EditDialog page={page} onClose={onClose} />;
    case "same":
      return page.kind === CASE ? (
        <SameCaseDialog page={page} onClose={onClose} />
      ) : (
        <SameDialog page={page} onClose={onClose} />
      );
    case "keep":
      return <KeepLongerDialog page={page} onClose={onClose} />;
    case "void":
      return <VoidDialog onClose={onClose} onVoid={(reason) => makeVoid(page, reason)} />;
    case "delete":
      return <DeleteDialog page={page} onClose={onClose} />;
    case null:
      return null;
  }
}
