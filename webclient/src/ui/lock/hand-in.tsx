/** Handing in the sealed file of another phone; needs no account, on any phone or computer. */
import { useSignal } from "@preact/signals";
import { phone, type Result } from "../../store/phone";
import { t } from "../../strings";
import { lockTexts } from "../../strings/lock";
import { QuietButton, SecondaryButton } from "../components/buttons";
import { AttentionIcon, CodeIcon, DownloadIcon, SavedIcon, SentIcon } from "../components/icons";
import { Line } from "../components/line";
import { Sheet } from "../components/sheet";
import { latePiece } from "../field/part";

const Scan = latePiece(async () => (await import("../person/scan")).Scan);

type Handed = Result<{ readonly ok: number; readonly not: number }>;

export function HandInSheet({ onClose }: { readonly onClose: () => void }) {
  const words = lockTexts().handIn;
  return (
    <Sheet title={words.title} closeLabel={t().close} onClose={onClose}>
      <p>{words.why}</p>
      <FileChoice />
    </Sheet>
  );
}

/** Where nobody joined: whoever has a file can hand it in, and what is sealed here is said. */
export function HandInHere() {
  const { carry, handIn } = lockTexts();
  const isOpen = useSignal(false);
  const { sealedUnsent } = phone.sync.value;
  return (
    <>
      {sealedUnsent > 0 && (
        <Line icon={SavedIcon} tone="saved">
          {carry.sealed(sealedUnsent)}
        </Line>
      )}
      <QuietButton onPress={() => (isOpen.value = true)}>{handIn.open}</QuietButton>
      {isOpen.value && <HandInSheet onClose={() => (isOpen.value = false)} />}
    </>
  );
}

function FileChoice() {
  const words = lockTexts().handIn;
  const busy = useSignal(false);
  const scanning = useSignal(false);
  const result = useSignal<Handed | null>(null);
  const give = async (file: Blob) => {
    busy.value = true;
    result.value = null;
    result.value = await phone.handIn(file);
    busy.value = false;
  };
  const scanned = (text: string) => {
    scanning.value = false;
    void give(new Blob([text]));
  };
  const take = async (input: HTMLInputElement) => {
    const [file] = input.files ?? [];
    if (file === undefined) return;
    await give(file);
    // The same file may be chosen again.
    input.value = "";
  };
  return (
    <>
      <label class="button button-secondary file-choice">
        <DownloadIcon />
        <span>{busy.value ? words.working : words.choose}</span>
        <input
          type="file"
          class="visually-hidden"
          accept=".txt,text/plain"
          disabled={busy.value}
          onChange={(event) => void take(event.currentTarget)}
        />
      </label>
      {scanning.value ? (
        <Scan
          read={sealedIn}
          words={{ ...words, cameraRefused: words.noCamera, cameraNone: words.noCamera }}
          onFound={scanned}
          onStop={() => (scanning.value = false)}
        />
      ) : (
        <SecondaryButton icon={CodeIcon} onPress={() => (scanning.value = true)}>
          {words.scan}
        </SecondaryButton>
      )}
      <div class="stack" role="status">
        {result.value !== null && <Outcome handed={result.value} />}
      </div>
    </>
  );
}

/** The code of one envelope says what a file says: `store/carried.ts`. */
function sealedIn(text: string): string | null {
  return text.startsWith("maraude sealed ") ? text : null;
}

function Outcome({ handed }: { readonly handed: Handed }) {
  const words = lockTexts().handIn;
  if (!handed.ok) {
    return (
      <Line icon={AttentionIcon} tone="attention">
        {why(handed.error)}
      </Line>
    );
  }
  const { ok, not } = handed.value;
  return (
    <>
      {ok > 0 && (
        <Line icon={SentIcon} tone="saved">
          {words.done(ok)}
        </Line>
      )}
      {not > 0 && (
        <Line icon={AttentionIcon} tone="attention">
          {words.partly(not)}
        </Line>
      )}
    </>
  );
}

function why(error: string): string {
  const words = lockTexts().handIn;
  switch (error) {
    case "not_ours":
      return words.not_ours;
    case "offline":
      return words.offline;
    case "portal":
      return words.portal;
    default:
      return words.failed;
  }
}
