/** Who did what, and when: read, taken out, opened, changed, erased. Nothing of what was written. */
import { useEffect, useState } from "preact/hooks";
import { type Failure, get } from "./api";
import { type AuditAsked, WHOLE_AUDIT, writeAudit } from "./audit-address";
import { ACTION_GROUPS, type ActionGroup, describeAction, recordOf } from "./audit-words";
import { failureText } from "./done";
import { clock, shortDay } from "./moment";
import { orgNames } from "./names";
import { Action, Nothing } from "./parts";
import { go, route } from "./route";
import { say } from "./say";
import { me, network, now } from "./session";
import type { AuditLine, Member, Page } from "./wire";

interface Reply extends Page<AuditLine> {
  readonly total: number;
}

const PER_PAGE = 50;
const GROUPS = Object.keys(ACTION_GROUPS) as ActionGroup[];

export function Audit() {
  const { value: at } = route;
  const asked = (at.view === "settings" ? at.audit : undefined) ?? WHOLE_AUDIT;
  const address = writeAudit(asked);
  const [reply, setReply] = useState<Reply | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    let left = false;
    void get<Reply>(`/api/audit?${queryOf(asked)}`).then((found) => {
      if (left) return;
      setFailure(found.ok ? null : found);
      if (found.ok) setReply(found.value);
    });
    return () => {
      left = true;
    };
  }, [address]);
  const choose = (change: Partial<AuditAsked>) =>
    go({ view: "settings", part: "audit", audit: { ...asked, page: 1, ...change } });
  return (
    <div class="panel audit">
      <p class="second">{say("audit.hint")}</p>
      <Narrow asked={asked} choose={choose} lines={reply?.items ?? []} />
      {failure === null ? null : <Nothing text={failureText(failure)} />}
      {reply === null || failure !== null ? null : (
        <Lines reply={reply} page={asked.page} onPage={(page) => choose({ page })} />
      )}
    </div>
  );
}

function queryOf(asked: AuditAsked): URLSearchParams {
  const query = new URLSearchParams({ page: String(asked.page), per_page: String(PER_PAGE) });
  const group = GROUPS.find((one) => one === asked.group);
  if (asked.user !== null) query.set("user", asked.user);
  if (group !== undefined) query.set("action", ACTION_GROUPS[group].join(","));
  if (asked.from !== null) query.set("from", asked.from);
  if (asked.to !== null) query.set("to", asked.to);
  return query;
}

interface NarrowProps {
  readonly asked: AuditAsked;
  readonly choose: (change: Partial<AuditAsked>) => void;
  readonly lines: readonly AuditLine[];
}

function Narrow({ asked, choose, lines }: NarrowProps) {
  const people = usePeople(lines);
  return (
    <div class="audit-narrow">
      <label>
        <span>{say("audit.who")}</span>
        <select
          value={asked.user ?? ""}
          onChange={(event) => choose({ user: event.currentTarget.value || null })}
        >
          <option value="">{say("audit.everybody")}</option>
          {people.map(([id, name]) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span>{say("audit.what")}</span>
        <select
          value={asked.group ?? ""}
          onChange={(event) => choose({ group: event.currentTarget.value || null })}
        >
          <option value="">{say("audit.everything")}</option>
          {GROUPS.map((group) => (
            <option key={group} value={group}>
              {say(`audit.group.${group}`)}
            </option>
          ))}
        </select>
      </label>
      {(["from", "to"] as const).map((end) => (
        <label key={end}>
          <span>{say(`audit.${end}`)}</span>
          <input
            type="date"
            value={asked[end] ?? ""}
            onChange={(event) => choose({ [end]: event.currentTarget.value || null })}
          />
        </label>
      ))}
    </div>
  );
}

/** The people of the team, and those of others whose lines were met. */
function usePeople(lines: readonly AuditLine[]): readonly (readonly [string, string])[] {
  const [team, setTeam] = useState<readonly Member[]>([]);
  const [met, setMet] = useState<ReadonlyMap<string, string>>(new Map());
  useEffect(() => {
    void get<Page<Member>>("/api/users").then((reply) => {
      if (reply.ok) setTeam(reply.value.items);
    });
  }, []);
  useEffect(() => {
    if (lines.length > 0)
      setMet(new Map([...met, ...lines.map((one) => [one.user, byWhom(one)] as const)]));
  }, [lines]);
  const known = new Map([...met, ...team.map((one) => [one.id, one.alias] as const)]);
  return [...known].sort(([, one], [, other]) => one.localeCompare(other));
}

function Lines(props: {
  readonly reply: Reply;
  readonly page: number;
  readonly onPage: (page: number) => void;
}) {
  const { reply, page, onPage } = props;
  const last = Math.max(1, Math.ceil(reply.total / PER_PAGE));
  if (reply.items.length === 0) return <Nothing text={say("audit.none")} />;
  return (
    <>
      <ul class="trail" aria-label={say("audit.list")}>
        {reply.items.map((line) => (
          <li key={line.id}>
            <time class="second" dateTime={line.at}>
              {shortDay(line.at, network().time_zone, now())}, {clock(line.at, network().time_zone)}
            </time>
            <b>
              <bdi>{byWhom(line)}</bdi>
            </b>
            <Did line={line} />
          </li>
        ))}
      </ul>
      <nav class="audit-pages" aria-label={say("audit.pages")}>
        <span class="second" role="status">
          {say("audit.total", { n: reply.total })}
        </span>
        {last === 1 ? null : (
          <>
            <Action disabled={page <= 1} onPress={() => onPage(page - 1)}>
              {say("audit.newer")}
            </Action>
            <Action disabled={page >= last} onPress={() => onPage(page + 1)}>
              {say("audit.older")}
            </Action>
          </>
        )}
      </nav>
    </>
  );
}

/** What was done; where it was done to an entry, a way there. */
function Did({ line }: { readonly line: AuditLine }) {
  const to = recordOf(line);
  const text = describeAction(line);
  return to === null ? <span>{text}</span> : <a href={to}>{text}</a>;
}

function byWhom(line: AuditLine): string {
  const name = line.alias === "" ? say("somebody") : line.alias;
  const org = orgNames.value.get(line.org);
  if (line.org === me.value?.user.org || org === undefined) return name;
  return say("audit.by", { name, org });
}
