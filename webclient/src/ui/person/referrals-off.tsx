/** Nobody is referred here yet, in words: instead of a form whose entries would only wait. */
import { personTexts } from "../../strings/person";
import { VoidIcon } from "../components/icons";
import { Line } from "../components/line";
import { Top } from "../field/top";

export function ReferralsOff() {
  return (
    <Line icon={VoidIcon} tone="plain">
      {personTexts().refer.off}
    </Line>
  );
}

export function ReferralsOffScreen() {
  return (
    <>
      <Top withBack title={personTexts().refer.title} />
      <main class="page">
        <ReferralsOff />
      </main>
    </>
  );
}
