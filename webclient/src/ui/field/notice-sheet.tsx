/** The notices that hold now, in full, and what the last team left here. */
import type { Entry } from "../../store/phone";
import { formatDay, formatTime, t } from "../../strings";
import { Sheet } from "../components/sheet";
import { siteName, text, timeZone } from "./entries";
import { readTime } from "./network-day";
import { LeftNoteLine } from "./notice-line";
import { noteLeftAt, noticesFor, senderOf, sitesOfNotice } from "./notices";
import { useNow } from "./now";
import { back } from "./router";

export function NoticeSheet({ site }: { readonly site: string | null }) {
  const words = t();
  useNow();
  const notices = noticesFor(site);
  const left = site !== null && noteLeftAt(site) !== null;
  return (
    <Sheet title={words.rounds.notices} closeLabel={words.close} onClose={back}>
      {notices.length === 0 && !left && <p class="empty">{words.rounds.nothingNow}</p>}
      {notices.map((notice) => (
        <Notice key={notice.id} notice={notice} />
      ))}
      {site !== null && left && (
        <section class="card">
          <h3>{words.rounds.leftNote}</h3>
          <LeftNoteLine site={site} />
        </section>
      )}
    </Sheet>
  );
}

function Notice({ notice }: { readonly notice: Entry }) {
  const until = readTime(notice.fields["until"]) ?? 0;
  const untilWords = `${formatDay(until, timeZone())} ${formatTime(until, timeZone())}`;
  const places = sitesOfNotice(notice).map(siteName).join(" · ");
  const from = [places, senderOf(notice), t().rounds.until(untilWords)];
  return (
    <section class="card">
      <h3>
        <bdi>{text(notice, "title")}</bdi>
      </h3>
      <p class="notice-text">
        <bdi>{text(notice, "text")}</bdi>
      </p>
      <p class="second">{from.filter((part) => part !== null && part !== "").join(" · ")}</p>
    </section>
  );
}
