/** Icons that only the desk has; same grid and stroke as the others. */
import type { Icon } from "../components/icons";

function drawn(path: string): Icon {
  return ({ label, class: extra }) => {
    const name = extra === undefined ? "icon" : `icon ${extra}`;
    return label === undefined ? (
      <svg class={name} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
        <path d={path} />
      </svg>
    ) : (
      <svg class={name} viewBox="0 0 24 24" role="img" aria-label={label} focusable="false">
        <path d={path} />
      </svg>
    );
  };
}

export const InboxIcon = drawn("M3 14 6 5h12l3 9v5H3v-5ZM3 14h5l1.5 3h5l1.5-3h5");
export const ChartIcon = drawn("M4 20h16M6.500 20v-6M12 20V5M17.500 20v-9");
export const LockIcon = drawn("M6 11h12v10H6V11ZM8.500 11V8a3.500 3.500 0 0 1 7 0v3");
export const QuestionIcon = drawn("M5 3h10l4 4v14H5V3ZM9 10h6M9 14h6M9 18h3");
export const RingIcon = drawn("M12 6a6 6 0 1 0 0 12 6 6 0 0 0 0-12Z");
export const DoorIcon = drawn("M6 21V4l9-1v18M4 21h16M15 5h3v16M11.500 12v.1");
export const TrashIcon = drawn("M4 7h16M9 7V4h6v3M6 7l1 14h10l1-14M10 11v6M14 11v6");
export const SettingsIcon = drawn("M4 7h9M17 7h3M15 5v4M4 17h3M11 17h9M9 15v4M4 12h13");
export const ReferralIcon = drawn("M4 19c0-7 5-10 11-10h4M15 5l4 4-4 4");
export const UpIcon = drawn("M6 14l6-6 6 6");
export const DownIcon = drawn("M6 10l6 6 6-6");
