/** To the page that keeps nothing, for browsers that cannot or must not. */
import { t } from "../../strings";

export function OnlineLink() {
  return (
    <a class="button button-secondary" href="/online">
      {t().reason.online}
    </a>
  );
}
