/** Another service while locked: choosing one counts one. */
import { useSignal } from "@preact/signals";
import { label, t } from "../../strings";
import { serviceIcon } from "../components/icons";
import { SearchField } from "../components/search-field";
import { Sheet } from "../components/sheet";
import { findServices, offeredServices, pictureOf } from "../field/codes";
import type { LockedCounting } from "./locked-counting";

interface AnotherProps {
  readonly counting: LockedCounting;
  readonly onClose: () => void;
}

export function AnotherLocked({ counting, onClose }: AnotherProps) {
  const words = t();
  const query = useSignal("");
  const found = query.value.trim() === "" ? offeredServices() : findServices(query.value);
  const choose = (service: string) => {
    counting.chosen.value = [...counting.chosen.value, service];
    void counting.count(service);
    onClose();
  };
  return (
    <Sheet title={words.tally.another} closeLabel={words.close} onClose={onClose}>
      <SearchField
        label={words.tally.searchService}
        value={query.value}
        onInput={(typed) => (query.value = typed)}
      />
      <ul class="choices found">
        {found.map((service) => {
          const Glyph = serviceIcon(pictureOf(service));
          return (
            <li key={service}>
              <button type="button" class="choice" onClick={() => choose(service)}>
                <Glyph />
                <span>{label("service_type", service)}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {found.length === 0 && <p class="empty">{words.nothingFound}</p>}
    </Sheet>
  );
}
