/** Before anybody is referred: the papers of the network, and who confirmed each. */
import { useEffect, useState } from "preact/hooks";
import type { DeskKey } from "../../strings/desk.en";
import { language } from "../../strings/language";
import { get, type Result, send } from "./api";
import { complain, report } from "./done";
import { longMoment } from "./moment";
import { useOnce } from "./once";
import { Action } from "./parts";
import { touched } from "./poll";
import { say } from "./say";
import { me, network } from "./session";

const PAPERS = ["agreement", "assessment", "notices"] as const;
type PaperName = (typeof PAPERS)[number];

interface Paper {
  readonly paper: PaperName;
  readonly confirmed: boolean;
  /** Who said last how it stands, and when. */
  readonly by: string | null;
  readonly at: string | null;
}

interface Charter {
  readonly papers: readonly Paper[];
  readonly referrals: boolean;
}

const PATH = "/api/charter";
/** The templates, by paper, in the language of the screen; notices in those of the people. */
const TEMPLATES = {
  agreement: [["agreement", "charter.template.agreement"]],
  assessment: [
    ["assessment", "charter.template.assessment"],
    ["retention", "charter.template.retention"],
  ],
  notices: [
    ["notice.en", "charter.notice.en"],
    ["notice.fr", "charter.notice.fr"],
    ["notice.ar", "charter.notice.ar"],
  ],
} as const satisfies Readonly<Record<PaperName, readonly (readonly [string, DeskKey])[]>>;

export function CharterPart() {
  const [charter, setCharter] = useState<Charter | null>(null);
  const once = useOnce();
  useEffect(() => {
    void get<Charter>(PATH).then((reply) => {
      if (reply.ok) setCharter(reply.value);
    });
  }, [touched.value]);
  if (charter === null) return null;
  const open = me.value?.user.role === "network";
  const confirm = async (paper: PaperName, yes: boolean) => {
    const reply = await put(paper, yes);
    if (!reply.ok) return complain(reply);
    setCharter(reply.value);
    report(say(yes ? "did.charter.confirmed" : "did.charter.back"), () => undo(paper, !yes));
  };
  const undo = async (paper: PaperName, yes: boolean) => {
    const reply = await put(paper, yes);
    if (!reply.ok) return reply;
    setCharter(reply.value);
    return say(yes ? "did.charter.confirmed" : "did.charter.back");
  };
  return (
    <div class="panel">
      <div class="settings-head">
        <h2 id="charter-state">{say(charter.referrals ? "charter.on" : "charter.off")}</h2>
        <p class="second">{say("charter.hint")}</p>
        <p class="second">{say(open ? "charter.lawyer" : "charter.closed")}</p>
      </div>
      <ul class="codes">
        {charter.papers.map((paper) => (
          <PaperRow
            key={paper.paper}
            paper={paper}
            onConfirm={open ? (yes) => void once(() => confirm(paper.paper, yes)) : null}
          />
        ))}
      </ul>
    </div>
  );
}

function put(paper: PaperName, yes: boolean): Promise<Result<Charter>> {
  return send<Charter>("PATCH", PATH, { [paper]: yes });
}

interface PaperRowProps {
  readonly paper: Paper;
  readonly onConfirm: ((yes: boolean) => void) | null;
}

function PaperRow({ paper: { paper, confirmed, by, at }, onConfirm }: PaperRowProps) {
  return (
    <li class="code-row paper-row">
      <span class="paper-words">
        <b>{say(`charter.paper.${paper}`)}</b>
        <span class="second">{standingWords(confirmed, by, at)}</span>
        <span class="paper-links">
          {TEMPLATES[paper].map(([name, words]) => (
            <a key={name} href={`/papers/${fileOf(name)}`} target="_blank" rel="noreferrer">
              {say(words)}
            </a>
          ))}
        </span>
      </span>
      {onConfirm === null ? null : (
        <Action
          look={confirmed ? "quiet" : "primary"}
          label={say(confirmed ? "charter.back.of" : "charter.confirm.of", {
            paper: say(`charter.paper.${paper}`),
          })}
          onPress={() => onConfirm(!confirmed)}
        >
          {say(confirmed ? "charter.back" : "charter.confirm")}
        </Action>
      )}
    </li>
  );
}

function standingWords(confirmed: boolean, by: string | null, at: string | null): string {
  if (by === null || at === null) return say("charter.never");
  const when = longMoment(at, network().time_zone);
  return say(confirmed ? "charter.confirmed" : "charter.taken_back", { name: by, when });
}

function fileOf(name: string): string {
  return name.includes(".") ? `${name}.md` : `${name}.${language.value}.md`;
}
