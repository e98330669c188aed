"""Fuzzing: requests made from the OpenAPI document, and bytes that are no HTTP at all.

    make fuzz                  thousands of each, with counts; FUZZ=20000 for more
"""

import json
import os
import re
import socket
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import positive_data_acceptance

import handwriting
from bench.load import post
from client import make_client
from serving import Server, can_be_watched, serve

COUNT = int(os.environ.get("FUZZ", "60"))  # of each kind
SECONDS = 1.0  # no answer takes longer

SCHEMA = schemathesis.openapi.from_wsgi("/openapi.json", make_client().application)
# Too much is answered with 413, which schemathesis does not take for a refusal by itself.
SCHEMA.config.checks.negative_data_rejection.expected_statuses = ["400", "405", "413", "415", "422"]
STATUSES: Counter[str] = Counter()


@pytest.fixture(scope="module", autouse=True)
def counts() -> Iterator[None]:
    """How often each operation was answered with each status, printed at the end (pytest -s)."""
    yield
    for what, count in sorted(STATUSES.items()):
        print(f"{count:8,}  {what}")


@pytest.mark.alone
@SCHEMA.parametrize()
@settings(max_examples=COUNT, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_request_of_the_document_is_answered_as_documented(case: schemathesis.Case) -> None:
    """Status, type, headers and schema; what the schema allows may still be no picture, or too much ink."""
    answer = case.call_and_validate(excluded_checks=[positive_data_acceptance])
    STATUSES[f"{case.method} {case.path} -> {answer.status_code}"] += 1
    assert answer.status_code < 500
    assert answer.elapsed < SECONDS
    assert "Traceback" not in answer.text


# Over a real connection


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serve() as started:
        yield started


def broken_requests(count: int) -> Iterator[bytes]:
    """A good request with its bytes changed, cut or repeated; its header fields changed; and noise."""
    rng = np.random.default_rng(7)
    strokes = [stroke.tolist() for stroke in handwriting.number("257", rng).strokes]
    good = post(json.dumps({"strokes": strokes}).encode())
    fields = [
        b"Content-Length: -1", b"Content-Length: 99999999999999999999", b"Content-Length: 7\r\nContent-Length: 9",
        b"Transfer-Encoding: chunked", b"Transfer-Encoding: gzip, chunked", b"Expect: 100-continue", b"Host:", b":",
        b"X: " + b"a" * 9000, b"Content-Type: application/json; charset=utf-16", b"Content-Encoding: br", b"\x00: \xff",
        b"Origin: \xe2\x98\x83", b"Connection: upgrade\r\nUpgrade: h2c",
    ]  # fmt: skip
    for k in range(count):
        if k % 4 == 0:
            yield rng.bytes(int(rng.integers(1, 3000)))
        elif k % 4 == 1:
            at = good.index(b"Content-Length")
            yield good[:at] + fields[k // 4 % len(fields)] + b"\r\n" + good[at:]
        else:
            broken = bytearray(good)
            for place in rng.integers(0, len(broken), int(rng.integers(1, 20))):
                broken[place] = rng.integers(256)
            begin, end = sorted(rng.integers(0, len(broken), 2))
            yield bytes(broken[:begin] + broken[end:] if k % 4 == 2 else broken)


def answer_to(request: bytes, port: int) -> str:
    """Status of the answer; none where the server waits for more or closes the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        received = b""
        try:
            while part := connection.recv(1 << 16):
                received += part
        except (ConnectionResetError, TimeoutError):
            pass
    status = re.match(rb"HTTP/1\.[01] (\d{3}) ", received)
    assert b"Traceback" not in received
    return status.group(1).decode() if status else "no answer"


@pytest.mark.skipif(not can_be_watched(), reason="needs Linux")
def test_any_bytes_on_the_wire_leave_the_worker_alive(server: Server) -> None:
    workers = server.workers()
    for request in broken_requests(COUNT):
        status = answer_to(request, server.port)
        STATUSES[f"bytes on the wire -> {status}"] += 1
        assert not status.startswith("5") or status in ("501", "505")  # what HTTP itself may answer to such a request
    assert server.workers() == workers
    strokes = [stroke.tolist() for stroke in handwriting.number("257", np.random.default_rng(1)).strokes]
    assert answer_to(post(json.dumps({"strokes": strokes}).encode()), server.port) == "200"
