/** Following somebody up, as one file: see `field/part.tsx`. */
import "./person.css";

export { CaseScreen } from "./case-screen";
export { FindCase } from "./find-case";
export { NewCase } from "./new-case";
export { AgreementScreen } from "./refer-agreement";
export { ReferScreen } from "./refer-screen";
export { ReferralScreen } from "./referral-screen";
export { ShowCase } from "./show-case";
