/** Settings: lists of the network, tiles of places, locked phones, its charter, one's own account, the audit. */
import { useEffect, useState } from "preact/hooks";
import type { ListedCode } from "../../schema/lists";
import { lists } from "../../strings/lists";
import { PlusIcon } from "../components/icons";
import { Account } from "./account";
import {
  LIST_PARTS,
  type ListPart,
  SETTINGS_PARTS,
  type SettingsPart,
  writeAddress,
} from "./address";
import { Audit } from "./audit";
import { CharterPart } from "./charter";
import { CodeDialog } from "./code-dialog";
import { DownIcon, UpIcon } from "./icons";
import { changeCode, loadLists } from "./lists-store";
import { LockedPhones } from "./locked-phones";
import { movedRank } from "./own-code";
import { Action } from "./parts";
import { touched } from "./poll";
import { codeLabel, deskWords, say, withUnit } from "./say";
import { me } from "./session";
import { UsualTiles } from "./usual-tiles";

export function Settings({ part }: { readonly part: SettingsPart }) {
  useEffect(() => void loadLists(), [touched.value]);
  const list = LIST_PARTS.find((each) => each === part);
  return (
    <section class="settings" aria-labelledby="settings-title">
      <div class="head">
        <h1 id="settings-title">{say("settings.title")}</h1>
      </div>
      <nav class="settings-parts" aria-label={say("settings.parts")}>
        {SETTINGS_PARTS.filter(isOffered).map((each) => (
          <a
            key={each}
            class="act act-plain"
            href={writeAddress({ view: "settings", part: each })}
            aria-current={each === part ? "page" : undefined}
          >
            {say(`settings.part.${each}`)}
          </a>
        ))}
      </nav>
      {list === undefined ? <Part part={part} /> : <CodeList key={list} list={list} />}
    </section>
  );
}

function Part({ part }: { readonly part: SettingsPart }) {
  if (part === "account") return <Account />;
  if (part === "audit") return <Audit />;
  if (part === "phones") return <LockedPhones />;
  return part === "referrals" ? <CharterPart /> : <UsualTiles />;
}

/** Handlers read no audit: they look after nobody. */
function isOffered(part: SettingsPart): boolean {
  return part !== "audit" || me.value?.user.role !== "handler";
}

/** Somebody who keeps the lists of the network. */
function mayChange(): boolean {
  return me.value?.user.role === "network";
}

function CodeList({ list }: { readonly list: ListPart }) {
  const [open, setOpen] = useState<ListedCode | "new" | null>(null);
  return (
    <div class="panel">
      <div class="settings-head">
        <p class="second">{say(mayChange() ? "settings.hint" : "settings.closed")}</p>
        {mayChange() && list !== "service_category" ? (
          <Action look="primary" icon={PlusIcon} onPress={() => setOpen("new")}>
            {say("settings.add")}
          </Action>
        ) : null}
      </div>
      {groupsOf(list).map(([title, group]) => (
        <div key={title}>
          {title === null ? null : <h2 class="codes-title">{title}</h2>}
          <ul class="codes">
            {group.map((code) => (
              <CodeRow key={code.code} list={list} group={group} code={code} onOpen={setOpen} />
            ))}
          </ul>
        </div>
      ))}
      {open === null ? null : (
        <CodeDialog list={list} code={open === "new" ? null : open} onClose={() => setOpen(null)} />
      )}
    </div>
  );
}

type Group = readonly [title: string | null, codes: readonly ListedCode[]];

/** By category where a list has them. */
function groupsOf(list: ListPart): readonly Group[] {
  const all = [...lists.value.all(list).values()];
  const grouped = all.some(({ category }) => category !== undefined);
  if (!grouped) return [[null, all]];
  const categories = [...lists.value.all("service_category").keys()];
  const groups = categories.map(
    (one): Group => [
      codeLabel("service_category", one),
      all.filter(({ category }) => category === one),
    ],
  );
  const others = all.filter(({ category }) => category === undefined);
  return [...groups, [say("settings.nowhere"), others] satisfies Group].filter(
    ([, codes]) => codes.length > 0,
  );
}

interface CodeRowProps {
  readonly list: ListPart;
  readonly group: readonly ListedCode[];
  readonly code: ListedCode;
  readonly onOpen: (code: ListedCode) => void;
}

function CodeRow({ list, group, code, onOpen }: CodeRowProps) {
  const name = codeLabel(list, code.code);
  const hidden = code.retired === true;
  return (
    <li class={hidden ? "code-row is-hidden" : "code-row"}>
      <span class="code-name">
        <b>
          <bdi>{name}</bdi>
        </b>
        <span class="second">{notesOf(list, code, name).join(" · ")}</span>
      </span>
      {mayChange() ? (
        <span class="code-acts">
          <Move list={list} group={group} code={code.code} direction={-1} />
          <Move list={list} group={group} code={code.code} direction={1} />
          <Action
            look="quiet"
            label={say(hidden ? "settings.show.of" : "settings.hide.of", { name })}
            onPress={() => void changeCode(list, code.code, { retired: !hidden })}
          >
            {say(hidden ? "settings.show" : "settings.hide")}
          </Action>
          <Action
            look="quiet"
            label={say("settings.change.of", { name })}
            onPress={() => onOpen(code)}
          >
            {say("settings.change")}
          </Action>
        </span>
      ) : null}
    </li>
  );
}

function notesOf(list: ListPart, code: ListedCode, name: string): readonly string[] {
  const shipped = deskWords.text().codes[list]?.[code.code];
  const counted = list === "service_type" && code.unit !== undefined;
  return [
    ...(counted ? [`+${withUnit(code.step ?? 1, code.unit ?? "")}`] : []),
    ...(code.own ? [say("settings.own")] : []),
    ...(shipped !== undefined && shipped !== name
      ? [say("settings.renamed", { name: shipped })]
      : []),
    ...(code.retired === true ? [say("settings.hidden")] : []),
  ];
}

function Move(props: {
  readonly list: ListPart;
  readonly group: readonly ListedCode[];
  readonly code: string;
  readonly direction: -1 | 1;
}) {
  const { list, group, code, direction } = props;
  const rank = movedRank(group, code, direction);
  const Glyph = direction < 0 ? UpIcon : DownIcon;
  return (
    <button
      type="button"
      class="act act-quiet act-square"
      aria-label={say(direction < 0 ? "settings.up" : "settings.down", {
        name: codeLabel(list, code),
      })}
      disabled={rank === null}
      onClick={() => void changeCode(list, code, { rank })}
    >
      <Glyph />
    </button>
  );
}
