"""The page for everyone: keyboard, screen reader, color vision, small screens, slow lines, strict policies."""

import gzip
import io
import re
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageColor
from playwright.sync_api import Page, Response, Route, expect

from answers import NOTHING_YET, answer, fulfill, ones, problem
from hand import correct, dash, scrawl, segments, write
from pictures import paste, picture
from screens import DESKTOP, PHONE, SMALL
from see import PAINTED, NewPage, hear, see_number, see_strokes
from servers import BUILT_SITE

#: Bytes that the whole page may weigh, compressed, with everything that it loads until a number has been read.
MOST_BYTES = 120_000
#: CSS pixels that a control is at least wide and high.
FINGERTIP = 44


def empty(page: Page) -> None:
    """The page as it opens."""
    expect(page.get_by_text("Write a number")).to_be_visible()


def answered(page: Page) -> None:
    """The page with a number, a correction and a doubtful digit open."""
    scrawl(page, "407")
    see_number(page, "407")
    page.get_by_role("button", name="Digit 1").click()
    expect(page.get_by_role("group", name="Correct digit 1")).to_be_visible()


def failed(page: Page) -> None:
    """The page with an error."""
    page.route("**/*", lambda route: route.abort())
    dash(page)
    expect(page.get_by_role("alert")).to_be_visible()


def respond(body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """Read 407, the middle digit with doubt."""
    others, doubts = [("401", 0.04)], [0.01, 0.9, 0.01]
    return 200, answer(body, "407", segments("407"), level="poor", others=others, not_digit=doubts)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("state", "size"),
    [(empty, DESKTOP), (answered, DESKTOP), (answered, PHONE), (failed, PHONE)],
    ids=["empty", "answered", "answered-phone", "failed-phone"],
)
def test_the_accessibility_checker_finds_nothing(
    open_with: Any, axe: str, tolerated: list[str], state: Any, scheme: str, size: dict[str, int]
) -> None:
    tolerated.append("Failed to load resource")
    page, _ = open_with(respond, color_scheme=scheme, viewport=size, reduced_motion="reduce")
    state(page)
    page.evaluate(axe)
    violations = page.evaluate("axe.run().then(({ violations }) => violations)")
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in violations] == []


