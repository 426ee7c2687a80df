/** The directory: emergency numbers, who helps with what and is open, what to look for. */
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { directoryTexts } from "../../strings/directory";
import { announce } from "../components/announce";
import { QuietButton, SecondaryButton } from "../components/buttons";
import { CheckIcon } from "../components/icons";
import { SearchField } from "../components/search-field";
import { ServiceCard } from "../directory/service-card";
import { BottomBar } from "./bottom-bar";
import "./directory.css";
import {
  chosenCount,
  clearFilters,
  isFiltered,
  openOrNext,
  passes,
  query,
  showOld,
  takesReferrals,
} from "./directory-filters";
import { EmergencyNumbers } from "./emergency-numbers";
import { timeZone } from "./entries";
import { useNow } from "./now";
import { go } from "./router";
import { findIn, listedNow, prepareSearch, services } from "./services";
import { Top } from "./top";

const AT_ONCE = 20;
const MINUTE_MS = 60_000;

export function DirectoryScreen() {
  const words = directoryTexts();
  return (
    <>
      <Top title={words.title} second={words.offline} />
      <main class="page">
        <EmergencyNumbers title={words.emergency} call={words.call} />
        <Services />
      </main>
      <Finder />
      <BottomBar current="directory" />
    </>
  );
}

function Services() {
  const words = directoryTexts();
  const atOnce = useSignal(AT_ONCE);
  // What a minute changes is reckoned once a minute, not with every letter.
  const nowMs = Math.floor(useNow() / MINUTE_MS) * MINUTE_MS;
  const all = useMemo(() => listedNow(nowMs), [services.value, nowMs]);
  useEffect(() => {
    const soon = setTimeout(prepareSearch);
    return () => clearTimeout(soon);
  }, [services.value]);
  const wanted = query.value;
  const { found, isNear } = useMemo(() => findIn(all, wanted), [all, wanted]);
  const shown = found.filter((listed) => passes(listed, nowMs));
  const oldCount = found.filter(({ standing }) => standing === "old").length;
  const rest = shown.length - atOnce.value;
  useEffect(() => {
    atOnce.value = AT_ONCE;
    if (isFiltered.peek()) announce(words.found(shown.length));
  }, [wanted, shown.length]);
  if (all.length === 0) return <p class="empty">{words.empty}</p>;
  return (
    <>
      {shown.length === 0 && <p class="empty">{words.notFound}</p>}
      {shown.length > 0 && isNear && <p class="second">{words.nearly(wanted.trim())}</p>}
      {shown.length > 0 && (
        <ul class="card list" aria-label={words.services}>
          {shown.slice(0, atOnce.value).map((listed) => (
            <ServiceCard
              key={listed.service.id}
              listed={listed}
              nowMs={nowMs}
              timeZone={timeZone()}
              onOpen={() => go({ name: "service", id: listed.service.id })}
            />
          ))}
        </ul>
      )}
      {rest > 0 && (
        <SecondaryButton onPress={() => (atOnce.value += AT_ONCE)}>
          {words.more(rest)}
        </SecondaryButton>
      )}
      {rest <= 0 && oldCount > 0 && (
        <QuietButton onPress={() => (showOld.value = !showOld.value)}>
          {showOld.value ? words.hideOld : words.showOld(oldCount)}
        </QuietButton>
      )}
      {shown.length === 0 && isFiltered.value && (
        <SecondaryButton onPress={clearFilters}>{words.clear}</SecondaryButton>
      )}
    </>
  );
}

/** By the thumb, below what it finds. */
function Finder() {
  const words = directoryTexts();
  const chosen = chosenCount.value;
  return (
    <search class="finder">
      <div class="chips">
        <Chip on={openOrNext.value} onPress={() => (openOrNext.value = !openOrNext.value)}>
          {words.openOrNext}
        </Chip>
        <Chip
          on={takesReferrals.value}
          onPress={() => (takesReferrals.value = !takesReferrals.value)}
        >
          {words.takesReferrals}
        </Chip>
      </div>
      <div class="finder-row">
        <SearchField
          label={words.search}
          value={query.value}
          onInput={(typed) => (query.value = typed)}
        />
        <button
          type="button"
          class={chosen > 0 ? "finder-filter is-set" : "finder-filter"}
          aria-label={chosen > 0 ? words.filters(chosen) : words.filter}
          onClick={() => go({ name: "filter" })}
        >
          {words.filter}
        </button>
      </div>
    </search>
  );
}

interface ChipProps {
  readonly on: boolean;
  readonly onPress: () => void;
  readonly children: string;
}

export function Chip({ on, onPress, children }: ChipProps) {
  return (
    <button type="button" class="chip" aria-pressed={on} onClick={onPress}>
      {on && <CheckIcon />}
      <span>{children}</span>
    </button>
  );
}
