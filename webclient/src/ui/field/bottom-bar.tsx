import { phone } from "../../store/phone";
import { formatNumber, t } from "../../strings";
import { CountIcon, DirectoryIcon, type Icon, ListIcon, PersonIcon } from "../components/icons";
import { go, goHome, screen, type Tab } from "./router";

interface TabButton {
  readonly tab: Tab | "person";
  readonly icon: Icon;
  readonly word: string;
  readonly badge: number;
}

/** A form, not a place to stay: it lies over the tab it was opened from, and goes back there. */
function openPerson(): void {
  if (screen.peek().name !== "meeting") go({ name: "meeting" });
}

export function BottomBar({ current }: { readonly current: Tab }) {
  const { bar, day } = t();
  const { attention } = phone.sync.value;
  const tabs: readonly TabButton[] = [
    { tab: "count", icon: CountIcon, word: bar.count, badge: 0 },
    { tab: "person", icon: PersonIcon, word: bar.person, badge: 0 },
    { tab: "day", icon: ListIcon, word: bar.day, badge: attention },
    { tab: "directory", icon: DirectoryIcon, word: bar.directory, badge: 0 },
  ];
  return (
    <nav class="bar" aria-label={bar.label}>
      {tabs.map(({ tab, icon: Glyph, word, badge }) => (
        <button
          key={tab}
          type="button"
          class="bar-tab"
          aria-current={tab === current ? "page" : undefined}
          onClick={() => (tab === "person" ? openPerson() : goHome(tab))}
        >
          <Glyph />
          {badge > 0 && (
            <span class="bar-badge">
              <span aria-hidden="true">{formatNumber(badge)}</span>
              <span class="visually-hidden">{day.badge(badge)}</span>
            </span>
          )}
          <span>{word}</span>
        </button>
      ))}
    </nav>
  );
}
