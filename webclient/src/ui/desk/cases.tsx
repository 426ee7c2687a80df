/** Cases at the desk: found by the code that a person shows, two of one person made one. */
import { useId, useRef, useState } from "preact/hooks";
import { readCaseCode } from "../../sync/ids";
import { nameOf, open } from "./actions";
import { get, type Result } from "./api";
import { Buttons } from "./ask";
import { failureText, report } from "./done";
import { Action, Dialog } from "./parts";
import { go } from "./route";
import { say } from "./say";
import { writeSeveral } from "./several";
import { upon } from "./twice-acts";
import type { ListReply, RecordPage } from "./wire";

export const CASE = "case";

/** The id of the case with a code as it is stored; null where none may be read here. */
async function caseOf(code: string): Promise<Result<string | null>> {
  const path = `/api/records/${CASE}?from=2000-01-01&code=${code}&per_page=1`;
  const reply = await get<ListReply>(path);
  return reply.ok ? { ...reply, value: reply.value.items[0]?.id ?? null } : reply;
}

export async function openCase(code: string): Promise<void> {
  const found = await caseOf(code);
  if (!found.ok) report(failureText(found));
  else if (found.value === null) report(say("case.none"));
  else go({ view: "record", kind: CASE, id: found.value });
}

/** Any case and dashes, `o` for `0`: as people type what they read off a paper. */
export function FindCase() {
  const field = useRef<HTMLInputElement>(null);
  return (
    <form
      class="find-case"
      onSubmit={(event) => {
        event.preventDefault();
        const code = readCaseCode(field.current?.value ?? "");
        if (code === null) report(say("case.wrong"));
        else void openCase(code);
      }}
    >
      <label>
        <span class="visually-hidden">{say("case.find")}</span>
        <input ref={field} class="ltr" autocomplete="off" placeholder={say("case.find")} />
      </label>
      <button type="submit" class="act act-plain">
        {say("case.go")}
      </button>
    </form>
  );
}

export function OpenCase({ code }: { readonly code: string }) {
  return <Action onPress={() => void openCase(code)}>{say("case.open")}</Action>;
}

/** Another code of the same person: this case points to that one until somebody takes it back. */
export function SameCaseDialog(props: { readonly page: RecordPage; readonly onClose: () => void }) {
  const { page, onClose } = props;
  const field = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const hint = useId();
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const code = readCaseCode(field.current?.value ?? "");
    if (code === null || code === page.fields["code"]) return setProblem(say("case.wrong"));
    const found = await caseOf(code);
    if (!found.ok) return setProblem(failureText(found));
    if (found.value === null) return setProblem(say("case.none"));
    const stays = await open({ kind: CASE, id: found.value });
    if (!stays.ok) return setProblem(failureText(stays));
    const planned = { ...upon(page, { $into: found.value }), before: { $into: null } };
    const text = say("did.once", { what: nameOf(stays.value) });
    const reply = await writeSeveral([planned], () => text);
    if (reply.ok) onClose();
    else setProblem(failureText(reply));
  }
  return (
    <Dialog title={say("case.same.title")} onClose={onClose}>
      <form class="form" onSubmit={(event) => void submit(event)}>
        <label>
          <span>{say("case.same.label")}</span>
          <input ref={field} class="ltr" data-first autocomplete="off" aria-describedby={hint} />
        </label>
        <p class="second" id={hint}>
          {say("case.same.hint")}
        </p>
        <Buttons go={say("case.same.go")} problem={problem} onClose={onClose} />
      </form>
    </Dialog>
  );
}
