"""How an answer is shown: digits, ink, charts, alternatives, corrections."""

import re
import time
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from answers import NOTHING_YET, answer, fulfill, ones
from clock import stop_clock
from hand import canvas, correct, dash, placed, scrawl, segments, touch, write, write_and_correct, written
from screens import DESKTOP, PHONE
from see import PAINTED, NewPage, hear, see_number, see_strokes

#: Whether every canvas that a selector finds has something on it, now or within some hundred frames.
ALL_PAINTED = """async (selector) => {
  const painted = (canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.some((value) => value > 0);
  };
  for (let frame = 0; frame < 300; frame += 1) {
    if ([...document.querySelectorAll(selector)].every(painted)) return true;
    await new Promise(requestAnimationFrame);
  }
  return false;
}"""


def read_as(text: str, **answered: Any) -> Any:
    """A function that reads `written(text)` so."""
    return lambda body: (200, answer(body, text, segments(text), **answered))


def color_at(page: Page, stroke: int, text: str) -> list[int]:
    """The color of the ink in the middle of a stroke of `written(text)`."""
    points = placed(page, written(text))[stroke]
    box = canvas(page).bounding_box()
    x, y = points[len(points) // 2] - [box["x"], box["y"]]
    read = "([x, y]) => [...document.querySelector('#ink').getContext('2d').getImageData(x, y, 1, 1).data]"
    return page.evaluate(read, [round(float(x)), round(float(y))])[:3]


def css_color(page: Page, locator: str) -> list[int]:
    """The color of an element's text."""
    color = page.locator(locator).evaluate("element => getComputedStyle(element).color")
    return [int(part) for part in re.findall(r"\d+", color)][:3]


def test_each_digit_has_the_color_of_its_ink(open_with: Any, tolerated: list[str]) -> None:
    tolerated.append("willReadFrequently")  # it is the test that reads
    page, _ = open_with(read_as("407"))
    write(page, "407")
    see_number(page, "407")
    colors = [css_color(page, f"#number button:nth-child({place})") for place in (1, 2, 3)]
    assert len({tuple(color) for color in colors}) == 3
    for digit, strokes in enumerate(segments("407")):
        for stroke in strokes:
            assert color_at(page, stroke, "407") == pytest.approx(colors[digit], abs=3)


def test_each_digit_has_its_chart_raster_and_figures(page: Page, tolerated: list[str]) -> None:
    tolerated.append("willReadFrequently")  # it is the test that reads
    write(page, "407")
    see_number(page, "407")
    cards = page.get_by_role("list", name="Digits").get_by_role("listitem")
    expect(cards).to_have_count(3)
    for index, grapheme in enumerate("407"):
        card = cards.nth(index)
        expect(card.get_by_role("img", name=f"What the model saw of digit {index + 1}")).to_be_visible()
        chart = card.get_by_role("img", name=f"Probabilities of digit {index + 1}")
        expect(chart).to_be_visible()
        expect(card.get_by_role("table", name=f"Probabilities of {grapheme}").get_by_role("row")).to_have_count(10)
        row = card.get_by_role("row").nth(int(grapheme))
        expect(row.get_by_role("rowheader")).to_have_text(grapheme)
        expect(row.get_by_role("cell")).to_have_text(re.compile(r"(> )?\d+(\.\d)?%"))
    expect(page.locator("#digits .digit-plot canvas").last).to_have_css("display", "block")
    assert page.evaluate(ALL_PAINTED, "#digits canvas")


@pytest.mark.parametrize("hand", ["mouse", "finger"])
def test_the_figure_of_a_low_bar_shows_over_its_whole_column(open_with: Any, hand: str) -> None:
    page, _ = open_with(ones, reduced_motion="reduce", has_touch=hand == "finger")
    dash(page)
    see_number(page, "1")
    plot = page.locator("#digits .digit-plot canvas")
    expect(plot).to_have_css("display", "block")
    plot.scroll_into_view_if_needed()
    page.evaluate(PAINTED)
    before = plot.screenshot()
    box = plot.bounding_box()
    place = {"x": 0.75 * box["width"], "y": 10}
    plot.hover(position=place) if hand == "mouse" else plot.tap(position=place)
    page.evaluate(PAINTED)
    assert plot.screenshot() != before
    page.locator("h1").hover() if hand == "mouse" else page.locator("h1").tap()
    page.evaluate(PAINTED)
    assert plot.screenshot() == before


def test_charts_of_many_digits_come_one_a_frame(page: Page) -> None:
    page.evaluate(COUNT_CHARTS)
    page.get_by_role("button", name="Example 314159265358979", exact=True).click()
    see_number(page, "314159265358979")
    expect(page.locator("#digits .digit-plot canvas").last).to_have_css("display", "block")
    charts = page.evaluate("charts")
    assert max(after - before for before, after in pairwise(charts)) == 1


#: From here on `charts` gets the number of charts in each frame.
COUNT_CHARTS = """() => {
  window.charts = [];
  const count = () => {
    window.charts.push(document.querySelectorAll("#digits .digit-plot canvas[style*=block]").length);
    requestAnimationFrame(count);
  };
  count();
}"""


def test_charts_of_the_last_of_many_readings_do_not_wait_for_those_of_the_others(open_with: Any) -> None:
    page, _ = open_with(ones)
    for text, strokes in (("407", 4), ("314159265358979", 20)):
        page.get_by_role("button", name=f"Example {text}", exact=True).click()
        see_number(page, "1" * strokes)
    expect(page.locator("#digits .digit-plot canvas").last).to_have_css("display", "block")
    assert page.evaluate(FRAMES_TO_ALL_CHARTS, 20) < 40


#: Frames until every digit has its chart again after so many steps back and forth between two readings, all at once.
FRAMES_TO_ALL_CHARTS = """async (steps) => {
  for (let step = 0; step < steps; step += 1) document.querySelector(step % 2 ? "#redo" : "#undo").click();
  let frames = 0;
  while (document.querySelector("#digits .digit-plot canvas:not([style*=block])")) {
    await new Promise(requestAnimationFrame);
    frames += 1;
  }
  return frames;
}"""


def test_fewer_digits_leave_no_card_behind(open_with: Any) -> None:
    page, _ = open_with(lambda body: (200, answer(body, "1" * len(body["strokes"]))))
    for place in (0.2, 0.5, 0.8):
        dash(page, place)
    see_number(page, "111")
    page.get_by_role("button", name="Undo").click()
    see_number(page, "11")
    expect(page.get_by_role("list", name="Digits").get_by_role("listitem")).to_have_count(2)


def test_an_alternative_is_one_tap_away_and_back(open_with: Any) -> None:
    page, fake = open_with(read_as("407", others=[("401", 0.05), ("107", 0.01)]))
    scrawl(page, "407")
    others = page.get_by_role("group", name="Other readings")
    expect(others.get_by_role("button")).to_have_text(["401 5%", "107 1%"])
    asked = len(fake.bodies)
    others.get_by_role("button", name="401").click()
    see_number(page, "401")
    expect(page.locator("#confidence")).to_have_text("Your choice5%")
    hear(page, "4 0 1")
    others.get_by_role("button", name="407").click()
    see_number(page, "407")
    expect(page.locator("#confidence")).to_contain_text("Sure")
    assert len(fake.bodies) == asked


def test_a_reading_that_was_chosen_is_that_after_a_reload_and_in_a_new_tab(open_with: Any, function_url: str) -> None:
    page, fake = open_with(read_as("407", others=[("401", 0.05), ("107", 0.01)]))
    scrawl(page, "407")
    page.get_by_role("group", name="Other readings").get_by_role("button", name="401").click()
    other = page.context.new_page()
    fake.install(other, function_url)
    other.goto("/")
    page.reload()
    for tab in (page, other):
        see_number(tab, "401")
        hear(tab, r"^4 0 1\. Your choice, 5%")
        expect(tab.locator("#confidence")).to_have_text("Your choice5%")
        expect(tab.get_by_role("button", name="set by you")).to_have_count(0)
        others = tab.get_by_role("group", name="Other readings").get_by_role("button")
        expect(others).to_have_text(["407 93%", "107 1%"])


def test_a_misread_digit_is_corrected_and_the_rest_read_again(open_with: Any) -> None:
    def respond(body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        pattern = body["hints"].get("pattern")
        text = {None: "401", "4?7": "407", "??7": "907", "4??": "401"}[pattern]
        return 200, answer(body, text, segments("407"))

    page, fake = open_with(respond)
    scrawl(page, "407")
    see_number(page, "401")
    page.get_by_role("button", name="Digit 3: 1").click()
    choices = page.get_by_role("group", name="Correct digit 3")
    expect(choices.get_by_role("button", name="1 82%", exact=True)).to_have_attribute("aria-pressed", "true")
    choices.get_by_role("button", name="7 2%", exact=True).click()
    see_number(page, "907")
    assert fake.bodies[-1]["hints"]["pattern"] == "??7"
    expect(page.get_by_role("button", name="Digit 3: 7, set by you")).to_be_focused()
    page.get_by_role("button", name="Digit 1: 9").click()
    page.get_by_role("group", name="Correct digit 1").get_by_role("button", name="4 2%", exact=True).click()
    see_number(page, "407")
    assert fake.bodies[-1]["hints"]["pattern"] == "4?7"
    page.get_by_role("button", name="Digit 3: 7").click()
    page.get_by_role("button", name="Read it again").click()
    see_number(page, "401")
    assert fake.bodies[-1]["hints"]["pattern"] == "4??"


@pytest.mark.parametrize(("width", "height"), [(390, 844), (390, 664), (360, 640), (786, 330), (1280, 720)])
def test_all_that_a_digit_can_be_instead_is_seen_below_the_number(open_with: Any, width: int, height: int) -> None:
    page, _ = open_with(read_as("407"), viewport={"width": width, "height": height})
    scrawl(page, "407")
    see_number(page, "407")
    digit = page.get_by_role("button", name="Digit 1")
    digit.click()
    for button in page.get_by_role("group", name="Correct digit 1").get_by_role("button").all():
        expect(button).to_be_in_viewport(ratio=1)
    expect(digit).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name=re.compile("^4 "))).to_be_focused()


