"""The tests; they run on all cores, a worker each."""

import os

# Before numpy is there. Its matrix library's threads would wait for each other at work: with a
# worker a core they double the processor time of a run and gain nothing.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
