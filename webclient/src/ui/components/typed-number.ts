/** What has been typed on the number pad so far: the first digit replaces the number there was. */
export interface Typed {
  readonly text: string;
  /** True until the first key: the old number is shown, marked, and about to be replaced. */
  readonly fresh: boolean;
}

const DIGITS_MAX = 6;
const DECIMALS_MAX = 1;

export function startTyping(value: number): Typed {
  return { text: value === 0 ? "" : String(value), fresh: true };
}

/** `key` is a digit, "." or "erase". A key that makes no number is ignored. */
export function press(typed: Typed, key: string, decimals: boolean): Typed {
  if (key === "erase") return { text: typed.text.slice(0, -1), fresh: false };
  const before = typed.fresh ? "" : typed.text;
  if (key === ".") {
    if (!decimals || before.includes(".")) return typed;
    return { text: `${before === "" ? "0" : before}.`, fresh: false };
  }
  const text = before === "0" ? key : before + key;
  const [whole = "", part = ""] = text.split(".");
  if (whole.length > DIGITS_MAX || part.length > DECIMALS_MAX) return { ...typed, fresh: false };
  return { text, fresh: false };
}

export function typedText(typed: Typed): string {
  return typed.text === "" ? "0" : typed.text;
}

export function typedValue(typed: Typed): number {
  return Number(typedText(typed));
}
