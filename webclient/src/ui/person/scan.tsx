/**
 * The camera, looking for a code. What it sees stays on the phone: each picture is looked at and
 * forgotten.
 */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { SecondaryButton } from "../components/buttons";
import { AttentionIcon } from "../components/icons";
import { Line } from "../components/line";

const LOOK_MS = 150;
/** Larger pictures cost time and show no more. */
const WIDTH_MAX = 640;

type Trouble = "refused" | "none";
/** The text of a code in the picture, or null. */
type Look = (picture: ImageData) => Promise<string | null>;

export interface ScanProps {
  /** What the text of a code stands for; null when it is none of those looked for. */
  readonly read: (text: string) => string | null;
  readonly words: {
    readonly scan: string;
    readonly scanHint: string;
    readonly notACode: string;
    readonly cameraRefused: string;
    readonly cameraNone: string;
    readonly stop: string;
  };
  readonly onFound: (code: string) => void;
  readonly onStop: () => void;
}

export function Scan({ read, words, onFound, onStop }: ScanProps) {
  const video = useRef<HTMLVideoElement>(null);
  const trouble = useSignal<Trouble | null>(null);
  const other = useSignal(false);
  useEffect(() => {
    const end = new AbortController();
    void watch(video.current, end.signal, (text) => {
      const found = read(text);
      other.value = found === null;
      if (found !== null) onFound(found);
    }).then((found) => {
      if (!end.signal.aborted) trouble.value = found;
    });
    return () => end.abort();
  }, []);
  return (
    <section class="card stack scan">
      {trouble.value === null ? (
        <>
          <video ref={video} class="scan-picture" muted playsInline aria-label={words.scan} />
          <p class="second" role="status">
            {other.value ? words.notACode : words.scanHint}
          </p>
        </>
      ) : (
        <div role="alert">
          <Line icon={AttentionIcon} tone="attention">
            {trouble.value === "refused" ? words.cameraRefused : words.cameraNone}
          </Line>
        </div>
      )}
      <SecondaryButton onPress={onStop}>{words.stop}</SecondaryButton>
    </section>
  );
}

/** Ends with the signal, or with why there is no picture. */
async function watch(
  video: HTMLVideoElement | null,
  end: AbortSignal,
  say: (text: string) => void,
): Promise<Trouble | null> {
  if (video === null || navigator.mediaDevices === undefined) return "none";
  const wanted = { video: { facingMode: "environment" }, audio: false };
  const [asked, looking] = await Promise.allSettled([
    navigator.mediaDevices.getUserMedia(wanted),
    lookAt(),
  ]);
  if (asked.status === "rejected" || looking.status === "rejected") {
    if (asked.status === "fulfilled") stop(asked.value);
    return asked.status === "rejected" && isRefusal(asked.reason) ? "refused" : "none";
  }
  video.srcObject = asked.value;
  const canvas = document.createElement("canvas");
  try {
    await video.play();
    while (!end.aborted) {
      const picture = pictureOf(video, canvas);
      const text = picture === null ? null : await looking.value(picture);
      if (text !== null && !end.aborted) say(text);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    return null;
  } catch (problem) {
    if (problem instanceof DOMException) return "none";
    throw problem;
  } finally {
    // Whatever happened, the camera does not stay on.
    stop(asked.value);
  }
}

function pictureOf(video: HTMLVideoElement, canvas: HTMLCanvasElement): ImageData | null {
  if (video.videoWidth === 0) return null;
  const scale = Math.min(1, WIDTH_MAX / video.videoWidth);
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) return null;
  context.drawImage(video, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

/** A file of its own, which only who scans needs. */
async function lookAt(): Promise<Look> {
  const { default: read } = await import("jsqr");
  return async ({ data, width, height }) => read(data, width, height)?.data ?? null;
}

function isRefusal(reason: unknown): boolean {
  return reason instanceof DOMException && reason.name === "NotAllowedError";
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
