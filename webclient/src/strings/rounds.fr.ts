import { plurals } from "./plural";
import type { roundsEn } from "./rounds.en";

const many = plurals("fr-FR");

export const roundsFr: typeof roundsEn = {
  coming: "Je viens",
  notComing: "Je ne peux pas venir",
  youCome: "Vous venez.",
  youDoNot: "Vous ne venez pas.",
  youUnsure: "Il est noté que vous venez et que vous ne pouvez pas. Qu'est-ce qui est juste\u00a0?",
  unsure: (name) => `${name}\u00a0: pas sûr`,
  without: (names) => `sans ${names}`,
  cancelled: "annulée",
  comingDays: "Prochains jours",
  openComing: (n) =>
    many(n, {
      one: "{n} tournée dans les prochains jours",
      other: "{n} tournées dans les prochains jours",
    }),
  signup: "Inscription",
  yes: "vient",
  no: "ne vient pas",
  notices: "Infos",
  moreNotices: (n) => many(n, { one: "{n} autre", other: "{n} autres" }),
  readNotices: (n) => many(n, { one: "Lire {n} info", other: "Lire {n} infos" }),
  until: (time) => `jusqu'au ${time}`,
  nothingNow: "Rien à signaler pour l'instant.",
  leftNote: "De la dernière équipe ici",
  leftBy: (name, day) => `${name}, ${day}`,
  nextTeam: "Pour la prochaine équipe",
  nextTeamHint: "Elle le lira en commençant ici. Ni nom ni numéro.",
  plannedEntry: "Tournée prévue",
  cancelledEntry: "Tournée annulée",
  meetings: "Rencontres",
  endedAt: (place, time) => `${place}\u00a0: terminée à ${time}.`,
};
