/** Inline SVG on a 24 grid, stroke 2, in the colour of the text beside it. */
import type { ComponentChildren, JSX } from "preact";

export interface IconProps {
  /** Spoken name; without it the icon is decoration beside a word. */
  readonly label?: string;
  readonly class?: string;
}

export type Icon = (props: IconProps) => JSX.Element;

function icon(shapes: ComponentChildren, mirror = false): Icon {
  return ({ label, class: extra }) => {
    const names = ["icon", mirror ? "icon-mirror" : "", extra ?? ""].filter(Boolean).join(" ");
    return label === undefined ? (
      <svg class={names} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
        {shapes}
      </svg>
    ) : (
      <svg class={names} viewBox="0 0 24 24" role="img" aria-label={label} focusable="false">
        {shapes}
      </svg>
    );
  };
}

function drawn(path: string, mirror = false): Icon {
  return icon(<path d={path} />, mirror);
}

/* What is true about an entry. */
export const SavedIcon = icon(
  <>
    <rect x="6" y="2" width="12" height="20" rx="2.5" />
    <path d="m9 12 2.2 2.2L15 10" />
  </>,
);
export const SentIcon = drawn("m2 13 4.5 4.5L15 8M11 16l1.5 1.5L22 7");
export const AttentionIcon = drawn("M12 4 2.5 20h19L12 4ZM12 10v4.5M12 17.4v.1");

/* Moving about. Those that point along the line of reading mirror. */
export const BackIcon = drawn("m15 5-7 7 7 7", true);
export const ForwardIcon = drawn("m9 5 7 7-7 7", true);
export const DownIcon = drawn("m5 9 7 7 7-7");
export const UndoIcon = drawn("M8 8 4 12l4 4M4 12h11a5 5 0 0 1 5 5v1", true);
export const CloseIcon = drawn("M5 5l14 14M19 5 5 19");
export const EraseDigitIcon = drawn(
  "M9 5h11a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H9l-6-7 6-7ZM12 9.5l5 5M17 9.5l-5 5",
  true,
);

/* Doing things. */
export const PlusIcon = drawn("M12 4v16M4 12h16");
export const MinusIcon = drawn("M4 12h16");
export const CheckIcon = drawn("m4 12.5 5 5L20 6.5");
export const SearchIcon = icon(
  <>
    <circle cx="10.5" cy="10.5" r="6.5" />
    <path d="m15.5 15.5 5 5" />
  </>,
);
export const EditIcon = drawn("M4 20h4L19 9l-4-4L4 16v4ZM13 7l4 4");
export const RepeatIcon = drawn(
  "M4 11V9a3 3 0 0 1 3-3h12M16 3l3 3-3 3M20 13v2a3 3 0 0 1-3 3H5M8 21l-3-3 3-3",
);
export const VoidIcon = icon(
  <>
    <circle cx="12" cy="12" r="9" />
    <path d="M5.7 5.7l12.6 12.6" />
  </>,
);
export const SendIcon = drawn("M12 20V5M6 11l6-6 6 6");
export const DownloadIcon = drawn("M12 4v11M7 10.5l5 5 5-5M4 20h16");
export const ReferIcon = drawn("M15 5l5 5-5 5M20 10H9a5 5 0 0 0-5 5v4", true);
export const CallIcon = drawn(
  "M6 3h3l2 5-2.5 1.5a11 11 0 0 0 6 6L16 13l5 2v3a3 3 0 0 1-3 3A15 15 0 0 1 3 6a3 3 0 0 1 3-3Z",
);
export const CalendarIcon = drawn("M4 6h16v14H4ZM4 10.5h16M8.5 3.5V8M15.5 3.5V8");
export const NoticeIcon = drawn(
  "M4 10v4h3l8 4V6l-8 4H4ZM18.5 9.5a4 4 0 0 1 0 5M8 14.5V19h2.5v-3.5",
);
export const FlagIcon = drawn("M5 21V4M5 5h13l-3 4.5 3 4.5H5");

