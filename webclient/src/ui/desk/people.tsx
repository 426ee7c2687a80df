/** Who is in the team, with which phones, and what those still hold. */
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { PlusIcon } from "../components/icons";
import { get } from "./api";
import { SureDialog } from "./ask";
import { describeRole } from "./describe";
import { InviteDialog } from "./invite";
import { MemberDialog, mayAlter } from "./member";
import { listMoment } from "./moment";
import { devices, loadDevices, loadNames } from "./names";
import { Action, Nothing } from "./parts";
import { block, withdraw } from "./people-acts";
import { Phones } from "./phones";
import { usePoll } from "./poll";
import { say } from "./say";
import { network, now } from "./session";
import type { Device, Member, OpenInvite, Page } from "./wire";

const members = signal<readonly Member[]>([]);
const invites = signal<readonly OpenInvite[]>([]);

async function loadPeople(): Promise<void> {
  const [users, open] = await Promise.all([
    get<Page<Member>>("/api/users"),
    get<Page<OpenInvite>>("/api/invites"),
    loadDevices(),
  ]);
  if (users.ok) members.value = users.value.items;
  if (open.ok) invites.value = open.value.items.filter(isOpen);
}

function isOpen(invite: OpenInvite): boolean {
  return invite.used_at === null && Date.parse(invite.expires_at) > now().getTime();
}

export function People() {
  const [inviting, setInviting] = useState<Member | "new" | null>(null);
  const [blocking, setBlocking] = useState<Device | null>(null);
  const [altering, setAltering] = useState<Member | null>(null);
  const [withdrawing, setWithdrawing] = useState<OpenInvite | null>(null);
  useEffect(() => void loadPeople(), []);
  usePoll(() => void loadDevices(), []);
  return (
    <section class="people" aria-labelledby="people-title">
      <div class="head">
        <h1 id="people-title">{say("people.title")}</h1>
        <div class="head-end">
          <Action look="primary" icon={PlusIcon} onPress={() => setInviting("new")}>
            {say("people.invite")}
          </Action>
        </div>
      </div>
      <div class="people-halves">
        <div class="panel">
          <h2 class="panel-title">{say("people.phones")}</h2>
          <Phones devices={devices.value} onBlock={setBlocking} />
        </div>
        <div class="panel">
          <h2 class="panel-title">{say("people.people")}</h2>
          <Team onNewPhone={setInviting} onAlter={setAltering} />
          <Invites onWithdraw={setWithdrawing} />
        </div>
      </div>
      {inviting === null ? null : (
        <InviteDialog
          member={inviting === "new" ? null : inviting}
          onClose={() => {
            setInviting(null);
            void loadPeople();
            void loadNames();
          }}
        />
      )}
      {altering === null ? null : (
        <MemberDialog member={altering} onChanged={loadPeople} onClose={() => setAltering(null)} />
      )}
      {blocking === null ? null : (
        <SureDialog
          title={say("people.block.title", { name: blocking.user.alias })}
          hint={say("people.block.hint")}
          go={say("people.block.go")}
          onGo={() => block(blocking)}
          onClose={() => setBlocking(null)}
        />
      )}
      {withdrawing === null ? null : (
        <SureDialog
          title={say("people.withdraw.title", { name: withdrawing.user.alias })}
          hint={say("people.withdraw.hint", { name: withdrawing.user.alias })}
          go={say("people.withdraw.go")}
          onGo={() => withdraw(withdrawing, loadPeople)}
          onClose={() => setWithdrawing(null)}
        />
      )}
    </section>
  );
}

function Team(props: {
  readonly onNewPhone: (member: Member) => void;
  readonly onAlter: (member: Member) => void;
}) {
  const { onNewPhone, onAlter } = props;
  if (members.value.length === 0) return <Nothing text={say("people.none")} />;
  return (
    <ul class="team">
      {members.value.map((member) => (
        <li key={member.id}>
          <span>
            <b>
              <bdi>{member.alias}</bdi>
            </b>
            <span class="second"> {roleWord(member)}</span>
          </span>
          <span class="team-acts">
            {member.active === false ? null : (
              <Action
                look="quiet"
                onPress={() => onNewPhone(member)}
                label={labelOf("people.new_phone", member)}
              >
                {say("people.new_phone")}
              </Action>
            )}
            {mayAlter(member) ? (
              <Action
                look="quiet"
                onPress={() => onAlter(member)}
                label={labelOf("people.change", member)}
              >
                {say("people.change")}
              </Action>
            ) : null}
          </span>
        </li>
      ))}
    </ul>
  );
}

function labelOf(
  key: "people.new_phone" | "people.change" | "people.withdraw",
  member: { readonly alias: string },
): string {
  return say("colon", { name: say(key), value: member.alias });
}

function roleWord(member: Member): string {
  if (member.active === false) return say("people.inactive");
  return describeRole(member.role);
}

function Invites(props: { readonly onWithdraw: (invite: OpenInvite) => void }) {
  if (invites.value.length === 0) return null;
  return (
    <>
      <h2 class="panel-title">{say("people.invites")}</h2>
      <ul class="team">
        {invites.value.map((invite) => (
          <li key={invite.id}>
            <span>
              <b>
                <bdi>{invite.user.alias}</bdi>
              </b>
              <span class="second">
                {" "}
                {say("people.invite.until", {
                  time: listMoment(invite.expires_at, network().time_zone, now()),
                })}
              </span>
            </span>
            <span class="team-acts">
              <Action
                look="danger"
                label={labelOf("people.withdraw", invite.user)}
                onPress={() => props.onWithdraw(invite)}
              >
                {say("people.withdraw")}
              </Action>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
