/** An invite's code: ten characters without i, l, o, u; typed in groups of four, in any case. */
export const CODE_LENGTH = 10;

const GROUP = 4;

/** What was meant by what was typed: i and l are 1, o is 0, all else that is no code is dropped. */
export function readCode(typed: string): string {
  return typed
    .toUpperCase()
    .replace(/[IL]/g, "1")
    .replace(/O/g, "0")
    .replace(/[^0-9A-HJKMNP-TV-Z]/g, "")
    .slice(0, CODE_LENGTH);
}

/** "7KQ4M2XD9P" → "7KQ4 M2XD 9P". */
export function groupCode(code: string): string {
  return code.replace(new RegExp(`.{${GROUP}}(?=.)`, "g"), "$& ");
}

/** Takes the code of `/#join=<code>` and removes it from the address bar at once. */
export function takeInvite(location: Location, history: History): string | null {
  const found = /^#join=([^&]+)/.exec(location.hash);
  if (location.hash !== "") history.replaceState(history.state, "", location.pathname);
  return found?.[1] === undefined ? null : readCode(found[1]);
}
