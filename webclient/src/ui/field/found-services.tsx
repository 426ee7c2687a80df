/** The services that a search in "another service" finds: a part, with the words they are found by. */
import { t } from "../../strings";
import { directoryTexts } from "../../strings/directory";
import { findServices } from "./find-services";
import { Services } from "./service-choices";

export interface FoundServicesProps {
  readonly query: string;
  readonly onChoose: (service: string) => void;
}

export function FoundServices({ query, onChoose }: FoundServicesProps) {
  const { codes, isNear } = findServices(query);
  if (codes.length === 0) return <p class="empty found">{t().nothingFound}</p>;
  return (
    <div class="found">
      {isNear && <p class="second">{directoryTexts().nearly(query.trim())}</p>}
      <Services codes={codes} onChoose={onChoose} />
    </div>
  );
}
