import type { inboxEn } from "./desk.inbox.en";
import type { Translated } from "./desk.text";

export const inboxFr: Translated<typeof inboxEn> = {
  "keys.choice": "appuyer sur le bouton de ce numéro",
  "keys.both": "les deux sont justes",
  "keys.always": "ces deux-là toujours",

  "changes.label": "Ce qui va changer",
  "changes.hint": "Décochez ce qui doit rester tel quel. Tout peut être annulé ensuite.",
  "changes.none": "Rien ne changerait.",
  "did.several.left": {
    one: "{n} n’a pas pu être modifiée par vous.",
    other: "{n} n’ont pas pu être modifiées par vous.",
  },

  "twice.intro":
    "Même lieu, même service, à peu près au même moment, par deux personnes de tournées différentes. Était-ce une seule file ou deux ?",
  "twice.same": "La même : compter {value}",
  "twice.hint":
    "Rien n’est perdu : ce qui est compté une fois reste dans l’historique, et peut redevenir deux.",
  "twice.always": "Ces deux-là toujours",
  "twice.question": "Était-ce une seule file, ou deux ?",
  "twice.counted": "Compté",
  "did.both": "Les deux sont justes : {what}. La question ne sera plus posée.",
  "did.always": "{one} et {two} comptent toujours à part : {what}.",

  "issue.silent_phone": "Silencieux depuis longtemps",
  "issue.silent_phone.why":
    "Demandez ce téléphone. Ce qu’il contient encore y est en sûreté, et partira seul dès qu’il aura du réseau.",
  "issue.lost_changes": "Il manque quelque chose",
  "issue.lost_changes.why":
    "Ce téléphone a écrit plus qu’il n’a envoyé ou ne contient encore. Demandez à le voir : il a pu être vidé, ou restauré d’une sauvegarde.",
  "phone.silent": "{name} silencieux depuis {for}",
  "phone.gap": "{name} : il manque quelque chose",
  "phone.days": { one: "{n} jour", other: "{n} jours" },
  "phone.told": {
    one: "au dernier contact : {n} non envoyée",
    other: "au dernier contact : {n} non envoyées",
  },
  "phone.looked": "On s’en occupe",
  "phone.block": "Bloquer ce téléphone…",
  "phone.made": "Écrites dessus",
  "phone.stored": "Arrivées ici",
  "phone.unsent": "Non envoyées, au dernier contact",
  "phone.missing": "Manquantes",
  "did.looked": {
    one: "On s’occupe du téléphone de {name}.",
    other: "On s’occupe de {n} téléphones.",
  },
  "did.unlooked": {
    one: "{n} téléphone est de retour dans la boîte.",
    other: "{n} téléphones sont de retour dans la boîte.",
  },

  "alike.newest": {
    one: "Garder la plus récente pour {n} semblable…",
    other: "Garder la plus récente pour {n} semblables…",
  },
  "alike.both": {
    one: "Les deux sont justes, pour {n}…",
    other: "Les deux sont justes, pour les {n}…",
  },
  "alike.back": { one: "En faire revenir {n}…", other: "Faire revenir les {n}…" },
  "alike.is_back": "supprimée → compte de nouveau",
  "alike.reviewed": { one: "Marquer {n} relue…", other: "Marquer les {n} relues…" },
  "alike.times": { one: "Corriger {n} heure…", other: "Corriger les {n} heures…" },
  "alike.phones": {
    one: "On s’occupe de {n} téléphone…",
    other: "On s’occupe des {n} téléphones…",
  },
  "alike.door": { one: "Laisser entrer {n} semblable…", other: "Laisser entrer {n} semblables…" },
  "alike.door.go": { one: "Laisser entrer {n}", other: "Laisser entrer {n}" },
  "alike.go": { one: "Le faire pour {n}", other: "Le faire pour {n}" },
  "alike.stays": "{list} : les deux restent, les deux comptent",
  "did.alike.newest": {
    one: "La valeur la plus récente gardée pour {n} saisie.",
    other: "La valeur la plus récente gardée pour {n} saisies.",
  },
  "did.alike.both": {
    one: "Les deux sont justes, pour {n} paire.",
    other: "Les deux sont justes, pour {n} paires.",
  },
  "did.alike.back": { one: "{n} saisie de retour.", other: "{n} saisies de retour." },
  "did.alike.reviewed": {
    one: "{n} saisie marquée comme relue.",
    other: "{n} saisies marquées comme relues.",
  },
  "did.alike.times": { one: "{n} heure corrigée.", other: "{n} heures corrigées." },
  "did.alike.released": {
    one: "{n} modification acceptée.",
    other: "{n} modifications acceptées.",
  },

  "inbox.known.week": "Même lieu, une semaine avant : {value}",
  "held.unknown": "Quelque chose d’une version plus récente",
  "held.somebody": "Quelqu’un de {org}",
  "held.move": "{from} → {to}",
  "held.contents.new": "Une nouvelle saisie qui dit",
  "held.contents.unread": "Ce que cela écrirait dans une saisie que vous ne pouvez pas lire",
  "held.stays": "Ce qui reste comme avant",

  "goback.title": "Revenir à {time}",
  "goback.hint":
    "Chaque valeur est réécrite, comme une nouvelle étape. Décochez ce qui doit rester tel quel.",
  "goback.go": { one: "Revenir pour {n} champ", other: "Revenir pour {n} champs" },
  "did.back": "{what} est comme à {time}.",
  "takeback.open": "Reprendre tout ce qu’a écrit le téléphone de {name} depuis…",
  "takeback.title": "Reprendre tout ce qu’a écrit un téléphone",
  "takeback.phone": "Téléphone",
  "takeback.since": "Tout ce qu’il a écrit depuis",
  "takeback.hint":
    "Rien n’est effacé. Ce que le téléphone a commencé est annulé ; ce qu’il a modifié est réécrit comme avant. Ce que d’autres ont écrit depuis reste.",
  "takeback.void": "sera annulée",
  "takeback.shared": "Quelqu’un d’autre y a aussi écrit.",
  "takeback.left": {
    one: "{n} saisie que vous ne pouvez pas modifier reste telle quelle.",
    other: "{n} saisies que vous ne pouvez pas modifier restent telles quelles.",
  },
  "takeback.more":
    "Il y en a plus que la liste n’en montre. Reprenez celles-ci, puis regardez encore.",
  "takeback.go": { one: "Reprendre dans {n} saisie", other: "Reprendre dans {n} saisies" },
  "did.takeback": {
    one: "Repris ce que le téléphone de {name} a écrit dans {n} saisie.",
    other: "Repris ce que le téléphone de {name} a écrit dans {n} saisies.",
  },
  "record.into": "La même qu’une autre saisie, et comptée là-bas. Elle reste dans l’historique.",
  "record.into.open": "Ouvrir l’autre",
  "record.merged": "Comptée ici aussi :",
  "record.two": "Ce sont bien deux saisies",
  "did.two": "{what} compte de nouveau à part.",
  "record.same": "La même qu’une autre…",
  "same.title": "Quelle saisie est la même ?",
  "same.hint":
    "Celle que vous choisissez reste et compte ; celle-ci ne compte plus. Vous pourrez dire plus tard que ce sont bien deux saisies.",
  "same.none": "Aucune autre saisie de ce service en ce lieu ce jour-là.",
  "same.go": "Compter une fois",
  "story.into": "{who} a dit que c’est la même qu’une autre saisie : elle est comptée une fois.",
  "story.two": "{who} a dit que ce sont bien deux saisies.",
  "story.distinct": "{who} a dit que celle-ci et une autre sont justes toutes les deux.",
  "did.out_of_sight": "C’est fait. Vous ne pouvez plus lire cette saisie.",

  "people.change": "Modifier",
  "member.role": "Rôle",
  "member.save": "Enregistrer",
  "member.off": "Désactiver ce compte",
  "member.off.hint":
    "Dès leur prochain contact, ses téléphones et le bureau ne peuvent plus rien lire de nouveau. Ce qu’il ou elle a écrit reste. Le compte peut être réactivé.",
  "member.on": "Réactiver ce compte",
  "member.org": "Passer à",
  "member.org.choose": "Choisir une association",
  "member.org.hint":
    "Un nouveau compte avec le même nom, rôle et identifiant y commence ; celui-ci est désactivé, et ce qu’il a écrit reste. Ses téléphones auront besoin d’une nouvelle invitation : laissez-les d’abord envoyer ce qu’ils contiennent encore.",
  "member.move.go": "Passer à cette association",
  "did.role": "{name} : {role} désormais.",
  "did.off": "Le compte de {name} est désactivé.",
  "did.on": "Le compte de {name} est réactivé.",
  "did.moved": "{name} est maintenant à {org}, et a besoin d’une invitation pour son téléphone.",
};
