import { ForwardIcon } from "../components/icons";
import { writeAddress } from "./address";
import { say } from "./say";

export function OpenRecord({ kind, id }: { readonly kind: string; readonly id: string }) {
  return (
    <a class="act act-quiet" href={writeAddress({ view: "record", kind, id })}>
      <span>{say("inbox.open")}</span>
      <ForwardIcon />
    </a>
  );
}
