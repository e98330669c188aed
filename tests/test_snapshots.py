"""Pictures against the strokes that they were drawn from."""

from __future__ import annotations

import time
import tracemalloc

import numpy as np
import pytest
from PIL import Image, ImageDraw

from canvas import Canvas, encoded, on_paper, transparent
from center_lines import apart, drawn, farthest, pieces, written
from handwriting import number
from recognizer.errors import InkError
from recognizer.ink import Ink
from recognizer.picture import ink_from_picture
from recognizer.snapshots import ink_from_snapshots

CROSS = [np.array([[40.0, 100], [160, 100]]), np.array([[100.0, 40], [100, 160]])]
SEVEN = [np.array([[30.0, 30], [90, 30], [50, 130]]), np.array([[45.0, 80], [85, 80]])]

RIGHT = np.array([20.0, 0])


def written_number(seed: int, text: str = "40759") -> list[np.ndarray]:
    """Strokes of a number, well inside the canvas."""
    shift = np.array([20.0, 20, 0])
    return [stroke + shift for stroke in number(text, np.random.default_rng(seed)).strokes]


def snapshots(strokes: list[np.ndarray], canvas: Canvas, form: str = "PNG") -> list[bytes]:
    """PNG on nothing, or JPEG of low quality on paper."""
    pictures = canvas.snapshots(strokes)
    if form == "PNG":
        return [encoded(transparent(picture)) for picture in pictures]
    return [encoded(on_paper(picture), form, quality=30) for picture in pictures]


def assert_sound(ink: Ink) -> None:
    """What every Ink promises."""
    assert ink.points.dtype == np.float64
    assert np.isfinite(ink.points).all()
    assert (np.diff(ink.stroke) >= 0).all()
    assert (np.diff(ink.stroke[ink.joins[:, 0]]) >= 0).all()
    assert (ink.stroke[ink.joins[:, 0]] == ink.stroke[ink.joins[:, 1]]).all()
    assert set(ink.joins.reshape(-1).tolist()) == set(range(len(ink.points)))


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
@pytest.mark.parametrize("pen", [2, 4, 8, 14])
def test_each_stroke_of_a_sequence_lies_on_the_stroke_drawn(pen: int, form: str) -> None:
    strokes = written_number(3)
    ink = ink_from_snapshots(snapshots(strokes, Canvas(pen=pen), form))
    assert_sound(ink)
    assert ink.kind == "images"
    for index, stroke in enumerate(strokes):
        assert farthest(drawn(ink, index), written([stroke])) < 1.5 + 0.5 * pen, f"stroke {index}"


@pytest.mark.parametrize("pen", [2, 4, 8, 16, 24])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_single_picture_lies_on_the_strokes_drawn(pen: int, seed: int) -> None:
    strokes = written_number(seed)
    ink = ink_from_picture(encoded(transparent(Canvas(pen=pen, margin=40).coverage(strokes))))
    assert_sound(ink)
    assert ink.kind == "image"
    assert apart(drawn(ink), written(strokes)).mean() < 0.4 + 0.06 * pen
    assert farthest(drawn(ink), written(strokes)) < 1.5 + 0.65 * pen


@pytest.mark.parametrize("ratio", [0.2, 0.35, 1, 2, 3])
def test_points_come_back_in_the_picture_s_own_pixels_at_any_scale(ratio: float) -> None:
    strokes = written_number(5)
    picture = Canvas(pen=6, ratio=ratio).coverage(strokes)
    ink = ink_from_picture(encoded(on_paper(picture)))
    assert farthest(drawn(ink) / ratio, written(strokes)) < 3 + 1.5 / ratio
    assert len(ink.points) < 1200  # as dense as strokes are, however large the picture


@pytest.mark.parametrize("ratio", [0.5, 1, 6])
@pytest.mark.parametrize("kind", ["images", "image"])
def test_boxes_of_taps_are_in_the_picture_s_own_pixels_too(kind: str, ratio: float) -> None:
    strokes = [*SEVEN, np.array([[140.0, 130], [144, 130]])]
    canvas = Canvas(pen=6, ratio=ratio)
    if kind == "images":
        ink = ink_from_snapshots(snapshots(strokes, canvas))
    else:
        ink = ink_from_picture(encoded(on_paper(canvas.coverage(strokes))))
    np.testing.assert_allclose(ink.specks / ratio, [(140, 130, 144, 130)], atol=3)


def test_picture_too_large_to_work_on_is_reduced_and_points_are_not() -> None:
    strokes = written_number(5)
    ink = ink_from_picture(encoded(on_paper(Canvas(pen=6, ratio=6, margin=40).coverage(strokes)), "JPEG"))
    assert farthest(drawn(ink) / 6, written(strokes)) < 4


@pytest.mark.parametrize(
    "grays",
    [(0, 255), (255, 0), (90, 200), (230, 60)],
    ids=["black on white", "white on black", "pale", "pale on dark"],
)
def test_ink_may_be_dark_or_light(grays: tuple[int, int]) -> None:
    covers = Canvas(pen=5).snapshots(SEVEN)
    pictures = [encoded(on_paper(cover, *grays)) for cover in covers]
    for ink in (ink_from_snapshots(pictures), ink_from_picture(pictures[-1])):
        assert farthest(drawn(ink), written(SEVEN)) < 2.5


