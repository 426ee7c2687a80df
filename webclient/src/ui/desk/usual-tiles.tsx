/** The usual services of a place: what has a tile as soon as somebody starts a round there. */
import { useState } from "preact/hooks";
import type { ListedCode } from "../../schema/lists";
import { lists } from "../../strings/lists";
import { CloseIcon } from "../components/icons";
import { edit } from "./actions";
import { CodeOptions } from "./code-options";
import { orgNames, siteNames } from "./names";
import { Nothing } from "./parts";
import { codeLabel, say } from "./say";
import { me } from "./session";
import { TilePreview } from "./tile-preview";
import { useRecordPage } from "./use-page";
import { chosen } from "./vocabulary";
import type { RecordPage } from "./wire";

const TILES = 6;
const PIECE = "piece";

export function UsualTiles() {
  const places = [...siteNames.value].sort(([, a], [, b]) => a.localeCompare(b));
  const [asked, setPlace] = useState<string | null>(null);
  const place = asked ?? places[0]?.[0] ?? "";
  return (
    <div class="panel">
      <div class="settings-head">
        <label class="place-choice">
          <span>{say("settings.place")}</span>
          <select value={place} onChange={(event) => setPlace(event.currentTarget.value)}>
            {places.map(([id, name]) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <p class="second">{say("settings.tiles.hint")}</p>
      </div>
      {place === "" ? null : <Tiles key={place} place={place} />}
    </div>
  );
}

function Tiles({ place }: { readonly place: string }) {
  const { page, replace } = useRecordPage("site", place);
  if (page === null) return null;
  const usual = chosen(page.fields, "usual");
  // As on a phone: what the network hides has no tile.
  const shown = lists.value.offered("service_type").filter((code) => usual.includes(code));
  const open = mayChange(page);
  const put = async (service: string, on: boolean) => {
    const reply = await edit(page, { [`usual/${service}`]: on });
    if (reply.ok) replace(reply.value);
  };
  const name = orgNames.value.get(page.org ?? "") ?? say("somebody");
  return (
    <>
      {open ? null : <p class="settings-closed">{say("settings.tiles.closed", { org: name })}</p>}
      {shown.length === 0 ? <Nothing text={say("settings.tiles.none")} /> : null}
      <ol class="usual">
        {shown.map((service, index) => (
          <li key={service} class={index < TILES ? undefined : "is-more"}>
            <UsualTile service={service} />
            {index < TILES ? null : <span class="second">{say("settings.tiles.more")}</span>}
            {open ? (
              <button
                type="button"
                class="act act-quiet act-square usual-drop"
                aria-label={say("settings.tiles.drop", {
                  name: codeLabel("service_type", service),
                })}
                onClick={() => void put(service, false)}
              >
                <CloseIcon />
              </button>
            ) : null}
          </li>
        ))}
      </ol>
      {open ? (
        <label class="usual-add">
          <span>{say("settings.tiles.add")}</span>
          <select
            value=""
            onChange={(event) => {
              const service = event.currentTarget.value;
              event.currentTarget.value = "";
              if (service !== "") void put(service, true);
            }}
          >
            <option value="" />
            <CodeOptions
              list="service_type"
              leaveOut={({ code, retired }: ListedCode) => retired === true || usual.includes(code)}
            />
          </select>
        </label>
      ) : null}
    </>
  );
}

function UsualTile({ service }: { readonly service: string }) {
  const found = lists.value.of("service_type", service);
  return (
    <TilePreview
      service={service}
      name={codeLabel("service_type", service)}
      unit={found?.unit ?? PIECE}
      step={found?.step ?? 1}
    />
  );
}

/** The coordinators of the association that keeps the place, and those of the network. */
function mayChange({ org }: RecordPage): boolean {
  const user = me.value?.user;
  if (user === undefined) return false;
  return user.role === "network" || (user.role === "coordinator" && user.org === org);
}
