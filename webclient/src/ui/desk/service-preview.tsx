/** What phones will show of a service, as it is being written. */
import { ServiceCard } from "../directory/service-card";
import { ServicePage } from "../directory/service-page";
import { say } from "./say";
import { listed } from "./service-words";
import { network, now } from "./session";
import type { Fields } from "./wire";

export function ServicePreview({ id, fields }: { readonly id: string; readonly fields: Fields }) {
  const here = {
    listed: listed(id, fields),
    nowMs: now().getTime(),
    timeZone: network().time_zone,
  };
  return (
    <aside class="preview" aria-labelledby="preview-title">
      <h2 id="preview-title">{say("service.preview")}</h2>
      {fields["published"] === true ? null : <p class="second">{say("service.preview.hidden")}</p>}
      {/* A picture of a phone: what stands in it is read in the form, and presses nothing. */}
      <div class="preview-phone" inert>
        <ul class="preview-list">
          <ServiceCard {...here} onOpen={() => undefined} />
        </ul>
        <ServicePage {...here} />
      </div>
    </aside>
  );
}
