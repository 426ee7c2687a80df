/** Rounds: which run, which are planned and who comes, what ended; and notices between teams. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { PlusIcon } from "../components/icons";
import { edit, open } from "./actions";
import { writeAddress } from "./address";
import { describePerson, describePlace, describeRecord, describeWhat, hour } from "./describe";
import { complain, failureText } from "./done";
import { listMoment } from "./moment";
import { NoticeDialog } from "./notice-dialog";
import { Notices } from "./notices";
import { Action, Nothing } from "./parts";
import { PlanDialog } from "./plan-dialog";
import { touched, usePoll } from "./poll";
import { type Comer, failure, load, type RoundsShown, shown } from "./rounds-store";
import { say, together } from "./say";
import { me, network, now } from "./session";
import type { Item, RecordPage } from "./wire";

/** A dialog over the page: about a new record, or an existing one as it is now. */
type Writing = { readonly what: "round" | "notice"; readonly page: RecordPage | null } | null;

export function Rounds() {
  const [writing, setWriting] = useState<Writing>(null);
  useEffect(() => void load(), [touched.value]);
  usePoll(() => void load(), []);
  const lists = shown.value;
  const close = () => setWriting(null);
  const change = async (item: Item) => {
    const page = await open(item);
    if (!page.ok) complain(page);
    else setWriting({ what: item.kind === "notice" ? "notice" : "round", page: page.value });
  };
  return (
    <section aria-labelledby="rounds-title">
      <div class="head">
        <h1 id="rounds-title">{say("nav.rounds")}</h1>
        <div class="head-end">
          <Action icon={PlusIcon} onPress={() => setWriting({ what: "notice", page: null })}>
            {say("notices.write")}
          </Action>
          {me.value?.user.role === "coordinator" ? (
            <Action
              look="primary"
              icon={PlusIcon}
              onPress={() => setWriting({ what: "round", page: null })}
            >
              {say("rounds.plan")}
            </Action>
          ) : null}
        </div>
      </div>
      {lists === null ? <Waiting /> : <Halves lists={lists} onChange={change} />}
      {writing?.what === "round" ? <PlanDialog page={writing.page} onClose={close} /> : null}
      {writing?.what === "notice" ? <NoticeDialog page={writing.page} onClose={close} /> : null}
    </section>
  );
}

function Waiting() {
  if (failure.value === null) return <div class="rows-wait" />;
  return (
    <Nothing text={failureText(failure.value)}>
      <Action onPress={() => void load()}>{say("state.offline.again")}</Action>
    </Nothing>
  );
}

type Change = (item: Item) => Promise<void>;

function Halves({ lists, onChange }: { readonly lists: RoundsShown; readonly onChange: Change }) {
  const { running, planned, ended, notices, comers } = lists;
  return (
    <div class="people-halves">
      <div class="rounds-lists">
        <Panel title={say("rounds.planned")} none={say("rounds.planned.none")} items={planned}>
          {(round) => (
            <Planned round={round} comers={comers.get(round.id) ?? []} onChange={onChange} />
          )}
        </Panel>
        <Panel title={say("rounds.running")} none={say("rounds.running.none")} items={running}>
          {(round) => <Begun round={round} />}
        </Panel>
        <Panel title={say("rounds.ended")} none={say("rounds.ended.none")} items={ended}>
          {(round) => <Begun round={round} />}
        </Panel>
      </div>
      <div class="panel panel-notices">
        <h2 class="panel-title">{say("notices.title")}</h2>
        <Notices notices={notices} onChange={onChange} />
      </div>
    </div>
  );
}

