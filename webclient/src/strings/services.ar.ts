import type { Draft } from "./draft";
import type { servicesEn } from "./services.en";

export const servicesAr: Draft<typeof servicesEn> = {
  services: {
    other: "خدمات أخرى",
    countedIn: "يُعدّ بـ",
    sizes: (item) => `${item}: أي مقاس؟`,
    noSize: "غير مسجّل",
    sized: (item, size) => `${item}، ${size}`,
  },
};
