/** Somebody of the team: their role, whether they are still in it, which association. */
import { useState } from "preact/hooks";
import { type Result, send } from "./api";
import { Buttons } from "./ask";
import { describeRole } from "./describe";
import { failureText, report } from "./done";
import { grouped } from "./invite";
import { listMoment } from "./moment";
import { orgNames } from "./names";
import { Action, Dialog } from "./parts";
import { alter, move } from "./people-acts";
import { say } from "./say";
import { me, network, now } from "./session";
import type { Member } from "./wire";

const ROLES: readonly string[] = ["volunteer", "handler", "coordinator"];
/** Roles that only the network's own coordinator gives. */
const NETWORK_ROLES: readonly string[] = ["network", "admin"];

interface MemberProps {
  readonly member: Member;
  /** Something changed: reads the list again. */
  readonly onChanged: () => Promise<void>;
  readonly onClose: () => void;
}

/** Nobody changes themselves, nor somebody who may do more; the server decides, this only shows. */
export function mayAlter(member: Member): boolean {
  const us = me.value?.user;
  if (us === undefined || us.id === member.id) return false;
  return us.role === "network" || !NETWORK_ROLES.includes(member.role);
}

export function MemberDialog({ member, onChanged, onClose }: MemberProps) {
  const [role, setRole] = useState(member.role);
  const [problem, setProblem] = useState<string | null>(null);
  const active = member.active !== false;
  async function finish(work: Promise<Result<Member>>): Promise<void> {
    const reply = await work;
    if (!reply.ok) {
      setProblem(failureText(reply));
      return;
    }
    onClose();
  }
  function save(event: Event): void {
    event.preventDefault();
    if (role === member.role) {
      onClose();
      return;
    }
    const text = say("did.role", { name: member.alias, role: describeRole(role) });
    void finish(alter(member, { role }, text, onChanged));
  }
  const turn = () => {
    const text = say(active ? "did.off" : "did.on", { name: member.alias });
    void finish(alter(member, { active: !active }, text, onChanged));
  };
  return (
    <Dialog title={member.alias} onClose={onClose}>
      <form class="form" onSubmit={save}>
        {active ? <Role chosen={role} onChoose={setRole} /> : null}
        {active ? (
          <Buttons go={say("member.save")} problem={problem} onClose={onClose} />
        ) : (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
      </form>
      <div class="member-rest">
        <p class="second">{say("member.off.hint")}</p>
        <Action look={active ? "danger" : "primary"} onPress={turn}>
          {say(active ? "member.off" : "member.on")}
        </Action>
      </div>
      {active && member.email != null ? <Recovery member={member} onClose={onClose} /> : null}
      {active && me.value?.user.role === "network" ? (
        <Move
          member={member}
          onMove={(org, text) => void finish(move(member, org, text, onChanged))}
        />
      ) : null}
    </Dialog>
  );
}

interface RecoveryCode {
  readonly code: string;
  readonly expires_at: string;
}

/** A way back in for who lost password or phone; told once. */
function Recovery({ member, onClose }: { readonly member: Member; readonly onClose: () => void }) {
  const [made, setMade] = useState<RecoveryCode | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  async function make(): Promise<void> {
    const reply = await send<RecoveryCode>("POST", `/api/users/${member.id}/recover`);
    if (!reply.ok) return setProblem(failureText(reply));
    setMade(reply.value);
    report(say("did.recovery", { name: member.alias }));
  }
  if (made === null) {
    return (
      <div class="member-rest">
        <p class="second">{say("member.recover.hint")}</p>
        <p class="problem" role="alert">
          {problem}
        </p>
        <Action onPress={() => void make()}>{say("member.recover")}</Action>
      </div>
    );
  }
  return (
    <Dialog title={say("member.recover.title", { name: member.alias })} onClose={onClose}>
      <div class="form">
        <p>{say("member.recover.how")}</p>
        <p>
          <b class="invite-code ltr">{grouped(made.code)}</b>
        </p>
        <p class="second">
          {say("invite.until", { time: listMoment(made.expires_at, network().time_zone, now()) })}
        </p>
        <div class="form-buttons">
          <Action look="primary" onPress={onClose}>
            {say("invite.done")}
          </Action>
        </div>
      </div>
    </Dialog>
  );
}

function Role(props: { readonly chosen: string; readonly onChoose: (role: string) => void }) {
  const offered = me.value?.user.role === "network" ? [...ROLES, ...NETWORK_ROLES] : ROLES;
  return (
    <label>
      <span>{say("member.role")}</span>
      <select
        data-first
        value={props.chosen}
        onChange={(event) => props.onChoose(event.currentTarget.value)}
      >
        {offered.map((role) => (
          <option key={role} value={role}>
            {describeRole(role)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Move(props: {
  readonly member: Member;
  readonly onMove: (org: string, text: string) => void;
}) {
  const { member, onMove } = props;
  const [org, setOrg] = useState("");
  const others = [...orgNames.value].filter(([id]) => id !== member.org);
  const name = orgNames.value.get(org) ?? "";
  return (
    <div class="member-rest form">
      <label>
        <span>{say("member.org")}</span>
        <select value={org} onChange={(event) => setOrg(event.currentTarget.value)}>
          <option value="">{say("member.org.choose")}</option>
          {others.map(([id, label]) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <p class="second">{say("member.org.hint")}</p>
      <Action
        look="danger"
        disabled={org === ""}
        onPress={() => onMove(org, say("did.moved", { name: member.alias, org: name }))}
      >
        {say("member.move.go")}
      </Action>
    </div>
  );
}
