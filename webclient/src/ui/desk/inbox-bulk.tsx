/** The button for all cards that are alike, and the list of what would change. */
import { useEffect, useState } from "preact/hooks";
import { ChangeList } from "./change-list";
import type { Bulk, Prepared } from "./inbox-plans";
import { inbox } from "./inbox-store";
import { Action } from "./parts";
import { say } from "./say";

interface BulkProps {
  readonly bulk: Bulk;
  /** Called before the cards go. */
  readonly onDone: () => void;
}

export function BulkButton({ bulk, onDone }: BulkProps) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Action onPress={() => setOpened(true)}>{say(bulk.button, { n: bulk.cards.length })}</Action>
      {opened ? <BulkDialog bulk={bulk} onDone={onDone} onClose={() => setOpened(false)} /> : null}
    </>
  );
}

function BulkDialog({ bulk, onDone, onClose }: BulkProps & { readonly onClose: () => void }) {
  const [lines, setLines] = useState<readonly Prepared[] | null>(null);
  useEffect(() => {
    void bulk.lines().then(setLines);
  }, []);
  async function run(chosen: ReadonlySet<string>): Promise<string | null> {
    const wanted = (lines ?? []).filter((line) => chosen.has(line.id));
    const failed = await bulk.run(wanted);
    if (failed !== null) return failed;
    onDone();
    for (const line of wanted) inbox.settled(line.id);
    return null;
  }
  return (
    <ChangeList
      title={say(bulk.button, { n: bulk.cards.length }).replace(/…$/, "")}
      hint={say("changes.hint")}
      lines={lines}
      go={(n) => say(bulk.go, { n })}
      onGo={run}
      onClose={onClose}
    />
  );
}
