/** Entry point of the phone app. */
import { effect, untracked } from "@preact/signals";
import { render } from "preact";
import { phone } from "./store/phone";
import { isOffered, language, preferred, speakAny } from "./strings";
import "./ui/theme.css";
import "./ui/components/components.css";
import "./ui/field/field.css";
import { App } from "./ui/field/app";
import { followLists } from "./ui/field/codes";
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
  await Promise.all([speakChosen(), whenLoaded()]);
  followLists();
  applySettings(document.documentElement);
  // Also after it was unlocked.
  effect(() => {
    if (phone.loaded.value) untracked(leaveIfStale);
  });
  coverWhenHidden();
  // An app that stays open over night starts the day like one that was closed.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") leaveIfStale();
  });
  render(<App invite={invite} />, root);
  effect(() => phone.keepFiles(language.value));
}

/** The pictures that a system takes of apps in the background show nothing of this one. */
function coverWhenHidden(): void {
  const { classList } = document.documentElement;
  const draw = () => classList.toggle("is-covered", document.visibilityState === "hidden");
  document.addEventListener("visibilitychange", draw);
  addEventListener("pagehide", () => classList.add("is-covered"));
  addEventListener("pageshow", draw);
}

/** The texts come while the entries are read. */
async function speakChosen(): Promise<void> {
  const chosen = await phone.chosenLanguage();
  await speakAny(isOffered(chosen) ? chosen : preferred(navigator.languages));
}

/** Settings and entries are read before the first drawing, or it is known that they cannot be. */
function whenLoaded(): Promise<void> {
  return new Promise((resolve) => {
    effect(() => {
      const isLocked = phone.vault.state.value.at === "locked";
      if (phone.loaded.value || isLocked || phone.sync.value.storage !== "unknown") resolve();
    });
  });
}

void start();
