"""Plain Python: loops and heapq from the standard library; for lack of a Poisson there, NumPy's."""

import heapq
import math
import random
import time

import numpy as np
from protocol import Answers, serve


def w1(runs: int, seed: int) -> Answers:
    poisson = np.random.default_rng(seed).poisson
    days = 0
    for _ in range(runs):
        strength = 12_000
        while strength > 0:
            strength -= poisson(1_200)
            days += 1
    return {"day": days / runs}


def w4(runs: int, seed: int) -> Answers:
    rng = np.random.default_rng(seed)
    poisson, gamma, normal = rng.poisson, rng.standard_gamma, rng.standard_normal
    variance = math.log1p(0.10**2)
    days = 0
    for _ in range(runs):
        rate = 1_200 * math.exp(math.sqrt(variance) * normal() - variance / 2)
        strength = 12_000
        while strength > 0:
            strength -= poisson(rate * gamma(60) / 60)
            rate *= math.exp(0.03 * normal() - 0.03**2 / 2)
            days += 1
    return {"day": days / runs}


def w3(pending: int):
    def job(events: int, seed: int) -> Answers:
        delay = random.Random(seed).expovariate
        queue = [(delay(1.0), number, number) for number in range(pending)]
        heapq.heapify(queue)
        replace = heapq.heapreplace
        before = time.process_time()
        for number in range(pending, pending + events):
            now, _, payload = queue[0]
            replace(queue, (now + delay(1.0), number, payload))
        seconds = time.process_time() - before
        return {"seconds": seconds, "pace": queue[0][0] * pending / events}

    return job


if __name__ == "__main__":
    jobs = {"w1": w1, "w4": w4}
    serve(jobs | {f"w3-{n}": w3(n) for n in (64, 1_000, 100_000)})
