/** Another service while locked: choosing one counts one. */
import { useSignal } from "@preact/signals";
import { t } from "../../strings";
import { SearchField } from "../components/search-field";
import { Sheet } from "../components/sheet";
import { offeredServices } from "../field/codes";
import { FoundServices } from "../field/found-services";
import { Services } from "../field/service-choices";
import type { LockedCounting } from "./locked-counting";

interface AnotherProps {
  readonly counting: LockedCounting;
  readonly onClose: () => void;
}

export function AnotherLocked({ counting, onClose }: AnotherProps) {
  const words = t();
  const query = useSignal("");
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
      {query.value.trim() === "" ? (
        <Services codes={offeredServices()} onChoose={choose} />
      ) : (
        <FoundServices query={query.value} onChoose={choose} />
      )}
    </Sheet>
  );
}
