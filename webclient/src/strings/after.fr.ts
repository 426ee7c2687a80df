/** What is said of corrections, and of taking something back, in French. */
import type { AfterStrings } from "./after.en";

export const afterFr: AfterStrings = {
  undone: (what) => `Annulé\u00a0: ${what}`,
  counts: (title) => `Annulé, compte à nouveau\u00a0: ${title}`,
  answered: (answer) => `Répondu\u00a0: ${answer}`,
  asked: "La question est de nouveau ouverte. Votre texte est resté dans son champ.",
  open: (what) => `Annulé, à décider à nouveau\u00a0: ${what}`,
  another: "Un autre de vos comptes",
  inAll: (amount) => `En tout pour vous ici\u00a0: ${amount}`,
  side: (value, name) => `${value} (${name})`,
  two: "Deux valeurs. Ce que vous changez ici vaut pour les deux.",
  fieldSides: (field, sides) => `${field}\u00a0: ${sides}`,
};