@pytest.mark.parametrize(
    ("ink", "paper"),
    [((0, 0, 200), (0, 0, 0)), ((0, 0, 0), (0, 0, 200)), ((255, 0, 0), (76, 76, 76)), ((0, 130, 0), (255, 0, 0))],
    ids=["blue on black", "black on blue", "red on gray", "green on red"],
)
@pytest.mark.parametrize(("kind", "form"), [("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("JPEG", "RGB")])
def test_ink_as_light_as_its_paper_is_told_by_its_color(
    kind: str, form: str, ink: tuple[int, int, int], paper: tuple[int, int, int]
) -> None:
    pictures, covers = [], Canvas(pen=5).snapshots(SEVEN)
    for cover in [np.zeros_like(covers[0]), *covers]:
        image = Image.merge("RGB", [on_paper(cover, *grays) for grays in zip(ink, paper)])
        image = image.quantize() if form == "P" else image.convert(form)
        pictures.append(encoded(image, kind))
    for read in (ink_from_picture(pictures[-1]), ink_from_snapshots(pictures)):
        assert farthest(drawn(read), written(SEVEN)) < 3
    assert set(read.stroke) == {1, 2}


def test_the_grain_of_a_blank_picture_is_no_ink_in_any_color() -> None:
    noise = np.random.default_rng(0).normal(0, 8, (3, 200, 300))
    blank = Image.merge("RGB", [on_paper(np.zeros((200, 300)), paper=128 + grain) for grain in noise])
    for picture in (encoded(blank), encoded(blank, "JPEG", quality=60)):
        assert not len(ink_from_picture(picture).points)


@pytest.mark.parametrize("gray", [0, 120, 255])
def test_transparent_paper_takes_ink_of_any_gray(gray: int) -> None:
    ink = ink_from_picture(encoded(transparent(Canvas(pen=5).coverage(SEVEN), gray)))
    assert farthest(drawn(ink), written(SEVEN)) < 2.5


@pytest.mark.parametrize("pen", [3, 6, 10, 16])
def test_a_stroke_that_crosses_older_ink_is_one_piece(pen: int) -> None:
    ink = ink_from_snapshots(snapshots(CROSS, Canvas(pen=pen)))
    assert pieces(ink) == 2
    assert farthest(drawn(ink, 1), written([CROSS[1]])) < 1.5


@pytest.mark.parametrize("pen", [6, 12, 16])
def test_the_tip_of_a_one_stays_where_its_lines_meet(pen: int) -> None:
    one = np.array([[60.0, 70], [90, 40], [86, 150]])
    ink = ink_from_snapshots(snapshots([one], Canvas(pen=pen)))
    assert drawn(ink)[:, 1].min() < 40 + 0.25 * pen


def test_a_stroke_that_begins_on_older_ink_is_led_on_to_its_middle() -> None:
    strokes = [np.array([[40.0, 40], [140, 40]]), np.array([[90.0, 40], [90, 150]])]
    ink = ink_from_snapshots(snapshots(strokes, Canvas(pen=10)))
    assert drawn(ink, 1)[:, 1].min() == pytest.approx(40, abs=1.5)


def test_ends_and_dots_are_kept() -> None:
    strokes = [np.array([[30.0, 20], [30, 120]]), np.array([[90.0, 100]])]
    ink = ink_from_picture(encoded(transparent(Canvas(pen=12).coverage(strokes))))
    assert np.ptp(drawn(ink, 0)[:, 1]) == pytest.approx(100, abs=3)
    assert ink.points[ink.stroke == 1] == pytest.approx(np.array([[90.0, 100]]), abs=1)
    assert (ink.joins[ink.stroke[ink.joins[:, 0]] == 1] == np.flatnonzero(ink.stroke == 1)).all()


@pytest.mark.parametrize("pen", [12, 20, 24])
def test_loops_stay_open_as_long_as_the_picture_shows_a_hole(pen: int) -> None:
    angle = np.linspace(0, 2 * np.pi, 60)
    eight = [np.column_stack((80 + 27 * np.sin(2 * angle), 80 + 50 * np.cos(angle)))]
    ink = ink_from_picture(encoded(transparent(Canvas(pen=pen).coverage(eight))))
    assert len(ink.joins) - len(ink.points) == 1  # one piece: edges - nodes + 1 loops


def test_a_picture_that_adds_nothing_is_a_stroke_without_points() -> None:
    first, second = snapshots(CROSS, Canvas(pen=5))
    ink = ink_from_snapshots([first, first, second, second])
    assert sorted(set(ink.stroke.tolist())) == [0, 2]


def test_the_first_picture_may_be_blank_or_hold_several_strokes() -> None:
    pictures = Canvas(pen=5).snapshots([*CROSS, np.array([[40.0, 40], [60, 60]])])
    blank = encoded(transparent(np.zeros_like(pictures[0])))
    files = [encoded(transparent(picture)) for picture in pictures]
    assert sorted(set(ink_from_snapshots([blank, *files[1:]]).stroke.tolist())) == [1, 2]


def test_undone_ink_is_gone_and_what_is_drawn_anew_belongs_to_the_later_picture() -> None:
    first, second = CROSS
    size = Canvas(pen=5).size_for(CROSS)
    canvas = Canvas(pen=5, size=size)
    steps = [[first], [first, second], [first], [first, second + RIGHT]]
    ink = ink_from_snapshots([encoded(transparent(canvas.coverage(step))) for step in steps])
    assert sorted(set(ink.stroke.tolist())) == [0, 3]
    assert farthest(drawn(ink, 3), written([second + RIGHT])) < 1.5


def test_flicker_of_jpeg_edges_adds_no_stroke() -> None:
    strokes = written_number(7, "8888")
    cover = Canvas(pen=9).coverage(strokes)
    files = [encoded(on_paper(cover), "JPEG", quality=quality) for quality in (30, 60, 25, 90, 40)]
    assert set(ink_from_snapshots(files).stroke.tolist()) == {0}


def test_pieces_of_a_picture_come_from_left_to_right_and_specks_are_dropped() -> None:
    cover = Canvas(pen=6, size=(300, 160)).coverage([stroke + dx * RIGHT for dx in (7, 0) for stroke in SEVEN])
    cover[[5, 150, 80], [200, 20, 150]] = 1
    ink = ink_from_picture(encoded(transparent(cover)))
    assert ink.stroke[-1] == 1
    assert ink.points[ink.stroke == 0, 0].max() < ink.points[ink.stroke == 1, 0].min()


@pytest.mark.parametrize("paper", [0, 255, 128])
def test_blank_pictures_have_no_ink(paper: int) -> None:
    rng = np.random.default_rng(0)
    grain = paper + rng.normal(0, 2, (200, 300))
    blank = encoded(on_paper(np.zeros((200, 300)), paper=grain), "JPEG", quality=50)
    for ink in (ink_from_picture(blank), ink_from_snapshots([blank, blank]), ink_from_snapshots([])):
        assert ink.points.shape == (0, 2)
        assert ink.joins.shape == (0, 2)


def test_pictures_of_another_size_are_refused_by_name() -> None:
    small, large = (encoded(Image.new("L", size, 255)) for size in ((30, 20), (20, 30)))
    with pytest.raises(InkError, match="30 x 20 pixels like the first, found 20 x 30") as caught:
        ink_from_snapshots([small, small, large])
    assert caught.value.status == 422
    assert caught.value.errors[0]["pointer"] == "/images/2"


def test_a_picture_turned_by_its_exif_among_others_is_refused_by_name() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    plain = encoded(Image.new("L", (30, 20), 255), "PNG")
    with pytest.raises(InkError, match="found one that is turned") as caught:
        ink_from_snapshots([plain, encoded(Image.new("L", (30, 20), 255), "PNG", exif=turned), plain])
    assert (caught.value.status, caught.value.errors[0]["pointer"]) == (422, "/images/1")


def test_png_and_jpeg_of_a_large_canvas_are_reduced_alike() -> None:
    """A JPEG is halved while it is decoded to 1082 x 925 pixels, 850 too many to work on: it is not halved again."""
    blank = Image.new("L", (2163, 1849), 255)
    inked = blank.copy()
    ImageDraw.Draw(inked).line([(500, 300), (500, 1500)], fill=0, width=40)
    pngs, jpegs = ([encoded(image, form) for image in (blank, inked)] for form in ("PNG", "JPEG"))
    for pictures in ([pngs[0], jpegs[1]], [jpegs[0], pngs[1]], jpegs):
        ink = ink_from_snapshots(pictures)
        assert set(ink.stroke) == {1}
        np.testing.assert_allclose([ink.points.min(axis=0), ink.points.max(axis=0)], [[500, 320], [500, 1480]], atol=25)


@pytest.mark.alone
@pytest.mark.parametrize(
    "kind", ["grain", "salt", "checks", "stripes", "tall stripes", "ruled", "all ink", "slow births"]
)
def test_nothing_takes_long_or_much(kind: str) -> None:
    rng = np.random.default_rng(0)
    shape = (1000, 1000)
    covers = {
        "grain": [rng.random(shape)],
        "salt": [rng.random(shape) < 0.2],
        "checks": [np.indices(shape).sum(axis=0) % 2],
        "stripes": [np.indices(shape)[0] // 2 % 2],
        "tall stripes": [np.indices((12_000, 80))[0] // 2 % 2],
        "ruled": [np.indices(shape)[0] % 25 < 2],
        "all ink": [np.pad(np.ones((900, 900)), 50)],
        "slow births": [rng.random(shape) < share for share in np.linspace(0.1, 1, 10)],
    }[kind]
    files = [encoded(on_paper(np.asarray(cover, float))) for cover in covers]
    start = time.process_time()
    assert_sound(ink_from_snapshots(files) if len(files) > 1 else ink_from_picture(files[0]))
    assert time.process_time() - start < 1
    tracemalloc.start()
    ink_from_snapshots(files) if len(files) > 1 else ink_from_picture(files[0])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40_000_000
