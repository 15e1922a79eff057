"""How a contestant in Python is asked: a job per line, an answer of one line of JSON."""

import gc
import json
import sys
import time
from collections.abc import Callable

Answers = dict[str, float]
Job = Callable[[int, int], Answers]
"""Runs and seed to the answers; the runs are events in W3."""


def serve(jobs: dict[str, Job]) -> None:
    """Answers `WORKLOAD RUNS SEED` until standard input ends; CPU time is of the job alone."""
    for line in sys.stdin:
        workload, runs, seed = line.split()
        gc.collect()  # of the job before
        before = time.process_time()
        answers = jobs[workload](int(runs), int(seed))
        seconds = answers.pop("seconds", None) or time.process_time() - before
        print(json.dumps({"seconds": seconds, "answers": answers}), flush=True)


LEVELS = [0.05, 0.25, 0.5, 0.75, 0.95]
"""The quantiles of each day's strength that W2 asks for."""