function Panel(props: {
  readonly title: string;
  readonly none: string;
  readonly items: readonly Item[];
  readonly children: (round: Item) => ComponentChildren;
}) {
  return (
    <div class="panel">
      <h2 class="panel-title">{props.title}</h2>
      {props.items.length === 0 ? (
        <Nothing text={props.none} />
      ) : (
        <ul class="rounds">
          {props.items.map((round) => (
            <li key={round.id}>{props.children(round)}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Planned(props: {
  readonly round: Item;
  readonly comers: readonly Comer[];
  readonly onChange: Change;
}) {
  const { round, comers, onChange } = props;
  const what = describeRecord("round", round.fields);
  const callOff = async () => {
    const page = await open(round);
    if (page.ok) await edit(page.value, { status: "cancelled" });
    else complain(page);
  };
  return (
    <>
      <div class="round-words">
        <What round={round} when={moment(round.fields["planned_start"])} />
        <Comers comers={comers} />
        <p class="second">{say("rounds.wanted", { n: teamSize(round) })}</p>
      </div>
      <div class="round-acts">
        <Action label={say("rounds.change.of", { what })} onPress={() => void onChange(round)}>
          {say("rounds.change")}
        </Action>
        <Action look="quiet" label={say("rounds.off.of", { what })} onPress={() => void callOff()}>
          {say("rounds.off")}
        </Action>
      </div>
    </>
  );
}

/** A round that runs or has ended. */
function Begun({ round }: { readonly round: Item }) {
  const { started_at: start, ended_at: end, status, activity_note: note } = round.fields;
  const began = moment(start ?? null);
  const span =
    status === "finished" && typeof end === "string"
      ? say("rounds.span", { from: began, to: hour(end) })
      : say("rounds.since", { time: began });
  return (
    <>
      <div class="round-words">
        <What round={round} when={span} />
        <p class="second">{say("rounds.team", { n: teamSize(round) })}</p>
        {typeof note === "string" && note !== "" ? (
          <p>
            <span class="second">{say("colon", { name: say("rounds.note"), value: "" })}</span>
            <bdi>{note}</bdi>
          </p>
        ) : null}
      </div>
      <div class="round-acts">
        <OpenLink round={round} />
      </div>
    </>
  );
}

function What({ round, when }: { readonly round: Item; readonly when: string }) {
  const places = describePlace("round", round.fields);
  return (
    <p>
      <b>
        <bdi>{places === "" ? describeWhat("round", round.fields) : places}</bdi>
      </b>{" "}
      <span class="second">
        {describeWhat("round", round.fields)} · {when}
      </span>
      {round.issues.length === 0 ? null : (
        <a class="round-issue" href={writeAddress({ view: "inbox", record: round.id })}>
          {say("status.look")}
        </a>
      )}
    </p>
  );
}

/** `2 come: Jonas, Mo · not coming: Ana`, and of whom it is not sure. */
function Comers({ comers }: { readonly comers: readonly Comer[] }) {
  const names = (coming: Comer["coming"]) =>
    comers.filter((each) => each.coming === coming).map(({ user }) => describePerson(user));
  const [yes, no] = [names("yes"), names("no")];
  if (comers.length === 0) return <p class="second">{say("rounds.coming.none")}</p>;
  return (
    <p>
      {yes.length === 0 ? null : say("rounds.coming", { names: together(yes) })}
      {comers
        .filter(({ coming }) => coming === "unsure")
        .map(({ user, signup }) => (
          <a
            key={signup}
            class="round-issue"
            href={writeAddress({ view: "inbox", record: signup })}
            aria-label={say("rounds.unsure.settle", { name: describePerson(user) })}
          >
            {say("rounds.unsure", { name: describePerson(user) })}
          </a>
        ))}{" "}
      {no.length === 0 ? null : (
        <span class="second">{say("rounds.absent", { names: together(no) })}</span>
      )}
    </p>
  );
}

function OpenLink({ round }: { readonly round: Item }) {
  const what = describeRecord("round", round.fields);
  return (
    <a
      class="text-link"
      href={writeAddress({ view: "record", kind: "round", id: round.id })}
      aria-label={say("colon", { name: say("rounds.open"), value: what })}
    >
      {say("rounds.open")}
    </a>
  );
}

function moment(at: unknown): string {
  return typeof at === "string" ? listMoment(at, network().time_zone, now()) : "–";
}

function teamSize({ fields }: Item): number {
  return typeof fields["team_size"] === "number" ? fields["team_size"] : 0;
}
