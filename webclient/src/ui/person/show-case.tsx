/** The code of a case to be photographed or copied: white, and the screen stays awake. */
import { useEffect } from "preact/hooks";
import { t } from "../../strings";
import { personTexts } from "../../strings/person";
import { PrimaryButton } from "../components/buttons";
import { back } from "../field/router";
import { Top } from "../field/top";
import { groupCase } from "./case-code";
import { QrPicture } from "./qr";

export function ShowCase({ code }: { readonly code: string }) {
  const words = personTexts().case;
  useAwake();
  return (
    <>
      <Top withBack title={words.showTitle} />
      <main class="page show-code">
        {/* In capitals, which the picture holds in fewer squares. */}
        <QrPicture text={code.toUpperCase()} label={words.showTitle} />
        <p class="read-out-number ltr">{groupCase(code)}</p>
        <p>{words.showHint}</p>
      </main>
      <footer class="foot">
        <PrimaryButton onPress={back}>{t().done}</PrimaryButton>
      </footer>
    </>
  );
}

/** Browsers cannot turn the light up; most can keep the phone from dimming it. */
function useAwake(): void {
  useEffect(() => {
    let released = false;
    let lock: { release(): Promise<void> } | null = null;
    const ask = async () => {
      const [got] = await Promise.allSettled([navigator.wakeLock?.request("screen")]);
      if (got.status !== "fulfilled" || got.value === undefined) return;
      if (released) await got.value.release();
      else lock = got.value;
    };
    void ask();
    return () => {
      released = true;
      void lock?.release();
    };
  }, []);
}
