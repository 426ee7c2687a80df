/** Code, lock, wipe and carrying, for the screens they belong to: all late, see `part.tsx`. */
import { lateAlone, latePiece, lateSheet } from "./part";

const lock = () => import("../lock/part");

export const LockedScreen = lateAlone(async () => (await lock()).LockedScreen);
export const ChooseCode = lateAlone(async () => (await lock()).ChooseCode);
export const CarrySheet = lateSheet(async () => (await lock()).CarrySheet);
export const HandInSheet = lateSheet(async () => (await lock()).HandInSheet);
export const OtherWays = latePiece(async () => (await lock()).OtherWays);
export const CodeSettings = latePiece(async () => (await lock()).CodeSettings);
export const HandInHere = latePiece(async () => (await lock()).HandInHere);
