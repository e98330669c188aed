"""Ink that real pointers draw: read rightly, undone, kept, sharp."""

from time import time
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from answers import FakeFunction, ones, problem
from chromium import find_browser
from clock import stop_clock
from hand import canvas, dash, placed, touch, with_finger, with_mouse, with_pen, write, written
from pictures import drop, picture
from screens import PHONE
from see import PAINTED, NewPage, hear, kept_drawing, see_number, see_strokes
from servers import BROWSER_FLAGS

HANDS = {"mouse": with_mouse, "finger": with_finger, "pen": with_pen}


def ink_area(page: Page) -> float:
    """Pixels of the canvas that ink covers; those at its edges count in part."""
    return page.evaluate(
        """() => {
          const canvas = document.querySelector("#ink");
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          return data.reduce((sum, value, index) => (index % 4 === 3 ? sum + value / 255 : sum), 0);
        }"""
    )


def begin_stroke(page: Page) -> None:
    """Draw a stroke with the mouse and do not lift it."""
    box = canvas(page).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 4
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 60)


#: Key events of a keyboard with Cyrillic letters: the key that has Z elsewhere.
CYRILLIC_Z = """(shiftKey) => document.body.dispatchEvent(
  new KeyboardEvent("keydown", { key: shiftKey ? "Я" : "я", code: "KeyZ", ctrlKey: true, shiftKey, bubbles: true }))"""


@pytest.mark.parametrize("hand", HANDS)
def test_a_number_drawn_with_a_hand_is_read(new_page: NewPage, hand: str) -> None:
    page = new_page(has_touch=hand == "finger")
    page.goto("/")
    HANDS[hand](page, placed(page, written("407")))
    see_number(page, "407")
    pressure = kept_drawing(page)["strokes"][0]["points"][3]["pressure"]
    assert pressure == pytest.approx(0.7 if hand == "pen" else 0.5, abs=0.01)


def test_a_number_drawn_with_a_finger_on_a_phone_is_read(new_page: NewPage) -> None:
    page = new_page(viewport=PHONE, has_touch=True, is_mobile=True, device_scale_factor=3)
    page.goto("/")
    with_finger(page, placed(page, written("2038"), room=20))
    see_number(page, "2038")
    assert page.evaluate("scrollY") == 0


def test_times_of_points_do_not_go_back(page: Page) -> None:
    write(page, "47")
    see_number(page, "47")
    page.reload()
    dash(page, 0.95)
    see_strokes(page, len(kept_drawing(page)["strokes"]))
    times = [point["t"] for stroke in kept_drawing(page)["strokes"] for point in stroke["points"]]
    assert times == sorted(times)
    assert times[0] == 0


def test_undo_redo_and_clear_by_buttons(page: Page) -> None:
    for place in (0.2, 0.5, 0.8):
        dash(page, place)
    see_strokes(page, 3)
    page.get_by_role("button", name="Undo").click()
    see_strokes(page, 2)
    page.get_by_role("button", name="Redo").click()
    see_strokes(page, 3)
    page.get_by_role("button", name="Clear").click()
    see_strokes(page, 0)
    hear(page, "^Cleared")
    expect(page.get_by_text("Write a number")).to_be_visible()
    expect(page.locator("#reading")).to_be_hidden()
    page.get_by_role("button", name="Undo").click()
    see_strokes(page, 3)


@pytest.mark.parametrize("modifier", ["Control", "Meta"])
def test_undo_redo_and_clear_by_keys(page: Page, modifier: str) -> None:
    dash(page, 0.2)
    dash(page, 0.5)
    page.keyboard.press(f"{modifier}+z")
    see_strokes(page, 1)
    page.keyboard.press(f"{modifier}+Shift+z")
    see_strokes(page, 2)
    page.keyboard.press("Escape")
    see_strokes(page, 0)
    page.keyboard.press(f"{modifier}+z")
    see_strokes(page, 2)


@pytest.mark.parametrize("modifier", ["Shift", "Alt", "Control", "Meta"])
def test_escape_with_another_key_is_the_systems_and_clears_nothing(page: Page, modifier: str) -> None:
    dash(page)
    page.keyboard.press(f"{modifier}+Escape")
    dash(page, 0.7)
    see_strokes(page, 2)


def test_undo_and_redo_by_keys_that_have_other_letters(page: Page) -> None:
    dash(page, 0.2)
    dash(page, 0.5)
    see_strokes(page, 2)
    page.evaluate(CYRILLIC_Z, False)
    see_strokes(page, 1)
    page.evaluate(CYRILLIC_Z, True)
    see_strokes(page, 2)


