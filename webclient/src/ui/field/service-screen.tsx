/** One service: whether it is open, how to get there, whom to call, what is wrong with it. */
import { directoryTexts } from "../../strings/directory";
import { CallLink } from "../directory/service-card";
import { ServicePage } from "../directory/service-page";
import { entryAt, timeZone } from "./entries";
import { useNow } from "./now";
import { ServiceQuestion } from "./service-question";
import { serviceAt } from "./services";
import { Top } from "./top";

export function ServiceScreen({ id }: { readonly id: string }) {
  const words = directoryTexts();
  const nowMs = useNow();
  const listed = serviceAt(id, nowMs);
  const entry = entryAt(`directory_service/${id}`);
  if (listed === null || entry === null) {
    return (
      <>
        <Top withBack title={words.title} />
        <main class="page">
          <p class="empty">{words.gone}</p>
        </main>
      </>
    );
  }
  const { service } = listed;
  return (
    <>
      <Top withBack title={words.title} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolls by keyboard, may hold no control */}
      <main class="page" tabIndex={0}>
        <ServicePage listed={listed} nowMs={nowMs} timeZone={timeZone()} />
        <ServiceQuestion entry={entry} />
      </main>
      {service.phone !== null && (
        <footer class="foot">
          <CallLink number={service.phone} />
        </footer>
      )}
    </>
  );
}
