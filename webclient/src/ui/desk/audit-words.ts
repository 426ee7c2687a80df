/** Lines of the audit in plain words. */
import { writeAddress } from "./address";
import { describeRole } from "./describe";
import { phoneOwner } from "./names";
import { hasKey, quoted, say } from "./say";
import type { AuditLine } from "./wire";

/** What can be asked for at once, with the actions as the server names them. */
export const ACTION_GROUPS = {
  read: ["read", "contact_read", "link_read"],
  export: ["export"],
  opened: [
    "widened",
    "link_made",
    "link_revoked",
    "link_answered",
    "charter_confirmed",
    "charter_taken_back",
  ],
  exception: ["exception", "exception_seen"],
  kept: ["kept_longer", "kept_no_longer"],
  people: [
    "invited",
    "invite_revoked",
    "user_added",
    "user_role",
    "user_off",
    "user_on",
    "user_moved",
  ],
  account: [
    "otp_set",
    "spare_codes",
    "password_set",
    "recovery_made",
    "recovery_used",
    "recovery_by_command",
  ],
  phones: ["device_revoked", "device_looked", "device_unlooked"],
  door: ["held.release", "held.refuse", "held.reopen"],
  erased: ["erase"],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type ActionGroup = keyof typeof ACTION_GROUPS;

/** `took out a file: counts` */
export function describeAction(line: AuditLine): string {
  const key = `audit.do.${line.action}`;
  if (!hasKey(key)) return say("audit.do.other", { code: line.action });
  return say(key, { what: describeSubject(line), role: describeRole(line.reason ?? "") });
}

/** Where the entry is that something was done to; null when it is no entry. */
export function recordOf(line: AuditLine): string | null {
  const [kind = "", id = ""] = line.subject.split("/");
  if (line.action === "erase" || NO_ENTRIES.has(kind) || id === "") return null;
  return writeAddress({ view: "record", kind, id });
}

const NO_ENTRIES: ReadonlySet<string> = new Set([
  "user",
  "device",
  "export",
  "link",
  "charter",
  "key",
]);

function describeSubject(line: AuditLine): string {
  const [kind = "", id = ""] = line.subject.split("/");
  if (kind === "user") return line.about ?? say("audit.of.user");
  if (kind === "export") return word(`audit.file.${id}`, "audit.file.other");
  if (kind === "charter") return quoted(word(`charter.paper.${id}`, "audit.of.other"));
  const owner = kind === "device" ? phoneOwner(id) : null;
  if (owner !== null) return say("audit.of.device.of", { name: owner });
  return word(`audit.of.${kind}`, "audit.of.other");
}

function word(key: string, otherwise: "audit.file.other" | "audit.of.other"): string {
  return hasKey(key) ? say(key) : say(otherwise);
}