def test_that_a_digit_can_be_corrected_is_said_where_there_is_one(open_with: Any) -> None:
    page, fake = open_with(ones)
    said = page.get_by_text("Choose a digit to correct it")
    expect(said).to_be_hidden()
    dash(page)
    see_number(page, "1")
    expect(said).to_be_visible()
    fake.respond = lambda body: (200, NOTHING_YET)
    dash(page, 0.7)
    expect(page.get_by_text("No digit found")).to_be_visible()
    expect(said).to_be_hidden()


def test_two_quick_taps_on_a_digit_correct_nothing(open_with: Any) -> None:
    """Where its choices come into sight by scrolling, one of them is then where the digit was."""
    page, fake = open_with(read_as("407"), viewport={"width": 390, "height": 664})
    stop_clock(page)
    scrawl(page, "407")
    page.clock.run_for(1000)
    see_number(page, "407")
    page.clock.resume()
    page.get_by_role("button", name="Digit 2").dblclick()
    expect(page.get_by_role("group", name="Correct digit 2")).to_be_visible()
    assert page.evaluate("scrollY") > 0
    see_number(page, "407")
    assert len(fake.bodies) == 1


def test_two_quick_taps_on_a_digit_leave_its_correction_open(open_with: Any) -> None:
    page, _ = open_with(read_as("407"))
    scrawl(page, "407")
    see_number(page, "407")
    page.get_by_role("button", name="Digit 2").dblclick()
    expect(page.get_by_role("group", name="Correct digit 2")).to_be_visible()


