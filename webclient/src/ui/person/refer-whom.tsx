/** To whom: the three best of the directory, open first; any other by search. */
import { useSignal } from "@preact/signals";
import { phone } from "../../store/phone";
import { directoryTexts } from "../../strings/directory";
import { personTexts } from "../../strings/person";
import { ForwardIcon } from "../components/icons";
import { SearchField } from "../components/search-field";
import type { Listed } from "../directory/listed";
import { languageWords, openingWords } from "../directory/words";
import { entriesOf, entryAt, text, timeZone, voidedFor } from "../field/entries";
import { matches } from "../field/find";
import { useNow } from "../field/now";
import { findIn, listedNow } from "../field/services";
import { isExternal, me, orgName } from "./dossier";
import type { PartProps } from "./refer-form";
import { type Referring, withReceiver } from "./refer-values";

const BEST_SHOWN = 3;
const FOUND_SHOWN = 8;

export function whomAnswer({ org, service }: Referring) {
  if (org === null) return null;
  const entry = service === null ? null : entryAt(`directory_service/${service}`);
  const name = entry && text(entry, "name");
  return (
    <>
      <strong>
        <bdi>{name ?? orgName(org)}</bdi>
      </strong>
      {name !== null && (
        <span class="second block">
          <bdi>{orgName(org)}</bdi>
        </span>
      )}
      {isExternal(org) && <span class="second block">{personTexts().refer.noAccount}</span>}
    </>
  );
}

export function Whom({ form, onDone }: PartProps) {
  const words = personTexts().refer;
  const now = useNow();
  const query = useSignal("");
  const { type } = form.values.value;
  const choose = (org: string, service: string | null) => {
    form.change(withReceiver(form.values.peek(), org, service));
    onDone();
  };
  const all = listedNow(now).filter(([, listed]) => takesReferrals(listed));
  const best = all.filter(([, { service }]) => takesType(service.id, type)).slice(0, BEST_SHOWN);
  const wanted = query.value.trim();
  const { found, isNear } = findIn(all, wanted);
  const orgs = wanted === "" ? [] : orgsNamed(wanted).slice(0, FOUND_SHOWN);
  const receivers = wanted === "" ? best.map(([, listed]) => listed) : found.slice(0, FOUND_SHOWN);
  return (
    <>
      <h2>{words.whom}</h2>
      {wanted === "" && best.length === 0 && <p class="second">{words.nobody}</p>}
      {isNear && <p class="second">{directoryTexts().nearly(wanted)}</p>}
      <ul class="list receivers">
        {receivers.map((listed) => (
          <Receiver
            key={listed.service.id}
            name={listed.service.name}
            lines={linesOf(listed, now)}
            onChoose={() => choose(listed.service.provider ?? "", listed.service.id)}
          />
        ))}
        {orgs.map(({ id, name }) => (
          <Receiver
            key={id}
            name={name}
            lines={isExternal(id) ? [words.noAccount] : []}
            onChoose={() => choose(id, null)}
          />
        ))}
      </ul>
      <SearchField
        label={words.whomSearch}
        value={query.value}
        onInput={(typed) => (query.value = typed)}
      />
    </>
  );
}

interface ReceiverProps {
  readonly name: string;
  readonly lines: readonly string[];
  readonly onChoose: () => void;
}

function Receiver({ name, lines, onChoose }: ReceiverProps) {
  return (
    <li>
      <button type="button" class="entry" onClick={onChoose}>
        <span class="entry-words">
          <strong>
            <bdi>{name}</bdi>
          </strong>
          {lines
            .filter((line) => line !== "")
            .map((line) => (
              <span key={line} class="entry-line">
                <bdi>{line}</bdi>
              </span>
            ))}
        </span>
        <ForwardIcon />
      </button>
    </li>
  );
}

function linesOf(listed: Listed, now: number): readonly string[] {
  const { service, names } = listed;
  const words = personTexts().refer;
  return [
    names.provider ?? "",
    [openingWords(listed, now, timeZone()), languageWords(service)]
      .filter((part) => part !== "")
      .join(" · "),
    service.referrals === "by_phone" ? words.byPhone : "",
  ];
}

/** Nobody is referred to one's own association. */
function takesReferrals({ service, standing }: Listed): boolean {
  const { provider, referrals } = service;
  return referrals !== "no" && provider !== null && provider !== me().org && standing !== "old";
}

function takesType(service: string, type: string | null): boolean {
  const fields = entryAt(`directory_service/${service}`)?.fields;
  return type !== null && fields?.[`referral_types/${type}`] === true;
}

function orgsNamed(query: string): readonly { readonly id: string; readonly name: string }[] {
  return entriesOf("org")
    .filter((org) => org.id !== phone.identity.value?.user.org && voidedFor(org) === null)
    .map((org) => ({ id: org.id, name: text(org, "name") ?? "–" }))
    .filter(({ name }) => matches(name, query));
}
