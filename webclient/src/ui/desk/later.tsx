import { inbox } from "./inbox-store";
import { Action } from "./parts";
import { say } from "./say";

/** The button that puts a card at the end; the key S does the same everywhere. */
export function Later({ id, onLeave }: { readonly id: string; readonly onLeave: () => void }) {
  return (
    <Action
      hint="S"
      onPress={() => {
        onLeave();
        inbox.putOff(id);
      }}
    >
      {say("inbox.later")}
    </Action>
  );
}
