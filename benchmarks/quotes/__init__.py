"""How well and how fast quotations are found, credited and picked, beside others.

Everything runs in one thread; the libraries below read this when they are loaded.
"""

import os

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_threads] = "1"
