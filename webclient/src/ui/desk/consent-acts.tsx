/** What can be done about an agreement: look at an exception, write down that it no longer holds. */
import { useEffect, useState } from "preact/hooks";
import { inForce, mayTakeBack, takingBack, type Written } from "../in-force";
import { get, type Result, send } from "./api";
import { Choices } from "./choices";
import { complain, report } from "./done";
import { useOnce } from "./once";
import { Action } from "./parts";
import { touch, touched, usePoll } from "./poll";
import { codeLabel, say } from "./say";
import { me } from "./session";
import type { Fields, ListReply, RecordPage } from "./wire";
import { WithdrawDialog } from "./withdraw-dialog";

export const CONSENT = "consent";
const WITHDRAWAL = "consent_withdrawal";
const EXCEPTIONS: readonly unknown[] = ["vital_interest", "child_at_risk"];

export function ConsentActs({ page }: { readonly page: RecordPage }) {
  const [asking, setAsking] = useState(false);
  const once = useOnce();
  const withdrawals = useWithdrawals(page.id);
  const own = page.org === me.value?.user.org;
  const exception = EXCEPTIONS.includes(page.fields["basis"]);
  const open = (page.issues ?? []).some(({ issue }) => issue === "consent_exception");
  const holds = withdrawals === null ? null : inForce(writtenOf(page), withdrawals);
  const parts = holds === null ? [] : mayTakeBack(holds);
  // Where there is nothing but all of it, nothing is asked.
  const begin = () => {
    if (parts.length > 0) setAsking(true);
    else void once(() => withdraw(page, []));
  };
  return (
    <>
      {holds?.withdrawn ? <p>{say("consent.gone")}</p> : null}
      {holds !== null && holds.takenBack.length > 0 ? (
        <p>{say("consent.back", { what: scopeWords(holds.takenBack) })}</p>
      ) : null}
      {own ? (
        <div class="row-of-acts">
          {exception && open ? (
            <Choices
              choices={[
                {
                  text: say("consent.agree"),
                  look: "primary",
                  run: () => void once(() => approve(page, true)),
                },
                {
                  text: say("consent.refuse"),
                  run: () => void once(() => approve(page, false)),
                },
              ]}
            />
          ) : null}
          {holds === null || holds.withdrawn ? null : (
            <Action look="danger" onPress={begin}>
              {say("consent.withdraw")}
            </Action>
          )}
        </div>
      ) : null}
      {asking ? (
        <WithdrawDialog
          parts={parts}
          onTake={(taken) => withdraw(page, taken)}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </>
  );
}

/** What was taken back of an agreement, asked again while it is on screen; null until it came. */
function useWithdrawals(consent: string): readonly Written[] | null {
  const [found, setFound] = useState<readonly Written[] | null>(null);
  const path = `/api/records/${WITHDRAWAL}?from=2000-01-01&consent=${consent}&per_page=200`;
  const look = () =>
    void get<ListReply>(path).then((reply) => {
      if (reply.ok) setFound(reply.value.items.map(writtenOf));
    });
  useEffect(look, [consent, touched.value]);
  usePoll(look, [consent]);
  return found;
}

function writtenOf({ fields, org }: Pick<RecordPage, "fields" | "org">): Written {
  return { fields: { ...fields, org: org ?? null } };
}

function scopeWords(scopes: readonly string[]): string {
  return scopes.map((scope) => codeLabel("consent_scope", scope)).join(" · ");
}

async function approve(page: RecordPage, agreed: boolean): Promise<void> {
  const fields = { consent: page.id, agreed };
  const reply = await add("consent_approval", fields);
  if (reply.ok) report(say(agreed ? "did.agreed" : "did.refused"));
  else complain(reply);
}

/** `taken`: the scopes that are taken back; none: the whole agreement. */
async function withdraw(page: RecordPage, taken: readonly string[]): Promise<Result<RecordPage>> {
  const at = `${new Date().toISOString().slice(0, 19)}Z`;
  const fields = { consent: page.id, at, told_by: "person", ...takingBack(taken) };
  const reply = await add(WITHDRAWAL, fields);
  const what = scopeWords(taken);
  const done = taken.length === 0 ? say("did.withdrawn") : say("did.withdrawn.part", { what });
  if (reply.ok) report(done, () => takeBack(reply.value));
  else complain(reply);
  return reply;
}

/** Pressed by mistake: the withdrawal is deleted, and what it closed opens again. */
async function takeBack(made: RecordPage) {
  const seen = Object.values(made.heads ?? {}).flatMap((heads) => heads.map(({ wid }) => wid));
  const path = `/api/records/${WITHDRAWAL}/${made.id}`;
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
