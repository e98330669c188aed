"""Requests to a server on this machine, as lean as can be: the client must not be what is measured."""

import socket
import threading
import time

import numpy as np
from numpy.typing import NDArray


class Connection:
    """One kept-alive HTTP connection."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> bytes:
        """Send a whole request; the body of the answer, which must be 200."""
        self._socket.sendall(request)
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._receive()
        head, _, body = received.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"expected status 200, found {head.splitlines()[0].decode()}")
        length = next(int(line[15:]) for line in head.lower().splitlines() if line.startswith(b"content-length:"))
        while len(body) < length:
            body += self._receive()
        return body

    def _receive(self) -> bytes:
        received = self._socket.recv(1 << 16)
        if not received:
            raise ConnectionError("the server closed the connection")
        return received

    def close(self) -> None:
        self._socket.close()


def post(body: bytes) -> bytes:
    """A whole HTTP request."""
    head = "POST / HTTP/1.1", "Host: localhost", "Content-Type: application/json", f"Content-Length: {len(body)}"
    return "\r\n".join([*head, "", ""]).encode() + body


def latencies(ports: list[int], bodies: list[bytes], rounds: int) -> NDArray[np.float64]:
    """Seconds of each request by one client, the servers asked in turn, so that all meet the same machine.

    Returns
    -------
    ndarray of shape (servers, rounds * bodies), dtype float64
    """
    connections = [Connection(port) for port in ports]
    requests = [post(body) for body in bodies]
    taken = [[_timed(connection, request) for connection in connections] for request in (requests * (1 + rounds))]
    for connection in connections:
        connection.close()
    return np.array(taken[len(requests) :]).T


def _timed(connection: Connection, request: bytes) -> float:
    begin = time.perf_counter()
    connection.ask(request)
    return time.perf_counter() - begin


def throughput(port: int, bodies: list[bytes], clients: int, seconds: float) -> float:
    """Answers a second to a number of clients that ask without a pause, each for one body after the other."""
    requests = [post(body) for body in bodies]
    end = time.perf_counter() + seconds
    counts = [0] * clients

    def work(client: int) -> None:
        connection = Connection(port)
        while time.perf_counter() < end:
            connection.ask(requests[(client + counts[client]) % len(requests)])
            counts[client] += 1
        connection.close()

    threads = [threading.Thread(target=work, args=(client,)) for client in range(clients)]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - begin)
