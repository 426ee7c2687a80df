"""The camera of a phone, before which a picture is held."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright

from .chromium import EXECUTABLE, FLAGS, phone_options
from .watch import Watch

# Reading a picture of the camera takes a while on a busy machine.
SEEN_MAX_MS = 30_000
# The picture in the middle of a film of one frame, as Chromium's fake camera wants it.
FILM = """async (source) => {
  const image = new Image();
  await new Promise((resolve) => { image.onload = resolve; image.src = source; });
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [640, 480];
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, 640, 480);
  context.drawImage(image, 110, 30, 420, 420);
  const { data } = context.getImageData(0, 0, 640, 480);
  return Array.from({ length: 640 * 480 }, (_, n) => (data[4 * n] > 127 ? 1 : 0)).join("");
}"""


def camera(page: Page, picture: Path, folder: Path) -> Path:
    """A film of the picture in YUV4MPEG2, made by hand: no tool for films is needed."""
    source = "data:image/png;base64," + base64.b64encode(picture.read_bytes()).decode()
    bits = str(page.evaluate(FILM, source))
    light = bytes(235 if bit == "1" else 16 for bit in bits)
    grey = bytes([128]) * (320 * 240)
    frame = b"FRAME\n" + light + grey + grey
    film = folder / "camera.y4m"
    film.write_bytes(b"YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n" + frame * 4)
    return film


@contextmanager
def filming(playwright: Playwright, watch: Watch, film: Path) -> Iterator[BrowserContext]:
    """A phone that sees this film."""
    flags = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    browser = playwright.chromium.launch(
        executable_path=EXECUTABLE,
        args=[*FLAGS, *flags, f"--use-file-for-fake-video-capture={film}"],
    )
    context = browser.new_context(**phone_options(), permissions=["camera"])
    watch.listen(context)
    yield context
    browser.close()
