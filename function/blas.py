"""One thread for NumPy's linear algebra; imported before NumPy, which reads this when it starts.

Arrays here are small and requests share the cores among themselves; threads that wait for work cost 20 ms at the start.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
