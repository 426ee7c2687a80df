/** The numbers to call in an emergency: above everything else, and one tap away. */
import { label } from "../../strings";
import { emergencyNumbers } from "./services";
import "./emergency.css";

interface EmergencyNumbersProps {
  readonly title: string;
  readonly call: (name: string, number: string) => string;
}

export function EmergencyNumbers({ title, call }: EmergencyNumbersProps) {
  return (
    <ul class="emergency" aria-label={title}>
      {emergencyNumbers().map(({ code, number }) => {
        const name = label("emergency_number", code);
        return (
          <li key={code}>
            <a class="emergency-call" href={`tel:${number}`} aria-label={call(name, number)}>
              <strong class="emergency-number ltr">{number}</strong>
              <span class="emergency-name">{name}</span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}
