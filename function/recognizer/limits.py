"""Every limit on what may be sent, in one place; `GET /` serves them and the OpenAPI document repeats them."""

MAX_BODY_BYTES = 8 * 1024 * 1024
MAX_VALUES = 200_000  # JSON values in a body: decoding them took 19 MiB at most; 20,000 points of 4 fields are 80,000
MAX_STROKES = 256
MAX_POINTS = 20_000  # in all strokes together; a minute and a half of a 200 Hz pen
MAX_COORDINATE = 1e9  # absolute value of x and y: beyond it float64 still squares and sums without overflow
MAX_PICTURES = 64
MAX_PICTURE_PIXELS = 4_000_000  # of a PNG: decoding takes 8 to 15 bytes a pixel
MAX_WEBP_PIXELS = 2_500_000  # of a WebP: decoding takes 17
MAX_PICTURE_SIDE = 65_535  # pixels: the most that a JPEG can have; a narrow PNG of 4,000,000 took over a second
MAX_JPEG_PIXELS = 16_000_000  # of a JPEG, which is reduced while it is decoded: a phone camera's photo
# Of all of a request: 20 ms each million. Those of WebP and of interlaced or 16 bit PNG, 25 to 45 ms, count twice.
MAX_PIXELS = 20_000_000
MAX_JPEG_SAMPLES = 24_000_000  # of a JPEG in several scans, all colors together: 2 bytes each are kept up to its end
MAX_JPEG_SCANS = 32  # of a progressive JPEG: each one costs a pass over the picture
MAX_PNG_CHUNKS = 10_000  # 500,000 empty ones, 6 MB, took 2.6 s
MAX_PATTERN_LENGTH = 40
MAX_ALTERNATIVES = 10
DEFAULT_ALTERNATIVES = 3


def as_json() -> dict[str, int | float]:
    """Limits under the names that `GET /` gives them.

    Returns
    -------
    dict
        Name to number; bytes, counts, pixels and units as the names say.
    """
    return {
        "bodyBytes": MAX_BODY_BYTES,
        "values": MAX_VALUES,
        "strokes": MAX_STROKES,
        "points": MAX_POINTS,
        "coordinate": MAX_COORDINATE,
        "pictures": MAX_PICTURES,
        "picturePixels": MAX_PICTURE_PIXELS,
        "pictureSide": MAX_PICTURE_SIDE,
        "webpPixels": MAX_WEBP_PIXELS,
        "jpegPixels": MAX_JPEG_PIXELS,
        "pixels": MAX_PIXELS,
        "jpegSamples": MAX_JPEG_SAMPLES,
        "jpegScans": MAX_JPEG_SCANS,
        "pngChunks": MAX_PNG_CHUNKS,
        "patternLength": MAX_PATTERN_LENGTH,
        "alternatives": MAX_ALTERNATIVES,
    }
