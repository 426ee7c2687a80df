/** Every key of the desk, whether it works on this screen or not. */
import type { DeskKey } from "../../strings/desk.en";
import { Dialog } from "./parts";
import { say } from "./say";

const ALL: readonly (readonly [readonly string[], DeskKey])[] = [
  [["J", "K"], "keys.next"],
  [["Enter"], "keys.open"],
  [["X"], "keys.select"],
  [["R"], "keys.review"],
  [["Q"], "keys.ask"],
  [["E"], "keys.edit"],
  [["H"], "keys.history"],
  [["1", "2"], "keys.keep"],
  [["3"], "keys.another"],
  [["1", "9"], "keys.choice"],
  [["S"], "keys.later"],
  [["U"], "keys.undo"],
  [["/"], "keys.search"],
  [["G", "I"], "keys.go.inbox"],
  [["G", "E"], "keys.go.entries"],
  [["G", "D"], "keys.go.directory"],
  [["G", "R"], "keys.go.rounds"],
  [["G", "F"], "keys.go.referrals"],
  [["G", "T"], "keys.go.reports"],
  [["G", "P"], "keys.go.people"],
  [["G", "S"], "keys.go.settings"],
  [["Esc"], "keys.back"],
  [["?"], "keys.all"],
];

/** One after the other, any from the one to the other, or either. */
function betweenOf(first: string, label: DeskKey): string {
  if (first === "G") return ` ${say("keys.then")} `;
  return label === "keys.choice" ? " – " : " ";
}

export function KeyHelp({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title={say("keys.title")} onClose={onClose}>
      <dl class="keyhelp">
        {ALL.map(([keys, label]) => (
          <div key={label}>
            <dt>
              {keys.map((key, index) => (
                <span key={key}>
                  {index === 0 ? "" : betweenOf(keys[0] ?? "", label)}
                  <kbd class="key">{key}</kbd>
                </span>
              ))}
            </dt>
            <dd>{say(label)}</dd>
          </div>
        ))}
      </dl>
      <p class="second">{say("keys.off")}</p>
    </Dialog>
  );
}
