/** "Take back all by this phone since …": what would become of each entry, then all at once. */
import { useEffect, useState } from "preact/hooks";
import { get } from "./api";
import { ChangeList, type Line } from "./change-list";
import { describeField, describeRecord, describeValue } from "./describe";
import { failureText } from "./done";
import { fromLocalInput, listMoment, localInput } from "./moment";
import { devices } from "./names";
import { say } from "./say";
import { network, now } from "./session";
import { type Planned, writeSeveral } from "./several";
import type { Device, Fields, Item } from "./wire";

interface Undoing extends Item {
  readonly set: Fields;
  readonly seen: Readonly<Record<string, readonly string[]>>;
  readonly made: boolean;
  readonly shared: boolean;
}

interface Plan {
  readonly items: readonly Undoing[];
  readonly left: number;
  readonly more: boolean;
}

export function TakeBack(props: {
  /** Chosen beforehand, of those that wrote in the entry it was opened from. */
  readonly device: string;
  readonly since: string;
  readonly onClose: () => void;
}) {
  const zone = network().time_zone;
  const [device, setDevice] = useState(props.device);
  const [since, setSince] = useState(() => localInput(props.since, zone));
  const [problem, setProblem] = useState<string | null>(null);
  const [plan, setPlan] = useState<Plan | null>(null);
  useEffect(() => {
    let left = false;
    const at = fromLocalInput(since, zone);
    setPlan(null);
    if (at === null) return;
    void get<Plan>(`/api/devices/${device}/take-back?since=${at}`).then((reply) => {
      if (left) return;
      setProblem(reply.ok ? null : failureText(reply));
      if (reply.ok) setPlan(reply.value);
    });
    return () => {
      left = true;
    };
  }, [device, since]);
  const alias = devices.value.find((one) => one.id === device)?.user.alias ?? "";
  async function run(chosen: ReadonlySet<string>): Promise<string | null> {
    const planned = (plan?.items ?? []).filter((item) => chosen.has(item.id)).map(plannedOf);
    const reply = await writeSeveral(planned, (n) => say("did.takeback", { n, name: alias }));
    return reply.ok ? null : failureText(reply);
  }
  return (
    <ChangeList
      title={say("takeback.title")}
      hint={say("takeback.hint")}
      lines={problem === null ? (plan?.items.map(lineOf) ?? null) : []}
      go={(n) => say("takeback.go", { n })}
      onGo={run}
      onClose={props.onClose}
    >
      <div class="form-two">
        <Phones chosen={device} onChoose={setDevice} />
        <label>
          <span>{say("takeback.since")}</span>
          <input
            type="datetime-local"
            data-first
            value={since}
            onInput={(event) => setSince(event.currentTarget.value)}
          />
        </label>
      </div>
      {problem === null ? null : (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {plan === null || plan.left === 0 ? null : <p>{say("takeback.left", { n: plan.left })}</p>}
      {plan?.more === true ? <p>{say("takeback.more")}</p> : null}
    </ChangeList>
  );
}

function Phones(props: { readonly chosen: string; readonly onChoose: (id: string) => void }) {
  return (
    <label>
      <span>{say("takeback.phone")}</span>
      <select value={props.chosen} onChange={(event) => props.onChoose(event.currentTarget.value)}>
        {devices.value.map((device) => (
          <option key={device.id} value={device.id}>
            {phoneName(device)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Somebody with two phones can tell them apart by when they were last seen. */
function phoneName(device: Device): string {
  const seen =
    device.last_seen === null
      ? say("people.never")
      : listMoment(device.last_seen, network().time_zone, now());
  return `${device.user.alias} · ${seen}`;
}

function plannedOf(item: Undoing): Planned {
  const before = Object.keys(item.set).map((name) => [name, item.fields[name] ?? null]);
  return { target: item, set: item.set, seen: item.seen, before: Object.fromEntries(before) };
}

function lineOf(item: Undoing): Line {
  const moves = item.made ? [say("takeback.void")] : movesOf(item);
  const warning = item.shared ? say("takeback.shared") : null;
  const when = listMoment(item.when ?? item.made_at, network().time_zone, now());
  const name = `${describeRecord(item.kind, item.fields)} · ${when}`;
  return { id: item.id, name, moves, warning };
}

function movesOf(item: Undoing): readonly string[] {
  return Object.entries(item.set).map(([name, value]) => {
    const words = (one: Fields[string]) => describeValue(item.kind, name, one, item.fields);
    return say("inbox.moved", {
      field: describeField(item.kind, name),
      from: words(item.fields[name] ?? null),
      to: words(value),
    });
  });
}
