import type { Entry } from "../../store/phone";
import { t } from "../../strings";
import { AttentionIcon, SavedIcon, SentIcon } from "../components/icons";

/** Where an entry is, in icon and word. */
export function StateWord({ entry }: { readonly entry: Entry }) {
  const { state } = t();
  switch (entry.state) {
    case "saved":
      return (
        <span class="state state-saved">
          <SavedIcon /> {state.savedWord}
        </span>
      );
    case "sent":
      return (
        <span class="state state-sent">
          <SentIcon /> {state.sentWord}
        </span>
      );
    case "attention":
      return (
        <span class="state state-attention">
          <AttentionIcon /> {state.attentionWord}
        </span>
      );
  }
}
