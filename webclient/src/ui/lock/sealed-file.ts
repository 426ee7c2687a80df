/** The sealed file on its way out of this phone: through the share sheet, or as a download. */
import { phone } from "../../store/phone";

const NAME = "maraude-sealed.txt";

export async function saveFile(): Promise<boolean> {
  const file = await made();
  if (file === null) return false;
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = NAME;
  link.click();
  // The browser reads it a moment later.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  return true;
}

/** Hands it to the share sheet where there is one; `null` when the person turned back there. */
export async function handOver(): Promise<"shared" | "saved" | "failed" | null> {
  const file = await made();
  if (file === null) return "failed";
  if (navigator.canShare?.({ files: [file] }) !== true) {
    return (await saveFile()) ? "saved" : "failed";
  }
  const [shared] = await Promise.allSettled([navigator.share({ files: [file] })]);
  if (shared.status === "fulfilled") return "shared";
  const turnedBack = shared.reason instanceof DOMException && shared.reason.name === "AbortError";
  if (turnedBack) return null;
  return (await saveFile()) ? "saved" : "failed";
}

async function made(): Promise<File | null> {
  const [found] = await Promise.allSettled([phone.envelopes()]);
  if (found.status === "rejected") return null;
  return new File([found.value], NAME, { type: "text/plain" });
}
