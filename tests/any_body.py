"""Bodies of requests at random: any JSON, and what comes near to a request."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=9) | st.just("rasters"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["x", "y", "t", "points"]), inner),
    max_leaves=20,
)
NUMBERS = st.floats() | st.floats(-1e3, 1e3) | st.integers(-1000, 1000)
POINT = st.lists(NUMBERS, min_size=2, max_size=4) | st.fixed_dictionaries({"x": NUMBERS, "y": NUMBERS})
POINTS = st.lists(POINT, max_size=9)
HINTS = st.fixed_dictionaries(
    {}, optional={"alternatives": st.integers(-1, 11) | JSON, "pattern": st.text("0123?") | JSON}
)
BODIES = st.fixed_dictionaries(
    {},
    optional={
        "strokes": st.lists(POINTS | st.fixed_dictionaries({"points": POINTS}), max_size=5) | JSON,
        "images": JSON,
        "image": JSON,
        "hints": HINTS | JSON,
        "include": st.just(["rasters"]) | JSON,
    },
)
NEAR = st.floats(-1e9, 1e9, width=32) | st.integers(-1000, 1000)
SOUND_POINT = st.lists(NEAR, min_size=2, max_size=4) | st.fixed_dictionaries({"x": NEAR, "y": NEAR})
SOUND_POINTS = st.lists(SOUND_POINT, max_size=9)
SOUND_BODIES = st.fixed_dictionaries(  # which are all read
    {"strokes": st.lists(SOUND_POINTS | st.fixed_dictionaries({"points": SOUND_POINTS}), max_size=5)},
    optional={
        "hints": st.fixed_dictionaries(
            {}, optional={"alternatives": st.integers(0, 10), "pattern": st.text("0123?", min_size=1, max_size=9)}
        ),
        "include": st.just(["rasters"]),
        "more": st.integers() | st.text(max_size=9),
    },
)
FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
