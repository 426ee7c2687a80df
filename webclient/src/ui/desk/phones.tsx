/** The phones of the team: last seen, version, what waits on them, what is missing. */
import { AttentionIcon } from "../components/icons";
import { listMoment } from "./moment";
import { Action, Nothing } from "./parts";
import { say, writeNumber } from "./say";
import { network, now } from "./session";
import type { Device } from "./wire";

/** What the server says of a browser that keeps nothing and counts on the page `/online`. */
const ONLINE = "online";

interface PhonesProps {
  readonly devices: readonly Device[];
  readonly onBlock: (device: Device) => void;
}

export function Phones({ devices, onBlock }: PhonesProps) {
  if (devices.length === 0) return <Nothing text={say("people.phones.none")} />;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls is reached by keyboard */}
      <section class="scroll" tabIndex={0} aria-label={say("people.phones")}>
        <table class="rows rows-phones">
          <thead>
            <tr>
              <th scope="col">{say("people.phone")}</th>
              <th scope="col">{say("people.seen")}</th>
              <th scope="col">{say("people.version")}</th>
              <th scope="col" class="number">
                {say("people.unsent")}
              </th>
              <th scope="col" class="number">
                {say("people.missing")}
              </th>
              <th scope="col">
                <span class="visually-hidden">{say("people.block")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {devices.map((device) => (
              <Phone key={device.id} device={device} onBlock={onBlock} />
            ))}
          </tbody>
        </table>
      </section>
      <p class="second panel-text">{say("people.missing.why")}</p>
    </>
  );
}

function Phone(props: { readonly device: Device; readonly onBlock: (device: Device) => void }) {
  const { device } = props;
  const missing = missingOn(device);
  return (
    <tr class={device.revoked_at === null ? "" : "row-off"}>
      <th scope="row">
        <bdi>{device.user.alias}</bdi>
        {device.label === null ? null : <span class="second"> {device.label}</span>}
      </th>
      <td>{device.last_seen === null ? say("people.never") : moment(device.last_seen)}</td>
      <td>{device.app === ONLINE ? say("people.online") : (device.app ?? "")}</td>
      <td class="number">{amount(device.unsent)}</td>
      <td class="number">
        {missing !== null && missing > 0 ? (
          <span class="unsettled">
            <AttentionIcon />
            {say("people.missing.some", { n: missing })}
          </span>
        ) : missing === null ? (
          say("people.unknown")
        ) : (
          say("people.missing.none")
        )}
      </td>
      <td>
        {device.revoked_at === null ? (
          <Action
            look="danger"
            label={say("colon", { name: say("people.block"), value: device.user.alias })}
            onPress={() => props.onBlock(device)}
          >
            {say("people.block")}
          </Action>
        ) : (
          <span class="second">{say("people.blocked", { day: moment(device.revoked_at) })}</span>
        )}
      </td>
    </tr>
  );
}

function moment(at: string): string {
  return listMoment(at, network().time_zone, now());
}

function amount(count: number | null): string {
  return count === null ? say("people.unknown") : writeNumber(count);
}

/** Made − stored − unsent: what the phone once wrote and neither has nor sent. */
export function missingOn(device: Device): number | null {
  if (device.missing !== null && device.missing !== undefined) return device.missing;
  if (device.made === null || device.unsent === null) return null;
  return Math.max(0, device.made - device.stored - device.unsent);
}
