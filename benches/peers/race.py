#!/usr/bin/env python3
"""A race that anyone can rerun: the same workloads by Outlast and by its peers, in turns, on one thread.

    python3 benches/peers/race.py [--rounds 5] [--only outlast,numpy] [--quick] [--no-install]

Peers are installed by name into a throw-away environment below the target folder (pip, cargo; GSL and
R by apt where that may be done); who cannot be had is told and left out. Every answer is compared with
the reference before any time is told, and a contestant with another answer gets none. Times are CPU
time per run, medians over rounds in which the contestants take turns; ratios are medians of each
round's ratio, so that they hold on a machine whose speed drifts.

The tables go into benches/README.md, the figures into benches/peers/race.json, the chart of them into
benches/peers/race.svg and race.png; with --quick or --only everything is only printed.
"""

import argparse
import json
import math
import pathlib
import subprocess
import sys

import command
import contestants
import report
from workloads import REFERENCE, WORKLOADS

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--rounds", type=int, default=5, help="turns of every contestant")
    parser.add_argument("--only", help="contestants, by name, separated by commas")
    parser.add_argument("--workloads", help="workloads, by name, separated by commas")
    parser.add_argument("--quick", action="store_true", help="a twentieth of the runs, 2 rounds")
    parser.add_argument("--no-install", action="store_true", help="take what there is")
    return parser.parse_args()


def wrong(workload: str, runs: int, answers: dict[str, float]) -> str | None:
    """What is wrong with the answers, if anything: five standard errors from the reference."""
    for name, reference in REFERENCE[workload].items():
        answer = answers.get(name, math.nan)
        error = math.hypot(reference.sd / math.sqrt(runs), reference.error)
        if not abs(answer - reference.value) <= 5 * error:
            return f"{name} is {answer:.6g}, not {reference.value:.6g} ± {5 * error:.2g}"
    return None


def race(teams, rounds: int, share: float, names: list[str]) -> dict:
    """Seconds per run by workload and contestant, a list of rounds each."""
    seconds = {workload: {} for workload in names}
    out = set()
    for number in range(rounds):
        for workload in names:
            for team in teams:
                if workload not in team.runs or (team.name, workload) in out:
                    continue
                runs = max(1, round(team.runs[workload] * share))
                try:
                    taken, answers = team.run(workload, runs, 1 + number)
                except Exception as error:  # whatever befalls a peer, the others go on
                    said(f"{team.label} fails at {workload}: {error}")
                    out.add((team.name, workload))
                    seconds[workload].pop(team.name, None)
                    continue
                if fault := wrong(workload, runs, answers):
                    said(f"{team.label} gives another answer to {workload}, so no time: {fault}")
                    out.add((team.name, workload))
                    seconds[workload].pop(team.name, None)
                    continue
                seconds[workload].setdefault(team.name, []).append(taken / runs)
        said(f"round {number + 1} of {rounds} is done")
    return seconds


def said(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> None:
    options = arguments()
    only = options.only.split(",") if options.only else None
    names = options.workloads.split(",") if options.workloads else list(WORKLOADS)
    share, rounds = (0.05, 2) if options.quick else (1.0, options.rounds)
    teams = contestants.ready(only, install=not options.no_install, tell=said)
    if not teams:
        sys.exit("nobody is there to race")
    for team in teams:  # the first job pays for what is set up once: threads, caches, compilers
        for workload in names:
            if workload in team.runs:
                try:
                    team.run(workload, max(1, team.runs[workload] // 200), 0)
                except Exception as error:
                    said(f"{team.label} fails at {workload}: {error}")
                    del team.runs[workload]
    seconds = race(teams, rounds, share, names)
    result = {
        "machine": report.machine(),
        "versions": contestants.versions(teams),
        "rounds": rounds,
        "teams": {team.name: team.label for team in teams},
        "nanoseconds": {
            workload: {
                name: [round(1e9 * value, 3) for value in values] for name, values in times.items()
            }
            for workload, times in seconds.items()
        },
        "command": command.figures(rounds) if only is None else {},
    }
    for team in teams:
        team.close()
    page = report.page(result)
    print(page)
    if options.quick or only or options.workloads:
        return
    (HERE / "race.json").write_text(json.dumps(result, indent=1) + "\n")
    report.insert(ROOT / "benches/README.md", page)
    subprocess.run(
        contestants.cargo("run", "--release", "-p", "outlast-benches", "--bin", "race_chart"),
        check=True,
        cwd=ROOT,
    )


if __name__ == "__main__":
    main()
