/** The desk: a page of its own, which keeps nothing and needs a connection. */
import { render } from "preact";
import { noticeActs } from "./ui/desk/api";
import { listen } from "./ui/desk/keys";
import { speakPreferred } from "./ui/desk/say";
import { Desk } from "./ui/desk/shell";
import { applyTheme } from "./ui/desk/theme";

async function start(): Promise<void> {
  const place = document.getElementById("desk");
  if (place === null) throw new Error("The page has no place for the desk");
  applyTheme();
  await speakPreferred();
  noticeActs();
  listen();
  render(<Desk />, place);
}

void start();
