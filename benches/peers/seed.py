#!/usr/bin/env python3
"""The seed question, answered by Outlast, NumPy and SimPy in turn on one thread.

12,000 troops lose Poisson(1,200) a day: on which day is nobody left? All answers are compared with
the exact law before any time is printed. Times are CPU time per replication, medians over rounds
in which the contestants take turns, so that ratios hold on a machine whose speed drifts.

    cargo build --release && pip install numpy simpy
    python3 benches/peers/seed.py [ROUNDS]
"""

import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np
import simpy

EXACT_MEAN = 10.498786056737437  # of the day, from Poisson sums
EXACT_SD = 0.4999985263395698
ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
SCENARIO = """
horizon = 30
[pools.p]
strength = 12_000
[losses.x]
daily = { poisson = { mean = 1_200 } }
"""


def numpy_days(n, seed):
    losses = np.random.Generator(np.random.PCG64(seed)).poisson(1200, (n, 13))
    return ((losses.cumsum(axis=1) < 12_000).sum(axis=1) + 1).mean()


def simpy_days(n, seed):
    generator = np.random.default_rng(seed)

    def campaign(env, end):
        strength = 12_000
        while strength > 0:
            yield env.timeout(1)
            strength -= generator.poisson(1200)
        end.append(env.now)

    end = []
    for _ in range(n):
        env = simpy.Environment()
        env.process(campaign(env, end))
        env.run()
    return statistics.fmean(end)


def here(job):
    def run(n, seed):
        before = time.process_time()
        mean = job(n, seed)
        return mean, (time.process_time() - before) / n

    return run


def outlast(*options):
    """The whole command: start, parse, simulate, tally, summarise."""

    def run(n, seed):
        with tempfile.TemporaryDirectory() as folder:
            scenario = pathlib.Path(folder) / "seed.toml"
            scenario.write_text(SCENARIO)
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            command = [TARGET / "release" / "outlast", "run", scenario, "--json", "--quiet"]
            command += ["--no-charts", "--threads", "1", "--out", pathlib.Path(folder) / "out"]
            command += ["--replications", str(n), "--seed", str(seed), *options]
            done = subprocess.run(command, check=True, capture_output=True)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
        metric = json.loads(done.stdout)["metrics"]["p.exhaustion_day"]
        return metric["mean"], cpu / n

    return run


ONE = ("--metrics", "p.exhaustion_day")
CONTESTANTS = {
    "SimPy": (here(simpy_days), 20_000),
    "NumPy, vectorised": (here(numpy_days), 400_000),
    "Outlast, width 1": (outlast("--width", "1", *ONE), 1_000_000),
    "Outlast, width 1, every metric": (outlast("--width", "1"), 1_000_000),
    "Outlast": (outlast(*ONE), 4_000_000),
    "Outlast, every metric": (outlast(), 4_000_000),
}


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    times = {name: [] for name in CONTESTANTS}
    for number in range(rounds):
        for name, (run, n) in CONTESTANTS.items():
            mean, cpu = run(n, number)
            error = abs(mean - EXACT_MEAN) * n**0.5 / EXACT_SD
            if error > 5:
                sys.exit(f"{name} is wrong: mean day {mean}, exactly {EXACT_MEAN}")
            times[name].append(cpu * 1e9)
    ratio = lambda name, peer: statistics.median(
        b / a for a, b in zip(times[name], times[peer], strict=True)
    )
    print(f"{'':32} {'ns/run':>8} {'x SimPy':>8} {'x NumPy':>8}")
    for name in CONTESTANTS:
        against = [ratio(name, peer) for peer in ("SimPy", "NumPy, vectorised")]
        print(f"{name:32} {statistics.median(times[name]):8.0f} {against[0]:8.1f} {against[1]:8.2f}")


main()
