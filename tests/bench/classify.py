"""Time of the classifier alone, under the TFLite runtime of the Python that runs this.

    python classify.py FUNCTION ROUNDS < rasters.npy

prints the runtime and the median milliseconds of a batch. It needs NumPy and one of the two runtimes alone, so that it
runs in the environment of either.
"""

import io
import sys
import time

import numpy as np

if __name__ == "__main__":
    function, rounds = sys.argv[1:]
    sys.path.insert(0, function)
    from recognizer.classifier import load

    classifier, _ = load()
    rasters = np.load(io.BytesIO(sys.stdin.buffer.read()))
    taken = []
    for _ in range(int(rounds) + 1):
        begin = time.perf_counter()
        classifier.log_probabilities(rasters)
        taken.append(time.perf_counter() - begin)
    runtime = "LiteRT" if "ai_edge_litert" in sys.modules else "tflite-runtime"
    print(runtime, 1e3 * float(np.median(taken[1:])))
