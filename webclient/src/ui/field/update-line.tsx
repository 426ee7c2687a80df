import { phone } from "../../store/phone";
import { t } from "../../strings";
import { QuietButton } from "../components/buttons";
import { DownloadIcon } from "../components/icons";
import { Line } from "../components/line";

/** Offered at the start of a round and in My day, never inside a form. */
export function UpdateLine() {
  if (!phone.updateReady.value) return null;
  const { reason } = t();
  return (
    <Line icon={DownloadIcon} tone="saved">
      <p>{reason.update}</p>
      <QuietButton onPress={() => phone.applyUpdate()}>{reason.updateNow}</QuietButton>
    </Line>
  );
}
