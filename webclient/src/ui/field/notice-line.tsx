/** What others tell this team, in one line each: out of the way of counting, one touch to read. */
import { formatDay, formatNumber, t } from "../../strings";
import { ForwardIcon, NoticeIcon } from "../components/icons";
import { aliasOf, text, timeZone } from "./entries";
import { noteLeftAt, noticesFor } from "./notices";
import { useNow } from "./now";
import { go } from "./router";

/** One line for all notices that hold now; opens them. Nothing when there are none. */
export function NoticeLine() {
  const { rounds } = t();
  useNow();
  const [first, ...others] = noticesFor(null);
  if (first === undefined) return null;
  return (
    <button type="button" class="notice-line" onClick={() => go({ name: "notices" })}>
      <NoticeIcon />
      <bdi class="notice-title">{text(first, "title")}</bdi>
      {others.length > 0 && <span class="second">{rounds.moreNotices(others.length)}</span>}
      <ForwardIcon />
    </button>
  );
}

/** Beside the tiles there is no room for words: how many there are to read here; opens them. */
export function NoticeButton({ site }: { readonly site: string }) {
  useNow();
  const count = noticesFor(site).length + (noteLeftAt(site) === null ? 0 : 1);
  if (count === 0) return null;
  return (
    <button
      type="button"
      class="notice-button"
      aria-label={t().rounds.readNotices(count)}
      onClick={() => go({ name: "notices" })}
    >
      <NoticeIcon />
      <span>{formatNumber(count)}</span>
    </button>
  );
}

/** What the last team left at this place, in full: it is for whoever starts here. */
export function LeftNoteLine({ site }: { readonly site: string }) {
  const note = noteLeftAt(site);
  if (note === null) return null;
  const names = note.users.map(aliasOf).join(t().comma);
  return (
    <p class="left-note">
      <NoticeIcon />
      <span>
        <bdi class="notice-text">{note.text}</bdi>{" "}
        <span class="second">{t().rounds.leftBy(names, formatDay(note.atMs, timeZone()))}</span>
      </span>
    </p>
  );
}
