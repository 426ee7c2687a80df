/** A tile as a phone shows it before anything is counted. */
import { lists } from "../../strings/lists";
import { serviceIcon } from "../components/icons";
import { withUnit, writeNumber } from "./say";

export interface TilePreviewProps {
  readonly service: string;
  readonly name: string;
  readonly unit: string;
  readonly step: number;
}

export function TilePreview({ service, name, unit, step }: TilePreviewProps) {
  const known = lists.value.of("service_type", service);
  const Glyph = serviceIcon(known?.own === true ? (known.parent ?? service) : service);
  return (
    <div class="tile-preview">
      <span class="tile-preview-name">
        <Glyph />
        <bdi>{name}</bdi>
      </span>
      <span class="tile-preview-count">
        <span class="tile-preview-number">{writeNumber(0)}</span>
        <span class="second">+{withUnit(step, unit)}</span>
      </span>
    </div>
  );
}
