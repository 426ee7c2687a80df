/** Texts for choosing a service and telling how much of what was given. */
export const servicesEn = {
  services: {
    /** A category of its own: what the network added without saying what it is like. */
    other: "Other services",
    countedIn: "Counted in",
    sizes: (item: string) => `${item}: which size?`,
    noSize: "Not noted",
    sized: (item: string, size: string) => `${item}, ${size}`,
  },
};
