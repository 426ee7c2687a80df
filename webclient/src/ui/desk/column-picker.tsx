/** Which columns stand where, and how high the rows are. */
import { DownIcon } from "../components/icons";
import type { ListKind } from "./address";
import { Chip } from "./chip";
import type { Column } from "./columns";
import { chooseColumns, columnsOf, movable, roomy, setRoomy } from "./own-view";
import { Action } from "./parts";
import { say } from "./say";

export function ColumnPicker({ kind }: { readonly kind: ListKind }) {
  const shown = columnsOf(kind).slice(1, -1);
  const ids = shown.map((column) => column.id);
  const hidden = movable(kind).filter((column) => !ids.includes(column.id));
  return (
    <Chip label={say("columns.title")} chosen={null} place="end" onClear={() => undefined}>
      {() => (
        <>
          <ul class="options pick">
            {shown.map((column, at) => (
              <Shown key={column.id} kind={kind} column={column} ids={ids} at={at} />
            ))}
            {hidden.map((column) => (
              <li key={column.id} class="pick-row">
                <label class="pick-name">
                  <input
                    type="checkbox"
                    checked={false}
                    onChange={() => chooseColumns(kind, [...ids, column.id])}
                  />
                  {say(column.label)}
                </label>
              </li>
            ))}
          </ul>
          <div class="pick-more">
            <label class="pick-name">
              <input
                type="checkbox"
                checked={roomy.value}
                onChange={(event) => setRoomy(event.currentTarget.checked)}
              />
              {say("columns.roomy")}
            </label>
            <Action look="quiet" onPress={() => chooseColumns(kind, null)}>
              {say("columns.reset")}
            </Action>
          </div>
        </>
      )}
    </Chip>
  );
}

/** One column that is shown: take it away, or move it. What names the entry stays. */
function Shown(props: {
  readonly kind: ListKind;
  readonly column: Column;
  readonly ids: readonly string[];
  readonly at: number;
}) {
  const { kind, column, ids, at } = props;
  const name = say(column.label);
  const move = (to: number) => {
    const others = ids.filter((id) => id !== column.id);
    chooseColumns(kind, [...others.slice(0, to), column.id, ...others.slice(to)]);
  };
  return (
    <li class="pick-row">
      <label class="pick-name">
        <input
          type="checkbox"
          checked
          disabled={column.id === "what"}
          onChange={() =>
            chooseColumns(
              kind,
              ids.filter((id) => id !== column.id),
            )
          }
        />
        {name}
      </label>
      <button
        type="button"
        class="act act-quiet act-square"
        aria-label={say("columns.earlier", { what: name })}
        disabled={at === 0}
        onClick={() => move(at - 1)}
      >
        <DownIcon class="turned" />
      </button>
      <button
        type="button"
        class="act act-quiet act-square"
        aria-label={say("columns.later", { what: name })}
        disabled={at === ids.length - 1}
        onClick={() => move(at + 1)}
      >
        <DownIcon />
      </button>
    </li>
  );
}
