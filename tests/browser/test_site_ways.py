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
from PIL import ExifTags, Image
from playwright.sync_api import Page, expect

from answers import answer, fulfill, ones
from canvas import encoded
from clock import stop_clock
from hand import correct, dash, write, write_and_correct
from pictures import CROSS, drop, hold_over, paste, picture
from screens import PHONE
from see import PAINTED, NewPage, hear, kept_drawing, see_number, see_strokes

CLIPBOARD = ["clipboard-read", "clipboard-write"]


#: The colors of the first three digits on the canvas.
COLORS_OF_DIGITS = """() => [0, 1, 2].map((hue) =>
  getComputedStyle(document.querySelector("#ink")).getPropertyValue(`--digit-${hue}`).trim())"""
#: Whether many pixels of the canvas have each of the colors: more than its box and tag need.
PIXELS_OF_COLORS = """(colors) => {
  const canvas = document.querySelector("#ink");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const near = (color) => {
    const wanted = color.match(/\\w\\w/g).map((part) => parseInt(part, 16));
    let count = 0;
    for (let at = 0; at < data.length; at += 4) {
      count += wanted.every((value, channel) => Math.abs(value - data[at + channel]) < 40);
    }
    return count > 1500;
  };
  return colors.map(near);
}"""


#: The first two pixels of the picture in the canvas' middle row.
LEFTMOST_PIXELS = """async () => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const canvas = document.querySelector("#ink");
  const { data } = canvas.getContext("2d").getImageData(0, Math.round(canvas.height / 2), canvas.width, 1);
  const first = data.findIndex((value, index) => index % 4 === 3 && value === 255) - 3;
  return [first, first + 4].map((at) => [...data.slice(at, at + 3)]);
}"""


def upload(content: bytes, name: str = "number.png", mime: str = "image/png") -> dict[str, Any]:
    """A file for a file field."""
    return {"name": name, "mimeType": mime, "buffer": content}


def copied_link(page: Page) -> str:
    """What "Copy link" puts on the clipboard."""
    page.get_by_role("button", name="Copy link").click()
    hear(page, "Copied")
    return page.evaluate("navigator.clipboard.readText()")


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


def test_an_example_that_is_clicked_twice_is_one_step(page: Page) -> None:
    page.get_by_role("button", name="Example 407", exact=True).dblclick()
    see_number(page, "407")
    page.get_by_role("button", name="Undo").click()
    see_strokes(page, 0)


def test_an_example_chosen_below_the_paper_brings_it_into_sight(open_with: Any) -> None:
    page, _ = open_with(lambda body: (200, answer(body, "1")), viewport={"width": 390, "height": 500})
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(page.locator("#paper")).not_to_be_in_viewport(ratio=0.5)
    page.get_by_role("button", name="Example 407", exact=True).click()
    see_number(page, "1")
    expect(page.locator("#paper")).to_be_in_viewport(ratio=0.9)


def test_a_picture_that_is_opened_is_read(page: Page) -> None:
    page.get_by_label("Open a picture").set_input_files(upload(picture("407")))
    see_picture(page)
    see_number(page, "407")
    expect(page.get_by_role("button", name="Copy link")).to_be_hidden()


@pytest.mark.parametrize(("theme", "ink", "paper"), [("light", 32, 250), ("dark", 230, 20)])
def test_ink_of_a_picture_takes_the_colors_that_can_be_seen_on_its_paper(
    page: Page, tolerated: list[str], theme: str, ink: int, paper: int
) -> None:
    tolerated.append("willReadFrequently")  # it is the test that reads
    page.get_by_label("Open a picture").set_input_files(upload(picture("407", ink=ink, paper=paper)))
    see_number(page, "407")
    expect(page.locator("#ink")).to_have_attribute("data-bs-theme", theme)
    colors = page.evaluate(COLORS_OF_DIGITS)
    page.evaluate(PAINTED)
    assert page.evaluate(PIXELS_OF_COLORS, colors) == [True, True, True]


