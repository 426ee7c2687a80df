/** Taking an entry back asks why; nothing is deleted, and it can be undone. */

import type { Entry } from "../../store/phone";
import { label, t } from "../../strings";
import { SecondaryButton } from "../components/buttons";
import { Sheet } from "../components/sheet";
import { VOID_REASONS } from "./codes";
import { back } from "./router";
import { rowAt } from "./row";

export function VoidSheet({ entry }: { readonly entry: Entry }) {
  const words = t();
  const takeBack = async (reason: string) => {
    const row = rowAt(entry);
    back();
    await row.save({ voided: reason });
    row.close();
  };
  return (
    <Sheet title={words.entry.voidTitle} closeLabel={words.close} onClose={back}>
      <p class="second">{words.entry.voidText}</p>
      <div class="stack">
        {VOID_REASONS.map((reason) => (
          <SecondaryButton key={reason} onPress={() => void takeBack(reason)}>
            {label("void_reason", reason)}
          </SecondaryButton>
        ))}
      </div>
    </Sheet>
  );
}
