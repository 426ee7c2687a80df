/** Code, lock, wipe and carrying, in French. */
import type { LockStrings } from "./lock.en";
import { plurals } from "./plural";

const many = plurals("fr-FR");

export const lockFr: LockStrings = {
  choose: {
    title: "Choisissez un code de déverrouillage",
    due: "Votre association veut quatre mots",
    dueWhy:
      "Des mots se devinent bien moins que six chiffres. L’ancien code ouvre ce téléphone tant qu’ils ne sont pas choisis.",
    notNow: "Pas maintenant\u00a0: verrouiller ce téléphone",
    why: "Sans lui, personne ne peut lire ce qui est sur ce téléphone. Ce qui n’est pas encore envoyé est scellé\u00a0: illisible ici, avec ou sans le code.",
    digits: "Six chiffres, pas une date de naissance",
    words: "Quatre mots qui ne vont pas ensemble",
    again: "Le même encore une fois",
    start: "En choisir un autre",
    useWords: "Plutôt quatre mots",
    useDigits: "Plutôt six chiffres",
    differs: "Les deux diffèrent. Rien n’est encore choisi.",
    short: {
      digits: "Il faut six chiffres.",
      words: "Il faut quatre mots différents, séparés par des espaces.",
    },
    plain: "C’est ce qu’on essaie en premier. Choisissez-en un autre.",
    failed: "Ce téléphone n’a pas pu le garder. Réessayez.",
    working: "Mise sous clé",
    continue: "Continuer",
  },
  secret: {
    digits: "Code de déverrouillage",
    words: "Quatre mots, séparés par des espaces",
    typed: (n) => many(n, { one: "{n} chiffre sur 6", other: "{n} chiffres sur 6" }),
    erase: "Effacer le dernier chiffre",
    clear: "Tout effacer",
  },
  locked: {
    title: "Verrouillé",
    second: "Vous pouvez encore compter",
    closed: "Déverrouillez pour compter",
    counted: "Compté téléphone verrouillé",
    since: "depuis le verrou",
    joins:
      "Ce qui est compté ici rejoint la tournée de ce soir. Pour lire ou corriger le reste, déverrouillez.",
    noRound: "Sans tournée, rien à compter. Déverrouillez pour en commencer une.",
    off: "Votre association compte téléphone déverrouillé. Ce qui n’est pas envoyé part quand même.",
    unlock: "Déverrouiller",
    forgot: "Code oublié\u00a0?",
    erase: "Effacer ce téléphone…",
    emergency: "Numéros d’urgence",
    call: (name, number) => `${name}\u00a0: appeler le ${number}`,
  },
  unlock: {
    title: "Déverrouiller pour lire ou corriger",
    device: "Empreinte ou visage",
    deviceFailed: "Cela n’a pas marché. Tapez le code.",
    words: "J’ai choisi des mots",
    digits: "J’ai choisi des chiffres",
    wrong: (left) =>
      many(left, {
        one: "Ce n’est pas ça. Encore {n} essai, puis ce qui est lisible ici est effacé.",
        other: "Ce n’est pas ça. Encore {n} essais.",
      }),
    wait: (time) => `Prochain essai dans ${time}.`,
    wiped: (left) =>
      left === 0
        ? "Dix essais manqués\u00a0: ce qui était lisible ici est effacé. Il faut une nouvelle invitation."
        : many(left, {
            one: "Dix essais manqués\u00a0: ce qui était lisible ici est effacé. {n} saisie non envoyée reste scellée et part quand même. Il faut une nouvelle invitation.",
            other:
              "Dix essais manqués\u00a0: ce qui était lisible ici est effacé. {n} saisies non envoyées restent scellées et partent quand même. Il faut une nouvelle invitation.",
          }),
    failed: "Cela n’a pas marché. Réessayez.",
    opening: "Ouverture",
  },
  forgot: {
    title: "Code de déverrouillage oublié\u00a0?",
    text: "Aucune saisie n’est perdue\u00a0; il faut une nouvelle invitation.",
    what: (n) =>
      n === 0
        ? "Ce qui est lisible ici est effacé. Tout a été envoyé."
        : many(n, {
            one: "Ce qui est lisible ici est effacé. {n} saisie non envoyée reste scellée et part seule.",
            other:
              "Ce qui est lisible ici est effacé. {n} saisies non envoyées restent scellées et partent seules.",
          }),
    go: "Vider ce téléphone",
    sure: "Oui, le vider",
    keep: "Le garder",
  },
  erase: {
    title: "Effacer ce téléphone",
    hold: (n) =>
      n === 0
        ? "Appuyez 3 secondes pour effacer ce qui est lisible ici. Tout a été envoyé."
        : many(n, {
            one: "Appuyez 3 secondes pour effacer ce qui est lisible ici. {n} saisie non envoyée reste scellée.",
            other:
              "Appuyez 3 secondes pour effacer ce qui est lisible ici. {n} saisies non envoyées restent scellées.",
          }),
    button: "Appuyer pour effacer",
    holding: "Continuez d’appuyer",
    unsentToo: "Abandonner aussi les saisies non envoyées",
    unsentSure: (n) =>
      many(n, {
        one: "{n} saisie que personne d’autre n’a sera perdue pour toujours. Vraiment l’abandonner\u00a0?",
        other:
          "{n} saisies que personne d’autre n’a seront perdues pour toujours. Vraiment les abandonner\u00a0?",
      }),
    yes: "Oui, les abandonner aussi",
    no: "Les garder scellées",
    done: "Ce téléphone est vide.",
  },
  settings: {
    title: "Code de déverrouillage",
    change: "Changer le code",
    old: "Le code actuel",
    changed: "Le code est changé.",
    device: "Déverrouiller par empreinte ou visage",
    deviceOn: "Activer",
    deviceOff: "Désactiver",
    deviceFailed: "Ce téléphone ne sait pas le faire de façon sûre. Le code reste.",
    lockNow: "Verrouiller maintenant",
  },
  carry: {
    code: "En code, pour l’appareil photo d’un autre téléphone",
    codeWhy:
      "Il le scanne sous « Remettre un fichier scellé », sans pouvoir lire ce qu’il contient.",
    codeNext: "Code suivant",
    codeTooLong: "Cette saisie est trop longue pour un code. Utilisez le fichier.",
    phone: "Par un autre téléphone",
    file: "En fichier scellé",
    title: "Par un autre téléphone",
    why: "Une copie scellée de ce qui n’est pas envoyé. Qui la porte ne peut pas la lire, seulement la remettre. Tout reste aussi ici, jusqu’à confirmation du serveur à ce téléphone.",
    nothing: "Tout est envoyé\u00a0: rien à porter.",
    share: "Transmettre le fichier scellé",
    who: "Qui le porte\u00a0?",
    whoHint: "Pour savoir à qui demander.",
    other: "Quelqu’un d’autre",
    saved: "Le fichier scellé est dans vos téléchargements.",
    shared: "Transmis.",
    failed: "Le fichier n’a pas pu être fait. Réessayez.",
    by: (name) => `Aussi porté par le téléphone de ${name}.`,
    bySomebody: "Aussi porté par un autre téléphone.",
    handedIn: (n) =>
      many(n, {
        one: "{n} saisie scellée a été remise. Elle quitte cette liste quand le serveur la confirme à ce téléphone.",
        other:
          "{n} saisies scellées ont été remises. Elles quittent cette liste quand le serveur les confirme à ce téléphone.",
      }),
    sealed: (n) =>
      many(n, {
        one: "{n} saisie est scellée et illisible ici. Elle part seule.",
        other: "{n} saisies sont scellées et illisibles ici. Elles partent seules.",
      }),
  },
  handIn: {
    scan: "Scanner un code",
    scanHint: "Tenez le carré dans l’image.",
    notACode: "Ce n’est pas le code d’une saisie scellée.",
    noCamera: "Ce téléphone ne donne pas de caméra ici. Demandez le fichier.",
    stop: "Arrêter",
    open: "Remettre un fichier scellé",
    title: "Remettre un fichier scellé",
    why: "Pour un téléphone sans réseau. Vous ne pouvez pas lire ce qu’il contient. Le remettre deux fois ne gêne pas.",
    choose: "Choisir le fichier",
    working: "Remise en cours",
    done: (n) =>
      many(n, {
        one: "Remis\u00a0: {n} saisie. Merci.",
        other: "Remis\u00a0: {n} saisies. Merci.",
      }),
    partly: (n) =>
      many(n, {
        one: "{n} saisie n’a pas été prise\u00a0: gardez le fichier et prévenez la coordination.",
        other:
          "{n} saisies n’ont pas été prises\u00a0: gardez le fichier et prévenez la coordination.",
      }),
    not_ours:
      "Ce n’est pas un fichier scellé de Maraude, ou il a été modifié en route. Redemandez-le.",
    offline: "Pas de réseau. Gardez le fichier et remettez-le plus tard.",
    portal: "Ce wifi n’est pas une vraie connexion. Gardez le fichier et remettez-le plus tard.",
    failed: "Le serveur ne l’a pas pris. Gardez le fichier et réessayez plus tard.",
  },
  revoked: (n) =>
    n === 0
      ? "Tout est remis. Ce téléphone se vide maintenant."
      : many(n, {
          one: "{n} saisie reste à remettre\u00a0; puis ce téléphone se vide.",
          other: "{n} saisies restent à remettre\u00a0; puis ce téléphone se vide.",
        }),
};
