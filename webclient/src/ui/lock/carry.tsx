/** Two other ways out for what is unsent: by another phone, and as a sealed file. `security.md` Y4. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { phone } from "../../store/phone";
import { t } from "../../strings";
import { lockTexts } from "../../strings/lock";
import { alertOnce } from "../components/announce";
import { QuietButton, SecondaryButton } from "../components/buttons";
import { CodeIcon, DownloadIcon, SavedIcon } from "../components/icons";
import { Line } from "../components/line";
import { Sheet } from "../components/sheet";
import { entriesOf, text } from "../field/entries";
import { latePiece } from "../field/part";
import { back, go } from "../field/router";
import { saidBy } from "./said";
import { handOver, saveFile } from "./sealed-file";

const MATES_MAX = 12;
/** More than this a camera does not read from the screen of a phone. */
const CODE_MAX = 1_200;

const QrPicture = latePiece(async () => (await import("../person/qr")).QrPicture);

/** On the sync sheet, under "Send now". */
export function OtherWays() {
  const { carry } = lockTexts();
  const { unsent, handedIn, sealedUnsent, spare } = phone.sync.value;
  const save = async () => {
    alertOnce((await saveFile()) ? carry.saved : carry.failed);
  };
  return (
    <>
      {handedIn > 0 && <p class="second">{carry.handedIn(handedIn)}</p>}
      {sealedUnsent > 0 && <p class="second">{carry.sealed(sealedUnsent)}</p>}
      {unsent + spare > 0 && (
        <div class="two-ways">
          <SecondaryButton icon={CodeIcon} onPress={() => go({ name: "carry" })}>
            {carry.phone}
          </SecondaryButton>
          <SecondaryButton icon={DownloadIcon} onPress={() => void save()}>
            {carry.file}
          </SecondaryButton>
        </div>
      )}
      <QuietButton onPress={() => go({ name: "hand-in" })}>{lockTexts().handIn.open}</QuietButton>
    </>
  );
}

export function CarrySheet() {
  const { carry } = lockTexts();
  const done = useSignal<"shared" | "saved" | "failed" | null>(null);
  const who = useSignal<string | null>(null);
  const { unsent, spare } = phone.sync.value;
  const nothing = unsent + spare === 0;
  const share = async () => {
    done.value = await handOver();
  };
  const choose = (name: string) => {
    who.value = name;
    void phone.carried(name);
  };
  useEffect(() => {
    if (done.value !== null) alertOnce(carry[done.value]);
  }, [done.value]);
  return (
    <Sheet title={carry.title} closeLabel={t().close} onClose={back}>
      <p>{nothing ? carry.nothing : carry.why}</p>
      {!nothing && (
        <SecondaryButton icon={DownloadIcon} onPress={() => void share()}>
          {carry.share}
        </SecondaryButton>
      )}
      {spare > 0 && <Codes />}
      {done.value !== null && (
        <Line icon={SavedIcon} tone={done.value === "failed" ? "attention" : "saved"}>
          {carry[done.value]}
        </Line>
      )}
      {(done.value === "shared" || done.value === "saved") && (
        <section class="stack" aria-labelledby="who-carries">
          <h3 id="who-carries">{carry.who}</h3>
          <p class="second">{who.value === null ? carry.whoHint : saidBy(who.value)}</p>
          <ul class="choices">
            {[...mates(), ""].map((name) => (
              <li key={name}>
                <button
                  type="button"
                  class="choice"
                  aria-pressed={who.value === name}
                  onClick={() => choose(name)}
                >
                  <bdi>{name === "" ? carry.other : name}</bdi>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </Sheet>
  );
}

/** What this phone's database does not take, one code after the other: security.md P6. */
function Codes() {
  const { carry } = lockTexts();
  const codes = useSignal<readonly string[]>([]);
  const at = useSignal(0);
  useEffect(() => {
    void phone.codes().then((found) => (codes.value = found));
  }, []);
  const { value } = codes;
  const code = value[at.value % Math.max(1, value.length)];
  if (code === undefined) return null;
  return (
    <section class="stack" aria-labelledby="sealed-code">
      <h3 id="sealed-code">{carry.code}</h3>
      {code.length > CODE_MAX ? (
        <p>{carry.codeTooLong}</p>
      ) : (
        <>
          <p class="second">{carry.codeWhy}</p>
          <QrPicture text={code.trim()} label={carry.code} />
        </>
      )}
      {value.length > 1 && (
        <QuietButton onPress={() => (at.value += 1)}>{carry.codeNext}</QuietButton>
      )}
    </section>
  );
}

/** Who is in the team, by alias, oneself left out. */
function mates(): readonly string[] {
  const me = phone.identity.value?.user;
  const team = entriesOf("member").filter(
    (member) =>
      member.id !== me?.id && text(member, "org") === me?.org && member.fields["active"] !== false,
  );
  const names = team.flatMap((member) => text(member, "alias") ?? []);
  return names.sort((a, b) => a.localeCompare(b)).slice(0, MATES_MAX);
}
