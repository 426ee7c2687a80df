/** "Go back to this": all of an entry as it was at a step, or only what one chooses. */
import { useState } from "preact/hooks";
import { nameOf } from "./actions";
import { ChangeList, type Line } from "./change-list";
import { describeField, describeValue, hour } from "./describe";
import { failureText } from "./done";
import { judgeOf } from "./judge";
import { Action } from "./parts";
import { say } from "./say";
import { writeSeveral } from "./several";
import { stateAt, wayBack } from "./state-at";
import type { ChangeStep } from "./story";
import { upon } from "./twice-acts";
import { containerOf, declared, isEnvelope } from "./vocabulary";
import type { Fields, RecordPage } from "./wire";

interface GoBackProps {
  readonly page: RecordPage;
  readonly step: ChangeStep;
  /** The one field whose story is told; null: all. */
  readonly only: string | null;
}

export function GoBack({ page, step, only }: GoBackProps) {
  const [opened, setOpened] = useState(false);
  const set = goingBack(page, step.id, only);
  const names = Object.keys(set);
  if (names.length === 0) return null;
  const write = async (chosen: ReadonlySet<string>) => {
    const wanted = Object.fromEntries(Object.entries(set).filter(([name]) => chosen.has(name)));
    const text = say("did.back", { what: nameOf(page), time: hour(step.at) });
    const reply = await writeSeveral([upon(page, wanted)], () => text);
    return reply.ok ? null : failureText(reply);
  };
  return (
    <>
      <Action
        look="quiet"
        onPress={() => (names.length === 1 ? void write(new Set(names)) : setOpened(true))}
      >
        {say("record.back_to")}
      </Action>
      {opened ? (
        <ChangeList
          title={say("goback.title", { time: hour(step.at) })}
          hint={say("goback.hint")}
          lines={linesOf(page, set)}
          go={(n) => say("goback.go", { n })}
          onGo={write}
          onClose={() => setOpened(false)}
        />
      ) : null}
    </>
  );
}

function goingBack(page: RecordPage, id: string, only: string | null): Fields {
  const then = stateAt(page.history ?? [], id, judgeOf(page.kind));
  return wayBack(page, then, (name) => (only === null || name === only) && mayWrite(page, name));
}

/** What a step of work said; reviews, questions and deletions have ways of their own. */
function mayWrite(page: RecordPage, name: string): boolean {
  const field = declared(page.kind, name);
  const own = !isEnvelope(name) || containerOf(name) === "voided";
  return own && field !== null && field.merge !== "once" && field.merge !== "derived";
}

function linesOf(page: RecordPage, set: Fields): readonly Line[] {
  return Object.entries(set).map(([name, value]) => {
    const words = (one: Fields[string]) => describeValue(page.kind, name, one, page.fields);
    const move = say("held.move", { from: words(page.fields[name] ?? null), to: words(value) });
    return { id: name, name: describeField(page.kind, name), moves: [move] };
  });
}
