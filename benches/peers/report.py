"""The race in words: tables in Markdown, targets beside what was measured."""

import os
import pathlib
import platform
import statistics
from dataclasses import dataclass

from workloads import WORKLOADS

BEGIN, END = "<!-- race: begin -->", "<!-- race: end -->"


@dataclass(frozen=True)
class Target:
    """That one contestant is so many times faster than another: at least, or with `most` at most so many slower."""

    workload: str
    fast: str
    slow: str
    bound: float
    most: bool = False


TARGETS = [
    Target("w1", "outlast", "simpy", 1_200),
    Target("w1", "outlast", "numpy", 35),
    Target("w1", "outlast", "numba", 30),
    Target("w1", "outlast", "gsl", 250),
    Target("w1", "outlast", "nexosim", 300),
    Target("w1", "outlast", "rand_distr", 15),
    Target("w1", "outlast-1", "simpy", 120),
    Target("w1", "outlast-1", "heap", 2.5),
    Target("w2", "outlast", "rand_distr", 75),
    Target("w2", "outlast", "numpy", 20),
    Target("w2", "outlast", "numba", 22),
    Target("w2_general", "outlast", "rand_distr", 8),
    Target("w2_general", "outlast", "numpy", 15),
    Target("w4", "outlast", "numpy", 10),
    Target("w4", "outlast", "numba", 10),
    Target("w1", "outlast", "command", 1.3, most=True),
    Target("w1", "outlast", "command-all", 4, most=True),
    Target("w1", "command-all", "numpy", 8),
    Target("w3-64", "outlast", "heap", 4),
    Target("w3-1000", "outlast", "heap", 4.5),
    Target("w3-100000", "outlast", "heap", 3),
]


def ratio(times: dict[str, list[float]], fast: str, slow: str) -> float | None:
    """How many times longer the slow one takes: the median of the rounds' ratios."""
    if not times.get(fast) or not times.get(slow):
        return None
    return statistics.median(b / a for a, b in zip(times[fast], times[slow]))


def figure(value: float | None) -> str:
    """Three digits that matter, thousands with commas; a dash for what there is not."""
    if value is None:
        return "–"
    if value >= 1_000:
        digits = len(str(int(value)))
        return f"{round(value, 3 - digits):,.0f}"
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table in Markdown; all columns but the first are numbers."""
    line = lambda cells: "| " + " | ".join(cells) + " |"
    return "\n".join([line(head), line(["---"] + ["---:"] * (len(head) - 1)), *map(line, rows)])


def times_table(result: dict) -> str:
    """Nanoseconds per run by contestant and workload."""
    times = result["nanoseconds"]
    median = lambda workload, name: (
        statistics.median(times[workload][name]) if times[workload].get(name) else None
    )
    rows = [
        [label, *(figure(median(workload, name)) for workload in times)]
        for name, label in result["teams"].items()
    ]
    return table(["CPU ns per run (W3: per event)", *map(short, times)], rows)


def ratios_table(result: dict) -> str:
    """How many times Outlast's engine each contestant takes."""
    times = result["nanoseconds"]
    rows = [
        [label, *(figure(ratio(times[workload], "outlast", name)) for workload in times)]
        for name, label in result["teams"].items()
        if name != "outlast"
    ]
    return table(["times what Outlast's engine takes", *map(short, times)], rows)


def targets_table(result: dict) -> str:
    """The targets, what was measured, and whether it is enough."""
    rows = []
    for target in TARGETS:
        measured = ratio(result["nanoseconds"].get(target.workload, {}), target.fast, target.slow)
        met = measured is not None and (
            measured <= target.bound if target.most else measured >= target.bound
        )
        rows.append(
            [
                f"{short(target.workload)}: {label(result, target.slow)} ÷ {label(result, target.fast)}",
                f"{'≤' if target.most else '≥'} {figure(target.bound)}",
                figure(measured),
                "–" if measured is None else "✓" if met else "✗",
            ]
        )
    return table(["ratio of CPU times", "target", "measured", ""], rows)


def command_table(figures: dict) -> str:
    """What the command costs by itself."""
    rows = [[name, figure(row["wall_ms"]), figure(row["cpu_ms"])] for name, row in figures.items()]
    return table(["`outlast run configs/contingent_2024.toml`", "wall ms", "CPU ms"], rows)


def label(result: dict, name: str) -> str:
    return result["teams"].get(name, name)


def short(workload: str) -> str:
    """The workload's name for a column."""
    name, _, rest = workload.partition("-")
    if rest:
        return f"W3, {int(rest):,}"
    return {"w1": "W1", "w2": "W2", "w2_general": "W2, any delay", "w4": "W4"}[name]


def page(result: dict) -> str:
    """All that goes between the markers."""
    versions = ", ".join(f"{name} {version}" for name, version in result["versions"].items())
    parts = [
        f"Machine: {result['machine']}. {versions}. One thread; medians of {result['rounds']} rounds in turns.",
        targets_table(result),
        times_table(result),
        ratios_table(result),
    ]
    if result.get("command"):
        parts.append(command_table(result["command"]))
    return "\n\n".join(parts)


def insert(file: pathlib.Path, text: str) -> None:
    """Puts the text between the file's markers."""
    before, _, rest = file.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    file.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}")


def machine() -> str:
    """The kind of machine: processor and cores."""
    model, family = platform.processor() or platform.machine(), ""
    try:
        lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    told = dict(tuple(part.strip() for part in line.partition(":")[::2]) for line in lines)
    model = told.get("model name", model)
    if "cpu family" in told:
        family = f" (family {told['cpu family']})"
    wide = ", AVX-512" if "avx512f" in told.get("flags", "") else ""
    return f"{model}{family}{wide}, {os.cpu_count()} cores, {platform.system()}"


assert all(target.workload in WORKLOADS for target in TARGETS)
