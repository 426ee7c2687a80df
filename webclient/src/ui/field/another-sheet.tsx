/** Another service: recent ones, then category and type, or a word. Choosing one counts one. */
import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useRef } from "preact/hooks";
import { label, t } from "../../strings";
import { serviceIcon } from "../components/icons";
import { SearchField } from "../components/search-field";
import { Sheet } from "../components/sheet";
import { type Here, recentServices } from "./activities";
import { categories, offeredServices, servicesOf } from "./codes";
import { chosen, count } from "./counting";
import type { FoundServicesProps } from "./found-services";
import { back, backTwice, go } from "./router";
import { Services } from "./service-choices";

const RECENT = 6;
const NO_CATEGORY = "";

export interface AnotherSheetProps {
  readonly here: Here;
  readonly category: string | undefined;
  /** What a search finds: late, with the words that it knows. */
  readonly FoundServices: ComponentType<FoundServicesProps>;
}

export function AnotherSheet({ here, category, FoundServices }: AnotherSheetProps) {
  const words = t();
  const query = useSignal("");
  const done = useRef(false);
  const choose = (service: string) => {
    // The panel closes with the first touch; a second one while it does is no second person.
    if (done.current) return;
    done.current = true;
    chosen.value = [...chosen.value.filter((each) => each !== service), service];
    void count(here, service, 1);
    // Two panels deep from a category, one otherwise.
    if (category === undefined) back();
    else backTwice();
  };
  const title = category === undefined ? words.tally.another : categoryName(category);
  return (
    <Sheet key={category ?? ""} title={title} closeLabel={words.close} onClose={back}>
      {category === undefined ? (
        <>
          <SearchField
            label={words.tally.searchService}
            value={query.value}
            onInput={(typed) => (query.value = typed)}
          />
          {query.value.trim() === "" ? (
            <>
              <Recent onChoose={choose} />
              <Categories />
            </>
          ) : (
            <FoundServices query={query.value} onChoose={choose} />
          )}
        </>
      ) : (
        <Services codes={servicesOf(category)} onChoose={choose} />
      )}
    </Sheet>
  );
}

function Recent({ onChoose }: { readonly onChoose: (service: string) => void }) {
  const codes = recentOffered();
  if (codes.length === 0) return null;
  return (
    <>
      <h3 class="section">{t().tally.recent}</h3>
      <Services codes={codes} onChoose={onChoose} />
    </>
  );
}

/** What this phone counted last, unless the network has hidden it since. */
function recentOffered(): readonly string[] {
  const offered = new Set(offeredServices());
  return recentServices()
    .filter((service) => offered.has(service))
    .slice(0, RECENT);
}

function hasServices(category: string): boolean {
  return servicesOf(category).length > 0;
}

/** Services that the network added without saying what they are like are found here. */
function categoryName(category: string): string {
  return category === NO_CATEGORY ? t().services.other : label("service_category", category);
}

function Categories() {
  return (
    <>
      <h3 class="section">{t().tally.categories}</h3>
      <ul class="choices">
        {[...categories(), NO_CATEGORY].filter(hasServices).map((category) => {
          const Glyph = serviceIcon(category);
          return (
            <li key={category}>
              <button
                type="button"
                class="choice"
                onClick={() => go({ name: "another", category })}
              >
                <Glyph />
                <span>{categoryName(category)}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}
