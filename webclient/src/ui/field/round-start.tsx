/** Where are you? Planned rounds start with one tap, any other with two: place, kind. */
import { computed, useSignal } from "@preact/signals";
import { type Entry, phone, type SaveResult } from "../../store/phone";
import { formatDay, formatTime, label, language, t } from "../../strings";
import { PrimaryButton, QuietButton, SecondaryButton } from "../components/buttons";
import {
  AttentionIcon,
  CalendarIcon,
  ClockIcon,
  CodeIcon,
  DownIcon,
  ForwardIcon,
  SearchIcon,
} from "../components/icons";
import { Line } from "../components/line";
import { BottomBar } from "./bottom-bar";
import { inSentence, offeredRoundKinds } from "./codes";
import { entriesOf, text, timeZone, voidedFor } from "./entries";
import { readTime } from "./network-day";
import { LeftNoteLine, NoticeLine } from "./notice-line";
import { useNow } from "./now";
import { EndedLine, OpenRound } from "./open-round";
import { kindsToOffer, orderPlaces, type PlaceLine, type Visit } from "./places";
import { comingRounds, roundsToJoin } from "./planned";
import { PlannedRound } from "./planned-round";
import { ReadyLine } from "./ready-line";
import { clockLine } from "./reasons";
import { openRounds, sitesOf, startRound } from "./rounds";
import { go, screen } from "./router";
import { Top } from "./top";
import { UpdateLine } from "./update-line";
import { dayInWords } from "./when";

const PLACES_SHOWN = 5;
const KINDS_SHOWN = 3;

/** All active places, mine first. */
export const places = computed<readonly PlaceLine[]>(() => {
  const sites = entriesOf("site").filter(
    (site) => site.fields["active"] !== false && voidedFor(site) === null,
  );
  const known = sites.map((site) => ({
    id: site.id,
    name: text(site, "name") ?? "–",
    siteKind: text(site, "site_kind") ?? "",
  }));
  return orderPlaces(known, visits(), language.value);
});

export function RoundStart() {
  const words = t();
  const now = useNow();
  const failure = useSignal<SaveResult | null>(null);
  const attempt = async (start: Promise<SaveResult>) => {
    failure.value = await start;
  };
  const ended = useSignal<Entry | null>(null);
  const planned = roundsToJoin();
  const open = openRounds();
  const coming = comingRounds();
  const clock = clockLine();

  return (
    <>
      <Top
        title={words.start.title}
        second={`${formatDay(now, timeZone())} · ${formatTime(now, timeZone())}`}
      />
      <main class="page">
        <UpdateLine />
        {clock !== null && (
          <Line icon={ClockIcon} tone="attention">
            {clock}
          </Line>
        )}
        {failure.value?.ok === false && (
          <Line icon={AttentionIcon} tone="attention">
            {words.reason[failure.value.error]}
          </Line>
        )}
        {screen.value.name === "meeting" && (
          <SecondaryButton icon={CodeIcon} onPress={() => go({ name: "find-case" })}>
            {words.contact.findCase}
          </SecondaryButton>
        )}
        {ended.value !== null && <EndedLine round={ended.value} attempt={attempt} />}
        {open.length > 0 && <h2 class="section">{words.start.stillOpen}</h2>}
        {open.map((round) => (
          <OpenRound
            key={round.id}
            round={round}
            attempt={attempt}
            onEnd={() => (ended.value = round)}
          />
        ))}
        <NoticeLine />
        {planned.length > 0 && <h2 class="section">{words.start.planned}</h2>}
        {planned.map((round) => (
          <PlannedRound key={round.id} round={round} attempt={attempt} />
        ))}
        <h2 class="section">{planned.length > 0 ? words.start.choose : words.start.chooseFirst}</h2>
        <PlaceList attempt={attempt} />
        {coming.length > 0 && (
          <div class="centred">
            <QuietButton icon={CalendarIcon} onPress={() => go({ name: "coming" })}>
              {words.rounds.openComing(coming.length)}
            </QuietButton>
          </div>
        )}
        <ReadyLine />
      </main>
      <BottomBar current="count" />
    </>
  );
}

