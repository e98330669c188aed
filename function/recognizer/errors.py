"""The one error for input that cannot be read; main.py catches it once and answers with it."""


class InkError(ValueError):
    """Input that is not what the contract asks for.

    Parameters
    ----------
    status : int
        HTTP status: 400 not JSON, 413 over a limit, 422 wrong shape or value.
    detail : str
        What was expected, what was found, for the sender to read.
    pointer : str, optional
        JSON pointer (RFC 6901) to the value at fault; "" is the whole body.
    """

    def __init__(self, status: int, detail: str, pointer: str | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = () if pointer is None else ({"detail": detail, "pointer": pointer},)
