/** Entry point of the phone app. */
import { render } from "preact";
import { phone } from "./store/phone";
import { isLanguage, preferredLanguage, speakPhone } from "./strings";
import "./ui/theme.css";
import "./ui/components/components.css";
import "./ui/field/field.css";
import { App } from "./ui/field/app";
import { takeInvite } from "./ui/field/invite-code";
import { leaveIfStale } from "./ui/field/rounds";
import { listenToHistory } from "./ui/field/router";
import { applySettings } from "./ui/field/settings";

// Before anything else: the code of an invite leaves the address bar at once.
const invite = takeInvite(location, history);

async function start(): Promise<void> {
  const root = document.getElementById("app");
  if (root === null) throw new Error("index.html has no element #app");
  listenToHistory();
  await whenLoaded();
  const chosen = phone.setting("language").peek();
  await speakPhone(isLanguage(chosen) ? chosen : preferredLanguage(navigator.languages));
  applySettings(document.documentElement);
  leaveIfStale();
  render(<App invite={invite} />, root);
}

/** Settings and entries are read before the first drawing, so that nothing jumps. */
function whenLoaded(): Promise<void> {
  return new Promise((resolve) => {
    let stop: (() => void) | undefined;
    stop = phone.loaded.subscribe((loaded) => {
      if (!loaded) return;
      resolve();
      stop?.();
    });
    if (phone.loaded.peek()) stop();
  });
}

void start();
