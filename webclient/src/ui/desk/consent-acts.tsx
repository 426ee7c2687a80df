/** What can be done about an agreement: look at an exception, write down that it no longer holds. */
import { type Result, send } from "./api";
import { complain, report } from "./done";
import { useOnce } from "./once";
import { Action } from "./parts";
import { touch } from "./poll";
import { say } from "./say";
import { me } from "./session";
import type { Fields, RecordPage } from "./wire";

export const CONSENT = "consent";
const EXCEPTIONS: readonly unknown[] = ["vital_interest", "child_at_risk"];

export function ConsentActs({ page }: { readonly page: RecordPage }) {
  const once = useOnce();
  const own = page.org === me.value?.user.org;
  if (!own) return null;
  const exception = EXCEPTIONS.includes(page.fields["basis"]);
  const open = (page.issues ?? []).some(({ issue }) => issue === "consent_exception");
  return (
    <div class="row-of-acts">
      {exception && open ? (
        <>
          <Action look="primary" onPress={() => void once(() => approve(page, true))}>
            {say("consent.agree")}
          </Action>
          <Action onPress={() => void once(() => approve(page, false))}>
            {say("consent.refuse")}
          </Action>
        </>
      ) : null}
      <Action look="danger" onPress={() => void once(() => withdraw(page))}>
        {say("consent.withdraw")}
      </Action>
    </div>
  );
}

async function approve(page: RecordPage, agreed: boolean): Promise<void> {
  const fields = { consent: page.id, agreed };
  const reply = await add("consent_approval", fields);
  if (reply.ok) report(say(agreed ? "did.agreed" : "did.refused"));
  else complain(reply);
}

async function withdraw(page: RecordPage): Promise<void> {
  const at = `${new Date().toISOString().slice(0, 19)}Z`;
  const reply = await add("consent_withdrawal", { consent: page.id, at, told_by: "person" });
  if (reply.ok) report(say("did.withdrawn"), () => takeBack(reply.value));
  else complain(reply);
}

/** Pressed by mistake: the withdrawal is deleted, and what it closed opens again. */
async function takeBack(made: RecordPage) {
  const seen = Object.values(made.heads ?? {}).flatMap((heads) => heads.map(({ wid }) => wid));
  const path = `/api/records/consent_withdrawal/${made.id}`;
  const reply = await send<RecordPage>("DELETE", path, { seen });
  if (!reply.ok) return reply;
  touch();
  return say("did.withdrawn.back");
}

async function add(kind: string, fields: Fields): Promise<Result<RecordPage>> {
  const reply = await send<RecordPage>("POST", `/api/records/${kind}`, { fields });
  if (reply.ok) touch();
  return reply;
}
