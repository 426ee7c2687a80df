import type { Text } from "./desk.text";

/** What the desk says where somebody decides: cards of the inbox, going back, who is in the team. */
export const inboxEn = {
  "keys.choice": "press the button with that number",
  "keys.both": "both are right",
  "keys.always": "these two always",

  "changes.label": "What will change",
  "changes.hint": "Leave out what should stay as it is. You can take all of it back.",
  "changes.none": "Nothing would change.",
  "did.several.left": {
    one: "{n} could not be changed by you.",
    other: "{n} could not be changed by you.",
  },

  "twice.intro":
    "Same place, same service, about the same time, by two people of different rounds. Was it one queue or two?",
  "twice.same": "The same: count {value}",
  "twice.hint": "Nothing is lost: what is counted once stays in the history, and can be two again.",
  "twice.always": "These two always",
  "twice.question": "Was this one queue, or two?",
  "twice.counted": "Counted",
  "did.both": "Both are right: {what}. You will not be asked again.",
  "did.always": "{one} and {two} always count apart: {what}.",

  "issue.silent_phone": "Silent for a long time",
  "issue.silent_phone.why":
    "Ask for this phone. What it still holds is safe on it, and leaves by itself as soon as it has network.",
  "issue.lost_changes": "Something is missing",
  "issue.lost_changes.why":
    "This phone once wrote more than it has sent or still holds. Ask to see it: it may have been emptied, or restored from a backup.",
  "phone.silent": "{name} silent for {for}",
  "phone.gap": "{name}: something is missing",
  "phone.days": { one: "{n} day", other: "{n} days" },
  "phone.told": { one: "last told us: {n} unsent", other: "last told us: {n} unsent" },
  "phone.looked": "It is looked after",
  "phone.block": "Block this phone…",
  "phone.made": "Written on it",
  "phone.stored": "Arrived here",
  "phone.unsent": "Unsent, as last told",
  "phone.missing": "Missing",
  "did.looked": { one: "{name}’s phone is looked after.", other: "{n} phones are looked after." },
  "did.unlooked": {
    one: "{n} phone is back in the inbox.",
    other: "{n} phones are back in the inbox.",
  },

  "alike.newest": {
    one: "Keep the newest for {n} alike…",
    other: "Keep the newest for {n} alike…",
  },
  "alike.both": { one: "Both are right, for {n}…", other: "Both are right, for all {n}…" },
  "alike.back": { one: "Bring {n} back…", other: "Bring all {n} back…" },
  "alike.is_back": "deleted → counts again",
  "alike.reviewed": { one: "Mark {n} reviewed…", other: "Mark all {n} reviewed…" },
  "alike.times": { one: "Put {n} time right…", other: "Put all {n} times right…" },
  "alike.phones": { one: "{n} phone is looked after…", other: "All {n} phones are looked after…" },
  "alike.door": { one: "Let in {n} alike…", other: "Let in {n} alike…" },
  "alike.door.go": { one: "Let in {n}", other: "Let in {n}" },
  "alike.go": { one: "Do this for {n}", other: "Do this for {n}" },
  "alike.stays": "{list}: both stay, both count",
  "did.alike.newest": {
    one: "The newest value kept for {n} entry.",
    other: "The newest value kept for {n} entries.",
  },
  "did.alike.both": {
    one: "Both are right, for {n} pair.",
    other: "Both are right, for {n} pairs.",
  },
  "did.alike.back": { one: "{n} entry is back.", other: "{n} entries are back." },
  "did.alike.reviewed": {
    one: "{n} entry marked as reviewed.",
    other: "{n} entries marked as reviewed.",
  },
  "did.alike.times": { one: "{n} time put right.", other: "{n} times put right." },
  "did.alike.released": { one: "{n} change let in.", other: "{n} changes let in." },

  "inbox.known.week": "Same place, a week before: {value}",
  "held.unknown": "Something of a newer version",
  "held.somebody": "Somebody of {org}",
  "held.move": "{from} → {to}",
  "held.contents.new": "A new entry that says",

  "goback.title": "Go back to {time}",
  "goback.hint": "Each is written again, as a new step. Leave out what should stay as it is.",
  "goback.go": { one: "Go back in {n} field", other: "Go back in {n} fields" },
  "did.back": "{what} is as it was at {time}.",
  "takeback.open": "Take back all by {name}’s phone since…",
  "takeback.title": "Take back all by a phone",
  "takeback.phone": "Phone",
  "takeback.since": "All that it wrote since",
  "takeback.hint":
    "Nothing is removed. What the phone began becomes void; what it changed is written again as before. What others wrote since stays.",
  "takeback.void": "becomes void",
  "takeback.shared": "Somebody else wrote in it too.",
  "takeback.left": {
    one: "{n} entry you may not change stays as it is.",
    other: "{n} entries you may not change stay as they are.",
  },
  "takeback.more": "There are more than fit here. Take these back first, then look again.",
  "takeback.go": { one: "Take back in {n} entry", other: "Take back in {n} entries" },
  "did.takeback": {
    one: "Taken back what {name}’s phone wrote in {n} entry.",
    other: "Taken back what {name}’s phone wrote in {n} entries.",
  },
  "record.into": "The same as another entry, and counted there. It stays in the history.",
  "record.into.open": "Open the other",
  "record.merged": "Counted here too:",
  "record.two": "These are two after all",
  "did.two": "{what} counts on its own again.",
  "record.same": "Same as another…",
  "same.title": "Which entry is the same?",
  "same.hint":
    "The one you choose stays and counts; this one does not any more. You can say later that they are two after all.",
  "same.none": "No other entry of this service at this place on this day.",
  "same.go": "Count it once",
  "story.into": "{who} said that this is the same as another entry: it is counted once.",
  "story.two": "{who} said that these are two after all.",
  "story.distinct": "{who} said that this one and another are both right.",
  "did.out_of_sight": "Done. You can no longer read this.",

  "people.change": "Change",
  "member.role": "Role",
  "member.save": "Save",
  "member.off": "Turn this account off",
  "member.off.hint":
    "From their next contact on, their phones and the desk can read nothing new. What they wrote stays. It can be turned on again.",
  "member.on": "Turn this account on again",
  "member.org": "Move to",
  "member.org.choose": "Choose an association",
  "member.org.hint":
    "A new account with the same name, role and sign-in begins there; this one is turned off, and what it wrote stays. Their phones need a new invite: let them send first what they still hold.",
  "member.move.go": "Move to this association",
  "did.role": "{name} is {role} now.",
  "did.off": "{name}’s account is turned off.",
  "did.on": "{name}’s account is on again.",
  "did.moved": "{name} belongs to {org} now, and needs an invite for their phone.",
} as const satisfies Readonly<Record<string, Text>>;