def test_an_example_is_read_corrected_and_copied_with_the_keyboard_alone(new_page: NewPage) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/")
    reach(page, "Example 407")
    page.keyboard.press("Enter")
    see_number(page, "407")
    hear(page, r"4 0 7\. (Sure|Likely|Unsure), ")
    reach(page, "Digit 1: 4", backwards=True)
    page.keyboard.press("Enter")
    choices = page.get_by_role("group", name="Correct digit 1").get_by_role("button")
    expect(choices.filter(has_text=re.compile("^4 "))).to_be_focused()
    for _ in range(5):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    see_number(page, "907")
    expect(page.get_by_role("button", name="Digit 1: 9, set by you")).to_be_focused()
    reach(page, "Copy number")
    page.keyboard.press("Enter")
    hear(page, "Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "907"


def test_the_focus_goes_from_an_alternative_to_the_number(open_with: Any) -> None:
    page, _ = open_with(respond)
    scrawl(page, "407")
    page.get_by_role("button", name="401").press("Enter")
    see_number(page, "401")
    expect(page.get_by_role("button", name="Digit 1: 4")).to_be_focused()


def test_the_focus_goes_from_an_alert_to_predict(open_with: Any, tolerated: list[str]) -> None:
    tolerated.append("Failed to load resource")
    page, fake = open_with(lambda body: "abort")
    dash(page)
    expect(page.get_by_role("alert")).to_be_visible()
    fake.respond = ones
    page.get_by_role("button", name="Try again").press("Enter")
    see_number(page, "1")
    expect(page.get_by_role("button", name="Predict")).to_be_focused()


def test_the_focus_goes_from_an_alert_to_the_one_that_replaces_it(page: Page) -> None:
    close = page.get_by_role("alert").get_by_role("button", name="Close")
    paste(page, b"")
    close.focus()
    paste(page, b"", "text/plain")
    expect(close).to_be_focused()


@pytest.mark.parametrize("name", ["Copy number", "Copy link"])
def test_the_focus_goes_from_a_button_that_copies_what_is_not_there_to_predict(open_with: Any, name: str) -> None:
    page, _ = open_with(lambda body: ones(body) if "strokes" in body else (200, NOTHING_YET))
    dash(page)
    see_number(page, "1")
    page.get_by_role("button", name=name).focus()
    paste(page, picture("1"))
    expect(page.get_by_role("button", name=name)).to_be_hidden()
    expect(page.get_by_role("button", name="Predict")).to_be_focused()


def test_the_digits_are_a_list_also_where_one_without_markers_is_none(page: Page) -> None:
    """In Safari."""
    digits = page.locator("#digits")
    expect(digits).to_have_css("list-style-type", "none")
    expect(digits).to_have_attribute("role", "list")


def test_what_undo_and_redo_leave_is_told_where_nothing_is_read(page: Page) -> None:
    page.get_by_label("Read automatically").uncheck()
    for place in (0.2, 0.5, 0.8):
        dash(page, place)
    page.get_by_role("button", name="Undo").click()
    hear(page, "^Your drawing, 2 strokes$")
    page.get_by_role("button", name="Redo").click()
    hear(page, "^Your drawing, 3 strokes$")
    page.get_by_role("button", name="Clear").click()
    hear(page, "^Cleared")


def test_what_is_said_once_more_is_told_once_more(page: Page) -> None:
    page.get_by_label("Read automatically").uncheck()
    page.evaluate(LISTEN)
    for _ in range(2):
        dash(page)
        page.keyboard.press("Escape")
        see_strokes(page, 0)
    first, second = page.evaluate("told")
    assert first.strip() == second.strip() == "Cleared."
    assert first != second, "the same text is no news"


#: From here on `told` gets all that a screen reader is told: each change of what is said.
LISTEN = """() => {
  window.told = [];
  const announcer = document.querySelector("[role=status]");
  new MutationObserver(() => window.told.push(announcer.textContent)).observe(announcer, { childList: true });
}"""


def test_a_number_that_is_gone_is_not_told_any_more(open_with: Any, tolerated: list[str]) -> None:
    tolerated.append("Failed to load resource")
    page, fake = open_with(ones)
    dash(page, 0.2)
    hear(page, r"^1\. Sure, 93%\.$")
    fake.respond = lambda body: "abort"
    dash(page, 0.8)
    expect(page.get_by_role("alert")).to_be_visible()
    hear(page, "^$")


def test_undo_during_a_correction_gives_the_focus_back_to_the_digit(open_with: Any) -> None:
    page, fake = open_with(ones)
    # What was read of the first alone would come back at once.
    page.get_by_label("Read automatically").uncheck()
    dash(page, 0.2)
    dash(page, 0.8)
    page.get_by_role("button", name="Predict").click()
    see_number(page, "11")
    page.get_by_label("Read automatically").check()
    fake.respond = lambda body: None
    page.get_by_role("button", name="Digit 2: 1").press("Enter")
    page.keyboard.press("Control+z")
    expect(page.locator("#corrector")).to_be_hidden()
    expect(page.get_by_role("button", name="Digit 2: 1")).to_be_focused()
    fake.respond = ones
    page.get_by_role("button", name="Predict").click()
    see_number(page, "1")


def test_the_focus_goes_from_a_digit_that_is_gone_to_the_last_one(open_with: Any) -> None:
    page, _ = open_with(ones)
    dash(page, 0.2)
    dash(page, 0.8)
    see_number(page, "11")
    page.get_by_role("button", name="Digit 2: 1").focus()
    page.keyboard.press("Control+z")
    see_number(page, "1")
    expect(page.get_by_role("button", name="Digit 1: 1")).to_be_focused()


@pytest.mark.parametrize("name", ["Digit 1: 1", "Copy link"])
def test_the_focus_goes_from_a_reading_that_is_gone_to_predict(open_with: Any, name: str) -> None:
    page, _ = open_with(ones)
    dash(page)
    see_number(page, "1")
    page.get_by_role("button", name=name).focus()
    page.keyboard.press("Escape")
    expect(page.locator("#reading")).to_be_hidden()
    expect(page.get_by_role("button", name="Predict")).to_be_focused()


def test_an_answer_during_a_correction_gives_the_focus_back_to_the_digit(open_with: Any) -> None:
    page, fake = open_with(ones)
    dash(page, 0.2)
    dash(page, 0.8)
    see_number(page, "11")
    fake.respond = lambda body: None
    page.get_by_role("button", name="Predict").click()
    expect(page.locator("#waiting")).to_be_visible()
    page.get_by_role("button", name="Digit 2: 1").press("Enter")
    expect(page.get_by_role("group", name="Correct digit 2")).to_be_visible()
    ((route, body),) = fake.held(page)
    fulfill(route, 200, answer(body, "17"))
    see_number(page, "17")
    expect(page.get_by_role("button", name="Digit 2: 7")).to_be_focused()


def test_an_answer_leaves_the_correction_of_another_digit_under_the_finger(open_with: Any) -> None:
    page, fake = open_with(ones)
    dash(page, 0.2)
    dash(page, 0.8)
    see_number(page, "11")
    fake.respond = lambda body: None
    correct(page, "Digit 1: 1", "7")
    expect(page.locator("#waiting")).to_be_visible()
    page.get_by_role("button", name="Digit 2: 1").press("Enter")
    choices = page.get_by_role("group", name="Correct digit 2")
    choices.get_by_role("button", name=re.compile("^3 ")).focus()
    ((route, body),) = fake.held(page)
    said = answer(body, "71")
    said["predictions"][0]["segmentationResult"][1].update(confidence=0.6, probabilities=[0.1] * 10)
    fulfill(route, 200, said)
    see_number(page, "71")
    expect(choices).to_contain_text("within the number, 1 has 60%")
    expect(choices.get_by_role("button", name="1 10%")).to_be_visible()
    expect(page.get_by_role("button", name="Digit 2: 1")).to_have_attribute("aria-expanded", "true")
    expect(choices.get_by_role("button", name=re.compile("^3 "))).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#corrector")).to_be_hidden()
    *_, (_, body) = fake.held(page, 2)
    assert body["hints"]["pattern"] == "73"


def test_every_control_is_reached_by_the_keyboard_and_seen_to_be(open_with: Any) -> None:
    page, _ = open_with(respond)
    scrawl(page, "407")
    see_number(page, "407")
    everything = page.evaluate(
        """() => [...document.querySelectorAll("button, input, a, summary")]
          .filter((control) => control.checkVisibility()).length"""
    )
    page.evaluate("document.activeElement.blur()")
    reached = set()
    for _ in range(everything + 3):
        page.keyboard.press("Tab")
        name = page.evaluate(FOCUSED)
        if name:
            reached.add(name)
    assert len(reached) == everything


@pytest.mark.parametrize(("width", "height"), [(640, 400), (427, 267), (320, 256)])
def test_an_error_hides_no_tool_that_the_keyboard_has_reached(
    open_with: Any, tolerated: list[str], width: int, height: int
) -> None:
    """On a desktop of 1280x800 and 1280x1024, enlarged two to four times."""
    tolerated.append("Failed to load resource")
    page, _ = open_with(lambda body: "abort", viewport={"width": width, "height": height})
    dash(page)
    expect(page.get_by_role("alert")).to_be_visible()
    for name in ("Undo", "Redo", "Clear", "Pen width", "Read automatically", "Predict"):
        page.keyboard.press("Tab")
        expect(page.get_by_label(name).or_(page.get_by_role("button", name=name))).to_be_focused()
        assert page.evaluate(IS_ON_TOP), name


#: Whether nothing covers the middle of the focused control.
IS_ON_TOP = """() => {
  const { x, y, width, height } = document.activeElement.getBoundingClientRect();
  return document.elementFromPoint(x + width / 2, y + height / 2)?.closest("button, input") === document.activeElement;
}"""


def test_a_click_leaves_no_ring_that_is_the_keyboards(page: Page) -> None:
    button = page.locator("label", has_text="Open a picture")
    with page.expect_file_chooser() as chooser:
        button.click()
    chooser.value.set_files({"name": "1.png", "mimeType": "image/png", "buffer": picture("1")})
    see_number(page, "1")
    expect(button).to_have_css("outline-style", "none")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(button).to_have_css("outline-style", "solid")


#: The focused control's place in the page, followed by whether its outline or shadow shows that it is.
FOCUSED = """() => {
  const control = document.activeElement;
  if (control === document.body) return null;
  const seen = [control, control.closest("label")].filter(Boolean).some((element) => {
    const { outlineStyle, boxShadow } = getComputedStyle(element);
    return outlineStyle !== "none" || boxShadow !== "none";
  });
  if (!seen) throw new Error(`focus cannot be seen on ${control.outerHTML}`);
  return [...document.querySelectorAll("*")].indexOf(control);
}"""


def reach(page: Page, name: str, backwards: bool = False) -> None:
    """Press Tab until a button is focused."""
    button = page.get_by_role("button", name=name).first
    for _ in range(60):
        page.keyboard.press("Shift+Tab" if backwards else "Tab")
        if button.evaluate("button => button === document.activeElement"):
            return
    raise AssertionError(f"{name} cannot be reached by Tab")


@pytest.mark.parametrize("name", ["#number button", ".example", "#theme", "#predict", "#alternatives button"])
def test_the_hover_that_a_tap_leaves_behind_is_not_seen(open_with: Any, name: str) -> None:
    page, _ = open_with(respond, viewport=PHONE, has_touch=True, is_mobile=True, reduced_motion="reduce")
    scrawl(page, "407")
    see_number(page, "407")
    button = page.locator(name).first
    before = button.evaluate(LOOKS)
    button.hover()
    expect(page.locator(f"{name}:hover")).to_have_count(1)
    assert button.evaluate(LOOKS) == before


#: What a hover would change.
LOOKS = """(element) => {
  const { color, backgroundColor, borderColor } = getComputedStyle(element);
  return [color, backgroundColor, borderColor];
}"""


def test_light_and_dark_follow_the_system_and_a_choice_is_kept(new_page: NewPage) -> None:
    page = new_page(color_scheme="dark")
    page.goto("/")
    html = page.locator("html")
    expect(html).to_have_attribute("data-bs-theme", "dark")
    page.emulate_media(color_scheme="light")
    expect(html).to_have_attribute("data-bs-theme", "light")
    page.get_by_role("button", name="Dark colors").click()
    expect(html).to_have_attribute("data-bs-theme", "dark")
    page.reload()
    expect(html).to_have_attribute("data-bs-theme", "dark")
    expect(page.locator("body")).to_have_css("background-color", "rgb(18, 20, 22)")


@pytest.mark.parametrize(("system", "other"), [("dark", "light"), ("light", "dark")])
def test_the_browsers_own_parts_have_the_chosen_colors(new_page: NewPage, system: str, other: str) -> None:
    page = new_page(color_scheme=system)
    page.goto("/")
    expect(page.locator("html")).to_have_css("color-scheme", system)
    page.get_by_role("button", name=f"{other.title()} colors").click()
    expect(page.locator("html")).to_have_css("color-scheme", other)


@pytest.mark.parametrize("width", [320, 360, 375, 390, 768, 1280])
def test_nothing_is_wider_than_the_screen_and_every_control_is_large_enough(open_with: Any, width: int) -> None:
    page, _ = open_with(respond, viewport={"width": width, "height": 700}, has_touch=True)
    answered(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    small = page.evaluate(
        """(least) => [...document.querySelectorAll("button, label.btn, label.form-switch, input[type=range]")]
          .filter((control) => control.checkVisibility())
          .map((control) => [control.id || control.textContent, control.getBoundingClientRect()])
          .filter(([, { width, height, left, right }]) =>
            Math.min(width, height) < least - 0.5 || left < 0 || right > innerWidth)
          .map(([name, { width, height }]) => `${name}: ${width} x ${height}`)""",
        FINGERTIP,
    )
    assert small == []
    assert overlapping(page.evaluate(BOXES)) == []


def twice_as_large_in_the_browser(page: Page) -> None:
    """Letters as a person sets them for every page; media queries know."""
    sizes = {"standard": 32, "fixed": 26}
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": sizes})


def twice_as_large_on_the_page(page: Page) -> None:
    """Letters as they grow on one page; media queries do not know."""
    page.evaluate("document.documentElement.style.fontSize = '200%'")


@pytest.mark.parametrize("enlarge", [twice_as_large_in_the_browser, twice_as_large_on_the_page])
@pytest.mark.parametrize(("width", "height"), [(360, 740), (500, 740), (1280, 800)])
def test_with_letters_twice_as_large_nothing_is_lost(open_with: Any, enlarge: Any, width: int, height: int) -> None:
    page, _ = open_with(respond, viewport={"width": width, "height": height})
    enlarge(page)
    expect(page.locator("html")).to_have_css("font-size", "32px")
    answered(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.locator("#ink").evaluate("canvas => canvas.clientHeight") >= 200
    boxes = page.evaluate(BOXES)
    assert [box for box in boxes if box["left"] < 0 or box["right"] > width] == []
    assert [box["name"] for box in boxes if box["cut"]] == []
    assert overlapping(boxes) == []


def test_with_letters_twice_as_large_the_question_of_a_correction_is_not_one_word_a_line(open_with: Any) -> None:
    page, _ = open_with(ones, viewport=PHONE)
    twice_as_large_on_the_page(page)
    dash(page)
    page.get_by_role("button", name="Digit 1: 1").click()
    assert page.get_by_text("What is digit 1?").evaluate(LINES) <= 2


#: How many lines an element's words take.
LINES = "element => Math.round(element.clientHeight / parseFloat(getComputedStyle(element).lineHeight))"


@pytest.mark.parametrize(
    ("width", "height", "letters"), [(360, 740, "115%"), (360, 740, "130%"), (412, 732, "130%"), (390, 844, "150%")]
)
def test_the_number_is_seen_on_a_phone_with_larger_letters(
    open_with: Any, width: int, height: int, letters: str
) -> None:
    page, _ = open_with(ones, viewport={"width": width, "height": height})
    page.evaluate("letters => { document.documentElement.style.fontSize = letters; }", letters)
    dash(page)
    expect(page.get_by_role("group", name="The number 1", exact=True)).to_be_in_viewport(ratio=1)
    assert page.evaluate("scrollY") == 0
    assert overlapping(page.evaluate(BOXES)) == []


@pytest.mark.parametrize(("height", "letters"), [(320, "150%"), (320, "200%"), (200, "100%")])
def test_the_paper_leaves_room_for_a_finger_that_scrolls(open_with: Any, height: int, letters: str) -> None:
    """On a phone held level with larger letters, and on a page that is enlarged four times."""
    page, _ = open_with(ones, viewport={"width": 640, "height": height}, has_touch=True)
    page.evaluate("letters => { document.documentElement.style.fontSize = letters; }", letters)
    assert page.locator("#ink").evaluate("canvas => canvas.clientHeight") <= 0.8 * height
    dash(page)
    see_number(page, "1")


def test_with_letters_twice_as_large_those_of_the_charts_are_too(open_with: Any) -> None:
    page, _ = open_with(respond)
    twice_as_large_on_the_page(page)
    page.evaluate(LISTEN_TO_LABELS)
    answered(page)
    expect(page.locator("#digits .digit-plot canvas").last).to_have_css("display", "block")
    assert page.evaluate("[...fonts]") == ["22px"]


def test_with_letters_twice_as_large_those_of_the_tags_are_too(open_with: Any) -> None:
    page, _ = open_with(respond)
    twice_as_large_on_the_page(page)
    page.evaluate(LISTEN_TO_LABELS)
    answered(page)
    page.evaluate(PAINTED)
    assert page.evaluate("[...tags]") == ["26px"]


#: From here on `fonts` gets the sizes of the letters under the bars, `tags` those of the letters on the ink.
LISTEN_TO_LABELS = """() => {
  window.fonts = new Set();
  window.tags = new Set();
  const { fillText } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.fillText = function(...text) {
    const place = this.canvas.closest(".digit-plot") ? window.fonts : window.tags;
    place.add(this.font.match(/\\S+px/)[0]);
    fillText.apply(this, text);
  };
}"""


#: Where each control is, and whether some of its words are not on it.
BOXES = """() => [...document.querySelectorAll("button, label:not(.form-switch), label > span, input, .pen-dot")]
  .filter((control) => control.checkVisibility() && control.offsetWidth > 1)
  .map((control) => {
    const { left, right, top, bottom } = control.getBoundingClientRect();
    const name = control.id || control.textContent || control.className;
    return { name, left, right, top, bottom, cut: control.scrollWidth > Math.ceil(right - left) };
  })"""


def overlapping(boxes: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """The names of boxes that have more than an edge in common."""
    return [(one["name"], other["name"]) for one, other in combinations(boxes, 2) if overlap(one, other)]


def overlap(one: dict[str, float], other: dict[str, float]) -> bool:
    """Whether two boxes have more than an edge in common."""
    across = min(one["right"], other["right"]) - max(one["left"], other["left"])
    return across > 1 and min(one["bottom"], other["bottom"]) - max(one["top"], other["top"]) > 1


def test_what_the_model_saw_of_a_digit_that_was_set_stays_on_its_card(open_with: Any) -> None:
    page, _ = open_with(lambda body: (200, answer(body, body["hints"].get("pattern", "1"))), viewport=SMALL)
    dash(page)
    correct(page, "Digit 1: 1", "7")
    expect(page.get_by_text("set by you")).to_be_visible()
    raster, card = (page.locator(part).bounding_box() for part in (".digit-raster", ".digit"))
    assert raster["x"] + raster["width"] < card["x"] + card["width"]


@pytest.mark.parametrize("width", [320, 360, 390])
def test_the_longest_figure_of_a_correction_fits_its_button_on_one_line(open_with: Any, width: int) -> None:
    def sure(body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        status, said = respond(body)
        for prediction in said["predictions"]:
            prediction["segmentationResult"][0]["probabilities"] = [0.9995] + [0.0] * 9
        return status, said

    page, _ = open_with(sure, viewport={"width": width, "height": 740})
    answered(page)
    figures = page.locator(".btn-choice small")
    expect(figures.first).to_have_text("> 99.9%")
    boxes = [each.bounding_box() for each in figures.all()]
    assert {round(box["height"]) for box in boxes} == {round(boxes[-1]["height"])}
    buttons = [each.bounding_box() for each in page.locator(".btn-choice").all()]
    assert buttons[0]["x"] + 4 < boxes[0]["x"]
    assert boxes[0]["x"] + boxes[0]["width"] + 4 < buttons[0]["x"] + buttons[0]["width"]
    assert min(button["width"] for button in buttons) >= FINGERTIP
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", [740, 768, 820, 860, 896])
def test_tools_stand_in_one_row_beside_one_another(open_with: Any, width: int) -> None:
    """On tablets and on phones held level."""
    page, _ = open_with(respond, viewport={"width": width, "height": 400})
    boxes = [page.locator(name).bounding_box() for name in ("#undo", "#predict")]
    middles = [box["y"] + box["height"] / 2 for box in boxes]
    assert abs(middles[0] - middles[1]) < 4
    assert boxes[1]["x"] > width / 2


@pytest.mark.parametrize("width", [280, 320, 390])
def test_a_slider_with_room_beside_it_has_its_name_there(open_with: Any, width: int) -> None:
    page, _ = open_with(respond, viewport={"width": width, "height": 700})
    label, slider = (page.locator(f".tools-pen {name}").bounding_box() for name in ("label", "input"))
    assert label["width"] > 20
    assert label["x"] + label["width"] <= slider["x"]


def test_colors_that_the_system_forces_leave_the_settings_in_sight(open_with: Any) -> None:
    page, _ = open_with(respond, forced_colors="active")
    clear = "rgba(0, 0, 0, 0)"
    color = "element => getComputedStyle(element, element.className === 'pen-dot' ? '::before' : null).backgroundColor"
    for name in (".pen-dot", "#auto", ".paper"):
        assert page.locator(name).first.evaluate(color) != clear, name
        adjusted = color.replace("backgroundColor", "forcedColorAdjust")
        assert page.locator(name).first.evaluate(adjusted) == "none", name


def open_in_forced_colors(open_with: Any, scheme: str) -> Page:
    """A page on which 407 has been read, with the other theme chosen than the system's."""
    page, _ = open_with(respond, forced_colors="active", color_scheme=scheme)
    page.locator("#theme").click()
    scrawl(page, "407")
    see_number(page, "407")
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colors_that_the_system_forces_hold_against_a_choice_of_theme(open_with: Any, scheme: str) -> None:
    page = open_in_forced_colors(open_with, scheme)
    ground = rgb(page, "body", "backgroundColor")
    assert contrast(rgb(page, ".example svg", "stroke"), ground) >= 4.5, "ink of the examples"
    assert contrast(rgb(page, ".digit-plot canvas", "color"), ground) >= 4.5, "figures under the bars"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colors_that_the_system_forces_leave_the_focus_in_sight(open_with: Any, scheme: str) -> None:
    page = open_in_forced_colors(open_with, scheme)
    page.get_by_role("button", name="Digit 1: 4").click()
    page.keyboard.press("Shift+Tab")
    digit = page.get_by_role("button", name="Digit 1: 4")
    expect(digit).to_have_css("outline-style", "dashed")
    reach(page, "Digit 1: 4", backwards=True)
    expect(digit).to_have_css("outline-style", "solid")
    switch = page.get_by_label("Read automatically")
    for checked in (False, True):
        switch.set_checked(checked)
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        expect(switch).to_be_focused()
        expect(switch).to_have_css("outline-style", "solid")
        assert contrast(rgb(page, "#auto", "outlineColor"), rgb(page, "body", "backgroundColor")) >= 3, checked


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_shows_a_state_can_be_told_from_its_ground(open_with: Any, scheme: str) -> None:
    """WCAG 1.4.11: 3:1 or more."""
    page, _ = open_with(respond, color_scheme=scheme, reduced_motion="reduce")
    paper = rgb(page, ".desk", "backgroundColor")
    switch = page.get_by_label("Read automatically")
    assert contrast(rgb(page, "#auto", "backgroundColor"), paper) >= 3, "switched on"
    switch.uncheck()
    assert contrast(rgb(page, "#auto", "borderTopColor"), paper) >= 3, "switched off, with the focus"
    switch.blur()
    assert contrast(rgb(page, "#auto", "borderTopColor"), paper) >= 3, "switched off"
    switch.check()
    page.get_by_label("Pen width").fill("24")
    shot = Image.open(io.BytesIO(page.get_by_label("Pen width").screenshot())).convert("RGB")
    assert contrast(shot.getpixel((shot.width - 8, shot.height // 2)), paper) >= 3, "the slider's thumb"
    scrawl(page, "407")
    see_number(page, "407")
    card = page.locator(".digit").first
    bar = card.evaluate("card => getComputedStyle(card).getPropertyValue('--bar').trim()")
    assert contrast(ImageColor.getrgb(bar), rgb(page, ".digit", "backgroundColor")) >= 3, "bars"


def rgb(page: Page, selector: str, name: str) -> tuple[int, ...]:
    """A color of an element, 0 to 255 each channel."""
    color = page.locator(selector).first.evaluate(f"element => getComputedStyle(element).{name}")
    return tuple(int(part) for part in re.findall(r"\d+", color)[:3])


def contrast(one: Sequence[int], other: Sequence[int]) -> float:
    """Contrast ratio of two colors (WCAG 2.2)."""
    shares = np.array([one, other]) / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    low, high = sorted(linear @ [0.2126, 0.7152, 0.0722])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_printed_is_dark_on_light_and_has_no_controls(open_with: Any, scheme: str) -> None:
    page, _ = open_with(respond, color_scheme=scheme, reduced_motion="reduce")
    page.get_by_label("Read automatically").uncheck()
    scrawl(page, "407")
    page.evaluate(PAINTED)
    page.emulate_media(media="print")
    assert strongest_contrast(page, "#ink") >= 4.5, "ink that is not read"
    for control in ("#theme", "#undo", "#predict", ".example"):
        expect(page.locator(control).first).to_be_hidden()
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Predict").click()
    see_number(page, "407")
    expect(page.locator("#digits .digit-plot canvas").first).to_have_css("display", "block")
    page.evaluate(PAINTED)
    page.emulate_media(media="print")
    for part in ("#ink", ".digit-raster", ".digit-plot"):
        assert strongest_contrast(page, part) >= 4.5, part
    for part in ("#number button", "#confidence", ".digit-grapheme", ".digit-state", "footer"):
        assert contrast(rgb(page, part, "color"), WHITE) >= 4.5, part
    expect(page.get_by_role("group", name="Copy")).to_be_hidden()


def test_a_browser_that_prints_in_light_colors_leaves_the_page_dark(new_page: NewPage) -> None:
    """As Firefox does: ink that was painted light would otherwise stand on white paper as it is."""
    page = new_page(color_scheme="dark")
    page.goto("/")
    page.emulate_media(media="print", color_scheme="light")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.emulate_media(media="screen", color_scheme="dark")
    page.emulate_media(color_scheme="light")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")


def test_printing_leaves_the_canvas_as_it_was_painted(page: Page) -> None:
    dash(page)
    see_number(page, "1")
    page.evaluate(WATCH_SIZES)
    page.pdf()
    page.evaluate(PAINTED)
    assert page.evaluate("sizes") == []


#: From here on `sizes` gets the canvas' size, each time that it is set.
WATCH_SIZES = """() => {
  window.sizes = [];
  const ink = document.querySelector("#ink");
  new MutationObserver(() => window.sizes.push([ink.width, ink.height]))
    .observe(ink, { attributeFilter: ["width", "height"] });
}"""
WHITE = (255, 255, 255)


def strongest_contrast(page: Page, selector: str) -> float:
    """Contrast to white of the darkest of the pixels that are not the ground, which is light; but for the edges."""
    shot = Image.open(io.BytesIO(page.locator(selector).first.screenshot())).convert("RGB")
    inner = np.asarray(shot)[4:-4, 4:-4].reshape(-1, 3)
    assert np.median(inner, axis=0).min() > 240
    return contrast(inner[inner.sum(1).argmin()], WHITE)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_browsers_bars_have_the_color_of_the_page(new_page: NewPage, tolerated: list[str], scheme: str) -> None:
    tolerated.append("Failed to load resource")
    page = new_page(color_scheme=scheme)
    page.route("**/assets/*.js", lambda route: route.abort())
    page.goto("/")
    seen = [page.evaluate(BARS)]
    assert seen == [page.evaluate(BACKGROUND)], "before any script has come"
    page.unroute("**/assets/*.js")
    page.reload()
    for _ in range(2):
        page.locator("#theme").click()
        seen.append(page.evaluate(BARS))
        assert seen[-1] == page.evaluate(BACKGROUND)
    assert seen[0] == seen[2] != seen[1]


#: The color around the page, as the browser reads it, and the page's own.
BARS = """() => {
  const metas = [...document.querySelectorAll("meta[name=theme-color]")];
  const { content } = metas.find(({ media }) => matchMedia(media).matches);
  return Object.assign(new Option().style, { color: content }).color;
}"""
BACKGROUND = "getComputedStyle(document.body).backgroundColor"


def test_motion_is_reduced_where_the_system_asks_for_it(open_with: Any) -> None:
    page, _ = open_with(respond, reduced_motion="reduce")
    assert page.locator("#predict").evaluate("button => getComputedStyle(button).transitionDuration") == "0s"


def test_digits_stand_from_left_to_right_on_a_page_translated_into_a_language_that_does_not(open_with: Any) -> None:
    page, _ = open_with(respond)
    scrawl(page, "407")
    see_number(page, "407")
    page.evaluate("document.documentElement.dir = 'rtl'")  # as browsers do that translate into Arabic or Hebrew
    for digits in ("#number button", ".digit"):
        lefts = page.locator(digits).evaluate_all("all => all.map((each) => each.getBoundingClientRect().left)")
        assert len(lefts) == 3
        assert lefts == sorted(lefts), digits


@pytest.mark.parametrize("width", [360, 390, 412])
def test_words_that_a_browser_has_translated_into_longer_ones_cover_no_tool(open_with: Any, width: int) -> None:
    page, _ = open_with(respond, viewport={"width": width, "height": 740})
    words = {".tools-pen label": "Stylo", ".tools-auto span": "Lire automatiquement", "#predict": "Prédire"}
    for part, word in words.items():
        page.locator(part).evaluate("(part, word) => { part.firstChild.data = word; }", word)
    parts = (".tools-auto", "#pen-dot", "#clear", "#predict")
    auto, dot, clear, predict = (page.locator(part).bounding_box() for part in parts)
    assert dot["x"] + dot["width"] / 2 + 3 <= auto["x"]  # the dot of a pen of 6 pixels
    assert clear["x"] + clear["width"] <= predict["x"]
    assert page.evaluate("document.documentElement.scrollWidth") == width


def see_no_controls(page: Page) -> None:
    """Wait until the page shows nothing that does nothing without its script."""
    for control in ("#ink", "#predict", "#theme", "#open-picture"):
        expect(page.locator(control)).to_be_hidden()


def test_without_scripts_the_page_says_so_and_shows_nothing_that_does_nothing(new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    page.goto("/")
    expect(page.locator(".noscript")).to_be_visible()
    expect(page.get_by_role("heading", name="Inkdigits")).to_be_visible()
    see_no_controls(page)


def test_a_page_whose_script_gets_lost_says_so_and_can_be_loaded_again(
    new_page: NewPage, tolerated: list[str]
) -> None:
    tolerated.append("Failed to load resource")
    page = new_page()
    page.route("**/assets/index-*.js", lambda route: route.abort())
    page.goto("/")
    expect(page.get_by_role("alert")).to_have_text("A part of this page got lost on its way. Load it again")
    see_no_controls(page)
    page.unroute("**/assets/index-*.js")
    page.get_by_role("link", name="Load it again").click()
    expect(page.get_by_text("Write a number")).to_be_visible()
    expect(page.get_by_text("Load it again")).to_be_hidden()


def test_a_page_that_is_loaded_again_still_opens_the_link_that_led_to_it(
    new_page: NewPage, tolerated: list[str]
) -> None:
    tolerated.append("Failed to load resource")
    page = new_page()
    page.route("**/assets/index-*.js", lambda route: route.abort())
    page.goto("/#ink1=cut")
    page.unroute("**/assets/index-*.js")
    page.get_by_role("link", name="Load it again").click()
    expect(page.get_by_text("This link holds no drawing")).to_be_visible()


@pytest.mark.parametrize("script", ["word that { no browser knows", "window.nothing.at.all()"])
def test_a_page_whose_script_does_not_run_says_so(new_page: NewPage, tolerated: list[str], script: str) -> None:
    tolerated.append("exception: ")
    page = new_page()
    page.route("**/assets/index-*.js", lambda route: route.fulfill(body=script, content_type="text/javascript"))
    page.goto("/")
    expect(page.get_by_role("alert")).to_have_text(
        "This browser seems to be too old for this page. A newer one can open it."
    )
    see_no_controls(page)


def test_the_page_weighs_little_and_asks_nobody_else(new_page: NewPage, site_url: str) -> None:
    page = new_page()
    loaded: list[Response] = []
    page.on("response", lambda response: loaded.append(response))
    page.goto("/")
    page.get_by_role("button", name="Example 407", exact=True).click()
    see_number(page, "407")
    expect(page.locator("#digits .digit-plot canvas").first).to_have_css("display", "block")
    own = (response for response in loaded if response.url.startswith(site_url))
    weights = {response.url: len(gzip.compress(response.body(), 9)) for response in own}
    assert any("probability-chart" in url for url in weights)
    assert sum(weights.values()) <= MOST_BYTES, weights


def test_every_built_file_together_weighs_little() -> None:
    files = [path for path in Path(BUILT_SITE).rglob("*") if path.is_file()]
    assert sum(len(gzip.compress(path.read_bytes(), 9)) for path in files) <= MOST_BYTES


def test_before_the_script_has_come_nothing_is_offered_that_does_nothing(new_page: NewPage) -> None:
    page = new_page()
    page.route("**/assets/index-*.js", lambda route: None)
    page.goto("/", wait_until="commit")
    expect(page.get_by_label("Pen width")).to_have_value("6")
    expect(page.get_by_label("Read automatically")).to_be_checked()
    for name in ("Undo", "Redo", "Clear", "Predict"):
        expect(page.get_by_role("button", name=name)).to_be_disabled()
    expect(page.get_by_text("Write a number")).to_be_hidden()


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_nothing_moves_when_the_script_comes(new_page: NewPage, width: int) -> None:
    page = new_page(viewport={"width": width, "height": 740})
    page.add_init_script(WATCH_SHIFTS)
    script: list[Route] = []
    page.route("**/assets/index-*.js", lambda route: script.append(route))
    page.goto("/", wait_until="commit")
    titles = page.locator("h2")
    expect(titles).to_have_count(2)
    page.evaluate(PAINTED)
    before = [title.bounding_box() for title in titles.all()]
    page.evaluate("shifts.length = 0")  # of the page while it was not whole
    script[0].continue_()
    expect(page.get_by_role("button", name="Example 407")).to_be_visible()
    page.evaluate(PAINTED)
    assert [title.bounding_box() for title in titles.all()] == before
    assert page.evaluate("shifts") == []


#: From here on `shifts` gets all that moves by itself, as the browser counts it.
WATCH_SHIFTS = """
  window.shifts = [];
  new PerformanceObserver((list) => {
    shifts.push(...list.getEntries().map(({ value, sources }) => [value, sources.map(({ node }) => node?.id)]));
  }).observe({ type: "layout-shift", buffered: true });
"""


@pytest.mark.parametrize("respond", [ones, lambda body: (503, problem(503, "Unavailable", "")), lambda body: "abort"])
@pytest.mark.parametrize(("width", "height"), [(360, 740), (500, 740), (1280, 800)])
def test_the_number_of_a_kept_drawing_pushes_nothing_down(
    open_with: Any, tolerated: list[str], respond: Any, width: int, height: int
) -> None:
    tolerated.append("Failed to load resource")
    page, fake = open_with(ones, viewport={"width": width, "height": height})
    dash(page)
    see_number(page, "1")
    fake.respond = lambda body: None
    page.add_init_script(WATCH_SHIFTS)
    page.reload()
    expect(page.locator("#waiting")).to_be_visible()
    example = page.get_by_role("button", name="Example 407")
    expect(example).to_be_hidden()
    ((route, body),) = fake.held(page)
    answered = respond(body)
    if answered == "abort":
        route.abort("connectionrefused")
    else:
        fulfill(route, *answered)
    expect(example).to_be_visible()
    page.evaluate(PAINTED)
    assert [names for _, names in page.evaluate("shifts") if "without" in names] == []


def test_examples_that_wait_for_the_number_of_a_kept_drawing_come_when_it_is_cleared_or_gone_on_with(
    open_with: Any,
) -> None:
    page, fake = open_with(ones)
    example = page.get_by_role("button", name="Example 407")
    dash(page, 0.3)
    see_number(page, "1")
    fake.respond = lambda body: None
    for go_on in (lambda: dash(page, 0.6), lambda: page.get_by_role("button", name="Clear").click()):
        page.reload()
        expect(page.locator("#waiting")).to_be_visible()
        expect(example).to_be_hidden()
        go_on()
        expect(example).to_be_visible()


def test_examples_stand_below_a_kept_drawing_that_is_not_read_by_itself(open_with: Any) -> None:
    page, fake = open_with(ones)
    page.get_by_label("Read automatically").uncheck()
    dash(page)
    page.reload()
    see_strokes(page, 1)
    expect(page.get_by_role("button", name="Example 407")).to_be_visible()
    assert fake.bodies == []


def test_the_canvas_can_be_written_on_before_the_charts_are_there(new_page: NewPage) -> None:
    page = new_page()
    asked = []
    page.route("**/probability-chart*", lambda route: asked.append(route))
    page.goto("/")
    write(page, "407")
    see_number(page, "407")
    expect(page.locator("#digits .digit-raster")).to_have_count(3)
    expect(page.get_by_role("table", name="Probabilities of 4").get_by_role("row")).to_have_count(10)
    see_strokes(page, len(page.evaluate("JSON.parse(localStorage.getItem('inkdigits.drawing')).strokes")))
    assert len(asked) == 1
    asked[0].continue_()
    expect(page.locator("#digits .digit-plot canvas").first).to_have_css("display", "block")


def test_charts_that_cannot_be_loaded_are_left_out(open_with: Any, tolerated: list[str]) -> None:
    tolerated.append("Failed to load resource")
    page, _ = open_with(respond)
    page.route("**/probability-chart*", lambda route: route.abort())
    scrawl(page, "407")
    see_number(page, "407")
    for part in (".digit-plot", ".digit-plot-title"):
        expect(page.locator(f"#digits {part}").first).to_be_hidden()
    expect(page.locator("#digits .digit-raster").first).to_be_visible()


def test_a_script_in_the_page_that_is_not_its_own_does_not_run(new_page: NewPage, tolerated: list[str]) -> None:
    tolerated.append("Content Security Policy")
    page = new_page()

    def inject(route: Route) -> None:
        injected = "<script>window.injected = true</script><script src='data:,'></script></body>"
        route.fulfill(body=route.fetch().text().replace("</body>", injected), content_type="text/html")

    page.route(lambda url: url.endswith("/"), inject)
    page.goto("/")
    expect(page.get_by_text("Write a number")).to_be_visible()
    assert page.content().count("window.injected") == 1
    assert page.evaluate("window.injected") is None


def test_the_policy_allows_no_pictures_but_the_pages_own_and_data(page: Page, tolerated: list[str]) -> None:
    tolerated.append("Content Security Policy")
    refused = page.evaluate(
        """() => new Promise((done) => {
          document.addEventListener("securitypolicyviolation", ({ blockedURI }) => done(blockedURI));
          const picture = new Blob(['<svg xmlns="http://www.w3.org/2000/svg"/>'], { type: "image/svg+xml" });
          const image = Object.assign(new Image(), { onload: () => done("nothing") });
          image.src = URL.createObjectURL(picture);
        })"""
    )
    assert refused == "blob"


def test_a_problem_with_markup_is_text(open_with: Any, tolerated: list[str]) -> None:
    tolerated.append("Failed to load resource")
    page, _ = open_with(lambda body: (422, problem(422, "Wrong", "<script>alert(1)</script>")))
    dash(page)
    expect(page.get_by_role("alert")).to_contain_text("<script>alert(1)</script>")