def test_undo_in_mid_stroke_takes_that_stroke_and_redo_brings_it_back(page: Page) -> None:
    dash(page, 0.2)
    begin_stroke(page)
    page.keyboard.press("Control+z")
    page.mouse.up()
    see_strokes(page, 1)
    page.keyboard.press("Control+Shift+z")
    see_strokes(page, 2)


def test_a_picture_that_comes_in_mid_stroke_leaves_that_stroke_to_undo(page: Page) -> None:
    dash(page, 0.2)
    begin_stroke(page)
    drop(page, picture("1"))
    expect(page.get_by_role("img", name="Your picture", exact=True)).to_be_visible()
    page.mouse.up()
    page.get_by_role("button", name="Undo").click()
    see_strokes(page, 2)


def test_ink_begun_on_a_picture_has_none_of_its_boxes(page: Page, tolerated: list[str]) -> None:
    tolerated.append("willReadFrequently")  # it is the test that reads
    drop(page, picture("407"))
    see_number(page, "407")
    begin_stroke(page)
    expect(page.get_by_role("img", name="Your picture", exact=True)).to_be_visible()
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert ink_area(page) == pytest.approx(6 * 60 + 9 * np.pi, rel=0.05)


def test_a_reload_keeps_drawing_pen_and_switch(page: Page) -> None:
    write(page, "407")
    see_number(page, "407")
    before = kept_drawing(page)
    page.get_by_label("Pen width").fill("14")
    page.reload()
    see_number(page, "407")
    assert kept_drawing(page) == before
    expect(page.get_by_label("Pen width")).to_have_value("14")
    page.get_by_label("Read automatically").uncheck()
    page.reload()
    expect(page.get_by_label("Read automatically")).not_to_be_checked()


def test_going_back_to_the_page_shows_its_settings_as_they_are(page: Page) -> None:
    page.get_by_label("Pen width").fill("20")
    # What another tab sets.
    page.evaluate("Object.assign(localStorage, { 'inkdigits.pen': '4', 'inkdigits.auto': 'false' })")
    page.goto("about:blank")
    page.go_back()
    expect(page.get_by_label("Read automatically")).not_to_be_checked()
    expect(page.get_by_label("Pen width")).to_have_value("4")


def test_a_reload_in_mid_stroke_keeps_the_stroke(page: Page) -> None:
    dash(page, 0.2)
    begin_stroke(page)
    page.reload()
    see_strokes(page, 2)


def test_a_page_that_is_not_seen_any_more_keeps_the_stroke_that_was_being_drawn(page: Page) -> None:
    """A phone may end it then, and tells it nothing."""
    begin_stroke(page)
    page.evaluate(
        """() => {
          Object.defineProperty(document, "hidden", { value: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }"""
    )
    see_strokes(page, 1)
    assert len(kept_drawing(page)["strokes"]) == 1


def test_a_reload_keeps_what_can_be_undone_and_redone(page: Page) -> None:
    for place in (0.2, 0.5, 0.8):
        dash(page, place)
    page.get_by_role("button", name="Undo").click()
    see_strokes(page, 2)
    page.reload()
    see_strokes(page, 2)
    page.get_by_role("button", name="Redo").click()
    see_strokes(page, 3)
    expect(page.get_by_role("button", name="Redo")).to_be_disabled()
    for left in (2, 1, 0):
        page.get_by_role("button", name="Undo").click()
        see_strokes(page, left)
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()


def test_tabs_keep_drawings_of_their_own(page: Page) -> None:
    dash(page, 0.2)
    see_strokes(page, 1)
    other = page.context.new_page()
    other.goto("/")
    see_strokes(other, 1)
    dash(page, 0.5)
    see_strokes(page, 2)
    other.reload()
    see_strokes(other, 1)
    other.get_by_role("button", name="Clear").click()
    see_strokes(other, 0)
    page.reload()
    see_strokes(page, 2)
    other.reload()
    see_strokes(other, 0)


def test_a_tab_made_from_another_takes_its_steps_along_and_goes_its_own_way(page: Page) -> None:
    dash(page, 0.2)
    dash(page, 0.5)
    see_strokes(page, 2)
    with page.expect_popup() as opened:
        page.evaluate("window.open(location.href)")
    see_strokes(opened.value, 2)
    opened.value.get_by_role("button", name="Undo").click()
    see_strokes(opened.value, 1)
    page.reload()
    see_strokes(page, 2)


