import type { Text } from "./desk.text";

/** What the desk says round its list: columns, saved filters, files, one change for several. */
export const listEn = {
  "col.unit": "Unit",
  "col.received": "Came in",
  "col.question": "Question",
  "col.answer": "Answer",
  "col.unmet_reason": "Why turned away",
  "col.people_method": "How counted",
  "col.duration": "Minutes",
  "col.note": "Note",
  "col.needs_unmet": "Not possible",
  "col.planned_start": "Planned from",
  "col.planned_end": "Planned until",
  "col.ended_at": "Ended",

  "status.twice": "counted twice?",

  "columns.title": "Columns",
  "columns.earlier": "{what}: one place earlier",
  "columns.later": "{what}: one place later",
  "columns.reset": "As at first",
  "columns.roomy": "Higher rows",

  "views.title": "Saved filters",
  "views.save": "Save this view",
  "views.name": "Name of the tab",
  "views.hint": "Kept in this browser, for you. What you typed into the search is not kept.",
  "views.keep": "Save",
  "views.remove": "Remove the tab {name}",
  "views.removed": "The tab {name} is removed.",

  "export.xlsx": "Excel workbook (.xlsx)",
  "export.csv": "Text table (.csv)",
  "export.hint": "All that match, with the columns on the screen.",
  "export.long": "A sheet of Excel ends at 1,048,576 rows; more go on in a second sheet.",

  "bulk.ask": "Ask…",
  "bulk.set": "Change a field…",
  "bulk.all": "All {n} that match",
  "bulk.title.review": { one: "Mark as reviewed", other: "Mark {n} entries as reviewed" },
  "bulk.title.ask": { one: "Ask about this entry", other: "Ask about {n} entries" },
  "bulk.title.void": { one: "Make this entry void", other: "Make {n} entries void" },
  "bulk.title.set": { one: "Change a field", other: "Change a field of {n} entries" },
  "bulk.field": "Field",
  "bulk.choose": "Choose…",
  "bulk.reading": "Reading the entries…",
  "bulk.preview": "What will change",
  "bulk.line": "{field}: {from} → {to}",
  "bulk.asks": "The question goes to {names}.",
  "bulk.same": { one: "{n} is so already and stays.", other: "{n} are so already and stay." },
  "bulk.closed": {
    one: "{n} is sealed or deleted and stays as it is.",
    other: "{n} are sealed or deleted and stay as they are.",
  },
  "bulk.unread": {
    one: "{n} could not be read and stays as it is.",
    other: "{n} could not be read and stay as they are.",
  },
  "bulk.go": { one: "Change {n} entry", other: "Change {n} entries" },
  "bulk.did.review": {
    one: "{n} entry marked as reviewed.",
    other: "{n} entries marked as reviewed.",
  },
  "bulk.did.ask": { one: "Asked about {n} entry.", other: "Asked about {n} entries." },
  "bulk.did.void": { one: "{n} entry is void.", other: "{n} entries are void." },
  "bulk.did.set": { one: "{n} entry is changed.", other: "{n} entries are changed." },
} as const satisfies Readonly<Record<string, Text>>;
