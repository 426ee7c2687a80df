/** Behind the pill: what is where, why, and a button to try now. */
import { phone } from "../../store/phone";
import { formatAgo, formatDuration, formatNumber, formatTime, t } from "../../strings";
import { PrimaryButton, QuietButton, SecondaryButton } from "../components/buttons";
import {
  AttentionIcon,
  ClockIcon,
  ForwardIcon,
  GlobeIcon,
  type Icon,
  SavedIcon,
  SentIcon,
} from "../components/icons";
import { Line } from "../components/line";
import { Sheet } from "../components/sheet";
import { timeZone } from "./entries";
import { OtherWays } from "./lock";
import { daysBack } from "./network-day";
import { clockLine, sendLine } from "./reasons";
import { back, go, goHome } from "./router";
import { UpdateLine } from "./update-line";
import { VERSION } from "./version";

export function SyncSheet() {
  const words = t();
  const { unsent, attention, reason, storage, spare, erased } = phone.sync.value;
  const blocked = sendLine();
  const clock = clockLine();
  const needsAct = reason?.code === "revoked" || reason?.code === "reenrol";
  return (
    <Sheet title={title()} closeLabel={words.close} onClose={back}>
      {unsent > 0 && (
        <p>
          {words.sheet.savedText(unsent)} {words.sheet.savedKept}
        </p>
      )}
      {blocked !== null && (
        <Line icon={GlobeIcon} tone={needsAct ? "attention" : "saved"}>
          {blocked}
        </Line>
      )}
      {reason?.code === "reenrol" && (
        <SecondaryButton onPress={() => go({ name: "join" })}>
          {words.join.typeCode}
        </SecondaryButton>
      )}
      {(storage === "full" || spare > 0) && (
        <Line icon={AttentionIcon} tone="attention">
          {spare > 0 ? words.reason.failing : words.reason.full}
        </Line>
      )}
      {storage === "refused" && (
        <Line icon={AttentionIcon} tone="attention">
          {words.reason.refused}
        </Line>
      )}
      {clock !== null && (
        <Line icon={ClockIcon} tone="plain">
          {clock}
        </Line>
      )}
      {erased > 0 && (
        <Line icon={SentIcon} tone="plain">
          {words.reason.erased}
        </Line>
      )}
      <UpdateLine />
      <ul class="card list where">
        {attention > 0 ? (
          <li>
            <button type="button" class="where-line" onClick={() => goHome("day")}>
              <WhereLine
                icon={AttentionIcon}
                tone="attention"
                name={words.state.attention}
                second={words.sheet.openDay}
                count={attention}
              />
              <ForwardIcon />
            </button>
          </li>
        ) : (
          <WhereItem
            icon={AttentionIcon}
            tone="none"
            name={words.state.attention}
            second={words.sheet.nothingWaits}
            count={0}
          />
        )}
        <WhereItem
          icon={SavedIcon}
          tone="saved"
          name={words.state.saved}
          second={savedSecond()}
          count={unsent}
        />
        <WhereItem
          icon={SentIcon}
          tone="sent"
          name={words.sheet.sentToday}
          second={sentSecond()}
          count={phone.sync.value.sentToday}
        />
      </ul>
      <PrimaryButton onPress={() => phone.sendNow()}>{words.sheet.sendNow}</PrimaryButton>
      <OtherWays />
      <div class="sheet-foot">
        <p class="second">{footWords()}</p>
        <QuietButton onPress={() => go({ name: "settings" })}>{words.details}</QuietButton>
      </div>
    </Sheet>
  );
}

interface WhereProps {
  readonly icon: Icon;
  readonly tone: "attention" | "saved" | "sent" | "none";
  readonly name: string;
  readonly second: string;
  readonly count: number;
}

function WhereItem(props: WhereProps) {
  return (
    <li class="where-line">
      <WhereLine {...props} />
    </li>
  );
}

function WhereLine({ icon: Glyph, tone, name, second, count }: WhereProps) {
  return (
    <>
      <Glyph class={`where-icon where-${tone}`} />
      <span class="where-words">
        <strong>{name}</strong>
        <span class="second">{second}</span>
      </span>
      <strong class="where-count">{formatNumber(count)}</strong>
    </>
  );
}

/** One sentence: what is true now. */
function title(): string {
  const { unsent, lastContactMs } = phone.sync.value;
  const { sheet } = t();
  if (unsent > 0) return sheet.savedTitle(unsent);
  if (lastContactMs === null) return sheet.sentTitleNever;
  return sheet.sentTitle(contactWords(lastContactMs));
}

/** "21:05", or "2 days ago" when it was not today. */
function contactWords(ms: number): string {
  const now = phone.now();
  const today = daysBack(ms, now, timeZone()) === 0;
  return today ? formatTime(ms, timeZone()) : formatAgo(ms, now);
}

function savedSecond(): string {
  const { unsent, oldestUnsentMs, lastTryMs } = phone.sync.value;
  const { sheet } = t();
  if (unsent === 0) return sheet.allSent;
  const parts = [
    oldestUnsentMs === null ? null : sheet.oldest(contactWords(oldestUnsentMs)),
    lastTryMs === null ? null : sheet.lastTry(formatAgo(lastTryMs, phone.now())),
  ];
  return parts.filter((part) => part !== null).join(" · ");
}

function sentSecond(): string {
  const { lastContactMs, held } = phone.sync.value;
  const { sheet } = t();
  if (lastContactMs === null) return sheet.notYet;
  const confirmed = sheet.lastConfirmed(contactWords(lastContactMs));
  return held > 0 ? `${confirmed} · ${sheet.heldCount(held)}` : confirmed;
}

function footWords(): string {
  const { storage, lastContactMs } = phone.sync.value;
  const { sheet } = t();
  const checked = lastContactMs === null ? null : sheet.clockRight;
  const clock =
    clockLine() === null ? checked : sheet.clockOff(formatDuration(phone.sync.value.clockOffsetMs));
  const kept =
    storage === "kept"
      ? sheet.storageKept
      : storage === "full"
        ? sheet.storageFull
        : sheet.storageUnknown;
  return [clock, kept, sheet.version(VERSION)].filter((part) => part !== null).join(" · ");
}