def test_a_tab_opened_after_all_were_closed_has_the_drawing_changed_last(page: Page) -> None:
    other = page.context.new_page()
    other.goto("/")
    for place in (0.2, 0.5):
        dash(other, place)
    see_strokes(other, 2)
    dash(page)
    see_strokes(page, 1)
    page.close()
    other.close()
    again = page.context.new_page()
    again.goto("/")
    see_strokes(again, 1)
    expect(again.get_by_role("button", name="Undo")).to_be_disabled()


def test_strokes_that_are_finished_are_not_painted_with_each_move_of_the_next(
    page: Page, tolerated: list[str]
) -> None:
    tolerated.append("willReadFrequently")  # it is the test that reads
    page.get_by_label("Read automatically").uncheck()
    for place in (0.2, 0.4, 0.8):
        dash(page, place)
    begin_stroke(page)
    page.evaluate(COUNT_PAINTED_LINES)
    box = canvas(page).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 4 + 90)
    assert page.evaluate("paintedLines()") == 1
    assert ink_area(page) == pytest.approx(6 * (3 * 60 + 90) + 4 * 9 * np.pi, rel=0.05)


def test_ink_that_has_been_read_is_not_painted_anew_when_the_next_stroke_begins(open_with: Any) -> None:
    page, _ = open_with(ones, reduced_motion="reduce")
    for place in (0.2, 0.3, 0.8):
        dash(page, place)
    see_number(page, "111")
    expect(page.locator("#digits .digit-plot canvas").last).to_have_css("display", "block")
    page.evaluate(COUNT_PAINTED_LINES)
    begin_stroke(page)
    assert page.evaluate("paintedLines()") <= 3, "the new stroke alone, at its beginning and with each move"


def test_the_beginning_of_a_long_stroke_is_not_painted_with_each_move_of_its_end(
    page: Page, tolerated: list[str]
) -> None:
    tolerated.append("willReadFrequently")  # it is the test that reads
    page.get_by_label("Read automatically").uncheck()
    page.evaluate(POINT, ["pen", "pointerdown", 0, 1])
    page.evaluate(POINT, ["pen", "pointermove", 1, 2000])
    page.evaluate(COUNT_PAINTED_LINES)
    page.evaluate(POINT, ["pen", "pointermove", 2001, 1])
    assert page.evaluate("paintedLines()") <= 2 * 256
    area = ink_area(page)
    page.evaluate(POINT, ["pen", "pointerup", 2001, 1])
    see_strokes(page, 1)
    page.evaluate(PAINTED)
    assert area == pytest.approx(ink_area(page), rel=0.002), "the stroke looks as it will when it is finished"


def test_a_long_stroke_that_is_a_palms_leaves_no_ink(page: Page, tolerated: list[str]) -> None:
    tolerated.append("willReadFrequently")  # it is the test that reads
    page.evaluate(POINT, ["touch", "pointerdown", 0, 1])
    page.evaluate(POINT, ["touch", "pointermove", 1, 2000])
    page.evaluate(PAINTED)
    assert ink_area(page) > 0
    box = canvas(page).bounding_box()
    pen = {"x": box["x"] + 100, "y": box["y"] + 50, "button": "right", "clickCount": 1, "pointerType": "pen"}
    session = page.context.new_cdp_session(page)
    session.send("Input.dispatchMouseEvent", {"type": "mousePressed", "buttons": 2, **pen})
    page.evaluate(PAINTED)
    assert ink_area(page) == 0


