import { SearchIcon } from "./icons";

export interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
}

export function SearchField({ label, value, onInput }: SearchFieldProps) {
  return (
    <label class="search-field">
      <SearchIcon />
      <span class="search-label">{label}</span>
      <input
        type="search"
        value={value}
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        enterkeyhint="search"
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </label>
  );
}