/* Things and places of the app. */
export const CountIcon = icon(
  <>
    <rect x="3" y="3" width="7.5" height="7.5" rx="2" />
    <rect x="13.5" y="3" width="7.5" height="7.5" rx="2" />
    <rect x="3" y="13.5" width="7.5" height="7.5" rx="2" />
    <path d="M17.3 13.5V21M13.5 17.3H21" />
  </>,
);
export const ListIcon = drawn("M8 6h13M8 12h13M8 18h13M3.5 6h.1M3.5 12h.1M3.5 18h.1");
export const PersonIcon = icon(
  <>
    <circle cx="12" cy="7.5" r="4" />
    <path d="M4.5 21a7.5 7.5 0 0 1 15 0" />
  </>,
);
export const PeopleIcon = icon(
  <>
    <circle cx="9" cy="8" r="3.5" />
    <path d="M2.5 20a6.5 6.5 0 0 1 13 0M16 4.8a3.5 3.5 0 0 1 0 6.4M18 14.4a6.5 6.5 0 0 1 3.5 5.6" />
  </>,
);
export const DirectoryIcon = drawn(
  "M12 6c-2-1.6-5-2-9-2v14c4 0 7 .4 9 2 2-1.6 5-2 9-2V4c-4 0-7 .4-9 2ZM12 6v14",
);
export const GlobeIcon = icon(
  <>
    <circle cx="12" cy="12" r="9" />
    <path d="M3 12h18M12 3c5 5.5 5 12.5 0 18M12 3c-5 5.5-5 12.5 0 18" />
  </>,
);
export const ClockIcon = icon(
  <>
    <circle cx="12" cy="12" r="9" />
    <path d="M12 7v5l3 2" />
  </>,
);
export const PhoneIcon = icon(
  <>
    <rect x="6" y="2" width="12" height="20" rx="2.5" />
    <path d="M11 18.5h2" />
  </>,
);
export const LockIcon = icon(
  <>
    <rect x="5" y="10.5" width="14" height="10.5" rx="2.5" />
    <path d="M8 10.5V7.500a4 4 0 0 1 8 0v3" />
  </>,
);
export const CodeIcon = drawn(
  "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2M20 14v2h-2M14 20h2M20 20v-1",
);
export const PlaceIcon = icon(
  <>
    <path d="M12 21.500c4.5-5 7-8.5 7-12a7 7 0 0 0-14 0c0 3.5 2.5 7 7 12Z" />
    <circle cx="12" cy="9.5" r="2.5" />
  </>,
);
export const SettingsIcon = drawn("M4 7h9M17 7h3M15 4.500v5M4 17h3M11 17h9M9 14.500v5");

