"""Reading when the function is slow, down, wrong, or answers in another order than it was asked in."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from answers import answer, fulfill, ones, problem
from clock import stop_clock
from hand import correct, dash
from see import NewPage, hear, see_number, see_strokes

TRY_AGAIN = "Try again"


def wait(body: dict[str, Any]) -> None:
    """Keep every request waiting."""


def trouble(page: Page, title: str) -> None:
    """Expect to be told of what went wrong, with the drawing still there."""
    expect(page.get_by_role("alert")).to_contain_text(title)
    expect(page.locator("#reading")).to_be_hidden()


def test_predict_reads_where_reading_by_itself_is_off(open_with: Any) -> None:
    page, fake = open_with(ones)
    page.get_by_label("Read automatically").uncheck()
    dash(page, 0.3)
    dash(page, 0.6)
    see_strokes(page, 2)
    page.get_by_role("button", name="Predict").click()
    see_number(page, "11")
    assert len(fake.bodies) == 1
    dash(page, 0.9)
    expect(page.locator("#reading")).to_be_hidden()


def test_reading_by_itself_that_is_switched_off_while_the_pen_rests_does_not_read(open_with: Any) -> None:
    page, fake = open_with(ones)
    stop_clock(page)
    dash(page)
    page.get_by_label("Read automatically").uncheck()
    page.clock.run_for(2000)
    expect(page.locator("#waiting")).to_be_hidden()
    assert fake.bodies == []


def test_a_number_that_no_reading_will_replace_goes_when_reading_by_itself_is_switched_off(open_with: Any) -> None:
    page, _ = open_with(ones)
    dash(page, 0.3)
    see_number(page, "1")
    stop_clock(page)
    dash(page, 0.6)
    page.get_by_label("Read automatically").uncheck()
    expect(page.locator("#reading")).to_be_hidden()
    page.get_by_role("button", name="Predict").click()
    see_number(page, "11")


def test_an_answer_that_is_awaited_comes_though_reading_by_itself_is_switched_off(open_with: Any) -> None:
    page, fake = open_with(ones)
    dash(page, 0.3)
    see_number(page, "1")
    fake.respond = wait
    dash(page, 0.6)
    expect(page.locator("#waiting")).to_be_visible()
    page.get_by_label("Read automatically").uncheck()
    see_number(page, "1")
    ((route, body),) = fake.held(page)
    fulfill(route, *ones(body))
    see_number(page, "11")


def test_strokes_written_one_after_the_other_are_read_together(open_with: Any) -> None:
    page, fake = open_with(ones)
    stop_clock(page)
    for place in (0.2, 0.4, 0.6):
        dash(page, place)
    page.clock.run_for(1000)
    see_number(page, "111")
    assert [len(body["strokes"]) for body in fake.bodies] == [3]


def test_predict_without_ink_asks_nothing(open_with: Any) -> None:
    page, fake = open_with(ones)
    expect(page.get_by_role("button", name="Predict")).to_be_disabled()
    page.get_by_role("button", name="Predict").press("Enter")
    expect(page.locator("#waiting")).to_be_hidden()
    assert fake.bodies == []


def test_a_newer_answer_is_not_painted_over_by_an_older_one(open_with: Any, function_url: str) -> None:
    page, fake = open_with(wait)
    with page.expect_request(function_url + "/"):
        dash(page, 0.2)
    expect(page.locator("#waiting")).to_be_visible()
    with page.expect_request(function_url + "/"):
        dash(page, 0.6)
    expect(page.locator("#waiting")).to_be_visible()
    (older, older_body), (newer, newer_body) = fake.held(page, 2)
    fulfill(newer, 200, answer(newer_body, "17"))
    see_number(page, "17")
    fulfill(older, 200, answer(older_body, "4"))
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    see_number(page, "17")


def test_an_answer_to_ink_that_was_cleared_is_not_shown(open_with: Any, function_url: str) -> None:
    page, fake = open_with(wait)
    with page.expect_request(function_url + "/"):
        dash(page)
    expect(page.locator("#waiting")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#waiting")).to_be_hidden()
    ((route, body),) = fake.held(page)
    fulfill(route, *ones(body))
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    expect(page.locator("#reading")).to_be_hidden()


def fall_asleep(page: Page, function_url: str) -> None:
    """Open the page anew while the function does not answer what is to wake it either; the clock stands still then."""
    page.route(function_url + "/", lambda route: route.request.method == "GET" or route.fallback())
    page.reload()
    stop_clock(page)


def test_a_sleeping_function_is_said_to_wake_up(open_with: Any, function_url: str) -> None:
    page, fake = open_with(wait)
    fall_asleep(page, function_url)
    dash(page)
    page.clock.run_for(1000)
    expect(page.locator("#waiting")).to_have_text("Reading…")
    page.clock.run_for(3000)
    expect(page.locator("#waiting")).to_contain_text("Waking up the reader. This can take a few seconds.")
    ((route, body),) = fake.held(page)
    fulfill(route, *ones(body))
    see_number(page, "1")
    expect(page.locator("#waiting")).to_be_hidden()


def test_a_function_that_is_awake_is_not_said_to_wake_up(open_with: Any) -> None:
    page, _ = open_with(wait)
    page.wait_for_load_state("networkidle")
    stop_clock(page)
    dash(page)
    page.clock.run_for(1000)
    expect(page.locator("#waiting")).to_be_visible()
    page.clock.run_for(3000)
    expect(page.locator("#waiting")).to_have_text("Reading…")


def test_a_quick_answer_comes_without_a_flash_of_waiting(open_with: Any) -> None:
    page, _ = open_with(wait)
    stop_clock(page)
    dash(page)
    page.clock.run_for(700)
    expect(page.locator("#waiting")).to_be_hidden()
    page.clock.run_for(200)
    expect(page.locator("#waiting")).to_be_visible()


def test_a_function_that_never_answers_is_given_up(open_with: Any) -> None:
    page, _ = open_with(wait)
    stop_clock(page)
    dash(page)
    page.clock.run_for(1000)
    expect(page.locator("#waiting")).to_be_visible()
    page.clock.run_for(61_000)
    trouble(page, "The reader did not answer")
    see_strokes(page, 1)


def test_a_function_that_is_given_up_is_not_said_to_wake_up_any_more(open_with: Any, function_url: str) -> None:
    page, _ = open_with(wait)
    fall_asleep(page, function_url)
    dash(page)
    page.clock.run_for(4000)
    hear(page, "^Waking up the reader")
    page.clock.run_for(61_000)
    trouble(page, "The reader did not answer")
    hear(page, "^$")


def test_the_page_opens_even_where_the_function_is_down_and_a_retry_reads(open_with: Any, tolerated: list[str]) -> None:
    tolerated.append("Failed to load resource")
    page, fake = open_with(lambda body: "abort")
    dash(page)
    trouble(page, "The reader cannot be reached")
    see_strokes(page, 1)
    fake.respond = ones
    page.get_by_role("button", name=TRY_AGAIN).click()
    see_number(page, "1")
    expect(page.get_by_role("alert")).to_be_hidden()


def test_an_error_gives_the_reason_of_the_problem_document(open_with: Any, tolerated: list[str]) -> None:
    tolerated.append("Failed to load resource")
    reason = "expected nothing but ink"
    page, fake = open_with(lambda body: (503, problem(503, "Service Unavailable", reason)))
    dash(page)
    trouble(page, "The reader answered with an error (503)")
    expect(page.get_by_role("alert")).to_contain_text(reason)
    fake.respond = ones
    page.get_by_role("button", name=TRY_AGAIN).click()
    see_number(page, "1")


def test_what_is_refused_is_told_in_plain_words_and_not_sent_again(open_with: Any, tolerated: list[str]) -> None:
    tolerated.append("Failed to load resource")
    reason = "expected a whole PNG file, found a broken one"
    page, fake = open_with(lambda body: (422, problem(422, "Unprocessable Content", reason)))
    dash(page)
    trouble(page, "The reader cannot take this drawing")
    expect(page.get_by_role("alert")).to_contain_text(f"The reader {reason}.")
    expect(page.get_by_role("alert").get_by_role("button")).to_have_text(["Close"])
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#waiting")).to_be_hidden()
    assert len(fake.bodies) == 1


def test_ink_over_a_limit_is_told_in_plain_words_without_a_retry(open_with: Any, tolerated: list[str]) -> None:
    tolerated.append("Failed to load resource")
    reason = "expected at most 256 strokes, found 300"
    page, _ = open_with(lambda body: (413, problem(413, "Content Too Large", reason)))
    dash(page)
    trouble(page, "Too much ink to read at once")
    expect(page.get_by_role("alert")).to_contain_text(f"The reader {reason}.")
    expect(page.get_by_role("alert").get_by_role("button")).to_have_text(["Close"])


def test_the_real_functions_reason_is_shown(new_page: NewPage, tolerated: list[str]) -> None:
    tolerated.append("Failed to load resource")
    page = new_page()
    stroke = {"width": 6, "points": [{"x": 10, "y": y, "t": y, "pressure": 0.5} for y in (10, 60)]}
    drawing = json.dumps(json.dumps({"strokes": [stroke] * 300, "picture": None}))
    page.add_init_script(f"localStorage.setItem('inkdigits.drawing', {drawing})")
    page.goto("/")
    expect(page.get_by_role("alert")).to_contain_text("256")
    see_strokes(page, 300)


def see_a_failure_and_try_again(page: Page, fake: Any) -> None:
    """The whole of it is on the screen, and nothing scrolls when the number comes after all."""
    dash(page)
    for part in (page.get_by_role("alert"), page.get_by_role("button", name=TRY_AGAIN)):
        expect(part).to_be_in_viewport(ratio=1)
    fake.respond = ones
    page.get_by_role("button", name=TRY_AGAIN).click()
    see_number(page, "1")
    assert page.evaluate("scrollY") == 0  # the paper stays where the hand is


@pytest.mark.parametrize("letters", ["130%", "150%", "200%"])
def test_an_error_is_seen_on_a_phone_with_larger_letters(
    open_with: Any, tolerated: list[str], letters: str
) -> None:
    tolerated.append("Failed to load resource")
    page, fake = open_with(lambda body: "abort", viewport={"width": 360, "height": 740})
    page.evaluate("letters => { document.documentElement.style.fontSize = letters; }", letters)
    see_a_failure_and_try_again(page, fake)


@pytest.mark.parametrize(("width", "height"), [(786, 330), (640, 280)])
def test_an_error_is_seen_on_a_phone_held_level(
    open_with: Any, tolerated: list[str], width: int, height: int
) -> None:
    tolerated.append("Failed to load resource")
    page, fake = open_with(lambda body: "abort", viewport={"width": width, "height": height})
    see_a_failure_and_try_again(page, fake)


def test_an_error_stands_above_the_edge_that_a_phone_keeps_for_itself(open_with: Any, tolerated: list[str]) -> None:
    """There is the bar that one swipes home with."""
    tolerated.append("Failed to load resource")
    page, _ = open_with(lambda body: "abort", viewport={"width": 786, "height": 330})
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setSafeAreaInsetsOverride", {"insets": {"bottom": 21}})
    dash(page)
    expect(page.get_by_role("button", name=TRY_AGAIN)).to_be_visible()
    box = page.get_by_role("alert").bounding_box()
    assert box["y"] + box["height"] <= 330 - 21


def test_an_error_of_a_correction_is_seen_on_a_phone_held_level(open_with: Any, tolerated: list[str]) -> None:
    tolerated.append("Failed to load resource")
    page, fake = open_with(ones, viewport={"width": 740, "height": 360})
    dash(page)
    see_number(page, "1")
    fake.respond = lambda body: "abort"
    correct(page, "Digit 1: 1", "9")
    for part in (page.get_by_role("alert"), page.get_by_role("button", name=TRY_AGAIN)):
        expect(part).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name=TRY_AGAIN).click(trial=True)  # nothing covers it


def test_an_error_that_is_no_problem_document_is_told_too(open_with: Any, tolerated: list[str]) -> None:
    tolerated.append("Failed to load resource")
    page, fake = open_with(lambda body: (502, []))
    dash(page)
    trouble(page, "The reader answered with an error (502)")
    fake.respond = lambda body: (200, {"hello": "world"})
    page.get_by_role("button", name=TRY_AGAIN).click()
    trouble(page, "The reader's answer could not be understood")


def test_no_network_is_told_and_the_number_read_when_it_is_back(open_with: Any, tolerated: list[str]) -> None:
    tolerated.append("Failed to load resource")
    page, fake = open_with(lambda body: "abort")
    page.context.set_offline(True)
    dash(page)
    trouble(page, "You are offline")
    see_strokes(page, 1)
    fake.respond = ones
    page.context.set_offline(False)
    see_number(page, "1")


#: What tells a page that it is on the screen again.
SEEN_AGAIN = "document.dispatchEvent(new Event('visibilitychange'))"


#: What tells a page that there is a network again.
ONLINE_AGAIN = "dispatchEvent(new Event('online'))"


def test_what_is_awaited_is_asked_again_when_the_network_is_back(open_with: Any) -> None:
    page, fake = open_with(wait)
    dash(page)
    expect(page.locator("#waiting")).to_be_visible()
    fake.held(page)
    fake.respond = ones
    page.evaluate(ONLINE_AGAIN)
    see_number(page, "1")
    page.evaluate(ONLINE_AGAIN)
    expect(page.locator("#waiting")).to_be_hidden()
    assert len(fake.bodies) == 2, "what is read already is not asked again"


@pytest.mark.parametrize("is_lost", [True, False])
def test_what_is_awaited_when_the_page_is_seen_is_asked_again_only_if_it_is_lost(
    open_with: Any, tolerated: list[str], is_lost: bool
) -> None:
    tolerated.append("Failed to load resource")
    page, fake = open_with(wait)
    dash(page)
    expect(page.locator("#waiting")).to_be_visible()
    page.evaluate(SEEN_AGAIN)
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    ((route, body),) = fake.held(page)
    fake.respond = ones
    if is_lost:
        route.abort("connectionrefused")
    else:
        fulfill(route, *ones(body))
    see_number(page, "1")
    page.evaluate(SEEN_AGAIN)
    expect(page.locator("#waiting")).to_be_hidden()
    assert len(fake.bodies) == 1 + is_lost


def test_what_has_failed_unseen_is_asked_again_when_the_page_is_seen(open_with: Any, tolerated: list[str]) -> None:
    tolerated.append("Failed to load resource")
    page, fake = open_with(lambda body: "abort")
    dash(page)
    trouble(page, "The reader cannot be reached")
    fake.respond = ones
    page.evaluate(SEEN_AGAIN)
    expect(page.get_by_role("alert")).to_be_hidden()
    see_number(page, "1")


def test_undo_and_redo_bring_back_what_was_read_also_without_a_network(open_with: Any) -> None:
    page, fake = open_with(ones)
    dash(page, 0.3)
    see_number(page, "1")
    dash(page, 0.6)
    see_number(page, "11")
    fake.respond = lambda body: "abort"
    page.get_by_role("button", name="Undo").click()
    see_number(page, "1")
    page.get_by_role("button", name="Redo").click()
    see_number(page, "11")
    assert len(fake.bodies) == 2


def test_another_stroke_after_an_error_is_read(open_with: Any, tolerated: list[str]) -> None:
    tolerated.append("Failed to load resource")
    page, fake = open_with(lambda body: (500, problem(500, "Internal Server Error", "Something went wrong.")))
    dash(page, 0.3)
    trouble(page, "The reader answered with an error (500)")
    fake.respond = ones
    dash(page, 0.6)
    expect(page.get_by_role("alert")).to_be_hidden()
    see_number(page, "11")


def test_ink_in_which_nothing_is_found_is_said_to_hold_no_digit(open_with: Any) -> None:
    page, _ = open_with(lambda body: (200, {"text": "", "confidence": 0, "confidenceLevel": "poor", "predictions": []}))
    dash(page)
    expect(page.locator("#confidence")).to_have_text("No digit found")
    hear(page, "No digit was found")
    expect(page.get_by_role("button", name="Copy link")).to_be_visible()
    expect(page.get_by_role("button", name="Copy number")).to_be_hidden()
    left = [page.locator(part).bounding_box()["x"] for part in ("#reading", "#confidence")]
    assert left[0] == left[1], "nothing stands beside it"


@pytest.mark.parametrize(("level", "word"), [("strong", "Sure"), ("intermediate", "Likely"), ("poor", "Unsure")])
def test_the_confidence_is_told_in_a_word_and_its_figure(open_with: Any, level: str, word: str) -> None:
    page, _ = open_with(lambda body: (200, answer(body, "1", confidence=0.87, level=level)))
    dash(page)
    expect(page.locator("#confidence")).to_have_text(f"{word}87%")
    hear(page, f"1. {word}, 87%")


def test_the_function_is_woken_while_the_page_opens(new_page: NewPage, function_url: str) -> None:
    page = new_page()
    with page.expect_request(lambda request: request.url == function_url + "/" and request.method == "GET"):
        page.goto("/")


def test_the_function_is_woken_again_by_the_first_stroke_after_minutes(open_with: Any, function_url: str) -> None:
    page, _ = open_with(ones)
    page.wait_for_load_state("networkidle")
    asked = []
    page.on("request", lambda request: asked.append((request.method, request.url)))
    wake = ("GET", function_url + "/")
    page.clock.install()
    dash(page, 0.2)
    page.clock.fast_forward(1000)
    see_number(page, "1")
    assert wake not in asked
    page.clock.fast_forward(6 * 60_000)
    dash(page, 0.5)
    page.clock.fast_forward(1000)
    see_number(page, "11")
    assert asked.count(wake) == 1


def test_a_choice_after_a_failed_correction_is_told_and_kept(open_with: Any, tolerated: list[str]) -> None:
    tolerated.append("Failed to load resource")
    page, fake = open_with(lambda body: (200, answer(body, "1", others=[("7", 0.05)])))
    dash(page)
    see_number(page, "1")
    fake.respond = lambda body: "abort"
    correct(page, "Digit 1: 1", "4")
    retry = page.get_by_role("button", name=TRY_AGAIN)
    expect(retry).to_be_visible()
    page.get_by_role("group", name="Other readings").get_by_role("button", name="7").click()
    see_number(page, "7")
    hear(page, r"^7\. Your choice")
    assert page.evaluate("JSON.parse(sessionStorage.getItem('inkdigits.history')).said.at(-1)") == ":7"
    expect(retry).to_be_hidden()


def test_a_reading_is_not_corrected_while_a_newer_drawing_is_read(open_with: Any) -> None:
    page, fake = open_with(lambda body: (200, answer(body, "1", others=[("7", 0.05)])))
    dash(page, 0.3)
    see_number(page, "1")
    digit = page.get_by_role("button", name="Digit 1: 1")
    other = page.get_by_role("group", name="Other readings").get_by_role("button", name="7")
    expect(digit).to_have_css("opacity", "1")
    fake.respond = wait
    dash(page, 0.6)
    for button in (digit, other):
        expect(button).to_be_disabled()
        expect(button).to_have_css("opacity", "0.4")
        button.press("Enter")
    expect(page.locator("#waiting")).to_be_visible()
    expect(digit).to_be_disabled()
    expect(page.locator("#corrector")).to_be_hidden()
    see_number(page, "1")
    ((route, body),) = fake.held(page)
    fulfill(route, 200, answer(body, "17"))
    see_number(page, "17")
    page.get_by_role("button", name="Digit 1: 1").click()
    expect(page.get_by_role("group", name="Correct digit 1")).to_be_visible()


def test_a_reading_whose_drawing_is_asked_about_again_can_be_corrected(open_with: Any) -> None:
    page, fake = open_with(ones)
    dash(page)
    see_number(page, "1")
    fake.respond = wait
    page.get_by_role("button", name="Predict").click()
    expect(page.locator("#waiting")).to_be_visible()
    fake.held(page)
    page.get_by_role("button", name="Digit 1: 1").click()
    page.get_by_role("button", name="7 2%", exact=True).click()
    expect(page.locator("#corrector")).to_be_hidden()
    *_, (route, body) = fake.held(page, 2)
    assert body["hints"]["pattern"] == "7"
    fulfill(route, 200, answer(body, "7"))
    see_number(page, "7")
