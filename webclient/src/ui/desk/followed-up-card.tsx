/** A referral that is late or forked, or an agreement that nobody gave, in the inbox. */
import { CONSENT, ConsentActs } from "./consent-acts";
import { describeValue } from "./describe";
import { failureText } from "./done";
import { Later } from "./later";
import { Nothing } from "./parts";
import { Steps } from "./referral-page";
import { Due, Way } from "./referrals";
import { say } from "./say";
import { reasonText } from "./sentences";
import { now } from "./session";
import { Heading } from "./two-values";
import { useRecordPage } from "./use-page";
import type { Issue, RecordPage } from "./wire";

export function FollowedUpCard({
  issue,
  onLeave,
}: {
  readonly issue: Issue;
  readonly onLeave: () => void;
}) {
  const { page, failure } = useRecordPage(issue.kind, issue.record);
  if (page === null) {
    return failure === null ? <div class="rows-wait" /> : <Nothing text={failureText(failure)} />;
  }
  return (
    <>
      <Heading page={page} />
      <p class="evidence-intro">
        <b>{reasonText("issue", issue.issue)}.</b>{" "}
        {issue.kind === CONSENT ? <Exception page={page} /> : <Sides page={page} />}
      </p>
      {issue.kind === CONSENT ? <ConsentActs page={page} /> : <Steps page={page} />}
      <div class="evidence-acts">
        <Later id={issue.id} onLeave={onLeave} />
      </div>
    </>
  );
}

function Sides({ page }: { readonly page: RecordPage }) {
  return (
    <>
      <Way fields={page.fields} />{" "}
      <Due item={{ fields: page.fields, made_at: page.made_at ?? now().toISOString() }} />
    </>
  );
}

function Exception({ page }: { readonly page: RecordPage }) {
  const { reason } = page.fields;
  const basis = describeValue(page.kind, "basis", page.fields["basis"] ?? null);
  return (
    <>
      {say("issue.consent_exception.why")} {basis}
      {typeof reason === "string" ? (
        <>
          {": "}
          <bdi>{reason}</bdi>
        </>
      ) : null}
    </>
  );
}
