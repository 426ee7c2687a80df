/** Every place of the network, found by a word; to start a round there or to move on to it. */
import { useSignal } from "@preact/signals";
import type { SaveResult } from "../../store/phone";
import { label, t } from "../../strings";
import { AttentionIcon, ForwardIcon } from "../components/icons";
import { Line } from "../components/line";
import { SearchField } from "../components/search-field";
import { Sheet } from "../components/sheet";
import { inSentence } from "./codes";
import { matches } from "./find";
import { PlaceItem, places } from "./round-start";
import { here, moveTo, startRound } from "./rounds";
import { back, goHome } from "./router";
import { closeRows } from "./row";

export function PlaceSheet({ use }: { readonly use: "start" | "move" }) {
  const words = t();
  const query = useSignal("");
  const unfolded = useSignal<string | null>(null);
  const failure = useSignal<SaveResult | null>(null);
  const found = places.value.filter((place) => matches(place.name, query.value));
  const finish = async (change: Promise<SaveResult>) => {
    const result = await change;
    failure.value = result;
    if (result.ok) goHome("count");
  };
  const move = (site: string) => {
    const round = here.peek()?.round;
    closeRows();
    if (round) void finish(moveTo(round, site));
  };
  return (
    <Sheet title={words.start.anotherPlace} closeLabel={words.close} onClose={back}>
      <SearchField
        label={words.start.searchPlace}
        value={query.value}
        onInput={(typed) => (query.value = typed)}
      />
      {failure.value?.ok === false && (
        <Line icon={AttentionIcon} tone="attention">
          {words.reason[failure.value.error]}
        </Line>
      )}
      {found.length === 0 && <p class="empty">{words.nothingFound}</p>}
      <ul class="card list">
        {found.map((place) =>
          use === "start" ? (
            <PlaceItem
              key={place.id}
              place={place}
              open={unfolded.value === place.id}
              onOpen={() => (unfolded.value = unfolded.value === place.id ? null : place.id)}
              onKind={(kind) => void finish(startRound(place.id, kind))}
            />
          ) : (
            <li key={place.id} class="place">
              <button type="button" class="place-head" onClick={() => move(place.id)}>
                <span>
                  <bdi class="place-name">{place.name}</bdi>
                  <span class="second">{inSentence(label("site_kind", place.siteKind))}</span>
                </span>
                <ForwardIcon />
              </button>
            </li>
          ),
        )}
      </ul>
    </Sheet>
  );
}
