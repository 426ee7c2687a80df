import { phone } from "../../store/phone";
import { t } from "../../strings";
import { CheckIcon, ClockIcon } from "../components/icons";

/** Whether the app would open now without network. */
export function ReadyLine() {
  const ready = phone.offlineReady.value;
  const words = t().ready;
  return (
    <p class="ready" role="status">
      {ready ? <CheckIcon /> : <ClockIcon />}
      <span>{ready ? words.yes : words.soon}</span>
    </p>
  );
}