type Attempt = (start: Promise<SaveResult>) => Promise<unknown>;

function PlaceList({ attempt }: { readonly attempt: Attempt }) {
  const { start } = t();
  const all = places.value;
  const first = all[0];
  const unfolded = useSignal<string | null>(null);
  // The place of my last visit is open at first; afterwards only what the person touched.
  const current = unfolded.value ?? (first?.visitedMs ? first.id : null);
  if (all.length === 0) return <p class="empty">{start.noPlaces}</p>;
  return (
    <>
      <ul class="card list">
        {all.slice(0, PLACES_SHOWN).map((place) => (
          <PlaceItem
            key={place.id}
            place={place}
            open={place.id === current}
            onOpen={() => (unfolded.value = place.id === current ? "" : place.id)}
            onKind={(kind) => void attempt(startRound(place.id, kind))}
          />
        ))}
      </ul>
      {all.length > PLACES_SHOWN && (
        <div class="centred">
          <QuietButton icon={SearchIcon} onPress={() => go({ name: "place", use: "start" })}>
            {start.anotherPlace}
          </QuietButton>
        </div>
      )}
    </>
  );
}

interface PlaceItemProps {
  readonly place: PlaceLine;
  readonly open: boolean;
  readonly onOpen: () => void;
  readonly onKind: (kind: string) => void;
}

export function PlaceItem({ place, open, onOpen, onKind }: PlaceItemProps) {
  const { start } = t();
  const visited =
    place.visitedMs === null ? null : start.here(dayInWords(place.visitedMs, phone.now()));
  const kindOfSite = inSentence(label("site_kind", place.siteKind));
  return (
    <li class={open ? "place is-open" : "place"}>
      <button type="button" class="place-head" aria-expanded={open} onClick={onOpen}>
        <span>
          <bdi class="place-name">{place.name}</bdi>
          <span class="second">{visited === null ? kindOfSite : `${kindOfSite} · ${visited}`}</span>
        </span>
        {open ? <DownIcon /> : <ForwardIcon />}
      </button>
      {open && <LeftNoteLine site={place.id} />}
      {open && <Kinds place={place} onKind={onKind} />}
    </li>
  );
}

function Kinds({ place, onKind }: Pick<PlaceItemProps, "place" | "onKind">) {
  const { start } = t();
  const all = useSignal(false);
  const kinds = offeredRoundKinds();
  const shown = all.value ? kinds.length : KINDS_SHOWN;
  // What the place was used for may be hidden by now.
  const usual = kinds.includes(place.usualKind) ? place.usualKind : (kinds[0] ?? "maraude");
  return (
    <fieldset class="kinds">
      <legend class="visually-hidden">{start.kindOf(place.name)}</legend>
      {kindsToOffer(usual, kinds, shown).map((kind) =>
        kind === usual ? (
          <PrimaryButton key={kind} onPress={() => onKind(kind)}>
            {label("round_kind", kind)}
          </PrimaryButton>
        ) : (
          <SecondaryButton key={kind} onPress={() => onKind(kind)}>
            {label("round_kind", kind)}
          </SecondaryButton>
        ),
      )}
      {!all.value && (
        <SecondaryButton onPress={() => (all.value = true)}>{start.otherKind}</SecondaryButton>
      )}
    </fieldset>
  );
}

/** Every round and count of the team says that somebody was at a place. */
function visits(): readonly Visit[] {
  return entriesOf("round").flatMap((round) => {
    const ms = readTime(round.fields["started_at"]);
    if (ms === null) return [];
    const kind = text(round, "round_kind") ?? "";
    return sitesOf(round).map((site) => ({ site, kind, ms, mine: round.mine }));
  });
}
