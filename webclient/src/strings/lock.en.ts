/** Code, lock, wipe and carrying, in English, and the shape of every other language. */
import { plurals } from "./plural";

const many = plurals("en-GB");

export const lockEn = {
  choose: {
    title: "Choose an unlock code",
    due: "Your association wants four words",
    dueWhy:
      "Words are far harder to guess than six digits. The old code opens this phone until they are chosen.",
    notNow: "Not now: lock this phone",
    why: "Without it nobody can read what is on this phone. What is not sent yet is sealed: nobody can read it here, with or without the code.",
    digits: "Six digits, not a birthday",
    words: "Four words that do not belong together",
    again: "The same once more",
    start: "Choose another one",
    useWords: "Four words instead",
    useDigits: "Six digits instead",
    differs: "These were not the same. Nothing is chosen yet.",
    short: {
      digits: "Six digits are needed.",
      words: "Four different words are needed, with spaces between.",
    },
    plain: "That is guessed first. Choose another one.",
    failed: "This phone could not keep it. Try once more.",
    working: "Locking things up",
    continue: "Continue",
  },
  secret: {
    digits: "Unlock code",
    words: "Four words, with spaces between",
    typed: (n: number) => many(n, { one: "{n} of 6 digits", other: "{n} of 6 digits" }),
    erase: "Erase the last digit",
    clear: "Clear",
  },
  locked: {
    title: "Locked",
    second: "You can still count",
    closed: "Unlock to count",
    counted: "Counted while locked",
    since: "since lock",
    joins: "Counts made here join tonight’s round. To read or correct older entries, unlock.",
    noRound: "Without a round there is nothing to count into. Unlock to start one.",
    off: "Your association counts with the phone unlocked. What is unsent still leaves by itself.",
    unlock: "Unlock",
    forgot: "Forgot the code?",
    erase: "Erase this phone…",
    emergency: "Emergency numbers",
    call: (name: string, number: string) => `${name}: call ${number}`,
  },
  unlock: {
    title: "Unlock to read or correct",
    device: "Fingerprint or face",
    deviceFailed: "That did not work. Type the code.",
    words: "I chose words",
    digits: "I chose digits",
    wrong: (left: number) =>
      many(left, {
        one: "That is not it. {n} try left, then what can be read here is erased.",
        other: "That is not it. {n} tries left.",
      }),
    wait: (time: string) => `Next try in ${time}.`,
    wiped: (left: number) =>
      left === 0
        ? "Ten wrong tries: what could be read here is erased. You need a new invite."
        : many(left, {
            one: "Ten wrong tries: what could be read here is erased. {n} unsent entry stays sealed and still leaves. You need a new invite.",
            other:
              "Ten wrong tries: what could be read here is erased. {n} unsent entries stay sealed and still leave. You need a new invite.",
          }),
    failed: "This did not work. Try once more.",
    opening: "Opening",
  },
  forgot: {
    title: "Forgot the unlock code?",
    text: "Nothing unsent is lost; you need a new invite.",
    what: (n: number) =>
      n === 0
        ? "What can be read here is erased. Everything was sent."
        : many(n, {
            one: "What can be read here is erased. {n} unsent entry stays sealed and leaves by itself.",
            other:
              "What can be read here is erased. {n} unsent entries stay sealed and leave by themselves.",
          }),
    go: "Empty this phone",
    sure: "Yes, empty it",
    keep: "Keep it",
  },
  erase: {
    title: "Erase this phone",
    hold: (n: number) =>
      n === 0
        ? "Hold 3 seconds to erase what can be read here. Everything was sent."
        : many(n, {
            one: "Hold 3 seconds to erase what can be read here. {n} unsent entry stays sealed.",
            other: "Hold 3 seconds to erase what can be read here. {n} unsent entries stay sealed.",
          }),
    button: "Hold to erase",
    holding: "Keep holding",
    unsentToo: "Drop unsent entries too",
    unsentSure: (n: number) =>
      many(n, {
        one: "{n} entry that nobody else has will be gone for ever. Really drop it?",
        other: "{n} entries that nobody else has will be gone for ever. Really drop them?",
      }),
    yes: "Yes, drop them too",
    no: "Keep them sealed",
    done: "This phone is empty.",
  },
  settings: {
    title: "Unlock code",
    change: "Change the code",
    old: "The code of now",
    changed: "The code is changed.",
    device: "Unlock with fingerprint or face",
    deviceOn: "Turn on",
    deviceOff: "Turn off",
    deviceFailed: "This phone cannot do that safely. The code stays.",
    lockNow: "Lock now",
  },
  carry: {
    code: "As a code, for the camera of another phone",
    codeWhy: "It scans it under “Hand in a sealed file”, and cannot read what is in it.",
    codeNext: "Next code",
    codeTooLong: "This entry is too long for a code. Use the file.",
    phone: "By another phone",
    file: "As a sealed file",
    title: "By another phone",
    why: "A sealed copy of what is unsent. Whoever carries it cannot read it, only hand it in. It stays here too, until the server confirms it to this phone.",
    nothing: "Everything is sent: there is nothing to carry.",
    share: "Hand over the sealed file",
    who: "Who carries it?",
    whoHint: "So that you know whom to ask.",
    other: "Somebody else",
    saved: "The sealed file is with your downloads.",
    shared: "Handed over.",
    failed: "The file could not be made. Try once more.",
    by: (name: string) => `Also carried by ${name}’s phone.`,
    bySomebody: "Also carried by another phone.",
    handedIn: (n: number) =>
      many(n, {
        one: "{n} sealed entry was handed in. It leaves this list when the server confirms it to this phone.",
        other:
          "{n} sealed entries were handed in. They leave this list when the server confirms them to this phone.",
      }),
    sealed: (n: number) =>
      many(n, {
        one: "{n} entry is sealed and cannot be read here. It leaves by itself.",
        other: "{n} entries are sealed and cannot be read here. They leave by themselves.",
      }),
  },
  handIn: {
    scan: "Scan a code",
    scanHint: "Hold the square inside the picture.",
    notACode: "This is not the code of a sealed entry.",
    noCamera: "This phone gives no camera here. Ask for the file.",
    stop: "Stop",
    open: "Hand in a sealed file",
    title: "Hand in a sealed file",
    why: "For a phone that has no network. You cannot read what is in it. Handing it in twice does no harm.",
    choose: "Choose the file",
    working: "Handing it in",
    done: (n: number) =>
      many(n, {
        one: "Handed in: {n} entry. Thank you.",
        other: "Handed in: {n} entries. Thank you.",
      }),
    partly: (n: number) =>
      many(n, {
        one: "{n} entry was not taken: keep the file, and tell the coordinator.",
        other: "{n} entries were not taken: keep the file, and tell the coordinator.",
      }),
    not_ours:
      "This is not a sealed file of Maraude, or it was changed on its way. Ask for it again.",
    offline: "No network. Keep the file and hand it in later.",
    portal: "This wifi is not a real connection. Keep the file and hand it in later.",
    failed: "The server did not take it. Keep the file and try later.",
  },
  revoked: (n: number) =>
    n === 0
      ? "All is handed in. This phone empties itself now."
      : many(n, {
          one: "{n} entry is still to be handed in; then this phone empties itself.",
          other: "{n} entries are still to be handed in; then this phone empties itself.",
        }),
};

export type LockStrings = typeof lockEn;
