/** The phone app: which screen, which panel over it. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { phone } from "../../store/phone";
import { t } from "../../strings";
import { Announcer } from "../components/announce";
import { AttentionIcon } from "../components/icons";
import { Line } from "../components/line";
import { AnotherSheet } from "./another-sheet";
import { entryAt } from "./entries";
import { Join } from "./join";
import { CarrySheet, ChooseCode, HandInSheet, LockedScreen } from "./lock";
import { OnlineLink } from "./online-link";
import { lateHere, lateScreen, lateSheet } from "./part";
import { PlaceSheet } from "./place-sheet";
import { RoundStart } from "./round-start";
import { here } from "./rounds";
import { back, type Panel, panel, type Screen, screen } from "./router";
import { rowAt, rowHere } from "./row";
import { SyncSheet } from "./sync-sheet";
import { TallyScreen } from "./tally-screen";

const afterCounting = () => import("./after-counting");
const DayScreen = lateScreen(async () => (await afterCounting()).DayScreen);
const EntryScreen = lateScreen(async () => (await afterCounting()).EntryScreen);
const ComingSheet = lateSheet(async () => (await afterCounting()).ComingSheet);
const NoticeSheet = lateSheet(async () => (await afterCounting()).NoticeSheet);
const directory = () => import("./directory");
const DirectoryScreen = lateScreen(async () => (await directory()).DirectoryScreen);
const ServiceScreen = lateScreen(async () => (await directory()).ServiceScreen);
const FilterSheet = lateSheet(async () => (await directory()).FilterSheet);
const FoundServices = lateHere(async () => (await directory()).FoundServices);
const RoundSheet = lateSheet(async () => (await afterCounting()).RoundSheet);
const SettingsSheet = lateSheet(async () => (await afterCounting()).SettingsSheet);
const VoidSheet = lateSheet(async () => (await afterCounting()).VoidSheet);
const DetailScreen = lateScreen(async () => (await import("./detail-screen")).DetailScreen);
const contact = () => import("./contact-screen");
const MeetingScreen = lateScreen(async () => (await contact()).MeetingScreen);
const person = () => import("../person/part");
const FindCase = lateScreen(async () => (await person()).FindCase);
const NewCase = lateScreen(async () => (await person()).NewCase);
const CaseScreen = lateScreen(async () => (await person()).CaseScreen);
const ShowCase = lateScreen(async () => (await person()).ShowCase);
const ReferScreen = lateScreen(async () => (await person()).ReferScreen);
const AgreementScreen = lateScreen(async () => (await person()).AgreementScreen);
const ReferralScreen = lateScreen(async () => (await person()).ReferralScreen);
const CorrectMeeting = lateScreen(async () => (await contact()).CorrectMeeting);

export function App({ invite }: { readonly invite: string | null }) {
  if (!canProtect()) return <NotLoaded />;
  const vault = phone.vault.state.value;
  const { at } = vault;
  if (at === "locked") return <LockedScreen />;
  if (!phone.loaded.value) return <NotLoaded />;
  if (phone.identity.value === null || screen.value.name === "join") {
    return <Join invite={invite} />;
  }
  // The server forgot this phone and a new invite was opened: that is what it is for. Otherwise
  // an invite on a phone in use is left alone, and its code is not spent.
  if (invite !== null && phone.sync.value.reason?.code === "reenrol") {
    return <Join invite={invite} />;
  }
  const choosing = at === "none" || (at === "open" && vault.due);
  return choosing ? <ChooseCode /> : <Inside />;
}

function Inside() {
  const over = panel.value;
  const below = useRef<HTMLDivElement>(null);
  // Under a panel only the header stays in reach: back, and the pill.
  useLayoutEffect(() => {
    for (const part of below.current?.children ?? []) {
      if (part instanceof HTMLElement && part.tagName !== "HEADER") part.inert = over !== null;
    }
  });
  return (
    <div class={over === null ? "app" : "app has-panel"}>
      <div class="screen" ref={below}>
        <CurrentScreen screen={screen.value} />
      </div>
      {over && <CurrentPanel panel={over} />}
      <Announcer />
    </div>
  );
}

/** Some protective modes of browsers take away what codes and seals are made with. */
function canProtect(): boolean {
  return typeof WebAssembly === "object" && crypto.subtle !== undefined;
}

/** The phone's own storage did not open: said, instead of a page that does nothing. */
function NotLoaded() {
  const { storage } = phone.sync.value;
  const words = t();
  const { full, noStorage, noKeys } = words.reason;
  const text = !canProtect() ? noKeys : storage === "full" ? full : noStorage;
  return (
    <main class="join">
      <h1>{words.app}</h1>
      <Line icon={AttentionIcon} tone="attention">
        {text}
      </Line>
      {text !== full && <OnlineLink />}
    </main>
  );
}

function CurrentScreen({ screen: now }: { readonly screen: Screen }) {
  switch (now.name) {
    case "home":
      if (now.tab === "day") return <DayScreen part={now.part ?? "entries"} />;
      if (now.tab === "directory") return <DirectoryScreen />;
      return here.value ? <TallyScreen here={here.value} /> : <RoundStart />;
    case "detail":
      return here.value ? (
        <DetailScreen key={now.service} row={rowHere(here.value, now.service)} here={here.value} />
      ) : (
        <RoundStart />
      );
    case "correct": {
      const entry = entryAt(now.path);
      if (entry === null) return <EntryScreen entry={null} />;
      if (entry.kind === "contact") return <CorrectMeeting key={now.path} entry={entry} />;
      return <DetailScreen key={now.path} row={rowAt(entry)} />;
    }
    case "meeting":
      return here.value ? (
        <MeetingScreen key={here.value.round.id} here={here.value} />
      ) : (
        <RoundStart />
      );
    case "entry":
      return <EntryScreen key={now.path} entry={entryAt(now.path)} />;
    case "find-case":
      return <FindCase />;
    case "new-case":
      return <NewCase />;
    case "case":
      return <CaseScreen key={now.code} code={now.code} />;
    case "show-case":
      return <ShowCase code={now.code} />;
    case "refer":
      return <ReferScreen key={now.code} code={now.code} follows={now.follows ?? null} />;
    case "agreement":
      return <AgreementScreen code={now.code} />;
    case "referral":
      return <ReferralScreen key={now.id} id={now.id} />;
    case "service":
      return <ServiceScreen key={now.id} id={now.id} />;
    case "join":
      return null;
  }
}

function CurrentPanel({ panel: now }: { readonly panel: Panel }) {
  switch (now.name) {
    case "sync":
      return <SyncSheet />;
    case "settings":
      return <SettingsSheet />;
    case "another":
      return (
        here.value && (
          <AnotherSheet FoundServices={FoundServices} here={here.value} category={now.category} />
        )
      );
    case "round":
      return here.value && <RoundSheet here={here.value} />;
    case "place":
      return <PlaceSheet use={now.use} />;
    case "coming":
      return <ComingSheet />;
    case "notices":
      return <NoticeSheet site={here.value?.site.id ?? null} />;
    case "filter":
      return <FilterSheet />;
    case "carry":
      return <CarrySheet />;
    case "hand-in":
      return <HandInSheet onClose={back} />;
    case "void": {
      const entry = entryAt(now.path);
      return entry && <VoidSheet entry={entry} />;
    }
  }
}
