/** Filters under a name, as tabs. */
import { useId, useRef, useState } from "preact/hooks";
import { CloseIcon, PlusIcon } from "../components/icons";
import { type Filter, NO_FILTER, plainFilter, SERVICE } from "./address";
import { Buttons } from "./ask";
import { report } from "./done";
import {
  asFilter,
  asQuery,
  NAME_MAX,
  type SavedView,
  savedViews,
  setViews,
  VIEWS_MAX,
} from "./own-view";
import { Dialog } from "./parts";
import { go } from "./route";
import { say } from "./say";

/** What needs no name: each list as it is at first. */
const PLAIN: ReadonlySet<string> = new Set([NO_FILTER, plainFilter(SERVICE)].map(asQuery));

export function Views({ filter }: { readonly filter: Filter }) {
  const [naming, setNaming] = useState(false);
  const every = savedViews.value;
  const views = every.filter((view) => isOfOneList(asFilter(view), filter));
  const query = asQuery(filter);
  const known = views.some((view) => view.query === query);
  const offered = !known && !PLAIN.has(query) && every.length < VIEWS_MAX;
  if (views.length === 0 && !offered) return null;
  return (
    <fieldset class="tabs views" aria-label={say("views.title")}>
      {views.map((view) => (
        <Tab key={view.query} view={view} current={view.query === query} />
      ))}
      {offered ? (
        <button type="button" class="tab tab-add" onClick={() => setNaming(true)}>
          <PlusIcon /> {say("views.save")}
        </button>
      ) : null}
      {naming ? <NameDialog query={query} onClose={() => setNaming(false)} /> : null}
    </fieldset>
  );
}

/** The directory is a list apart from what people write down on rounds. */
function isOfOneList(one: Filter, two: Filter): boolean {
  return (one.kind === SERVICE) === (two.kind === SERVICE);
}

function Tab({ view, current }: { readonly view: SavedView; readonly current: boolean }) {
  return (
    <span class={current ? "view view-on" : "view"}>
      <button
        type="button"
        class="tab"
        aria-pressed={current}
        onClick={() => go({ view: "entries", filter: asFilter(view) })}
      >
        <bdi>{view.name}</bdi>
      </button>
      {current ? (
        <button
          type="button"
          class="chip-clear"
          aria-label={say("views.remove", { name: view.name })}
          onClick={() => remove(view)}
        >
          <CloseIcon />
        </button>
      ) : null}
    </span>
  );
}

function remove(view: SavedView): void {
  const before = savedViews.value;
  setViews(before.filter((one) => one.query !== view.query));
  report(say("views.removed", { name: view.name }), () => {
    setViews(before);
    return Promise.resolve(say("did.undone", { what: view.name }));
  });
}

function NameDialog({ query, onClose }: { readonly query: string; readonly onClose: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  const hint = useId();
  const submit = (event: Event) => {
    event.preventDefault();
    const name = field.current?.value.trim() ?? "";
    if (name === "") return;
    setViews([...savedViews.value, { name, query }]);
    onClose();
  };
  return (
    <Dialog title={say("views.save")} onClose={onClose}>
      <form class="form" onSubmit={submit}>
        <label>
          <span>{say("views.name")}</span>
          <input ref={field} data-first maxLength={NAME_MAX} aria-describedby={hint} required />
        </label>
        <p class="second" id={hint}>
          {say("views.hint")}
        </p>
        <Buttons go={say("views.keep")} problem={null} onClose={onClose} />
      </form>
    </Dialog>
  );
}
