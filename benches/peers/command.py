"""What the command costs by itself: its start, its charts, its main job."""

import os
import pathlib
import statistics
import subprocess
import tempfile
import time

from contestants import OUTLAST, ROOT

MAIN = ROOT / "configs/contingent_2024.toml"


def figures(rounds: int) -> dict[str, dict[str, float]]:
    """Medians of milliseconds by the clock and of CPU, by job."""
    jobs = {
        "1 run, no charts": ["--replications", "1", "--no-charts"],
        "1 run, one metric, no charts": [
            "--replications",
            "1",
            "--no-charts",
            "--metrics",
            "contingent.exhaustion_day",
        ],
        "1 run, with charts": ["--replications", "1"],
        "100,000 runs, 2 threads, with charts": ["--replications", "100000", "--threads", "2"],
    }
    taken = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, options in jobs.items():
            taken[name].append(once([OUTLAST, "run", MAIN, "--quiet", *options]))
    return {
        name: {key: round(statistics.median(row[key] for row in rows), 2) for key in rows[0]}
        for name, rows in taken.items()
    }


def once(command: list) -> dict[str, float]:
    """One job in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        before = time.perf_counter()
        process = subprocess.Popen(
            [*command, "--out", pathlib.Path(folder)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - before
    if status:
        raise RuntimeError(f"the command failed: {command}")
    return {
        "wall_ms": 1e3 * wall,
        "cpu_ms": 1e3 * (used.ru_utime + used.ru_stime),
    }
