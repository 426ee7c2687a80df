/** Language, appearance, text size, and what this phone says about itself. */
import { phone } from "../../store/phone";
import { ltr, t } from "../../strings";
import { Segmented } from "../components/segmented";
import { Sheet } from "../components/sheet";
import { LanguageChoice } from "./language-choice";
import { CodeSettings } from "./lock";
import { ReadyLine } from "./ready-line";
import { clockLine } from "./reasons";
import { back } from "./router";
import { TEXT_SIZES, type TextSize, THEMES, type Theme, textSize, theme } from "./settings";
import { VERSION } from "./version";

export function SettingsSheet() {
  const words = t();
  const { settings } = words;
  const themeWords: Readonly<Record<Theme, string>> = {
    system: settings.themeSystem,
    light: settings.themeLight,
    dark: settings.themeDark,
  };
  const identity = phone.identity.value;
  return (
    <Sheet title={settings.title} closeLabel={words.close} onClose={back}>
      <LanguageChoice />
      <p class="caption">{settings.theme}</p>
      <Segmented<Theme>
        label={settings.theme}
        choices={THEMES.map((value) => ({ value, label: themeWords[value] }))}
        value={theme.value}
        onChoose={(value) => (phone.setting("theme").value = value)}
      />
      <p class="caption">{settings.textSize}</p>
      <Segmented<TextSize>
        label={settings.textSize}
        choices={TEXT_SIZES.map((value) => ({ value, label: ltr(`${value}\u202f%`) }))}
        value={textSize.value}
        onChoose={(value) => (phone.setting("textSize").value = value)}
      />
      <CodeSettings />
      <dl class="facts facts-stacked">
        <Fact name={settings.storage} text={storageWords()} />
        <Fact name={settings.clock} text={clockLine() ?? settings.clockRight} />
        {identity && <Fact name={settings.who} text={identity.user.alias} />}
        {identity && <Fact name={settings.network} text={identity.network.name} />}
        <Fact name={settings.version} text={VERSION} />
      </dl>
      <ReadyLine />
    </Sheet>
  );
}

function Fact({ name, text }: { readonly name: string; readonly text: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <bdi>{text}</bdi>
      </dd>
    </div>
  );
}

function storageWords(): string {
  const { settings } = t();
  switch (phone.sync.value.storage) {
    case "kept":
      return settings.storageKept;
    case "refused":
      return settings.storageRefused;
    case "full":
      return settings.storageFull;
    case "unknown":
      return settings.storageUnknown;
  }
}
