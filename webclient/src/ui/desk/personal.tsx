/** A free text that looks like somebody: said while it can still be put otherwise, as on phones. */
import type { DeskKey } from "../../strings/desk.en";
import { AttentionIcon } from "../components/icons";
import { looksPersonal } from "../field/note-check";
import { say } from "./say";

interface PersonalProps {
  /** As it is being typed. Whatever it looks like, it may be saved. */
  readonly text: string;
  /** What is said; `{text}` is what looks like it. */
  readonly warning?: DeskKey;
}

export function Personal({ text, warning = "edit.personal" }: PersonalProps) {
  const found = looksPersonal(text);
  return (
    <span class="personal" role="status">
      {found === null ? null : (
        <>
          <AttentionIcon />
          <span>{say(warning, { text: found })}</span>
        </>
      )}
    </span>
  );
}