def test_two_quick_taps_that_are_not_counted_are_two_quick_taps(open_with: Any) -> None:
    """Safari on a phone takes each for a first one."""
    page, fake = open_with(read_as("407"), viewport={"width": 390, "height": 664}, has_touch=True)
    page.evaluate("Object.defineProperty(UIEvent.prototype, 'detail', { get: () => 1 })")
    scrawl(page, "407")
    see_number(page, "407")
    box = page.get_by_role("button", name="Digit 2").bounding_box()
    place = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    session = page.context.new_cdp_session(page)
    began = time.time()
    for after in (0.0, 0.2):
        touch(session, "touchStart", place, at=began + after)
        touch(session, "touchEnd", at=began + after + 0.05)
    expect(page.get_by_role("group", name="Correct digit 2")).to_be_visible()
    assert page.evaluate("scrollY") > 0  # one of its choices is where the digit was
    see_number(page, "407")
    assert len(fake.bodies) == 1


def test_two_quick_taps_on_an_alternative_take_it(open_with: Any) -> None:
    """The number that was read then stands where the alternative was."""
    page, _ = open_with(read_as("407", others=[("401", 0.05), ("107", 0.01)]))
    scrawl(page, "407")
    see_number(page, "407")
    page.get_by_role("button", name="401").dblclick()
    see_number(page, "401")


def test_a_number_pales_while_its_correction_is_awaited(open_with: Any) -> None:
    page, fake = open_with(ones, viewport={"width": 740, "height": 360})
    dash(page, 0.2)
    dash(page, 0.8)
    see_number(page, "11")
    digits = page.locator("#number button")
    expect(digits.first).to_have_css("opacity", "1")
    fake.respond = lambda body: None
    correct(page, "Digit 1: 1", "7")
    for digit in digits.all():
        expect(digit).to_have_css("opacity", "0.4")
    expect(page.locator("#waiting")).not_to_be_in_viewport()
    ((route, body),) = fake.held(page)
    fulfill(route, 200, answer(body, "71"))
    see_number(page, "71")
    expect(digits.first).to_have_css("opacity", "1")


