/** A list of what will change, before it does: each line can be left out. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { Buttons } from "./ask";
import { Dialog } from "./parts";
import { say } from "./say";

export interface Line {
  readonly id: string;
  readonly name: string;
  /** What becomes of it, such as `quantity: 84 or 48 → 84`. */
  readonly moves: readonly string[];
  /** A reason to think twice; such a line is not chosen beforehand. */
  readonly warning?: string | null;
}

interface ChangeListProps {
  readonly title: string;
  readonly hint?: string;
  /** Null while they are being looked up. */
  readonly lines: readonly Line[] | null;
  readonly go: (count: number) => string;
  /** Answers what went wrong, or null. */
  readonly onGo: (chosen: ReadonlySet<string>) => Promise<string | null>;
  readonly onClose: () => void;
  readonly children?: ComponentChildren;
}

export function ChangeList(props: ChangeListProps) {
  const { title, hint, lines, go, onGo, onClose, children } = props;
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const isChosen = (line: Line) => (line.warning == null) !== turned.has(line.id);
  const chosen = (lines ?? []).filter(isChosen);
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (busy || chosen.length === 0) return;
    setBusy(true);
    const failed = await onGo(new Set(chosen.map((line) => line.id)));
    setBusy(false);
    if (failed === null) onClose();
    else setProblem(failed);
  }
  const turn = (id: string) =>
    setTurned((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  return (
    <Dialog title={title} onClose={onClose}>
      <form class="form form-list" onSubmit={(event) => void submit(event)}>
        {hint === undefined ? null : <p class="second">{hint}</p>}
        {children}
        <Lines lines={lines} isChosen={isChosen} onTurn={turn} />
        <Buttons
          go={go(chosen.length)}
          problem={problem}
          disabled={busy || chosen.length === 0}
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}

function Lines(props: {
  readonly lines: readonly Line[] | null;
  readonly isChosen: (line: Line) => boolean;
  readonly onTurn: (id: string) => void;
}) {
  const { lines, isChosen, onTurn } = props;
  if (lines === null) return <p role="status">{say("state.loading")}</p>;
  if (lines.length === 0) return <p role="status">{say("changes.none")}</p>;
  return (
    <ul class="changes" aria-label={say("changes.label")}>
      {lines.map((line) => (
        <li key={line.id}>
          <label>
            <input type="checkbox" checked={isChosen(line)} onChange={() => onTurn(line.id)} />
            <span>
              <b>
                <bdi>{line.name}</bdi>
              </b>
              {line.moves.map((move) => (
                <span key={move} class="change-move">
                  {move}
                </span>
              ))}
              {line.warning == null ? null : <span class="change-warning">{line.warning}</span>}
            </span>
          </label>
        </li>
      ))}
    </ul>
  );
}
