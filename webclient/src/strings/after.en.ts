/** What is said of corrections, and of taking something back, in English. */
export const afterEn = {
  undone: (what: string) => `Undone: ${what}`,
  counts: (title: string) => `Undone, it counts again: ${title}`,
  answered: (answer: string) => `Answered: ${answer}`,
  asked: "The question is open again. Your words are still in its field.",
  open: (what: string) => `Undone, to be decided again: ${what}`,
  another: "Another count of yours",
  inAll: (amount: string) => `Yours here in all: ${amount}`,
  side: (value: string, name: string) => `${value} (${name})`,
  two: "Two values. What you change here stands for both.",
  fieldSides: (field: string, sides: string) => `${field}: ${sides}`,
};

export type AfterStrings = typeof afterEn;
