/** The notices that hold now: what teams read, until when, who wrote it. */
import { edit, open } from "./actions";
import { complain } from "./done";
import { listMoment } from "./moment";
import { orgNames, siteNames } from "./names";
import { Action, Nothing } from "./parts";
import { say, together } from "./say";
import { me, network, now } from "./session";
import { chosen } from "./vocabulary";
import type { Item } from "./wire";

interface NoticesProps {
  readonly notices: readonly Item[];
  readonly onChange: (notice: Item) => Promise<void>;
}

export function Notices({ notices, onChange }: NoticesProps) {
  return (
    <>
      <p class="second notices-hint">{say("notices.hint")}</p>
      {notices.length === 0 ? (
        <Nothing text={say("notices.none")} />
      ) : (
        <ul class="rounds">
          {notices.map((notice) => (
            <li key={notice.id}>
              <Notice notice={notice} onChange={onChange} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Notice(props: { readonly notice: Item; readonly onChange: NoticesProps["onChange"] }) {
  const { notice, onChange } = props;
  const { title, text, until } = notice.fields;
  const what = String(title ?? "");
  const places = chosen(notice.fields, "sites").map((id) => siteNames.value.get(id) ?? "–");
  const own = notice.org === me.value?.user.org;
  const from = [
    places.length === 0 ? null : together(places),
    own ? null : (orgNames.value.get(notice.org ?? "") ?? null),
    say("notices.until", { time: listMoment(String(until), network().time_zone, now()) }),
  ];
  return (
    <>
      <div class="round-words">
        <b>
          <bdi>{what}</bdi>
        </b>
        <p class="notice-text">
          <bdi>{String(text ?? "")}</bdi>
        </p>
        <p class="second">{from.filter((part) => part !== null).join(" · ")}</p>
      </div>
      {own ? (
        <div class="round-acts">
          <Action label={say("rounds.change.of", { what })} onPress={() => void onChange(notice)}>
            {say("rounds.change")}
          </Action>
          <Action
            look="quiet"
            label={say("notices.end.of", { what })}
            onPress={() => void end(notice)}
          >
            {say("notices.end")}
          </Action>
        </div>
      ) : null}
    </>
  );
}

/** From now on no phone shows it; Undo writes the earlier time again. */
async function end(notice: Item): Promise<void> {
  const page = await open(notice);
  if (!page.ok) return complain(page);
  await edit(page.value, { until: `${now().toISOString().slice(0, 19)}Z` });
}
