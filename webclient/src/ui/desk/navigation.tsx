/** Where one can go, who one is, and how the desk looks to them. */
import type { ComponentChildren } from "preact";
import { language } from "../../strings/language";
import { COMPLETE, NAMES } from "../../strings/languages";
import { CalendarIcon, DirectoryIcon, type Icon, ListIcon, PeopleIcon } from "../components/icons";
import { INBOX, type Route, SERVICE, writeAddress } from "./address";
import { reachable } from "./api";
import { describeRole } from "./describe";
import { ChartIcon, InboxIcon, ReferralIcon, SettingsIcon } from "./icons";
import { inbox } from "./inbox-store";
import { clock } from "./moment";
import { orgNames } from "./names";
import { REFERRAL } from "./referral-steps";
import { PLAIN_REPORT } from "./report-address";
import { listOf, route, settings } from "./route";
import { chooseLanguage, say } from "./say";
import { me, network, now, signOut } from "./session";
import { chooseTheme, THEMES, theme } from "./theme";

export function Navigation() {
  const user = me.value?.user;
  const waitingCount = inbox.count.value;
  return (
    <nav class="side" aria-label={say("nav.label")}>
      <p class="brand">{say("app")}</p>
      <p class="second side-org">
        <bdi>{orgNames.value.get(user?.org ?? "") ?? network().name}</bdi>
      </p>
      <ul class="side-links">
        <Place to={INBOX} icon={InboxIcon} here={route.value.view === "inbox"}>
          {say("nav.inbox")}
          {waitingCount === 0 ? null : (
            <span class="count">
              <span aria-hidden="true">{waitingCount}</span>
              <span class="visually-hidden">{say("nav.waiting", { n: waitingCount })}</span>
            </span>
          )}
        </Place>
        <Place to={listOf()} icon={ListIcon} here={isHere("entries")}>
          {say("nav.entries")}
        </Place>
        <Place
          to={{ view: "referrals", board: false }}
          icon={ReferralIcon}
          here={isHere("referrals")}
        >
          {say("nav.referrals")}
        </Place>
        <Place to={{ view: "rounds" }} icon={CalendarIcon} here={route.value.view === "rounds"}>
          {say("nav.rounds")}
        </Place>
        <Place
          to={{ view: "reports", asked: PLAIN_REPORT }}
          icon={ChartIcon}
          here={route.value.view === "reports"}
        >
          {say("nav.reports")}
        </Place>
        <Place to={listOf(SERVICE)} icon={DirectoryIcon} here={isHere("directory")}>
          {say("nav.directory")}
        </Place>
        <Place to={{ view: "people" }} icon={PeopleIcon} here={route.value.view === "people"}>
          {say("nav.people")}
        </Place>
        <Place to={settings()} icon={SettingsIcon} here={route.value.view === "settings"}>
          {say("nav.settings")}
        </Place>
      </ul>
      <Who />
    </nav>
  );
}

/** An entry's page belongs to the list that it stands in. */
function isHere(list: "entries" | "directory" | "referrals"): boolean {
  const current = route.value;
  const ofReferrals = current.view === "record" && current.kind === REFERRAL;
  if (list === "referrals" || ofReferrals) {
    return list === "referrals" && (ofReferrals || current.view === "referrals");
  }
  switch (current.view) {
    case "entries":
      return (current.filter.kind === SERVICE) === (list === "directory");
    case "record":
      return (current.kind === SERVICE) === (list === "directory");
    default:
      return list === "directory" && (current.view === "service" || current.view === "import");
  }
}

interface PlaceProps {
  readonly to: Route;
  readonly icon: Icon;
  readonly here: boolean;
  readonly children: ComponentChildren;
}

function Place({ to, icon: Glyph, here, children }: PlaceProps) {
  return (
    <li>
      <a class="side-link" href={writeAddress(to)} aria-current={here ? "page" : undefined}>
        <Glyph />
        <span class="side-word">{children}</span>
      </a>
    </li>
  );
}

function Who() {
  const user = me.value?.user;
  const seen = inbox.loadedAt.value;
  const time = clock((seen ?? now()).toISOString(), network().time_zone);
  return (
    <div class="side-who">
      <p>
        <b>
          <bdi>{user?.alias}</bdi>
        </b>
        , {describeRole(user?.role ?? "")}
      </p>
      <p class="second">{say(reachable.value ? "nav.uptodate" : "nav.offline", { time })}</p>
      <div class="side-settings">
        <label>
          <span class="visually-hidden">{say("nav.language")}</span>
          <select
            value={language.value}
            onChange={(event) => {
              const next = COMPLETE.find((code) => code === event.currentTarget.value);
              if (next !== undefined) void chooseLanguage(next);
            }}
          >
            {COMPLETE.map((code) => (
              <option key={code} value={code}>
                {NAMES[code]}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span class="visually-hidden">{say("nav.theme")}</span>
          <select
            value={theme.value}
            onChange={(event) => {
              const next = THEMES.find((known) => known === event.currentTarget.value);
              if (next !== undefined) chooseTheme(next);
            }}
          >
            {THEMES.map((one) => (
              <option key={one} value={one}>
                {say(`theme.${one}`)}
              </option>
            ))}
          </select>
        </label>
        <button type="button" class="act act-quiet" onClick={() => void signOut()}>
          {say("signin.out")}
        </button>
      </div>
    </div>
  );
}
