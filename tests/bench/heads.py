"""Heads of the bench's tables, in order."""

STAGES = ("parse", "segment", "rasterize", "classify", "search", "calibrate", "encode")

LATENCY = ("number", "p50, ms", "p99, ms", "empty handler: p50", "p99", "p50 / p50")
LOAD = ("clients", "numbers of 5 digits a second", "empty handler")
START_AND_MEMORY = ("", "function", "empty handler", "ratio")
TIMES = ("ms, without HTTP", *STAGES, "all")
GROWTH = ("strokes", "ms, without HTTP", "ms a stroke")
RUNTIMES = ("runtime", "ms for the {} rasters of a number of 5 digits", "ms a raster")

ALL = (LATENCY, LOAD, START_AND_MEMORY, TIMES, GROWTH, RUNTIMES)


def line(head: tuple[str, ...]) -> str:
    """Markdown of a head, or of any other row."""
    return "| " + " | ".join(head) + " |"
