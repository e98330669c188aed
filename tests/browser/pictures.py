"""Pictures of written numbers, and the ways that they come to a page."""

import base64

from playwright.sync_api import Page

from canvas import Canvas, encoded, on_paper
from hand import written

DATA = """([type, base64]) => {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], "number", { type }));
"""
DRAG = """
  document.body.dispatchEvent(new DragEvent("%s", { dataTransfer: data, bubbles: true, cancelable: true }));
"""
HOLD = DATA + DRAG % "dragover" + "}"
DROP = DATA + DRAG % "dragover" + DRAG % "drop" + "}"
#: From one element to another; null is out of the page. No event says where it came from or goes, as in Safari.
CROSS = """([from, to]) => {
  const tell = (kind, selector) => selector && document.querySelector(selector)
    .dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true }));
  tell("dragenter", to);
  tell("dragleave", from);
}"""
PASTE = DATA + """
  document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
}"""


def picture(text: str, form: str = "PNG", ink: float = 32, paper: float = 255) -> bytes:
    """A file with a picture of a number; ink and paper are grays, 0 black to 255 white."""
    coverage = Canvas(pen=5, ratio=3, margin=30).coverage(written(text))
    return encoded(on_paper(coverage, ink, paper), form)


def hold_over(page: Page, content: bytes, mime: str = "image/png") -> None:
    """Hold a file over the page."""
    page.evaluate(HOLD, [mime, base64.b64encode(content).decode()])


def drop(page: Page, content: bytes, mime: str = "image/png") -> None:
    """Drop a file on the page."""
    page.evaluate(DROP, [mime, base64.b64encode(content).decode()])


def paste(page: Page, content: bytes, mime: str = "image/png") -> None:
    """Paste a file into the page."""
    page.evaluate(PASTE, [mime, base64.b64encode(content).decode()])
