import type { servicesEn } from "./services.en";

export const servicesFr: typeof servicesEn = {
  services: {
    other: "Autres services",
    countedIn: "Compté en",
    sizes: (item) => `${item}\u00a0: quelle taille\u00a0?`,
    noSize: "Non notée",
    sized: (item, size) => `${item}, ${size}`,
  },
};
