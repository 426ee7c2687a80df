/** The codes of a list as options of a select, by category where the list has them. */
import type { ListedCode } from "../../schema/lists";
import { lists } from "../../strings/lists";
import { codeLabel } from "./say";

interface CodeOptionsProps {
  readonly list: string;
  readonly leaveOut: (code: ListedCode) => boolean;
}

export function CodeOptions({ list, leaveOut }: CodeOptionsProps) {
  const codes = [...lists.value.all(list).values()].filter((code) => !leaveOut(code));
  const categories = [...new Set(codes.map(({ category }) => category))];
  return (
    <>
      {categories.map((category) => {
        const options = codes
          .filter((code) => code.category === category)
          .map(({ code }) => (
            <option key={code} value={code}>
              {codeLabel(list, code)}
            </option>
          ));
        return category === undefined ? (
          options
        ) : (
          <optgroup key={category} label={codeLabel("service_category", category)}>
            {options}
          </optgroup>
        );
      })}
    </>
  );
}