@pytest.mark.parametrize(("theme", "ink"), [("light", 32), ("dark", 255)])
def test_ink_of_a_transparent_picture_is_seen_on_paper_that_sets_it_off(
    page: Page, tolerated: list[str], theme: str, ink: int
) -> None:
    tolerated.append("willReadFrequently")  # it is the test that reads
    paperless = Image.open(io.BytesIO(picture("407", ink=255, paper=0)))
    pixels = Image.merge("LA", (Image.new("L", paperless.size, ink), paperless.convert("L")))
    page.get_by_label("Open a picture").set_input_files(upload(encoded(pixels)))
    see_number(page, "407")
    expect(page.locator("#ink")).to_have_attribute("data-bs-theme", theme)
    colors = page.evaluate(COLORS_OF_DIGITS)
    page.evaluate(PAINTED)
    assert page.evaluate(PIXELS_OF_COLORS, colors) == [True, True, True]


def test_a_white_picture_has_an_edge_on_white_paper(open_with: Any, tolerated: list[str]) -> None:
    tolerated.append("willReadFrequently")  # it is the test that reads
    page, _ = open_with(lambda body: (200, {"text": "", "predictions": []}))
    drop(page, picture("407"))
    expect(page.locator("#ink")).to_have_attribute("data-bs-theme", "light")
    expect(page.locator("#confidence")).to_be_visible()
    edge, paper = page.evaluate(LEFTMOST_PIXELS)
    assert paper == [255, 255, 255]
    assert max(edge) < 220


def test_a_picture_that_is_dropped_is_read(page: Page) -> None:
    drop(page, picture("407"))
    see_number(page, "407")


def test_where_a_picture_can_be_dropped_is_told_also_below_the_paper(page: Page) -> None:
    page.set_viewport_size({"width": 900, "height": 500})
    write(page, "20385")
    see_number(page, "20385")
    page.get_by_role("heading", name="Read a picture").scroll_into_view_if_needed()
    expect(page.locator("#ink")).not_to_be_in_viewport()
    hold_over(page, picture("407"))
    expect(page.get_by_text("Drop the picture here")).to_be_in_viewport()
    drop(page, picture("407"))
    expect(page.get_by_text("Drop the picture here")).to_be_hidden()
    see_number(page, "407")


def test_where_a_picture_can_be_dropped_is_told_until_it_leaves_the_page(page: Page) -> None:
    told = page.get_by_text("Drop the picture here")
    page.evaluate(CROSS, [None, "body"])
    hold_over(page, picture("407"))
    for between in (["body", "#ink"], ["#ink", "#predict"], ["#predict", "body"]):
        page.evaluate(CROSS, between)
        expect(told).to_be_visible()
    page.evaluate(CROSS, ["body", None])
    expect(told).to_be_hidden()


def test_a_drag_that_ends_unheard_does_not_hide_the_page(page: Page) -> None:
    hold_over(page, picture("407"))
    expect(page.get_by_text("Drop the picture here")).to_be_visible()
    page.mouse.move(200, 200)
    expect(page.get_by_text("Drop the picture here")).to_be_hidden()


def test_a_picture_whose_name_does_not_say_that_it_is_one_is_read(page: Page) -> None:
    drop(page, picture("407"), mime="")
    see_picture(page)
    see_number(page, "407")


def test_a_picture_that_is_pasted_is_read_and_kept_over_a_reload(page: Page) -> None:
    paste(page, picture("407", form="JPEG"))
    see_number(page, "407")
    page.reload()
    see_picture(page)
    see_number(page, "407")


def test_a_picture_that_takes_long_to_open_is_said_to_be_opened(page: Page) -> None:
    page.evaluate(OPEN_THE_FIRST_WHEN_TOLD)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    drop(page, picture("407"))
    expect(page.locator("#waiting")).to_have_text("Opening the picture…")
    expect(page.locator("#waiting")).to_be_in_viewport()
    hear(page, "Opening the picture…")
    page.evaluate("openTheFirst()")
    see_picture(page)
    see_number(page, "407")
    expect(page.locator("#waiting")).to_be_hidden()