#: So many events of one pointer on a long way over the canvas, more than a hand makes in a test's time.
POINT = """([pointerType, type, begin, count]) => {
  const canvas = document.querySelector("#ink");
  const { left, top, width, height } = canvas.getBoundingClientRect();
  for (let step = begin; step < begin + count; step += 1) {
    const place = { clientX: left + width * (0.5 + 0.4 * Math.sin(step / 41)),
      clientY: top + height * (0.5 + 0.4 * Math.sin(step / 29)), pressure: 0.5 + 0.2 * Math.sin(step / 50) };
    canvas.dispatchEvent(new PointerEvent(type, { ...place, pointerType, pointerId: 1, isPrimary: true, buttons: 1,
      button: type === "pointermove" ? -1 : 0, bubbles: true, cancelable: true }));
  }
}"""
#: From here on `paintedLines` tells how many lines a frame has painted, once it is over.
COUNT_PAINTED_LINES = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  await frame().then(frame);
  const { stroke } = CanvasRenderingContext2D.prototype;
  let count = 0;
  CanvasRenderingContext2D.prototype.stroke = function () {
    count += 1;
    stroke.call(this);
  };
  window.paintedLines = () => frame().then(frame).then(() => count);
}"""


def test_ink_that_leaves_the_canvas_is_in_sight_once_the_pen_rests(open_with: Any, tolerated: list[str]) -> None:
    tolerated.append("willReadFrequently")  # it is the test that reads
    page, fake = open_with(ones)
    box = canvas(page).bounding_box()
    right, bottom = box["x"] + box["width"], box["y"] + box["height"]
    with_mouse(page, [np.array([right, bottom]) + np.array([[-100.0], [-20.0], [60.0]])])
    see_number(page, "1")
    assert page.evaluate(PAINTED_EDGES) == [False, False]
    ((first, *_, last),) = fake.bodies[-1]["strokes"]
    assert np.subtract(last, first)[:2] == pytest.approx([160, 160], abs=1)
    dash(page, 0.1)
    see_number(page, "11")
    left, *_ = fake.bodies[-1]["strokes"][1]
    shift = 60 + 12  # by which the first stroke has been moved
    assert left[:2] == pytest.approx([0.1 * box["width"] + shift, box["height"] / 4 + shift], abs=1)


#: Whether there is something within 4 pixels of the right and of the lower edge, when all is painted.
PAINTED_EDGES = """async () => {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const { width, height } = document.querySelector("#ink");
  const context = document.querySelector("#ink").getContext("2d");
  return [[width - 4, 0, 4, height], [0, height - 4, width, 4]]
    .map((place) => context.getImageData(...place).data.some((value) => value > 0));
}"""


@pytest.mark.parametrize("width", [1000, 1280])
def test_a_number_that_makes_the_page_longer_leaves_the_paper_in_its_place(
    browser: Browser, site_url: str, function_url: str, width: int
) -> None:
    """In a browser whose scroll bars take room, as those without a window do only if told so."""
    options = {"executable_path": find_browser(), "args": BROWSER_FLAGS, "ignore_default_args": ["--hide-scrollbars"]}
    with browser.browser_type.launch(**options) as another:
        page = another.new_page(viewport={"width": width, "height": 900}, base_url=site_url)
        FakeFunction(ones).install(page, function_url)
        page.goto("/")
        before = canvas(page).bounding_box()
        assert not page.evaluate(IS_LONG)
        dash(page)
        see_number(page, "1")
        assert page.evaluate(IS_LONG)
        assert canvas(page).bounding_box() == before


@pytest.mark.parametrize("respond", [ones, lambda body: (500, problem(500, "Error", ""))], ids=["number", "alert"])
def test_what_goes_when_a_stroke_is_drawn_leaves_the_paper_under_the_hand(
    open_with: Any, tolerated: list[str], respond: Any
) -> None:
    tolerated.append("Failed to load resource")
    page, _ = open_with(respond, viewport=PHONE)
    page.get_by_label("Read automatically").uncheck()
    dash(page)
    page.get_by_role("button", name="Predict").click()
    gone = page.locator("#number, #trouble").filter(visible=True)
    expect(gone).to_have_count(1)
    page.evaluate("scrollTo(0, 200)")
    before = canvas(page).bounding_box()
    with_mouse(page, [np.array([[300.0, y] for y in range(40, 200, 20)])])
    expect(gone).to_have_count(0)
    see_strokes(page, 2)
    assert canvas(page).bounding_box() == before
    assert np.diff([point["y"] for point in kept_drawing(page)["strokes"][1]["points"]]) == pytest.approx(20)


#: Whether the page is longer than the screen.
IS_LONG = "document.documentElement.scrollHeight > innerHeight"


def test_rotating_keeps_all_ink_in_sight_and_sends_the_same(open_with: Any, function_url: str) -> None:
    page, fake = open_with(ones, viewport={"width": 844, "height": 390})
    dash(page, 0.1)
    dash(page, 0.95)
    see_number(page, "11")
    page.set_viewport_size({"width": 390, "height": 844})
    expect(canvas(page)).to_have_js_property("width", 356)
    assert page.evaluate(
        """() => {
          const canvas = document.querySelector("#ink");
          const column = canvas.getContext("2d").getImageData(canvas.width - 40, 0, 40, canvas.height).data;
          return column.some((value) => value > 0);
        }"""
    ), "the second one is in sight at the right edge"
    with page.expect_response(function_url + "/"):
        page.get_by_role("button", name="Predict").click()
    see_number(page, "11")
    assert fake.bodies[-1] == fake.bodies[-2]


def test_rotating_in_mid_stroke_leaves_that_stroke_in_sight(new_page: NewPage, tolerated: list[str]) -> None:
    tolerated.append("willReadFrequently")  # it is the test that reads
    page = new_page(has_touch=True)
    page.goto("/")
    page.get_by_label("Read automatically").uncheck()
    session = page.context.new_cdp_session(page)
    box = canvas(page).bounding_box()
    corner = np.array([box["x"] + box["width"] - 100, box["y"] + 50])
    touch(session, "touchStart", corner)
    touch(session, "touchMove", corner + np.array([0, 60]))
    page.evaluate(PAINTED)
    whole = ink_area(page)
    page.set_viewport_size(PHONE)
    expect(canvas(page)).to_have_js_property("width", 356)
    touch(session, "touchCancel")
    see_strokes(page, 1)
    page.evaluate(PAINTED)
    assert ink_area(page) == pytest.approx(whole, rel=0.05)


def test_ink_added_on_a_smaller_canvas_is_where_the_finger_was(open_with: Any) -> None:
    page, fake = open_with(ones)
    dash(page, 0.05)
    dash(page, 0.95)
    see_number(page, "11")
    page.set_viewport_size({"width": 400, "height": 800})
    expect(canvas(page)).to_have_js_property("width", 366)
    dash(page, 0.5)
    see_number(page, "111")
    left, right, middle = (stroke[0][0] for stroke in fake.bodies[-1]["strokes"])
    assert middle == pytest.approx((left + right) / 2, abs=15)


@pytest.mark.parametrize("ratio", [1, 2, 3])
def test_the_canvas_has_the_screens_own_pixels(new_page: NewPage, ratio: int) -> None:
    page = new_page(device_scale_factor=ratio)
    page.goto("/")
    page.get_by_label("Read automatically").uncheck()
    dash(page)
    for side, shown in (("width", "clientWidth"), ("height", "clientHeight")):
        expect(canvas(page)).to_have_js_property(side, ratio * canvas(page).evaluate(f"canvas => canvas.{shown}"))
    assert ink_area(page) == pytest.approx(ratio**2 * (6 * 60 + 9 * np.pi), rel=0.05)


@pytest.mark.parametrize("ratio", [1, 2])
def test_what_is_painted_comes_back_where_the_browser_has_lost_it(
    new_page: NewPage, tolerated: list[str], ratio: int
) -> None:
    tolerated.append("willReadFrequently")  # it is the test that reads
    page = new_page(device_scale_factor=ratio, reduced_motion="reduce")
    page.goto("/")
    write(page, "407")
    see_number(page, "407")
    canvases = page.locator("canvas")
    expect(canvases).to_have_count(1 + 2 * 3)
    before = canvases.evaluate_all(INK_AREAS)
    assert min(before) > 0
    canvases.evaluate_all(LOSE)
    assert canvases.evaluate_all(INK_AREAS) == pytest.approx(before)


def test_what_is_painted_comes_back_when_the_page_is_seen_again(new_page: NewPage, tolerated: list[str]) -> None:
    """Safari may lose it meanwhile, and tells nothing."""
    tolerated.append("willReadFrequently")
    page = new_page(device_scale_factor=2, reduced_motion="reduce")
    page.goto("/")
    write(page, "407")
    see_number(page, "407")
    canvases = page.locator("canvas")
    before = canvases.evaluate_all(INK_AREAS)
    canvases.evaluate_all("(canvases) => canvases.forEach((canvas) => canvas.getContext('2d').reset())")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert canvases.evaluate_all(INK_AREAS) == pytest.approx(before)


#: Of each canvas, once all are painted.
INK_AREAS = """async (canvases) => {
  for (let frame = 0; frame < 30; frame += 1) await new Promise(requestAnimationFrame);
  return canvases.map((canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.reduce((sum, value, index) => (index % 4 === 3 ? sum + value / 255 : sum), 0);
  });
}"""
#: As a process that is gone leaves a canvas, and as the one after gives it back: empty, with nothing set.
LOSE = """(canvases) => canvases.forEach((canvas) => {
  canvas.getContext("2d").reset();
  canvas.dispatchEvent(new Event("contextrestored"));
})"""


def test_a_pixel_ratio_that_changes_is_followed(page: Page) -> None:
    session = page.context.new_cdp_session(page)
    width = page.evaluate("document.querySelector('#ink').clientWidth")
    for ratio, window in ((2, 1290), (1.5, 1300)):  # headless Chromium tells nothing unless the window changes, too
        metrics = {"width": window, "height": 800, "mobile": False, "deviceScaleFactor": ratio}
        session.send("Emulation.setDeviceMetricsOverride", metrics)
        expect(canvas(page)).to_have_js_property("width", round(ratio * width))


def test_a_thicker_pen_draws_thicker_and_sends_the_same(open_with: Any, tolerated: list[str]) -> None:
    tolerated.append("willReadFrequently")  # it is the test that reads
    page, fake = open_with(ones)
    dash(page)
    see_number(page, "1")
    thin = ink_area(page)
    page.keyboard.press("Escape")
    page.get_by_label("Pen width").fill("24")
    dash(page)
    see_number(page, "1")
    assert ink_area(page) > 1.3 * thin
    first, second = ([[point[:2] for point in stroke] for stroke in body["strokes"]] for body in fake.bodies)
    assert first == second


def test_a_second_finger_draws_nothing(open_with: Any) -> None:
    page, fake = open_with(ones, has_touch=True)
    box = canvas(page).bounding_box()
    left = np.array([box["x"] + 100, box["y"] + 50])
    right = left + np.array([300, 0])
    session = page.context.new_cdp_session(page)
    touch(session, "touchStart", left)
    touch(session, "touchStart", left, right)
    for step in range(1, 10):
        down = np.array([0, 10 * step])
        touch(session, "touchMove", left + down, right + down)
    touch(session, "touchEnd")
    see_number(page, "1")
    (stroke,) = fake.bodies[-1]["strokes"]
    assert max(point[0] for point in stroke) < 200


def test_two_fingers_lead_out_of_a_page_that_is_enlarged_until_the_canvas_fills_the_screen(new_page: NewPage) -> None:
    page = new_page(viewport=PHONE, has_touch=True, is_mobile=True)
    page.goto("/")
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setPageScaleFactor", {"pageScaleFactor": 3})
    expect(canvas(page)).to_have_css("touch-action", "pinch-zoom")
    middle = np.array([PHONE["width"] / 2, 400])
    reaches = [np.array([reach, 0]) for reach in (120, 100, 80, 60, 40, 30)]
    begun = time()
    touch(session, "touchStart", middle - reaches[0], at=begun)
    for index, reach in enumerate(reaches):
        at = begun + 0.02 * (index + 1)
        touch(session, "touchMove" if index else "touchStart", middle - reach, middle + reach, at=at)
    touch(session, "touchEnd")
    see_strokes(page, 0)
    expect(canvas(page)).to_have_css("touch-action", "none")
    dash(page)
    see_strokes(page, 1)


def test_a_palm_draws_nothing_once_a_pen_was_seen(open_with: Any) -> None:
    page, _ = open_with(ones, has_touch=True)
    strokes = placed(page, written("1"))
    with_pen(page, strokes)
    see_strokes(page, 1)
    with_finger(page, strokes)
    with_pen(page, strokes)
    see_strokes(page, 2)


def drop_a_palm(page: Page) -> None:
    """Lay a palm on the canvas, then bring the pen with its side button pressed, which draws nothing itself."""
    box = canvas(page).bounding_box()
    session = page.context.new_cdp_session(page)
    palm = np.array([box["x"] + 300, box["y"] + 150])
    touch(session, "touchStart", palm)
    touch(session, "touchMove", palm + 30)
    pen = {"x": box["x"] + 100, "y": box["y"] + 50, "button": "right", "clickCount": 1, "pointerType": "pen"}
    for kind, buttons in (("mousePressed", 2), ("mouseReleased", 0)):
        session.send("Input.dispatchMouseEvent", {"type": kind, "buttons": buttons, **pen})
    touch(session, "touchEnd")


def test_a_palm_that_is_dropped_while_the_pen_rests_lets_the_finished_ink_be_read(open_with: Any) -> None:
    page, fake = open_with(ones, has_touch=True)
    stop_clock(page)
    dash(page)
    drop_a_palm(page)
    page.clock.run_for(590)
    assert fake.bodies == []
    page.clock.run_for(1000)
    see_number(page, "1")
    see_strokes(page, 1)
    assert len(fake.bodies) == 1


def test_a_palm_that_is_dropped_while_an_answer_is_awaited_lets_it_come(open_with: Any) -> None:
    page, fake = open_with(lambda body: None, has_touch=True)
    page.get_by_label("Read automatically").uncheck()
    dash(page)
    page.get_by_role("button", name="Predict").click()
    expect(page.locator("#waiting")).to_be_visible()
    fake.held(page)
    fake.respond = ones
    drop_a_palm(page)
    expect(page.locator("#waiting")).to_be_hidden()
    see_number(page, "1")
    assert len(fake.bodies) == 2


def test_a_palm_that_is_dropped_leaves_the_page_as_it_was(open_with: Any) -> None:
    page, fake = open_with(ones, has_touch=True)
    drop_a_palm(page)
    expect(page.get_by_text("Write a number")).to_be_visible()
    dash(page)
    see_number(page, "1")
    stop_clock(page)
    drop_a_palm(page)
    page.clock.run_for(2000)
    see_number(page, "1")
    assert len(fake.bodies) == 1, "what is read already is not asked again"


def test_a_palm_that_is_dropped_on_a_picture_leaves_it(open_with: Any) -> None:
    page, _ = open_with(lambda body: (200, {"text": "", "predictions": []}), has_touch=True)
    drop(page, picture("1"))
    expect(canvas(page)).to_have_attribute("data-bs-theme", "light")
    drop_a_palm(page)
    expect(canvas(page)).to_have_attribute("data-bs-theme", "light")
    expect(page.get_by_role("img", name="Your picture", exact=True)).to_be_visible()


def test_a_touch_that_the_system_takes_away_keeps_its_ink(open_with: Any) -> None:
    page, _ = open_with(ones, has_touch=True)
    box = canvas(page).bounding_box()
    start = np.array([box["x"] + 100, box["y"] + 50])
    with_finger(page, [start + np.array([[0, 0], [0, 80]])], "touchCancel")
    see_strokes(page, 1)
    see_number(page, "1")
    dash(page)
    see_strokes(page, 2)


def test_a_palm_that_the_system_takes_away_as_the_pen_comes_leaves_no_ink(open_with: Any) -> None:
    page, fake = open_with(ones, has_touch=True)
    stop_clock(page)
    box = canvas(page).bounding_box()
    palm = np.array([box["x"] + 300, box["y"] + 150])
    with_finger(page, [palm + np.array([[0, 0], [30, 30]])], "touchCancel")
    with_pen(page, placed(page, written("1")))
    page.clock.run_for(2000)
    see_number(page, "1")
    see_strokes(page, 1)
    assert [len(body["strokes"]) for body in fake.bodies] == [1]


def test_only_the_canvas_keeps_touches_from_scrolling(page: Page) -> None:
    actions = page.evaluate(
        """() => [...document.querySelectorAll("body, body *")]
          .filter((element) => getComputedStyle(element).touchAction === "none").map(({ id }) => id)"""
    )
    assert actions == ["ink"]


def test_two_quick_taps_on_a_control_do_not_enlarge_the_page(open_with: Any) -> None:
    page, _ = open_with(ones)
    dash(page)
    page.get_by_role("button", name="Digit 1").click()
    actions = page.evaluate(
        """() => [...document.querySelectorAll("button, label")].map((each) => getComputedStyle(each).touchAction)"""
    )
    assert set(actions) == {"manipulation"}


@pytest.mark.parametrize("storages", [["localStorage", "sessionStorage"], ["sessionStorage"]])
def test_the_page_works_where_storage_is_denied(new_page: NewPage, storages: list[str]) -> None:
    page = new_page()
    denied = "{ get() { throw new DOMException('denied', 'SecurityError'); } }"
    for storage in storages:
        page.add_init_script(f"Object.defineProperty(window, '{storage}', {denied})")
    page.goto("/")
    write(page, "407")
    see_number(page, "407")


def test_the_page_works_where_storage_is_full(new_page: NewPage) -> None:
    page = new_page()
    page.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }")
    page.goto("/")
    write(page, "407")
    see_number(page, "407")


def test_where_there_is_no_room_for_the_steps_the_tab_keeps_its_drawing(page: Page) -> None:
    page.evaluate(room_for_one("width"))
    dash(page, 0.2)
    dash(page, 0.5)
    page.get_by_role("button", name="Clear").click()
    dash(page, 0.8)
    see_strokes(page, 1)
    page.evaluate("localStorage.clear()")
    page.reload()
    see_strokes(page, 1)
    expect(page.get_by_role("button", name="Undo")).to_be_disabled()


def room_for_one(word: str) -> str:
    """Storages that take one such word each, in all that they hold, but not two."""
    return f"""() => {{
  const {{ setItem }} = Storage.prototype;
  Storage.prototype.setItem = function (name, value) {{
    const held = Object.values({{ ...this, [name]: value }}).join();
    if (held.split("{word}").length > 2) throw new DOMException("full", "QuotaExceededError");
    setItem.call(this, name, value);
  }};
}}"""


def test_where_pictures_leave_no_room_for_the_steps_those_of_ink_are_kept(page: Page) -> None:
    page.evaluate(room_for_one("data:image"))
    dash(page)
    for number in ("4", "7"):
        drop(page, picture(number))
        see_number(page, number)
    page.reload()
    see_number(page, "7")
    page.get_by_role("button", name="Undo").click()
    see_strokes(page, 1)
    page.get_by_role("button", name="Redo").click()
    see_number(page, "7")


def test_where_the_tab_has_no_room_for_a_picture_no_older_drawing_comes_back(page: Page) -> None:
    page.evaluate(
        """() => {
            const { setItem } = Storage.prototype;
            Storage.prototype.setItem = function (name, value) {
                if (this === sessionStorage && value.includes("data:image")) throw new DOMException("full");
                setItem.call(this, name, value);
            };
        }"""
    )
    dash(page)
    see_strokes(page, 1)
    drop(page, picture("4"))
    see_number(page, "4")
    page.reload()
    see_number(page, "4")


def test_pictures_for_which_there_was_no_room_are_not_kept_anew_with_each_stroke(page: Page) -> None:
    page.get_by_label("Read automatically").uncheck()
    page.evaluate(room_for_one("data:image"))
    for number in ("4", "7"):
        drop(page, picture(number))
        expect(page.get_by_role("img", name="Your picture", exact=True)).to_be_visible()
        page.get_by_role("button", name="Clear").click()
        see_strokes(page, 0)
    page.evaluate(COUNT_KEPT_PICTURES)
    for count, place in enumerate((0.2, 0.5, 0.8), 1):
        dash(page, place)
        see_strokes(page, count)
    assert page.evaluate("keptPictures") == 0


def test_pictures_among_the_steps_are_kept_once_and_not_with_each_stroke(page: Page) -> None:
    """A photograph of 0.5 MB took a slow phone 0.1 s each time."""
    page.get_by_label("Read automatically").uncheck()
    page.evaluate(COUNT_KEPT_PICTURES)
    drop(page, picture("407"))
    expect(page.get_by_role("img", name="Your picture", exact=True)).to_be_visible()
    once = page.evaluate("keptPictures")
    for count, place in enumerate((0.2, 0.5, 0.8), 1):
        dash(page, place)
        see_strokes(page, count)
    assert page.evaluate("keptPictures") == once
    page.reload()
    see_strokes(page, 3)
    for _ in range(3):
        page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("img", name="Your picture", exact=True)).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    see_strokes(page, 0)


def test_a_picture_that_no_step_leads_to_any_more_is_not_kept(page: Page) -> None:
    page.get_by_label("Read automatically").uncheck()
    for number in ("4", "7"):
        drop(page, picture(number))
        expect(page.get_by_role("img", name="Your picture", exact=True)).to_be_visible()
        page.get_by_role("button", name="Undo").click()
        see_strokes(page, 0)
    assert page.evaluate("JSON.stringify(sessionStorage).split('data:image').length - 1") == 1
    page.reload()
    page.get_by_role("button", name="Redo").click()
    expect(page.get_by_role("img", name="Your picture", exact=True)).to_be_visible()
    dash(page)
    page.get_by_role("button", name="Clear").click()
    see_strokes(page, 0)
    assert page.evaluate("JSON.stringify(sessionStorage).split('data:image').length - 1") == 1


#: From here on `keptPictures` counts the pictures that are written into storage.
COUNT_KEPT_PICTURES = """() => {
  window.keptPictures = 0;
  const { setItem } = Storage.prototype;
  Storage.prototype.setItem = function (name, value) {
    window.keptPictures += value.includes("data:image");
    setItem.call(this, name, value);
  };
}"""


@pytest.mark.parametrize(
    ("storage", "name", "value"),
    [
        ("localStorage", "drawing", '{"strokes": [{}]}'),
        ("sessionStorage", "history", '{"parts": [null], "drawings": [[0, 1]], "present": 0}'),
        ("sessionStorage", "history", '{"parts": ["picture.1"], "drawings": [[0]], "present": 0}'),
    ],
)
def test_something_else_in_storage_is_no_drawing(new_page: NewPage, storage: str, name: str, value: str) -> None:
    page = new_page()
    page.add_init_script(f"{storage}.setItem('inkdigits.{name}', '{value}')")
    page.goto("/")
    see_strokes(page, 0)
