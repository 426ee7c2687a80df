/** The page of a service: what holds, how it came to that, and what its keeper can do at once. */
import { useRef, useState } from "preact/hooks";
import { BackIcon, CheckIcon, EditIcon } from "../components/icons";
import { SERVICE, writeAddress } from "./address";
import { DeleteDialog } from "./ask";
import { describeWhat } from "./describe";
import { QuestionIcon } from "./icons";
import { useKeys } from "./keys";
import { orgNames } from "./names";
import { isDeleted, Now } from "./now";
import { Action } from "./parts";
import { go, listOf } from "./route";
import { say } from "./say";
import { keep, mayKeep } from "./service-acts";
import { AlertDialog, AnswerDialog, AskKeeperDialog, RoomDialog } from "./service-dialogs";
import { askedWords, confirmedWords, listed, openingLine, today } from "./service-words";
import { Story } from "./story-view";
import type { RecordPage } from "./wire";

type Opened = "ask" | "alert" | "room" | "answer" | "delete" | null;

export function ServicePage({ page }: { readonly page: RecordPage }) {
  const [opened, setOpened] = useState<Opened>(null);
  const [only, setOnly] = useState<string | null>(null);
  const story = useRef<HTMLHeadingElement>(null);
  const keeps = mayKeep(page.fields);
  const confirmed = page.fields["assured_on"] === today();
  const confirm = () => void keep(page, "confirm");
  useKeys(
    [
      ...(keeps
        ? [
            { keys: ["e"], label: "keys.edit", hint: true, run: () => editService(page) } as const,
            { keys: ["r"], label: "keys.confirm", hint: true, run: confirm } as const,
          ]
        : []),
      { keys: ["h"], label: "keys.history", hint: true, run: () => story.current?.focus() },
      { keys: ["q"], label: "keys.question", run: () => setOpened("ask") },
    ],
    [page, keeps],
  );
  return (
    <section class="record" aria-labelledby="record-title">
      <div class="head">
        <a
          class="act act-quiet act-square"
          href={writeAddress(listOf(SERVICE))}
          aria-label={say("directory.back")}
        >
          <BackIcon />
        </a>
        <Title page={page} />
        <div class="head-end">
          {keeps ? (
            <Action
              look={confirmed ? "plain" : "primary"}
              hint="R"
              icon={confirmed ? CheckIcon : undefined}
              onPress={confirm}
            >
              {say("service.confirm")}
            </Action>
          ) : (
            <Action hint="Q" onPress={() => setOpened("ask")}>
              {say("service.ask")}
            </Action>
          )}
        </div>
      </div>
      <Question page={page} keeps={keeps} onAnswer={() => setOpened("answer")} />
      <div class="record-halves">
        <Now
          page={page}
          sealed={false}
          only={only}
          acts={keeps ? <Acts page={page} onOpen={setOpened} /> : null}
        />
        <Story page={page} only={only} onOnly={setOnly} heading={story} />
      </div>
      <Dialogs page={page} opened={opened} onClose={() => setOpened(null)} />
    </section>
  );
}

function editService(page: RecordPage): void {
  go({ view: "service", id: page.id });
}

function Title({ page }: { readonly page: RecordPage }) {
  const { fields } = page;
  const details = [
    orgNames.value.get(String(fields["provider"])) ?? "",
    openingLine(listed(page.id, fields)),
    say("service.confirmed", { when: confirmedWords(fields["assured_on"]) }),
  ];
  return (
    <div class="head-words">
      <h1 id="record-title">
        <bdi>{describeWhat(page.kind, fields)}</bdi>
      </h1>
      <p class="second">{details.filter((part) => part !== "").join(" · ")}</p>
    </div>
  );
}

function Question(props: {
  readonly page: RecordPage;
  readonly keeps: boolean;
  readonly onAnswer: () => void;
}) {
  const { page, keeps, onAnswer } = props;
  const { queried, query, answer } = page.fields;
  if (!queried) {
    return typeof query === "string" && typeof answer === "string" ? (
      <p class="second answered-line">{say("service.was_answered", { query, answer })}</p>
    ) : null;
  }
  return (
    <div class="banner banner-att">
      <QuestionIcon />
      <div>
        {askedWords(page.heads?.["query"] ?? []).map((words) => (
          <p key={words}>{words}</p>
        ))}
      </div>
      {keeps ? (
        <Action look="primary" onPress={onAnswer}>
          {say("service.answer")}
        </Action>
      ) : null}
    </div>
  );
}

function Acts(props: {
  readonly page: RecordPage;
  readonly onOpen: (dialog: Exclude<Opened, null>) => void;
}) {
  const { page, onOpen } = props;
  const published = page.fields["published"] === true;
  return (
    <div class="row-of-acts">
      <Action hint="E" icon={EditIcon} onPress={() => editService(page)}>
        {say("record.edit")}
      </Action>
      <Action onPress={() => onOpen("alert")}>{say("service.alert")}</Action>
      <Action onPress={() => onOpen("room")}>{say("service.room")}</Action>
      <Action onPress={() => void keep(page, published ? "unpublish" : "publish")}>
        {say(published ? "service.unpublish" : "service.publish")}
      </Action>
      {isDeleted(page) ? null : (
        <Action look="danger" onPress={() => onOpen("delete")}>
          {say("record.delete")}
        </Action>
      )}
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
      return <AskKeeperDialog page={page} onClose={onClose} />;
    case "alert":
      return <AlertDialog page={page} onClose={onClose} />;
    case "room":
      return <RoomDialog page={page} onClose={onClose} />;
    case "answer":
      return <AnswerDialog page={page} onClose={onClose} />;
    case "delete":
      return <DeleteDialog page={page} onClose={onClose} />;
    case null:
      return null;
  }
}