/* Services. */
const BowlIcon = drawn(
  "M3 12h18a9 9 0 0 1-6 7.500h-6A9 9 0 0 1 3 12ZM9 3c-1 1.2 1 2.8 0 4.500M14 3c-1 1.2 1 2.8 0 4.5",
);
const CupIcon = drawn(
  "M5 9h12v8a3 3 0 0 1-3 3H8a3 3 0 0 1-3-3V9ZM17 11h1.500a2.5 2.5 0 0 1 0 5H17M9 3v3M13 3v3",
);
const BagIcon = drawn("M5 8h14l1 13H4L5 8ZM8.5 8V6.500a3.5 3.5 0 0 1 7 0V8");
const ShirtIcon = drawn(
  "M8.5 3.5 3 7l2 4.5 2.5-1V21h9V10.500l2.5 1L21 7l-5.5-3.5L12 7 8.5 3.500ZM12 7v14",
);
const ShoeIcon = drawn("M3 8v9h18v-2.500c0-2-2-2.5-4-3L12 9.5 9.5 6 3 8ZM3 20h18");
const TentIcon = drawn("M12 5 2.5 20h19L12 5ZM12 12l-4 8M12 12l4 8M10.5 3 12 5l1.5-2");
const BedIcon = drawn("M3 5v14M3 16h18v3M21 16v-3a4 4 0 0 0-4-4h-7v7M6.5 13.500v-2");
const FlameIcon = drawn(
  "M12 21.500a6.5 6.5 0 0 0 6.5-6.500c0-3-1.5-4.5-3-7-1-1.7-1.5-3-1-5-3 1-5.5 4-5.5 7.500C8 10 7.5 9 7.5 8 6 10 5.5 12.5 5.5 15a6.5 6.5 0 0 0 6.5 6.500Z",
);
const LampIcon = drawn(
  "M9 18h6M10 21.500h4M8.5 15a6 6 0 1 1 7 0c-.6.6-.9 1.5-1 3h-5c-.1-1.5-.4-2.4-1-3Z",
);
const DropIcon = drawn(
  "M12 3c4 4.8 6.5 8 6.5 11.500a6.5 6.5 0 0 1-13 0C5.5 11 8 7.8 12 3ZM9 15a3 3 0 0 0 3 3",
);
const ShowerIcon = drawn(
  "M4 21V7a4 4 0 0 1 8 0v1M7.5 12a4.5 4.5 0 0 1 9 0h-9ZM9 15.500v1M12 15.500v1M15 15.500v1M9 20v1M12 20v1M15 20v1",
);
const PlugIcon = drawn("M8 2.500V8M16 2.500V8M5 8h14v4a7 7 0 0 1-14 0V8ZM12 19v3");
const WifiIcon = drawn(
  "M2.5 9.5a14 14 0 0 1 19 0M6 13.200a9 9 0 0 1 12 0M9.3 16.800a4 4 0 0 1 5.4 0M12 20.400v.1",
);
const HealthIcon = drawn("M9 3h6v6h6v6h-6v6H9v-6H3V9h6V3Z");
const ListenIcon = drawn(
  "M21 12a8 8 0 0 1-8 8H4l2-3.5A8 8 0 1 1 21 12ZM12.5 15.5 9.3 12.300a1.9 1.9 0 0 1 3.2-1.8 1.9 1.9 0 0 1 3.2 1.800l-3.2 3.200Z",
);
const ScalesIcon = drawn(
  "M12 3v18M7 21h10M5 6.500h14M5 6.5 2.5 14h5L5 6.500ZM19 6.5 16.5 14h5L19 6.500ZM2.5 14a2.5 2.5 0 0 0 5 0M16.5 14a2.5 2.5 0 0 0 5 0",
);
const HouseIcon = drawn("m3 11 9-7.5 9 7.500M5.5 9v11.500h13V9M10 20.500v-6h4v6");
const KiteIcon = drawn("M13 3 5 9l5 8 9-7-6-7ZM13 3l-3 14M5 9l14 1M10 17c0 2-1.5 2-1.5 4");
const FamilyIcon = icon(
  <>
    <circle cx="8" cy="6" r="3" />
    <circle cx="17" cy="11" r="2.2" />
    <path d="M3 21v-4a5 5 0 0 1 10 0v4M13.5 21v-1.500a3.5 3.5 0 0 1 7 0V21" />
  </>,
);
const VanIcon = icon(
  <>
    <path d="M4.5 17H2.500V6H14v11H9.5M14 9h4l3.5 4v4h-2M14 17h.5" />
    <circle cx="7" cy="17.5" r="2.3" />
    <circle cx="17" cy="17.5" r="2.3" />
  </>,
);
const SpeechIcon = drawn("M3 4h12v9H8l-3 3v-3H3V4ZM18 9h3v9h-2v3l-3-3h-6v-2M6.5 8.500h5");
const BallIcon = icon(
  <>
    <circle cx="12" cy="12" r="9" />
    <path d="m12 8 4 3-1.5 4.500h-5L8 11l4-3ZM12 8V3M16 11l4.5-2M14.5 15.500l3 4M9.5 15.500l-3 4M8 11 3.5 9" />
  </>,
);
const ShieldIcon = drawn(
  "M12 2.5 4 5.500V12c0 4.5 3.5 8 8 9.5 4.5-1.5 8-5 8-9.5V5.500l-8-3ZM8.5 12l2.5 2.5 4.5-5",
);
const PaperIcon = drawn("M6 2.500h8.500L19 7v14.500H6v-19ZM14 3v4.500h5M9 12h7M9 16h7");

const CATEGORY_ICONS: Readonly<Record<string, Icon>> = {
  food: BowlIcon,
  clothing: ShirtIcon,
  shelter_items: TentIcon,
  energy: FlameIcon,
  wash: DropIcon,
  comms: PlugIcon,
  health: HealthIcon,
  psychosocial: ListenIcon,
  legal: ScalesIcon,
  accommodation: HouseIcon,
  child: KiteIcon,
  women: FamilyIcon,
  transport: VanIcon,
  language: SpeechIcon,
  education: BallIcon,
  protection: ShieldIcon,
  admin: PaperIcon,
};

/** Services that a volunteer tells apart by more than their category. */
const SERVICE_ICONS: Readonly<Record<string, Icon>> = {
  "food.hot_drink": CupIcon,
  "food.food_bag": BagIcon,
  "clothing.shoes": ShoeIcon,
  "shelter_items.sleeping_bag": BedIcon,
  "shelter_items.blanket": BedIcon,
  "shelter_items.mat": BedIcon,
  "shelter_items.survival_blanket": BedIcon,
  "energy.light": LampIcon,
  "wash.shower": ShowerIcon,
  "comms.wifi": WifiIcon,
  "comms.phone": PhoneIcon,
  "accommodation.hotline_call": CallIcon,
  "protection.emergency_call": CallIcon,
};

/** The icon of a service type (`food.hot_meal`) or of a category (`food`). */
export function serviceIcon(code: string): Icon {
  return SERVICE_ICONS[code] ?? CATEGORY_ICONS[code.split(".", 1)[0] ?? ""] ?? CountIcon;
}
