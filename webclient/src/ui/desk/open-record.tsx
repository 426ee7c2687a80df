import { ForwardIcon } from "../components/icons";
import { writeAddress } from "./address";
import { say } from "./say";

interface OpenRecordProps {
  readonly kind: string;
  readonly id: string;
  /** The second of two that a card is about. */
  readonly other?: boolean;
}

export function OpenRecord({ kind, id, other }: OpenRecordProps) {
  return (
    <a class="act act-quiet" href={writeAddress({ view: "record", kind, id })}>
      <span>{say(other === true ? "inbox.open.other" : "inbox.open")}</span>
      <ForwardIcon />
    </a>
  );
}
