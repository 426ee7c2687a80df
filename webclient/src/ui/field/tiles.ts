/**
 * Which services have a tile: the place's usual ones, what was counted here, what this phone
 * counted lately, then defaults. Tiles never change places under a thumb: what is on the screen
 * stays where it is, and a service that joins takes the place of a tile nobody uses, else a new one.
 */
export const TILES = 6;

export const DEFAULT_SERVICES: readonly string[] = [
  "food.hot_meal",
  "food.hot_drink",
  "energy.firewood",
  "comms.charging",
  "clothing.warm",
  "shelter_items.blanket",
];

export interface TileWishes {
  /** The place's usual services that are offered, in the order of the code list. */
  readonly usual: readonly string[];
  /** Counted in this round at this place, or chosen just now. */
  readonly counted: readonly string[];
  /** Counted by this phone elsewhere, latest first. */
  readonly recent: readonly string[];
  /** What the network's list offers; a hidden service keeps its tile only where it was counted. */
  readonly offered: ReadonlySet<string>;
}

export function placeTiles(shown: readonly string[], wishes: TileWishes): readonly string[] {
  if (shown.length === 0) return firstTiles(wishes);
  const needed = new Set([...wishes.usual.slice(0, TILES), ...wishes.counted]);
  const tiles = shown.filter((tile) => wishes.offered.has(tile) || needed.has(tile));
  for (const service of needed) {
    if (tiles.includes(service)) continue;
    const free = tiles.lastIndexOf([...tiles].reverse().find((tile) => !needed.has(tile)) ?? "");
    if (free >= 0) tiles[free] = service;
    else tiles.push(service);
  }
  return tiles;
}

function firstTiles({ usual, counted, recent, offered }: TileWishes): readonly string[] {
  const must = [...new Set([...usual.slice(0, TILES), ...counted])];
  const others = [...recent, ...DEFAULT_SERVICES].filter((service) => offered.has(service));
  const may = [...usual.slice(TILES), ...others];
  const tiles = new Set(must);
  for (const service of may) {
    if (tiles.size >= TILES) break;
    tiles.add(service);
  }
  return [...tiles];
}
