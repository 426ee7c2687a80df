/** Count: the home screen. Tiles above, by the thumb the strip of the last touched one. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { phone, type SaveResult } from "../../store/phone";
import { formatTime, label, t } from "../../strings";
import { PrimaryButton, QuietButton, SecondaryButton } from "../components/buttons";
import { AttentionIcon, PlusIcon } from "../components/icons";
import { Line } from "../components/line";
import { countsHere, type Here, recentServices, startedMs } from "./activities";
import { BottomBar } from "./bottom-bar";
import { offeredServices } from "./codes";
import { chosen } from "./counting";
import { elements, text, timeZone } from "./entries";
import { readTime } from "./network-day";
import { NoticeButton } from "./notice-line";
import { latePiece } from "./part";
import { isOver, leave, startAgain } from "./rounds";
import { go, goHome } from "./router";
import { closeRows } from "./row";
import { Strip } from "./strip";
import { Tile } from "./tile";
import { placeTiles } from "./tiles";
import { Top } from "./top";
import { savedMeeting } from "./undo";

const SavedMeeting = latePiece(async () => (await import("./after-touch")).SavedMeeting);

/** The tiles on the screen, and the round and place they belong to. */
let shown: { readonly key: string; readonly tiles: readonly string[] } = { key: "", tiles: [] };

export function TallyScreen({ here }: { readonly here: Here }) {
  const words = t();
  useLeaving();
  const over = isOver(here.round);
  return (
    <>
      <Top
        title={<bdi>{text(here.site, "name")}</bdi>}
        second={roundLine(here)}
        onOpen={() => go({ name: "round" })}
        openLabel={words.round.open}
      />
      <main class="page">{over ? <RoundOver here={here} /> : <Tiles here={here} />}</main>
      {savedMeeting.value !== null ? <SavedMeeting /> : !over && <Strip here={here} />}
      <BottomBar current="count" />
    </>
  );
}

/** Locked, the same tiles are offered: of them the codes alone lie outside the vault. */
const lockedTiles = phone.setting("tiles");

function Tiles({ here }: { readonly here: Here }) {
  const tiles = tilesOf(here);
  useEffect(() => {
    lockedTiles.value = tiles.join(" ");
  }, [tiles.join(" ")]);
  return (
    <>
      <div class="tiles">
        {tiles.map((service) => (
          <Tile key={service} here={here} service={service} />
        ))}
      </div>
      <div class="another-row">
        <SecondaryButton icon={PlusIcon} onPress={() => go({ name: "another" })}>
          {t().tally.another}
        </SecondaryButton>
        <NoticeButton site={here.site.id} />
      </div>
    </>
  );
}

function RoundOver({ here }: { readonly here: Here }) {
  const { round, reason } = t();
  const failure = useSignal<SaveResult | null>(null);
  const again = async () => {
    failure.value = await startAgain(here.round);
  };
  const ended = readTime(here.round.fields["ended_at"]);
  return (
    <section class="card stack">
      <h2>{round.startAgain}</h2>
      {ended !== null && <p class="second">{round.ended(formatTime(ended, timeZone()))}</p>}
      {failure.value?.ok === false && (
        <Line icon={AttentionIcon} tone="attention">
          {reason[failure.value.error]}
        </Line>
      )}
      <SecondaryButton onPress={() => void again()}>{round.startAgainButton}</SecondaryButton>
      <PrimaryButton onPress={leave}>{round.newRound}</PrimaryButton>
      <QuietButton onPress={() => goHome("day", "summary")}>{t().summary.title}</QuietButton>
    </section>
  );
}

function tilesOf(here: Here): readonly string[] {
  const key = `${here.round.id}/${here.site.id}`;
  const offered = offeredServices();
  const usual = new Set(elements(here.site, "usual").map(([service]) => service));
  const counted = countsHere(here)
    .filter((each) => each.mine)
    .sort((a, b) => startedMs(a) - startedMs(b))
    .map((each) => text(each, "service_type") ?? "");
  const tiles = placeTiles(shown.key === key ? shown.tiles : [], {
    usual: offered.filter((service) => usual.has(service)),
    counted: [...counted, ...(shown.key === key ? chosen.value : [])],
    recent: recentServices(),
    offered: new Set(offered),
  });
  shown = { key, tiles };
  return tiles;
}

export function roundLine({ round }: Here): string {
  const kind = label("round_kind", text(round, "round_kind") ?? "");
  return `${kind} · ${t().round.since(formatTime(startedMs(round), timeZone()))}`;
}

/** Leaving the screen, or the app, lets what was counted go. */
function useLeaving(): void {
  useEffect(() => {
    const hide = () => {
      if (document.visibilityState === "hidden") closeRows();
    };
    document.addEventListener("visibilitychange", hide);
    return () => {
      document.removeEventListener("visibilitychange", hide);
      closeRows();
    };
  }, []);
}
