"""How the process uses its machine; imported before NumPy, which reads some of it when it starts."""

import contextlib
import ctypes
import os

# Arrays here are small and requests share the cores among themselves: threads that wait for work cost 20 ms to start.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# One heap for all threads, which keeps what it has: with glibc's defaults each of 8 threads keeps one of its own (after
# the worst requests 230 MB instead of 90) and gives it back after each request (160 page faults a request, now none).
HEAP = {
    -8: 1,  # M_ARENA_MAX
    -1: 16 << 20,  # M_TRIM_THRESHOLD, bytes: what is free beyond it goes back
    -3: 4 << 20,  # M_MMAP_THRESHOLD, bytes: larger blocks come and go one by one
}

with contextlib.suppress(AttributeError, OSError):  # not glibc
    for parameter, value in HEAP.items():
        ctypes.CDLL(None).mallopt(parameter, value)
