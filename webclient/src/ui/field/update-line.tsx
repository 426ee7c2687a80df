import { phone } from "../../store/phone";
import { t } from "../../strings";
import { QuietButton } from "../components/buttons";
import { DownloadIcon } from "../components/icons";
import { Line } from "../components/line";
import { screen } from "./router";

/** Offered at the start of a round, in My day and in the sheet, never over a form. */
export function UpdateLine() {
  if (!phone.updateReady.value || screen.value.name !== "home") return null;
  const { reason } = t();
  return (
    <Line icon={DownloadIcon} tone="saved">
      <p>{reason.update}</p>
      <QuietButton onPress={() => phone.applyUpdate()}>{reason.updateNow}</QuietButton>
    </Line>
  );
}
