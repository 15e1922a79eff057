"""numba: the loops written out, compiled; its np.random is quicker than its Generators."""

import math

import numba
import numpy as np
from numpy_racer import read
from protocol import Answers, serve

DAYS = 365


@numba.njit
def w1_days(runs, seed):
    np.random.seed(seed)
    days = 0
    for _ in range(runs):
        strength = 12_000
        while strength > 0:
            strength -= np.random.poisson(1_200.0)
            days += 1
    return days


@numba.njit
def w4_days(runs, seed):
    np.random.seed(seed)
    variance = math.log1p(0.10**2)
    days = 0
    for _ in range(runs):
        rate = 1_200.0 * math.exp(np.random.normal(-variance / 2, math.sqrt(variance)))
        strength = 12_000
        while strength > 0:
            strength -= np.random.poisson(np.random.gamma(60.0, rate / 60.0))
            rate *= math.exp(np.random.normal(-(0.03**2) / 2, 0.03))
            days += 1
    return days


@numba.njit
def arrive(came):
    came[:] = 0
    for week in range(1, 53):
        if np.random.random() < 0.9:
            day = 7 * week + int(np.random.exponential(2.0))
            if day <= DAYS:
                came[day] += 1_500


@numba.njit
def w2_pools_days(runs, seed):
    np.random.seed(seed)
    close = np.empty((DAYS, runs), np.int32)
    came = np.empty(DAYS + 1, np.int64)
    rest = math.exp(-0.1)
    one, two, three = 1 - rest, 1 - rest * 1.1, 1 - rest * 1.105
    for run in range(runs):
        arrive(came)
        strength, s1, s2, s3, back = 20_000, 0, 0, 0, 0
        for day in range(1, DAYS + 1):
            strength += came[day] + back
            lost = min(np.random.poisson(np.random.gamma(20.0, 18.0)), strength)
            strength -= lost
            s1 += np.random.binomial(lost, 0.42)
            a1 = np.random.binomial(s1, one)
            a2 = np.random.binomial(a1, two / one)
            a3 = np.random.binomial(a2, three / two)
            b1 = np.random.binomial(s2, one)
            b2 = np.random.binomial(b1, two / one)
            c1 = np.random.binomial(s3, one)
            s1 -= a1
            s2 += a1 - a2 - b1
            s3 += a2 - a3 + b1 - b2 - c1
            back = a3 + b2 + c1
            close[day - 1, run] = strength
    return close


@numba.njit
def w2_general_days(runs, seed):
    np.random.seed(seed)
    close = np.empty((DAYS, runs), np.int32)
    came = np.empty(DAYS + 1, np.int64)
    back = np.empty(DAYS + 1, np.int64)
    for run in range(runs):
        arrive(came)
        back[:] = 0
        strength = 20_000
        for day in range(1, DAYS + 1):
            strength += came[day] + back[day]
            lost = min(np.random.poisson(np.random.gamma(20.0, 18.0)), strength)
            strength -= lost
            for _ in range(np.random.binomial(lost, 0.42)):
                due = day + 1 + int(np.random.gamma(2.5, 12.0))
                if due <= DAYS:
                    back[due] += 1
            close[day - 1, run] = strength
    return close


def w1(runs: int, seed: int) -> Answers:
    return {"day": w1_days(runs, seed) / runs}


def w4(runs: int, seed: int) -> Answers:
    return {"day": w4_days(runs, seed) / runs}


def w2_pools(runs: int, seed: int) -> Answers:
    return read(w2_pools_days(runs, seed))


def w2_general(runs: int, seed: int) -> Answers:
    return read(w2_general_days(runs, seed))


if __name__ == "__main__":
    jobs = {"w1": w1, "w2": w2_pools, "w2_general": w2_general, "w4": w4}
    for job in jobs.values():  # compiles
        job(10, 1)
    serve(jobs)
