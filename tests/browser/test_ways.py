"""Ways in without drawing (examples, pictures, links) and ways out (number, link, curl)."""

import base64
import io
import json
import re
import shutil
import subprocess
from typing import Any

import numpy as np
import pytest
from answers import answer, ones
from conftest import PHONE, NewPage
from hand import dash, write, written
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect
from see import hear, kept_drawing, see_number, see_strokes

CLIPBOARD = ["clipboard-read", "clipboard-write"]
DROP = """([name, type, base64]) => {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], name, { type }));
  for (const kind of ["dragover", "drop"]) {
    document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
  }
}"""
PASTE = """([name, type, base64]) => {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], name, { type }));
  document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
}"""


def picture(text: str, size: tuple[int, int] = (800, 300), kind: str = "PNG") -> bytes:
    """A picture of a number in dark ink on white paper."""
    ink = written(text)
    points = np.concatenate(ink)[:, :2]
    low, extent = points.min(0), np.ptp(points, axis=0)
    scale = (0.75 * np.array(size) / extent).min()
    corner = (np.array(size) - scale * extent) / 2
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    for stroke in ink:
        draw.line([tuple(corner + scale * (xy - low)) for xy in stroke[:, :2]], fill="#202020", width=size[1] // 30, joint="curve")
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


def upload(content: bytes, name: str = "number.png", mime: str = "image/png") -> dict[str, Any]:
    """A file for a file field."""
    return {"name": name, "mimeType": mime, "buffer": content}


def see_picture(page: Page) -> None:
    """A picture lies on the canvas."""
    expect(page.get_by_role("img", name="Your picture", exact=True)).to_be_visible()


@pytest.mark.parametrize("text", ["407", "1729", "20385", "314159265358979"])
def test_an_example_is_read(page: Page, text: str) -> None:
    page.get_by_role("button", name=f"Example {text}", exact=True).click()
    see_number(page, text)


def test_an_example_can_be_undone(page: Page) -> None:
    dash(page)
    page.get_by_role("button", name="Example 407", exact=True).click()
    page.get_by_role("button", name="Undo").click()
    see_strokes(page, 1)


def test_a_picture_that_is_opened_is_read(page: Page) -> None:
    page.get_by_label("Open a picture").set_input_files(upload(picture("407")))
    see_picture(page)
    see_number(page, "407")
    expect(page.get_by_role("button", name="Copy link")).to_be_hidden()


def test_a_picture_that_is_dropped_is_read(page: Page) -> None:
    page.evaluate(DROP, ["number.png", "image/png", base64.b64encode(picture("407")).decode()])
    see_number(page, "407")


def test_a_picture_that_is_pasted_is_read_and_kept_over_a_reload(page: Page) -> None:
    page.evaluate(PASTE, ["number.jpg", "image/jpeg", base64.b64encode(picture("407", kind="JPEG")).decode()])
    see_number(page, "407")
    page.reload()
    see_picture(page)
    see_number(page, "407")


def test_a_photograph_is_taken_with_the_camera_and_sent_smaller(open_with: Any) -> None:
    page, fake = open_with(lambda body: (200, {"text": "", "predictions": []}), viewport=PHONE, has_touch=True, is_mobile=True)
    field = page.get_by_label("Take a photo")
    expect(field.locator("..")).to_be_visible()
    expect(field).to_have_attribute("capture", "environment")
    noise = np.random.default_rng(1).integers(0, 255, (2000, 3000, 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(noise).save(file, "JPEG")
    field.set_input_files(upload(file.getvalue(), "photo.jpg", "image/jpeg"))
    see_picture(page)
    expect(page.locator("#confidence")).to_be_visible()
    kind, sent = re.fullmatch(r"data:image/(\w+);base64,(.*)", fake.bodies[0]["image"]).groups()
    image = Image.open(io.BytesIO(base64.b64decode(sent)))
    assert (kind, image.size) == ("jpeg", (1600, 1067))


def test_ink_begun_on_a_picture_is_a_new_drawing_and_undo_brings_the_picture_back(page: Page) -> None:
    page.get_by_label("Open a picture").set_input_files(upload(picture("407")))
    see_number(page, "407")
    dash(page)
    see_strokes(page, 1)
    page.get_by_role("button", name="Undo").click()
    see_picture(page)
    see_number(page, "407")


@pytest.mark.parametrize(("name", "mime"), [("letter.txt", "text/plain"), ("broken.png", "image/png")])
def test_a_file_that_is_no_picture_is_refused_and_the_drawing_stays(page: Page, name: str, mime: str) -> None:
    page.get_by_label("Read by itself").uncheck()
    dash(page)
    page.get_by_label("Open a picture").set_input_files(upload(b"no picture", name, mime))
    expect(page.get_by_role("alert")).to_contain_text("This is no picture that can be read here")
    see_strokes(page, 1)
    page.get_by_role("alert").get_by_role("button", name="Close").click()
    expect(page.get_by_role("alert")).to_be_hidden()


def test_the_link_shows_the_drawing_again(new_page: NewPage) -> None:
    page = new_page(permissions=CLIPBOARD)
    page.goto("/")
    write(page, "407")
    see_number(page, "407")
    page.get_by_role("button", name="Copy link").click()
    hear(page, "Copied")
    link = page.evaluate("navigator.clipboard.readText()")
    assert re.search(r"/#ink1=[\w-]+$", link)
    other = new_page()
    other.goto(link)
    see_number(other, "407")
    assert "#" not in other.url
    mine, theirs = (_coordinates(kept_drawing(each)) for each in (page, other))
    assert np.abs(mine - theirs).max() <= 0.13


def test_a_link_opened_over_a_drawing_can_be_undone(new_page: NewPage) -> None:
    page = new_page(permissions=CLIPBOARD)
    page.goto("/")
    dash(page, 0.2)
    dash(page, 0.8)
    see_number(page, "11")
    page.get_by_role("button", name="Copy link").click()
    hear(page, "Copied")
    link = page.evaluate("navigator.clipboard.readText()")
    page.get_by_role("button", name="Example 407", exact=True).click()
    see_number(page, "407")
    page.evaluate("link => { location.href = link; }", link)
    see_number(page, "11")
    page.get_by_role("button", name="Undo").click()
    see_number(page, "407")


@pytest.mark.parametrize("fragment", ["#ink1=", "#ink1=%%%", "#ink1=AAAA", "#ink1=" + "x" * 5000])
def test_a_link_without_a_drawing_says_so_and_keeps_what_was_drawn(page: Page, fragment: str) -> None:
    page.get_by_label("Read by itself").uncheck()
    dash(page)
    page.evaluate("fragment => { location.hash = fragment; }", fragment)
    expect(page.get_by_role("alert")).to_contain_text("This link holds no drawing")
    see_strokes(page, 1)


def test_the_number_is_copied(new_page: NewPage) -> None:
    page = new_page(permissions=CLIPBOARD)
    page.goto("/")
    page.get_by_role("button", name="Example 20385", exact=True).click()
    see_number(page, "20385")
    page.get_by_role("button", name="Copy number").click()
    hear(page, "Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "20385"


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_curl_command_gets_the_same_answer(new_page: NewPage) -> None:
    page = new_page(permissions=CLIPBOARD)
    page.goto("/")
    page.get_by_role("button", name="Example 1729", exact=True).click()
    see_number(page, "1729")
    page.get_by_role("button", name="Copy as curl").click()
    hear(page, "Copied")
    command = page.evaluate("navigator.clipboard.readText()")
    answered = subprocess.run(["sh", "-c", command], capture_output=True, check=True, timeout=60).stdout
    assert json.loads(answered)["text"] == "1729"


def test_copying_that_is_refused_is_said(open_with: Any) -> None:
    page, _ = open_with(ones)
    dash(page)
    see_number(page, "1")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.get_by_role("button", name="Copy number").click()
    hear(page, "Copying was refused")


def test_what_the_function_says_is_text_and_never_markup(open_with: Any) -> None:
    def respond(body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        answered = answer(body, "1")
        answered["model"]["version"] = "<img src=x onerror=alert(1)>"
        answered["predictions"][0]["segmentationResult"][0]["grapheme"] = "<b>1</b>"
        return 200, answered

    page, _ = open_with(respond)
    dash(page)
    expect(page.get_by_text("Model <img src=x onerror=alert(1)>")).to_be_visible()
    expect(page.locator("#number")).to_have_text("<b>1</b>")


def _coordinates(drawing: dict[str, Any]) -> np.ndarray:
    return np.array([[point["x"], point["y"]] for stroke in drawing["strokes"] for point in stroke["points"]])