def test_a_picture_that_is_not_opened_after_all_is_not_said_to_be_any_more(page: Page) -> None:
    page.get_by_label("Read automatically").uncheck()
    page.evaluate(OPEN_THE_FIRST_WHEN_TOLD)
    drop(page, picture("407"))
    hear(page, "Opening the picture…")
    dash(page)
    hear(page, "^$")
    drop(page, b"no picture")
    expect(page.get_by_role("alert")).to_be_visible()
    hear(page, "^$")


@pytest.mark.parametrize("newer", ["ink", "example", "picture"])
def test_a_picture_that_takes_long_to_open_does_not_replace_what_is_newer(page: Page, newer: str) -> None:
    page.evaluate(OPEN_THE_FIRST_WHEN_TOLD)
    drop(page, picture("407"))
    if newer == "ink":
        write(page, "1729")
    elif newer == "example":
        page.get_by_role("button", name="Example 1729", exact=True).click()
    else:
        drop(page, picture("1729"))
    see_number(page, "1729")
    expect(page.locator("#waiting")).to_be_hidden()
    name = page.locator("#ink").get_attribute("aria-label")
    page.evaluate("openTheFirst()")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    see_number(page, "1729")
    expect(page.locator("#ink")).to_have_attribute("aria-label", name)


#: The first picture is not there before `openTheFirst` is called.
OPEN_THE_FIRST_WHEN_TOLD = """() => {
  const { createImageBitmap } = window;
  window.createImageBitmap = (...what) => {
    window.createImageBitmap = createImageBitmap;
    return new Promise((done) => {
      window.openTheFirst = () => createImageBitmap(...what).then((bitmap) => { done(bitmap); });
    });
  };
}"""


