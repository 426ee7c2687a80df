/** What is read, corrected and set right after counting, as one file: see `part.tsx`. */
export { ComingSheet } from "./coming-sheet";
export { DayScreen } from "./day-screen";
export { EntryScreen } from "./entry-screen";
export { NoticeSheet } from "./notice-sheet";
export { RoundSheet } from "./round-sheet";
export { SettingsSheet } from "./settings-sheet";
export { VoidSheet } from "./void-sheet";
