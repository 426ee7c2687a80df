// Generated from sync/records.json and sync/taxonomy.json by gen.mjs. Never edit.
export const LABELS = {} as const;
