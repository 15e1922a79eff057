"""NumPy, vectorised over replications; SFC64 is its fastest generator.

Days are rows, so that a block of replications stays in the cache and only days that somebody
lives to are drawn; who has nobody left leaves the block.
"""

import math

import numpy as np
from protocol import LEVELS, Answers, serve

BLOCK = 16_384
DAYS = 365
WEEKS = np.arange(1, 53)


def blocks(runs: int):
    """Sizes that sum to the runs."""
    return (min(BLOCK, runs - first) for first in range(0, runs, BLOCK))


def w1(runs: int, seed: int) -> Answers:
    rng = np.random.Generator(np.random.SFC64(seed))
    days = 0
    for size in blocks(runs):
        strength = np.full(size, 12_000)
        while strength.size:
            days += strength.size
            strength -= rng.poisson(1_200, strength.size)
            if strength.min() <= 0:
                strength = strength[strength > 0]
    return {"day": days / runs}


def w4(runs: int, seed: int) -> Answers:
    rng = np.random.Generator(np.random.SFC64(seed))
    variance = math.log1p(0.10**2)
    days = 0
    for size in blocks(runs):
        rate = 1_200 * rng.lognormal(-variance / 2, math.sqrt(variance), size)
        strength = np.full(size, 12_000)
        while strength.size:
            size = strength.size
            days += size
            strength -= rng.poisson(rate * rng.standard_gamma(60, size) / 60)
            rate *= np.exp(0.03 * rng.standard_normal(size) - 0.03**2 / 2)
            if strength.min() <= 0:
                rate = rate[strength > 0]
                strength = strength[strength > 0]
    return {"day": days / runs}


def arrivals(rng: np.random.Generator, runs: int) -> np.ndarray:
    """What arrives, by day and replication."""
    came = np.zeros((DAYS + 1, runs), np.int64)
    for week in WEEKS:
        day = 7 * week + np.floor(rng.exponential(2.0, runs)).astype(np.int64)
        (comes,) = np.nonzero((rng.random(runs) < 0.9) & (day <= DAYS))
        came[day[comes], comes] += 1_500
    return came


def read(strength: np.ndarray) -> Answers:
    """W2's answers from strengths at close by day and replication."""
    quantiles = np.quantile(strength, LEVELS, axis=1)
    below = strength < 10_000
    first = np.where(below.any(axis=0), below.argmax(axis=0) + 1, DAYS)
    return {
        "end": strength[-1].mean(),
        "median_90": quantiles[2, 89],
        "first": first.mean(),
    }


def w2_pools(runs: int, seed: int) -> Answers:
    """Three stages of recovery as counts; who moves on, and how far, is binomial."""
    rng = np.random.Generator(np.random.SFC64(seed))
    came = arrivals(rng, runs)
    at_least = [1 - math.exp(-0.1) * t for t in (1, 1.1, 1.105)]
    one, two, three = at_least[0], at_least[1] / at_least[0], at_least[2] / at_least[1]
    stages = [np.zeros(runs, np.int64) for _ in range(3)]
    back = np.zeros(runs, np.int64)
    strength = np.full(runs, 20_000)
    close = np.empty((DAYS, runs), np.int64)
    for day in range(1, DAYS + 1):
        strength += came[day] + back
        demand = rng.negative_binomial(20, 20 / 380, runs)
        lost = np.minimum(demand, strength)
        strength -= lost
        stages[0] += rng.binomial(lost, 0.42)
        a1 = rng.binomial(stages[0], one)
        a2 = rng.binomial(a1, two)
        a3 = rng.binomial(a2, three)
        b1 = rng.binomial(stages[1], one)
        b2 = rng.binomial(b1, two)
        c1 = rng.binomial(stages[2], one)
        stages[0] -= a1
        stages[1] += a1 - a2 - b1
        stages[2] += a2 - a3 + b1 - b2 - c1
        back = a3 + b2 + c1
        close[day - 1] = strength
    return read(close)


def w2_general(runs: int, seed: int) -> Answers:
    """Days of return are multinomial over the law of the delay, here of shape 2.5."""
    rng = np.random.Generator(np.random.SFC64(seed))
    came = arrivals(rng, runs)
    longest = 200
    law = delay_law(2.5, longest)
    back = np.zeros((DAYS + longest + 2, runs), np.int64)
    strength = np.full(runs, 20_000)
    close = np.empty((DAYS, runs), np.int64)
    for day in range(1, DAYS + 1):
        strength += came[day] + back[day]
        lost = np.minimum(rng.negative_binomial(20, 20 / 380, runs), strength)
        strength -= lost
        within = min(longest, DAYS - day)
        chances = np.append(law[:within], max(0.0, 1 - law[:within].sum()))
        days = rng.multinomial(rng.binomial(lost, 0.42), chances)
        back[day + 1 : day + 1 + within] += days[:, :-1].T
        close[day - 1] = strength
    return read(close)


def delay_law(shape: float, longest: int) -> np.ndarray:
    """Probabilities that a gamma delay of mean 30 lasts 0, 1, 2, ... whole days, by Simpson's rule."""
    x = np.linspace(0, longest, 200 * longest + 1)
    density = x ** (shape - 1) * np.exp(-x * shape / 30)
    steps = density.reshape(-1)[:-1].reshape(longest, 200)
    ends = density[200::200]
    weights = np.tile([2.0, 4.0], 100)
    weights[0] = 1.0
    parts = (steps * weights).sum(axis=1) + ends
    return parts / (math.gamma(shape) * (30 / shape) ** shape) / 600


if __name__ == "__main__":
    serve({"w1": w1, "w2": w2_pools, "w2_general": w2_general, "w4": w4})
