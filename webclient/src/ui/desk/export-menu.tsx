/** The entries that match, in the columns on the screen, as a file. */
import type { ComponentChildren } from "preact";
import { language } from "../../strings/language";
import { DownloadIcon } from "../components/icons";
import type { Filter } from "./address";
import { Chip } from "./chip";
import { queryOf } from "./list-store";
import { columnsOf } from "./own-view";
import { proveFirst } from "./proof";
import { say } from "./say";
import type { ListReply } from "./wire";

const FORMS = ["xlsx", "csv"] as const;

interface ExportMenuProps {
  readonly filter: Filter;
  readonly reply: ListReply | null;
  /** Other ways out of the same list. */
  readonly more?: ComponentChildren;
}

export function ExportMenu({ filter, reply, more }: ExportMenuProps) {
  if (reply === null || reply.total === 0) return null;
  const label = reply.total_more ? say("list.export.more") : say("list.export", { n: reply.total });
  return (
    <Chip label={label} icon={DownloadIcon} chosen={null} place="end" onClear={() => undefined}>
      {(close) => (
        <>
          <ul class="options">
            {FORMS.map((form) => (
              <li key={form}>
                {/* A plain link: the browser saves the file, the session's cookie goes along. */}
                <a
                  class="option"
                  href={exportPath(filter, form)}
                  download=""
                  onClick={(event) => {
                    proveFirst(event);
                    close();
                  }}
                >
                  {say(`export.${form}`)}
                </a>
              </li>
            ))}
          </ul>
          <p class="second option-none">{say("export.hint")}</p>
          {reply.total_more ? <p class="second option-none">{say("export.long")}</p> : null}
          {more}
        </>
      )}
    </Chip>
  );
}

export function exportPath(filter: Filter, form: (typeof FORMS)[number]): string {
  const query = queryOf(filter);
  const shown = columnsOf(filter.kind);
  const columns = shown.flatMap((column) => column.exported);
  query.set("columns", columns.map(([name]) => name).join(","));
  for (const [, heading] of columns) query.append("heading", say(heading));
  query.set("language", language.value);
  for (const [code, word] of shown.flatMap((column) => column.words?.() ?? [])) {
    query.append("word", `${code}=${word}`);
  }
  return `/api/export/${filter.kind}.${form}?${query}`;
}