def test_the_two_figures_of_a_digit_are_told_apart(open_with: Any) -> None:
    page, _ = open_with(read_as("407"))
    scrawl(page, "407")
    card = page.get_by_role("list", name="Digits").get_by_role("listitem").first
    expect(card.locator(".digit-state")).to_have_text("98%")
    expect(card.locator(".digit-plot-title")).to_have_text("By its ink alone")
    expect(card.get_by_role("table", name="Probabilities of 4, by its ink alone")).to_be_attached()
    page.get_by_role("button", name="Digit 1").click()
    choices = page.get_by_role("group", name="Correct digit 1")
    expect(choices.get_by_text("By its ink alone; within the number, 4 has 98%.")).to_be_visible()
    expect(choices.get_by_role("button", name="4 82%", exact=True)).to_be_visible()


def ones_as_known(body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """A function that reads every stroke as a one, unless the pattern says what it is."""
    pattern = body["hints"].get("pattern", "?" * len(body["strokes"]))
    return 200, answer(body, pattern.replace("?", "1"))


def test_more_ink_lets_go_of_corrections(open_with: Any) -> None:
    page, fake = open_with(ones_as_known)
    dash(page, 0.2)
    see_number(page, "1")
    correct(page, "Digit 1: 1", "7")
    see_number(page, "7")
    dash(page, 0.8)
    see_number(page, "11")
    assert "pattern" not in fake.bodies[-1]["hints"]


def test_undo_of_more_ink_brings_corrections_back_without_asking_again(open_with: Any) -> None:
    page, fake = open_with(ones_as_known)
    dash(page, 0.2)
    see_number(page, "1")
    correct(page, "Digit 1: 1", "7")
    see_number(page, "7")
    stop_clock(page)
    asked = len(fake.bodies)
    dash(page, 0.8)
    page.get_by_role("button", name="Undo").click()
    page.clock.run_for(2000)
    see_number(page, "7")
    expect(page.get_by_role("button", name="Digit 1: 7, set by you")).to_be_enabled()
    assert len(fake.bodies) == asked
    page.get_by_role("button", name="Redo").click()
    page.clock.run_for(2000)
    see_number(page, "11")
    page.get_by_role("button", name="Undo").click()
    page.clock.run_for(2000)
    see_number(page, "7")


def test_predict_reads_with_the_corrections_also_after_a_reload(open_with: Any) -> None:
    page, _ = open_with(ones_as_known)
    page.get_by_label("Read automatically").uncheck()
    dash(page, 0.2)
    dash(page, 0.8)
    page.get_by_role("button", name="Predict").click()
    see_number(page, "11")
    correct(page, "Digit 1: 1", "7")
    see_number(page, "71")
    page.reload()
    see_strokes(page, 2)
    page.get_by_role("button", name="Predict").click()
    see_number(page, "71")
    page.get_by_role("button", name="Predict").click()
    expect(page.get_by_role("button", name="Digit 1: 7, set by you")).to_be_visible()


def test_the_number_of_digits_is_corrected(open_with: Any) -> None:
    def respond(body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        pattern = body["hints"].get("pattern")
        segments = {"4?": [[0, 1], [2]], "4??": None}.get(pattern)
        return 200, answer(body, {None: "111", "4??": "411", "4?": "47"}[pattern], segments)

    page, fake = open_with(respond)
    page.get_by_label("Read automatically").uncheck()
    for place in (0.2, 0.5, 0.8):
        dash(page, place)
    page.get_by_role("button", name="Predict").click()
    correct(page, "Digit 1: 1", "4")
    page.get_by_role("button", name="Digit 3: 1").click()
    page.get_by_role("button", name="One digit fewer").press("Enter")
    see_number(page, "47")
    expect(page.get_by_role("button", name="Digit 2: 7")).to_be_focused()
    page.get_by_role("button", name="Digit 1: 4, set by you").click()
    page.get_by_role("button", name="One digit more").click()
    see_number(page, "411")
    assert [body["hints"].get("pattern") for body in fake.bodies] == [None, "4??", "4?", "4??"]


def test_ink_that_does_not_divide_as_a_person_says_stays_read_as_it_was(open_with: Any) -> None:
    page, fake = open_with(ones_as_known)
    dash(page)
    see_number(page, "1")
    page.get_by_role("button", name="Digit 1: 1").click()
    expect(page.get_by_role("button", name="One digit fewer")).to_have_count(0)
    fake.respond = lambda body: (200, NOTHING_YET)
    page.get_by_role("button", name="One digit more").click()
    expect(page.get_by_role("alert")).to_contain_text("The ink does not divide so")
    see_number(page, "1")
    expect(page.get_by_role("button", name="Digit 1: 1")).to_be_focused()
    fake.respond = ones_as_known
    correct(page, "Digit 1: 1", "7")
    see_number(page, "7")
    expect(page.get_by_role("alert")).to_be_hidden()
    assert [body["hints"].get("pattern") for body in fake.bodies[-2:]] == ["??", "7"]


def test_what_is_said_of_a_correction_goes_when_another_reading_is_taken(open_with: Any) -> None:
    page, fake = open_with(read_as("407", others=[("401", 0.04)]))
    stop_clock(page)
    scrawl(page, "407")
    page.clock.run_for(1000)
    see_number(page, "407")
    page.clock.resume()
    fake.respond = lambda body: (200, NOTHING_YET)
    page.get_by_role("button", name="Digit 1").click()
    page.get_by_role("button", name="One digit more").click()
    expect(page.get_by_role("alert")).to_contain_text("The number was left as it was")
    page.get_by_role("group", name="Other readings").get_by_role("button", name="401").click()
    see_number(page, "401")
    expect(page.get_by_role("alert")).to_be_hidden()


def test_a_correction_that_the_ink_does_not_divide_into_costs_no_number_over_a_reload(open_with: Any) -> None:
    page, fake = open_with(ones_as_known)
    dash(page)
    see_number(page, "1")
    fake.respond = lambda body: None
    page.get_by_role("button", name="Digit 1: 1").click()
    page.get_by_role("button", name="One digit more").click()
    expect(page.locator("#waiting")).to_be_visible()
    fake.held(page)
    fake.respond = lambda body: (200, NOTHING_YET) if "pattern" in body["hints"] else ones(body)
    page.reload()
    see_number(page, "1")
    assert [body["hints"].get("pattern") for body in fake.bodies[1:]] == ["??", "??", None]


def test_the_real_function_holds_a_corrected_digit(page: Page) -> None:
    write_and_correct(page)
    page.get_by_role("button", name="Digit 1: 9, set by you").click()
    page.get_by_role("button", name="Read it again").click()
    see_number(page, "407")


def test_escape_closes_the_correction_and_keeps_the_ink(open_with: Any) -> None:
    page, _ = open_with(read_as("407"))
    scrawl(page, "407")
    page.get_by_role("button", name="Digit 2").click()
    expect(page.get_by_role("group", name="Correct digit 2")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("group", name="Correct digit 2")).to_be_hidden()
    expect(page.get_by_role("button", name="Digit 2")).to_be_focused()
    see_number(page, "407")


def test_escape_that_is_held_closes_the_correction_and_keeps_the_ink(open_with: Any) -> None:
    page, _ = open_with(read_as("407"))
    scrawl(page, "407")
    page.get_by_role("button", name="Digit 2").click()
    expect(page.get_by_role("group", name="Correct digit 2")).to_be_visible()
    for _ in range(3):
        page.keyboard.down("Escape")
    page.keyboard.up("Escape")
    expect(page.get_by_role("group", name="Correct digit 2")).to_be_hidden()
    see_number(page, "407")
    see_strokes(page, len(written("407")))


def test_ink_that_is_no_digit_is_marked_and_said_so(open_with: Any) -> None:
    page, _ = open_with(read_as("407", not_digit=[0.01, 0.9, 0.01], level="poor"))
    scrawl(page, "407")
    expect(page.get_by_text("Digit 2 may not be a digit: it is dashed.", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Digit 2: 0, perhaps no digit. Correct it")).to_be_visible()
    hear(page, "Digit 2 may not be a digit")


def test_ink_of_no_digit_is_marked_and_said_so(open_with: Any) -> None:
    page, _ = open_with(lambda body: (200, answer(body, "1")))
    dash(page, 0.2)
    dash(page, 0.8)
    expect(page.get_by_text("Dashed gray ink belongs to no digit.", exact=True)).to_be_visible()
    see_number(page, "1")


@pytest.mark.parametrize("size", [{"width": 320, "height": 640}, PHONE, DESKTOP])
def test_fifteen_digits_fit_every_page(new_page: NewPage, size: dict[str, int]) -> None:
    page = new_page(viewport=size)
    page.goto("/")
    page.get_by_role("button", name="Example 314159265358979", exact=True).click()
    see_number(page, "314159265358979")
    assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
    for digit in page.locator("#number button").all():
        box = digit.bounding_box()
        assert 0 <= box["x"] <= box["x"] + box["width"] <= size["width"]
