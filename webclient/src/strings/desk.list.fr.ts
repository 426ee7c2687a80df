import type { listEn } from "./desk.list.en";
import type { Translated } from "./desk.text";

export const listFr: Translated<typeof listEn> = {
  "col.unit": "Unité",
  "col.received": "Arrivée",
  "col.question": "Question",
  "col.answer": "Réponse",
  "col.unmet_reason": "Pourquoi non servis",
  "col.people_method": "Façon de compter",
  "col.duration": "Minutes",
  "col.note": "Note",
  "col.needs_unmet": "Pas pu",
  "col.planned_start": "Prévue de",
  "col.planned_end": "Prévue jusqu’à",
  "col.ended_at": "Fin",

  "status.twice": "compté deux fois ?",

  "columns.title": "Colonnes",
  "columns.earlier": "{what} : une place plus tôt",
  "columns.later": "{what} : une place plus loin",
  "columns.reset": "Comme au début",
  "columns.roomy": "Lignes plus hautes",

  "views.title": "Filtres enregistrés",
  "views.save": "Enregistrer cette vue",
  "views.name": "Nom de l’onglet",
  "views.hint":
    "Gardé dans ce navigateur, pour vous. Ce que vous avez tapé dans la recherche n’est pas gardé.",
  "views.keep": "Enregistrer",
  "views.remove": "Enlever l’onglet {name}",
  "views.removed": "L’onglet {name} est enlevé.",

  "export.xlsx": "Classeur Excel (.xlsx)",
  "export.csv": "Tableau texte (.csv)",
  "export.hint": "Tout ce qui correspond, avec les colonnes de l’écran.",
  "export.long":
    "Une feuille Excel s’arrête à 1 048 576 lignes ; la suite est dans une deuxième feuille.",

  "bulk.ask": "Demander…",
  "bulk.set": "Changer un champ…",
  "bulk.all": "Les {n} qui correspondent",
  "bulk.title.review": { one: "Marquer comme relu", other: "Marquer {n} saisies comme relues" },
  "bulk.title.ask": { one: "Question sur cette saisie", other: "Question sur {n} saisies" },
  "bulk.title.void": { one: "Annuler cette saisie", other: "Annuler {n} saisies" },
  "bulk.title.set": { one: "Changer un champ", other: "Changer un champ de {n} saisies" },
  "bulk.field": "Champ",
  "bulk.choose": "Choisir…",
  "bulk.reading": "Lecture des saisies…",
  "bulk.preview": "Ce qui va changer",
  "bulk.line": "{field} : {from} → {to}",
  "bulk.asks": "La question va à {names}.",
  "bulk.same": { one: "{n} l’est déjà et reste.", other: "{n} le sont déjà et restent." },
  "bulk.closed": {
    one: "{n} est scellée ou supprimée et reste comme elle est.",
    other: "{n} sont scellées ou supprimées et restent comme elles sont.",
  },
  "bulk.unread": {
    one: "{n} n’a pas pu être lue et reste comme elle est.",
    other: "{n} n’ont pas pu être lues et restent comme elles sont.",
  },
  "bulk.go": { one: "Changer {n} saisie", other: "Changer {n} saisies" },
  "bulk.did.review": {
    one: "{n} saisie marquée comme relue.",
    other: "{n} saisies marquées comme relues.",
  },
  "bulk.did.ask": {
    one: "Question posée sur {n} saisie.",
    other: "Question posée sur {n} saisies.",
  },
  "bulk.did.void": { one: "{n} saisie annulée.", other: "{n} saisies annulées." },
  "bulk.did.set": { one: "{n} saisie changée.", other: "{n} saisies changées." },
};
