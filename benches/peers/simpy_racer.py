"""SimPy: processes as generators; NumPy draws, one number at a time."""

import math
import random
import time

import numpy as np
import simpy
from numpy_racer import read
from protocol import Answers, serve

DAYS = 365


def until_nobody_is_left(runs: int, losses_of_a_run) -> Answers:
    """Mean day on which the losses of a run, a function called daily, have taken 12,000."""

    def campaign(env, losses):
        strength = 12_000
        while strength > 0:
            yield env.timeout(1)
            strength -= losses()

    days = 0
    for _ in range(runs):
        env = simpy.Environment()
        env.run(env.process(campaign(env, losses_of_a_run())))
        days += env.now
    return {"day": days / runs}


def w1(runs: int, seed: int) -> Answers:
    poisson = np.random.default_rng(seed).poisson
    return until_nobody_is_left(runs, lambda: lambda: poisson(1_200))


def w4(runs: int, seed: int) -> Answers:
    rng = np.random.default_rng(seed)
    variance = math.log1p(0.10**2)

    def losses_of_a_run():
        rate = 1_200 * rng.lognormal(-variance / 2, math.sqrt(variance))

        def losses():
            nonlocal rate
            today = rng.poisson(rate * rng.standard_gamma(60) / 60)
            rate *= math.exp(0.03 * rng.standard_normal() - 0.03**2 / 2)
            return today

        return losses

    return until_nobody_is_left(runs, losses_of_a_run)


def w2(shape: float):
    def job(runs: int, seed: int) -> Answers:
        rng = np.random.default_rng(seed)
        close = np.empty((DAYS, runs), np.int64)
        for run in range(runs):
            env = simpy.Environment()
            strength = 20_000
            back = np.zeros(DAYS + 1, np.int64)

            def batch(week):
                nonlocal strength
                # Half a day before the losses.
                yield env.timeout(7 * week - 0.5 + math.floor(rng.exponential(2.0)))
                strength += 1_500

            def front():
                nonlocal strength
                for day in range(1, DAYS + 1):
                    yield env.timeout(1)
                    strength += int(back[day])
                    lost = min(int(rng.negative_binomial(20, 20 / 380)), strength)
                    strength -= lost
                    returners = rng.binomial(lost, 0.42)
                    due = day + 1 + rng.gamma(shape, 30 / shape, returners).astype(np.int64)
                    back[:] += np.bincount(due[due <= DAYS], minlength=DAYS + 1)
                    close[day - 1, run] = strength

            for week in range(1, 53):
                if rng.random() < 0.9:
                    env.process(batch(week))
            env.process(front())
            env.run(until=DAYS + 0.25)
        return read(close)

    return job


def w3(pending: int):
    def job(events: int, seed: int) -> Answers:
        env = simpy.Environment()
        delay = random.Random(seed).expovariate

        def process():
            while True:
                yield env.timeout(delay(1.0))

        for _ in range(pending):
            env.process(process())
        env.run(until=1.0)
        before, elapsed = time.process_time(), events / pending
        env.run(until=1.0 + elapsed)
        # The time is given; SimPy does not count its events.
        return {"seconds": time.process_time() - before, "pace": 1.0}

    return job


if __name__ == "__main__":
    jobs = {"w1": w1, "w2": w2(3), "w2_general": w2(2.5), "w4": w4}
    serve(jobs | {f"w3-{n}": w3(n) for n in (64, 1_000, 100_000)})
