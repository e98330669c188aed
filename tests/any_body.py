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
FUZZ = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
