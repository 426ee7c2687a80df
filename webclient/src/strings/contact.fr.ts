/** Une rencontre avec une personne ou un petit groupe. */
import type { contactEn } from "./contact.en";
import { plurals } from "./plural";

const many = plurals("fr-FR");

export const contactFr: typeof contactEn = {
  title: "Rencontre",
  group: (n) => many(n, { one: "Rencontre", other: "Rencontre, groupe de {n}" }),
  sealedTitle: "Rencontre, scellée",
  sameAsLast: "Comme la dernière fois",
  people: "Personnes",
  sixOrMore: "6+",
  howMany: "Combien",
  needs: "Besoins",
  done: "Fait",
  notPossible: "Pas pu",
  needDone: (need) => `${need}\u00a0: fait`,
  needUnmet: (need) => `${need}\u00a0: pas pu`,
  otherNeeds: (n) => many(n, { one: "Autre besoin ({n})", other: "Autres besoins ({n})" }),
  doneLine: (needs) => `fait\u00a0: ${needs}`,
  unmetLine: (needs) => `pas pu\u00a0: ${needs}`,
  language: "Langue",
  otherLanguage: "Autre",
  age: "Âge, selon la personne",
  adult: "Adulte",
  minor: "Mineur…",
  minorChoice: "Ce qu'on sait",
  seals: "Scellé à l'enregistrement. Vous ne pourrez plus le lire sur ce téléphone.",
  notKept: "À moitié rempli, ce n'est pas gardé\u00a0: enregistrez avant de quitter l'application.",
  save: "Enregistrer",
  restored: (time) => `Ce que vous aviez commencé à ${time} est de retour.`,
  afresh: "Recommencer à vide",
  findCase: "Trouver un dossier",
  takenBack: (title) => `Retirée\u00a0: ${title}`,
};
