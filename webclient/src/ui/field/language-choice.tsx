/** The languages of the phone, each in its own words and script. */
import { useSignal } from "@preact/signals";
import { phone } from "../../store/phone";
import { type Language, language, NAMES, OFFERED, speakPhone, t } from "../../strings";
import { AttentionIcon, CheckIcon } from "../components/icons";
import { Line } from "../components/line";

export function LanguageChoice() {
  const away = useSignal(false);
  const { join } = t();
  const choose = async (code: Language) => {
    const [spoken] = await Promise.allSettled([speakPhone(code)]);
    // Its files are not on this phone yet, and there is no network to fetch them.
    away.value = spoken.status === "rejected";
    if (!away.peek()) phone.setting("language").value = code;
  };
  return (
    <>
      <fieldset class="chips">
        <legend class="caption">{join.language}</legend>
        {OFFERED.map((code) => (
          <button
            key={code}
            type="button"
            class="chip"
            lang={code}
            aria-pressed={language.value === code}
            onClick={() => void choose(code)}
          >
            {language.value === code && <CheckIcon />}
            <span>{NAMES[code]}</span>
          </button>
        ))}
      </fieldset>
      {away.value && (
        <div role="status">
          <Line icon={AttentionIcon} tone="attention">
            {join.languageAway}
          </Line>
        </div>
      )}
    </>
  );
}
