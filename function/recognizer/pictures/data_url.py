"""Pictures as they are sent: data URLs, or bare base64."""

import binascii
import re

from ..errors import InkError

BLANKS = b" \t\n\r\f\v"
BROKEN_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")


def picture_bytes(sent: str, pointer: str) -> bytes:
    """Bytes of a data URL (RFC 2397) in base64, or of bare base64 (RFC 4648, section 4); white space is let through."""
    text = sent.encode("ascii", "replace").translate(None, BLANKS)  # ? is not of base64
    if text[:5].lower() == b"data:":
        header, _, text = text.partition(b",")
        if header[-7:].lower() != b";base64":
            raise InkError(422, "expected a data URL in base64, found one without ;base64", pointer)
        text = _unquoted(text).translate(None, BLANKS)
    try:
        return binascii.a2b_base64(text, strict_mode=True)
    except ValueError as error:
        raise InkError(422, f"expected a data URL or base64, found none: {error}", pointer) from None


def _unquoted(text: bytes) -> bytes:
    """Text with the characters that %2B and its like stand for; as it is where that is no base64 anyway.

    One string takes little memory: urllib.parse made millions of pieces of 8 MB, which took 660.
    """
    if b"%" not in text or b"\\" in text or BROKEN_ESCAPE.search(text):
        return text
    return text.replace(b"%", b"\\x").decode("unicode_escape").encode("latin-1")
