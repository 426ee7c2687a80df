/** What a card offers: a button each, and the key with its number does the same. */

import type { DeskKey } from "../../strings/desk.en";
import { useKeys } from "./keys";
import { Action, type ActionProps } from "./parts";

export interface Choice {
  readonly text: string;
  readonly run: () => void;
  readonly look?: ActionProps["look"];
  readonly disabled?: boolean;
  /** Another key than its number. */
  readonly key?: { readonly name: string; readonly label: DeskKey };
}

export function Choices({ choices }: { readonly choices: readonly Choice[] }) {
  const numbered = keysOf(choices);
  useKeys(
    choices.map((choice, at) => ({
      keys: [(numbered[at] ?? "").toLowerCase()],
      label: choice.key?.label ?? "keys.choice",
      run: () => {
        if (choice.disabled !== true) choice.run();
      },
    })),
    [choices],
  );
  return (
    <>
      {choices.map((choice, at) => (
        <Action
          key={choice.text}
          look={choice.look}
          hint={numbered[at]}
          disabled={choice.disabled}
          onPress={choice.run}
        >
          {choice.text}
        </Action>
      ))}
    </>
  );
}

/** 1, 2, 3 in order, past those that have a key of their own. */
function keysOf(choices: readonly Choice[]): readonly string[] {
  let next = 0;
  return choices.map((choice) => {
    if (choice.key !== undefined) return choice.key.name;
    next += 1;
    return String(next);
  });
}
