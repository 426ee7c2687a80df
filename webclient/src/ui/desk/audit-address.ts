/** What of the audit is shown, as the address keeps it: ids, codes and days only. */

export interface AuditAsked {
  readonly user: string | null;
  /** A group of actions, see `audit-words.ts`. */
  readonly group: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly page: number;
}

export const WHOLE_AUDIT: AuditAsked = { user: null, group: null, from: null, to: null, page: 1 };
const NAMES = ["user", "group", "from", "to"] as const;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const FORMS: Readonly<Record<(typeof NAMES)[number], RegExp>> = {
  user: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  group: /^[a-z]{1,40}$/,
  from: DAY,
  to: DAY,
};

/** What is not understood is left out. */
export function readAudit(query: URLSearchParams): AuditAsked {
  const read = (name: (typeof NAMES)[number]) => {
    const given = query.get(name);
    return given !== null && FORMS[name].test(given) ? given : null;
  };
  const page = Number.parseInt(query.get("page") ?? "1", 10) || 1;
  return {
    user: read("user"),
    group: read("group"),
    from: read("from"),
    to: read("to"),
    page: Math.min(10_000, Math.max(1, page)),
  };
}

export function writeAudit(asked: AuditAsked): string {
  const query = new URLSearchParams();
  for (const name of NAMES) {
    const value = asked[name];
    if (value !== null) query.set(name, value);
  }
  if (asked.page !== 1) query.set("page", String(asked.page));
  return query.size === 0 ? "#/settings/audit" : `#/settings/audit?${query}`;
}
