/** Code, lock, wipe and carrying, as one file: see `ui/field/part.tsx`. */
export { CarrySheet, OtherWays } from "./carry";
export { ChooseCode } from "./choose-code";
export { CodeSettings } from "./code-settings";
export { HandInHere, HandInSheet } from "./hand-in";
export { LockedScreen } from "./locked-screen";
