/** What is said after something was saved or taken back, as one file: see `part.tsx`. */
export { SavedMeeting } from "./saved-meeting";
export { undoneWords } from "./undone-words";