def test_a_photograph_is_taken_with_the_camera_and_sent_smaller(open_with: Any) -> None:
    phone = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
    page, fake = open_with(lambda body: (200, {"text": "", "predictions": []}), **phone)
    field = page.get_by_label("Take a photo")
    expect(field.locator("..")).to_be_visible()
    expect(field).to_have_attribute("capture", "environment")
    noise = np.random.default_rng(1).integers(0, 255, (1200, 1800, 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(noise).save(file, "JPEG")
    field.set_input_files(upload(file.getvalue(), "photo.jpg", "image/jpeg"))
    see_picture(page)
    expect(page.locator("#confidence")).to_be_visible()
    kind, sent = re.fullmatch(r"data:image/(\w+);base64,(.*)", fake.bodies[0]["image"]).groups()
    image = Image.open(io.BytesIO(base64.b64decode(sent)))
    assert (kind, image.size) == ("jpeg", (1600, 1067))


@pytest.mark.parametrize(("form", "mime"), [("JPEG", "image/jpeg"), ("PNG", "image/png")])
def test_a_picture_is_encoded_once_and_as_it_came(page: Page, form: str, mime: str) -> None:
    """The PNG of a photograph, made only to be found too long, blocked a slow phone for 0.5 s and more."""
    page.evaluate(COUNT_ENCODINGS)
    drop(page, picture("407", form), mime)
    see_number(page, "407")
    assert page.evaluate("encodings") == [mime]


#: From here on `encodings` gets the types that a canvas is encoded to.
COUNT_ENCODINGS = """() => {
  window.encodings = [];
  const { toDataURL } = HTMLCanvasElement.prototype;
  HTMLCanvasElement.prototype.toDataURL = function (type, quality) {
    window.encodings.push(type);
    return toDataURL.call(this, type, quality);
  };
}"""


@pytest.mark.parametrize(("ink", "paper"), [(255, 0), (0, 255)])
def test_a_large_transparent_picture_is_sent_on_paper_that_sets_its_ink_off(page: Page, ink: int, paper: int) -> None:
    cover = Image.open(io.BytesIO(picture("407", ink=255, paper=0))).convert("L").resize((1600, 1000))
    noise = np.random.default_rng(1).integers(0, 40, (1000, 1600), dtype=np.uint8)
    pixels = Image.merge("LA", (Image.new("L", cover.size, ink), Image.fromarray(np.maximum(noise, cover))))
    with page.expect_request(lambda request: request.method == "POST") as asked:
        page.get_by_label("Open a picture").set_input_files(upload(encoded(pixels)))
    kind, sent = re.fullmatch(r"data:image/(\w+);base64,(.*)", asked.value.post_data_json["image"]).groups()
    image = Image.open(io.BytesIO(base64.b64decode(sent))).convert("L")
    assert kind == "jpeg"
    assert abs(image.getpixel((3, 3)) - paper) < 50
    assert max(abs(extreme - paper) for extreme in image.getextrema()) > 200
    see_number(page, "407")


def test_a_photograph_is_sent_upright(open_with: Any) -> None:
    page, fake = open_with(lambda body: (200, {"text": "", "predictions": []}))
    turned, file = Image.Exif(), io.BytesIO()
    turned[ExifTags.Base.Orientation] = 6
    Image.new("RGB", (40, 20), "white").save(file, "JPEG", exif=turned)
    drop(page, file.getvalue(), "image/jpeg")
    expect(page.locator("#confidence")).to_be_visible()
    sent = base64.b64decode(fake.bodies[0]["image"].partition(",")[2])
    assert Image.open(io.BytesIO(sent)).size == (20, 40)


#: The options of Safari 16: none but these, and an error for all others.
OLD_ORIENTATIONS = """() => {
  const { createImageBitmap } = window;
  window.createImageBitmap = async (file, { imageOrientation = "none" } = {}) => {
    if (!["none", "flipY"].includes(imageOrientation)) throw new TypeError("Type error");
    return createImageBitmap(file);
  };
}"""


def test_a_picture_is_read_by_a_browser_that_knows_fewer_orientations(page: Page) -> None:
    page.evaluate(OLD_ORIENTATIONS)
    drop(page, picture("407"))
    see_number(page, "407")


#: As Tor Browser and Firefox with `privacy.resistFingerprinting` give it of a canvas; this is light ink on dark paper.
NOISE = """() => {
  CanvasRenderingContext2D.prototype.getImageData = (x, y, width, height) =>
    new ImageData(new Uint8ClampedArray(4 * width * height).map((_, at) => (at % 4 === 3 ? 64 : 255)), width, height);
  HTMLCanvasElement.prototype.toDataURL = () => "data:image/png;base64,bm9pc2U=";
}"""


def test_a_picture_is_sent_as_it_is_where_canvases_give_noise(page: Page) -> None:
    page.evaluate(NOISE)
    content = picture("407", "JPEG")
    with page.expect_request(lambda request: request.method == "POST") as asked:
        drop(page, content, "image/jpeg")
    sent = "data:image/jpeg;base64," + base64.b64encode(content).decode()
    assert asked.value.post_data_json["image"] == sent
    see_number(page, "407")
    expect(page.locator("#ink")).to_have_attribute("data-bs-theme", "light")


def test_a_picture_that_the_function_does_not_take_is_refused_where_canvases_give_noise(page: Page) -> None:
    page.evaluate(NOISE)
    drop(page, picture("407", "GIF"), "image/gif")
    expect(page.get_by_role("alert")).to_contain_text("PNG, JPEG and WebP")


@pytest.mark.parametrize("has_touch", [False, True])
def test_fingers_are_not_told_to_drop_or_paste_a_picture(open_with: Any, has_touch: bool) -> None:
    page, _ = open_with(ones, viewport=PHONE, has_touch=has_touch, is_mobile=has_touch)
    expect(page.get_by_text("or drop or paste one")).to_be_visible(visible=not has_touch)


def test_ink_begun_on_a_picture_is_a_new_drawing_and_undo_brings_the_picture_back(page: Page) -> None:
    page.get_by_label("Open a picture").set_input_files(upload(picture("407")))
    see_number(page, "407")
    dash(page)
    see_strokes(page, 1)
    page.get_by_role("button", name="Undo").click()
    see_picture(page)
    see_number(page, "407")


@pytest.mark.parametrize(("name", "mime"), [("letter.txt", "text/plain"), ("broken.png", "image/png"), ("letter", "")])
def test_a_file_that_is_no_picture_is_refused_and_the_drawing_stays(page: Page, name: str, mime: str) -> None:
    page.get_by_label("Read automatically").uncheck()
    dash(page)
    page.get_by_label("Open a picture").set_input_files(upload(b"no picture", name, mime))
    expect(page.get_by_role("alert")).to_contain_text("This file cannot be read as a picture")
    expect(page.get_by_role("alert")).to_contain_text("unless they are damaged or too large")
    see_strokes(page, 1)
    page.get_by_role("alert").get_by_role("button", name="Close").click()
    expect(page.get_by_role("alert")).to_be_hidden()


def test_escape_closes_the_alert_and_keeps_the_ink(page: Page) -> None:
    page.get_by_label("Read automatically").uncheck()
    dash(page)
    page.get_by_label("Open a picture").set_input_files(upload(b"no picture"))
    expect(page.get_by_role("alert")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("alert")).to_be_hidden()
    see_strokes(page, 1)


def test_the_link_shows_the_drawing_again(new_page: NewPage) -> None:
    page = new_page(permissions=CLIPBOARD)
    page.goto("/")
    write(page, "407")
    see_number(page, "407")
    link = copied_link(page)
    assert re.search(r"/#ink1=[\w-]+$", link)
    other = new_page()
    other.goto(link)
    see_number(other, "407")
    assert "#" not in other.url
    mine, theirs = (_coordinates(kept_drawing(each)) for each in (page, other))
    assert np.abs(mine - theirs).max() <= 0.13


def test_the_link_carries_corrections(new_page: NewPage) -> None:
    page = new_page(permissions=CLIPBOARD)
    page.goto("/")
    write_and_correct(page)
    other = new_page()
    other.goto(copied_link(page))
    see_number(other, "907")
    expect(other.get_by_role("button", name="Digit 1: 9, set by you")).to_be_visible()
    expect(other.get_by_role("button", name=re.compile(r"^Digit 2: 0, (> )?\d"))).to_be_visible()


def test_corrections_outlive_a_reload_and_go_with_their_drawing(page: Page) -> None:
    write_and_correct(page)
    page.reload()
    see_number(page, "907")
    expect(page.get_by_role("button", name="Digit 1: 9, set by you")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="set by you")).to_have_count(0)
    page.get_by_role("button", name="Redo").click()
    see_number(page, "907")
    page.reload()
    see_number(page, "907")


def test_corrections_of_earlier_drawings_outlive_a_reload(page: Page) -> None:
    write_and_correct(page)
    page.get_by_role("button", name="Undo").click()
    page.reload()
    expect(page.get_by_role("button", name="set by you")).to_have_count(0)
    page.get_by_role("button", name="Redo").click()
    see_number(page, "907")
    page.get_by_role("button", name="Clear").click()
    page.reload()
    page.get_by_role("button", name="Undo").click()
    see_number(page, "907")
    expect(page.get_by_role("button", name="Digit 1: 9, set by you")).to_be_visible()


def test_corrections_come_along_into_a_new_tab(page: Page) -> None:
    write_and_correct(page)
    other = page.context.new_page()
    other.goto("/")
    see_number(other, "907")
    expect(other.get_by_role("button", name="Digit 1: 9, set by you")).to_be_visible()
    correct(other, "Digit 3: 7", "1")
    see_number(other, "901")
    another = page.context.new_page()
    another.goto("/")
    see_number(another, "901")


def test_what_a_tab_reads_again_is_not_what_was_changed_last(page: Page) -> None:
    dash(page)
    see_number(page, "1")
    other = page.context.new_page()
    other.goto("/")
    other.keyboard.press("Escape")
    write_and_correct(other)
    page.reload()
    see_number(page, "1")
    another = page.context.new_page()
    another.goto("/")
    see_number(another, "907")


def test_steps_are_kept_when_the_drawing_changes_or_a_correction_does_and_not_with_each_reading(page: Page) -> None:
    page.evaluate(
        """() => {
            const { setItem } = Storage.prototype;
            window.writes = 0;
            Storage.prototype.setItem = function (name, value) {
                window.writes += name === "inkdigits.history";
                setItem.call(this, name, value);
            };
        }"""
    )
    dash(page, 0.2)
    see_number(page, "1")
    assert page.evaluate("writes") == 1
    dash(page, 0.8)
    see_number(page, "11")
    assert page.evaluate("writes") == 2
    correct(page, "Digit 1: 1", "7")
    see_number(page, "71")
    assert page.evaluate("writes") == 3


def test_a_kept_correction_that_is_none_is_passed_over(page: Page) -> None:
    write(page, "407")
    see_number(page, "407")
    page.evaluate(
        """() => {
            const name = "inkdigits.history", kept = JSON.parse(sessionStorage.getItem(name));
            sessionStorage.setItem(name, JSON.stringify({ ...kept, said: kept.said.map(() => ({ 9: true })) }));
        }"""
    )
    page.reload()
    see_number(page, "407")


def test_a_link_opened_over_a_drawing_can_be_undone(new_page: NewPage) -> None:
    page = new_page(permissions=CLIPBOARD)
    page.goto("/")
    dash(page, 0.2)
    dash(page, 0.8)
    see_number(page, "11")
    link = copied_link(page)
    page.get_by_role("button", name="Example 407", exact=True).click()
    see_number(page, "407")
    page.evaluate("link => { location.href = link; }", link)
    see_number(page, "11")
    page.get_by_role("button", name="Undo").click()
    see_number(page, "407")


def test_what_a_link_takes_the_place_of_is_not_read(open_with: Any) -> None:
    page, fake = open_with(ones, permissions=CLIPBOARD)
    dash(page)
    see_number(page, "1")
    link = copied_link(page)
    dash(page, 0.8)
    see_number(page, "11")
    page.goto("about:blank")
    fake.bodies.clear()
    page.goto(link)
    see_number(page, "1")
    assert [len(body["strokes"]) for body in fake.bodies] == [1]


@pytest.mark.parametrize("fragment", ["#ink1=", "#ink1=%%%", "#ink1=AAAA", "#ink1=" + "x" * 5000])
def test_a_link_without_a_drawing_says_so_and_keeps_what_was_drawn(page: Page, fragment: str) -> None:
    dash(page)
    see_number(page, "1")
    page.goto("about:blank")
    page.goto("/" + fragment)
    see_number(page, "1")
    expect(page.get_by_role("alert")).to_contain_text("This link holds no drawing")
    see_strokes(page, 1)


def test_a_browser_too_old_for_links_says_so_and_offers_none(open_with: Any) -> None:
    page, _ = open_with(ones, "about:blank")
    # Safari before 16.4.
    page.add_init_script("delete window.CompressionStream; delete window.DecompressionStream")
    page.goto("/#ink1=AAAA")
    expect(page.get_by_role("alert")).to_contain_text("This browser is too old for links to drawings")
    assert page.url.endswith("/#ink1=AAAA")  # to be opened elsewhere
    dash(page)
    see_number(page, "1")
    expect(page.get_by_role("button", name="Copy number")).to_be_visible()
    expect(page.get_by_role("button", name="Copy link")).to_be_hidden()


def test_the_number_is_copied(new_page: NewPage) -> None:
    page = new_page(permissions=CLIPBOARD)
    page.goto("/")
    page.get_by_role("button", name="Example 20385", exact=True).click()
    see_number(page, "20385")
    page.get_by_role("button", name="Copy number").click()
    hear(page, "Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "20385"


def test_a_browser_that_can_copy_text_alone_copies(open_with: Any) -> None:
    """As Firefox before 127."""
    page, _ = open_with(ones, permissions=CLIPBOARD)
    page.evaluate("delete window.ClipboardItem && delete Clipboard.prototype.write")
    dash(page)
    see_number(page, "1")
    assert re.search(r"/#ink1=[\w-]+$", copied_link(page))


def test_a_second_copy_is_said_for_as_long_as_the_first(open_with: Any) -> None:
    page, _ = open_with(ones, permissions=CLIPBOARD)
    dash(page)
    see_number(page, "1")
    stop_clock(page)
    button = page.get_by_role("button", name="Copy number")
    for said in ("Copied", "Copied\u00a0"):
        button.click()
        expect(page.get_by_role("status")).to_have_js_property("textContent", said)
        page.clock.run_for(1500)
    expect(button).to_have_text("Copied")
    page.clock.run_for(600)
    expect(button).to_have_text("number")


@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("refused", [False, True])
def test_nothing_moves_when_a_button_says_that_it_has_copied(open_with: Any, width: int, refused: bool) -> None:
    page, _ = open_with(ones, permissions=CLIPBOARD, viewport={"width": width, "height": 740})
    dash(page)
    see_number(page, "1")
    if refused:
        page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    buttons = page.get_by_role("group", name="Copy").get_by_role("button").all()
    before = [button.bounding_box() for button in buttons]
    for button in buttons:
        button.click()
        expect(button).to_have_text("Failed" if refused else "Copied")
        assert [each.bounding_box() for each in buttons] == before


@pytest.mark.parametrize("width", [390, 1280])
def test_buttons_that_copy_stand_as_far_from_one_another(open_with: Any, width: int) -> None:
    page, _ = open_with(ones, viewport={"width": width, "height": 740})
    dash(page)
    see_number(page, "1")
    begins, ends = zip(*page.get_by_role("group", name="Copy").get_by_role("button").evaluate_all(SEEN), strict=True)
    gaps = [begin - end for begin, end in zip(begins[1:], ends, strict=False)]
    assert max(gaps) - min(gaps) < 2


#: Where what is seen of each button begins and ends: its icon, if there is one, and its word.
SEEN = """(buttons) => buttons.map((button) => {
  const word = document.createRange();
  word.selectNodeContents(button.querySelector("span").firstChild);
  const places = [button.querySelector("svg"), word].map((part) => part.getBoundingClientRect());
  const seen = places.filter(({ width }) => width > 0);
  return [Math.min(...seen.map(({ left }) => left)), Math.max(...seen.map(({ right }) => right))];
})"""


def test_nothing_is_copied_of_a_number_while_a_newer_drawing_is_read(open_with: Any) -> None:
    page, fake = open_with(ones, permissions=CLIPBOARD)
    dash(page, 0.3)
    see_number(page, "1")
    page.evaluate("navigator.clipboard.writeText('before')")
    fake.respond = lambda body: None
    dash(page, 0.6)
    expect(page.locator("#waiting")).to_be_visible()
    for button in page.get_by_role("group", name="Copy").get_by_role("button").all():
        expect(button).to_be_disabled()
        button.press("Enter")
    assert page.evaluate("navigator.clipboard.readText()") == "before"
    ((route, body),) = fake.held(page)
    fulfill(route, 200, answer(body, "11"))
    see_number(page, "11")
    page.get_by_role("button", name="Copy number").click()
    hear(page, "Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "11"


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


def test_the_page_leads_to_the_functions_description(page: Page, function_url: str) -> None:
    link = page.get_by_role("link", name="API description")
    expect(link).to_have_attribute("href", f"{function_url}/openapi.json")
    assert page.request.get(link.get_attribute("href")).json()["openapi"].startswith("3.1")


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
