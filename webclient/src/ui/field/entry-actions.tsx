/** What can be done about one entry: correct it, the same again, take it back, try again. */
import { useLayoutEffect } from "preact/hooks";
import { type Entry, phone, type Value } from "../../store/phone";
import { t } from "../../strings";
import { PrimaryButton, SecondaryButton } from "../components/buttons";
import { EditIcon, RepeatIcon, SendIcon, UndoIcon, VoidIcon } from "../components/icons";
import { isNow, myCounts } from "./activities";
import { isMeetingBegun, newMeeting } from "./contact-form";
import { likeLast } from "./contact-values";
import { active, chosen } from "./counting";
import { text, voidedFor } from "./entries";
import { here, isOver } from "./rounds";
import { go, goHome } from "./router";
import { type Row, rowAt, rowHere } from "./row";
import { readCount, writeNumber } from "./tally";

/** Kinds that have a form of their own. A round is changed where it is counted in. */
const WITH_FORM: ReadonlySet<string> = new Set(["activity", "contact"]);

export function Actions({ entry }: { readonly entry: Entry }) {
  const row = rowAt(entry);
  useLayoutEffect(() => row.rendered());
  const correctable = WITH_FORM.has(entry.kind) && !entry.stub;
  if (entry.bad !== null && !correctable) return <Refused entry={entry} row={row} />;
  if (!WITH_FORM.has(entry.kind)) return null;
  if (voidedFor(entry) !== null) return <TakenBack entry={entry} row={row} />;
  return (
    <footer class="foot foot-actions">
      <SecondaryButton icon={VoidIcon} onPress={() => go({ name: "void", path: entry.path })}>
        {t().entry.void}
      </SecondaryButton>
      {canRepeat(entry) && (
        <SecondaryButton icon={RepeatIcon} onPress={() => void repeat(entry)}>
          {t().entry.again}
        </SecondaryButton>
      )}
      {correctable && (
        <PrimaryButton icon={EditIcon} onPress={() => go({ name: "correct", path: entry.path })}>
          {t().entry.correct}
        </PrimaryButton>
      )}
    </footer>
  );
}

interface ActionProps {
  readonly entry: Entry;
  readonly row: Row;
}

/** Of a sealed entry that was sent the phone cannot cover what it may not know. */
function TakenBack({ entry, row }: ActionProps) {
  if ((entry.heads["voided"] ?? []).length === 0) return null;
  return (
    <footer class="foot">
      <PrimaryButton icon={UndoIcon} onPress={() => void keepNow(row, { voided: null })}>
        {t().entry.undoVoid}
      </PrimaryButton>
    </footer>
  );
}

/**
 * What was refused of an entry without a form here: of what the server does not have all is sent
 * anew; otherwise, or when that is no use, the phone goes on without it.
 */
function Refused({ entry, row }: ActionProps) {
  const words = t().entry;
  const again = Object.fromEntries(
    Object.entries(entry.refused).filter(([, value]) => value !== null),
  );
  return (
    <footer class="foot foot-actions">
      <SecondaryButton icon={VoidIcon} onPress={() => void phone.remove(entry.path)}>
        {words.without}
      </SecondaryButton>
      {Object.keys(again).length > 0 && (
        <PrimaryButton icon={SendIcon} onPress={() => void keepNow(row, again)}>
          {words.sendAgain}
        </PrimaryButton>
      )}
    </footer>
  );
}

/**
 * The same service and numbers in the round of now; there it is a tile that can be undone. The same
 * as in a meeting fills in the form of a new one, unless that would overwrite what was begun.
 */
function canRepeat(entry: Entry): boolean {
  const current = here.value;
  if (current === null || isOver(current.round)) return false;
  if (entry.kind === "contact") return !entry.stub && !isMeetingBegun(current.round.id);
  if (isNow(entry, current)) return false;
  return myCounts(current, text(entry, "service_type") ?? "").length === 0;
}

async function repeat(entry: Entry): Promise<void> {
  const current = here.peek();
  if (current !== null && entry.kind === "contact") {
    newMeeting(current).change(likeLast(entry.fields));
    go({ name: "meeting" });
    return;
  }
  const service = text(entry, "service_type");
  if (current === null || service === null) return;
  const { quantity, people } = readCount(entry.fields);
  const row = rowHere(current, service);
  active.value = service;
  chosen.value = [...chosen.value, service];
  goHome("count");
  await row.save({ quantity: writeNumber(quantity), people, unit: text(entry, "unit") });
}

async function keepNow(row: Row, dirty: Readonly<Record<string, Value>>): Promise<void> {
  await row.save(dirty, undefined, null);
  row.close();
}
