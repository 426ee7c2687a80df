/** A question to who keeps a service: asked here, answered at the desk, and back again. */
import { useSignal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import { type Entry, phone } from "../../store/phone";
import { isolated, t } from "../../strings";
import { directoryTexts } from "../../strings/directory";
import { SecondaryButton } from "../components/buttons";
import { AttentionIcon, EditIcon, FlagIcon } from "../components/icons";
import { Line } from "../components/line";
import { Answer, isAnswerable } from "./answer";
import { aliasOf, entryAt, text } from "./entries";
import { NoteBox } from "./note-box";
import { entryLine } from "./reasons";
import { rowAt } from "./row";
import { StateWord } from "./state-word";

export function ServiceQuestion({ entry }: { readonly entry: Entry }) {
  const words = directoryTexts();
  const answer = text(entry, "answer");
  const why = entry.state === "attention" ? entryLine(entry) : null;
  const asked = askedWords(entry);
  return (
    <section class="stack">
      {why !== null && (
        <Line icon={AttentionIcon} tone="attention">
          {why}
        </Line>
      )}
      {isAnswerable(entry) && <Answer entry={entry} />}
      {!isAnswerable(entry) && asked !== null && (entry.asked || answer !== null) && (
        <Line icon={FlagIcon} tone="plain">
          <p>{asked}</p>
          <p>{entry.asked ? words.waiting : words.answered(isolated(answer ?? ""))}</p>
          {entry.state === "saved" && <StateWord entry={entry} />}
        </Line>
      )}
      {!entry.asked && <Ask key={entry.path} entry={entry} />}
    </section>
  );
}

function askedWords(entry: Entry): string | null {
  const words = directoryTexts();
  const question = text(entry, "query");
  if (question === null) return null;
  const asker = entry.heads["query"]?.[0]?.user ?? null;
  if (asker !== null && asker === phone.identity.value?.user.id) {
    return words.youAsked(isolated(question));
  }
  return words.askedBy(aliasOf(asker), isolated(question));
}

function Ask({ entry }: { readonly entry: Entry }) {
  const words = directoryTexts();
  const row = rowAt(entry);
  const key = `query/${entry.path}`;
  const kept = String(phone.drafts.read(key)?.["query"] ?? "");
  const typed = useSignal(kept);
  const open = useSignal(kept !== "");
  useLayoutEffect(() => row.rendered());
  const query = typed.value.trim();
  const send = async () => {
    const saved = await row.save({ queried: true, query }, key);
    row.close();
    if (saved) open.value = false;
  };
  if (!open.value) {
    return (
      <SecondaryButton icon={EditIcon} onPress={() => (open.value = true)}>
        {words.wrong}
      </SecondaryButton>
    );
  }
  return (
    <div class="stack">
      {row.failure.value !== null && (
        <Line icon={AttentionIcon} tone="attention">
          {t().reason[row.failure.value]}
        </Line>
      )}
      <NoteBox
        label={words.wrongWhat}
        hint={words.wrongHint(keeperOf(entry))}
        value={typed.value}
        focus={kept === ""}
        onInput={(written) => {
          typed.value = written;
          phone.drafts.write(key, { query: written });
        }}
      />
      <SecondaryButton disabled={query === ""} onPress={() => void send()}>
        {words.wrongSend}
      </SecondaryButton>
    </div>
  );
}

/** Who reads the question: the provider, or the network when that has no account. */
function keeperOf(entry: Entry): string {
  const provider = entryAt(`org/${text(entry, "provider")}`);
  const name = provider?.fields["member"] === true ? text(provider, "name") : null;
  return name === null ? directoryTexts().networkKeeper : isolated(name);
}
