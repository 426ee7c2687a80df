/** Services to choose one of. */
import { label } from "../../strings";
import { serviceIcon } from "../components/icons";
import { pictureOf } from "./codes";

export interface ServicesProps {
  readonly codes: readonly string[];
  readonly onChoose: (service: string) => void;
}

export function Services({ codes, onChoose }: ServicesProps) {
  return (
    <ul class="choices">
      {codes.map((service) => {
        const Glyph = serviceIcon(pictureOf(service));
        return (
          <li key={service}>
            <button type="button" class="choice" onClick={() => onChoose(service)}>
              <Glyph />
              <span>{label("service_type", service)}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
