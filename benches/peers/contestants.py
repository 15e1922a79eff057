"""Who races: how each is installed, started and asked."""

import json
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import tomllib
import venv
from collections.abc import Callable

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
PLACE = TARGET / "race"
"""Where the peers are installed: a folder to throw away."""
OUTLAST = TARGET / "release/outlast"

Answers = dict[str, float]
Tell = Callable[[str], None]

ALONE = os.environ | {
    name: "1"
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")
}
"""One thread for whoever would start more."""

W3 = {"w3-64": 1_000_000, "w3-1000": 1_000_000, "w3-100000": 1_000_000}
SLOW_W3 = {"w3-64": 200_000, "w3-1000": 200_000, "w3-100000": 200_000}


class Team:
    """A contestant: its label, and the runs (events in W3) of one job by workload, a second each at most."""

    def __init__(self, name: str, label: str, runs: dict[str, int]) -> None:
        self.name, self.label, self.runs = name, label, dict(runs)

    def run(self, workload: str, runs: int, seed: int) -> tuple[float, Answers]:
        """Seconds of CPU, and the answers."""
        raise NotImplementedError

    def close(self) -> None:
        """Sends it home."""


class Asked(Team):
    """A process that answers a job per line of standard input with a line of JSON, and times itself."""

    def __init__(self, name, label, runs, command, prefix="") -> None:
        super().__init__(name, label, runs)
        self.command, self.prefix, self.process = command, prefix, None

    def run(self, workload, runs, seed):
        if self.process is None or self.process.poll() is not None:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                cwd=HERE,
                env=ALONE,
            )
        print(f"{self.prefix}{workload} {runs} {seed}", file=self.process.stdin, flush=True)
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("no answer")
        reply = json.loads(line)
        return reply["seconds"], reply["answers"]

    def close(self):
        if self.process is not None:
            self.process.stdin.close()
            self.process.wait(timeout=60)


class Command(Team):
    """The whole command of Outlast: start, parse, simulate, tally, summarise, write."""

    def __init__(self, name, label, runs, options=()) -> None:
        super().__init__(name, label, runs)
        self.options = options

    def run(self, workload, runs, seed):
        with tempfile.TemporaryDirectory() as folder:
            scenario = HERE / f"scenarios/{workload}.toml"
            seconds, printed = spent(
                [OUTLAST, "run", scenario, "--json", "--quiet", "--no-charts", "--threads", "1"]
                + ["--out", folder, "--replications", str(runs), "--seed", str(seed)]
                + list(self.options)
            )
            metrics = json.loads(printed)["metrics"]
            if not workload.startswith("w2"):
                return seconds, {"day": metrics["p.exhaustion_day"]["mean"]}
            daily = (pathlib.Path(folder) / "daily.csv").read_text().splitlines()
        row = dict(zip(daily[0].split(","), daily[90].split(","), strict=True))
        return seconds, {
            "end": metrics["p.strength_end"]["mean"],
            "median_90": float(row["q50"]),
            "first": metrics["p.first_below.half"]["restricted_mean"],
        }


def spent(command: list) -> tuple[float, bytes]:
    """Seconds of CPU of a command, its start-up included, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return cpu, done.stdout


def cargo(*words: str) -> list[str]:
    return ["cargo", *words]


def ours() -> list[Team]:
    racer = [TARGET / "release/racer"]
    one = ("--metrics", "p.exhaustion_day")
    days = {"w1": 20_000_000, "w4": 4_000_000}
    year = {"w2": 100_000, "w2_general": 5_000}
    return [
        Asked("outlast", "Outlast, engine", days | year | W3, racer, "outlast "),
        Asked(
            "outlast-1",
            "Outlast, engine, event by event (width 1)",
            {"w1": 2_000_000, "w4": 500_000, "w2": 3_000, "w2_general": 1_000},
            racer,
            "outlast-1 ",
        ),
        Command(
            "command", "Outlast, whole command, one metric", {"w1": 10_000_000, "w4": 4_000_000}, one
        ),
        Command(
            "command-all",
            "Outlast, command, everything and bands",
            {"w1": 10_000_000, "w4": 1_000_000} | year,
        ),
        Asked(
            "rand_distr",
            "Rust by hand: rand_distr, xoshiro256++",
            {"w1": 2_000_000, "w4": 500_000, "w2": 500, "w2_general": 500},
            racer,
            "rand_distr ",
        ),
        Asked(
            "heap",
            "Rust: BinaryHeap, rand_distr, ChaCha12",
            {"w1": 1_000_000} | W3,
            racer,
            "heap ",
        ),
    ]


def in_python(python: pathlib.Path, install: bool, tell: Tell) -> list[Team]:
    needs = {
        "numpy": ["numpy"],
        "numba": ["numpy", "numba"],
        "simpy": ["numpy", "simpy"],
        "python": ["numpy"],
    }
    teams = [
        Asked(
            "numpy",
            "NumPy, vectorised",
            {"w1": 1_000_000, "w4": 500_000, "w2": 4_000, "w2_general": 250},
            [python, "numpy_racer.py"],
        ),
        Asked(
            "numba",
            "numba, compiled loops",
            {"w1": 1_000_000, "w4": 500_000, "w2": 2_000, "w2_general": 100},
            [python, "numba_racer.py"],
        ),
        Asked(
            "simpy",
            "SimPy",
            {"w1": 20_000, "w4": 10_000, "w2": 60, "w2_general": 60} | SLOW_W3,
            [python, "simpy_racer.py"],
        ),
        Asked(
            "python",
            "Plain Python (heapq)",
            {"w1": 100_000, "w4": 30_000} | SLOW_W3,
            [python, "python_racer.py"],
        ),
    ]
    return [team for team in teams if has(python, needs[team.name], team.label, install, tell)]


def has(python: pathlib.Path, packages: list[str], label: str, install: bool, tell: Tell) -> bool:
    if install:
        quiet([python, "-m", "pip", "install", "--quiet", *packages])
    for package in packages:
        if not quiet([python, "-c", f"import {package}"]):
            tell(f"{label} is left out: Python's {package} is missing")
            return False
    return True


def quiet(command: list, **options) -> bool:
    """Whether a command succeeds."""
    try:
        return subprocess.run(command, capture_output=True, **options).returncode == 0
    except OSError:
        return False


def by_apt(package: str, install: bool) -> bool:
    """Whether a package of the system could be installed; tried only as root."""
    if not install or not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", package]
    frontend = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    return quiet(command, env=frontend) or (
        quiet(["apt-get", "update", "-q"]) and quiet(command, env=frontend)
    )


def in_c(install: bool, tell: Tell) -> list[Team]:
    compiler = shutil.which("gcc") or shutil.which("cc")
    binary = PLACE / "gsl_racer"
    build = [
        compiler,
        "-O3",
        "-march=native",
        HERE / "gsl_racer.c",
        "-o",
        binary,
        "-lgsl",
        "-lgslcblas",
        "-lm",
    ]
    if not compiler:
        tell("GSL is left out: there is no C compiler")
    elif quiet(build) or (by_apt("libgsl-dev", install) and quiet(build)):
        runs = {"w1": 100_000, "w4": 100_000, "w2": 400, "w2_general": 200}
        return [
            Asked("gsl", "C with GSL: gsl_ran_poisson, mt19937", runs, [binary], "mt19937 "),
            Asked("gsl-taus", "C with GSL: gsl_ran_poisson, taus2", runs, [binary], "taus2 "),
        ]
    else:
        tell("GSL is left out: install libgsl-dev (or the like) to have it race")
    return []


def in_r(install: bool, tell: Tell) -> list[Team]:
    if not shutil.which("Rscript") and not by_apt("r-base-core", install):
        tell("R is left out: install r-base-core (or the like) to have it race")
        return []
    runs = {"w1": 500_000, "w4": 200_000, "w2": 1_000}
    return [Asked("r", "R, vectorised", runs, ["Rscript", "--vanilla", "r_racer.R"])]


def in_rust(install: bool, tell: Tell) -> list[Team]:
    place = PLACE / "rust"
    offline = [] if install else ["--offline"]
    command = cargo(
        "build", "--release", "--locked", *offline, "--manifest-path", str(HERE / "rust/Cargo.toml")
    )
    if not quiet(command, env=os.environ | {"CARGO_TARGET_DIR": str(place)}):
        tell("nexosim, ixa and simu-des are left out: they could not be built")
        return []
    racer = [place / "release/outlast-peers"]
    return [
        Asked("nexosim", "nexosim", {"w1": 50_000, "w4": 30_000} | SLOW_W3, racer, "nexosim "),
        Asked("ixa", "ixa", {"w1": 50_000, "w4": 30_000} | SLOW_W3, racer, "ixa "),
        Asked("simu-des", "simu-des", {"w1": 200_000, "w4": 100_000} | SLOW_W3, racer, "simu-des "),
    ]


def ready(only: list[str] | None, install: bool, tell: Tell) -> list[Team]:
    """Everybody who is wanted and could be had."""
    PLACE.mkdir(parents=True, exist_ok=True)
    build = cargo("build", "--release", "-p", "outlast", "-p", "outlast-benches")
    subprocess.run(build, check=True, cwd=ROOT)
    wanted = lambda *names: only is None or any(name in only for name in names)
    teams = ours()
    if wanted("numpy", "numba", "simpy", "python"):
        python = pathlib.Path(sys.executable)
        if install:
            venv.create(PLACE / "venv", with_pip=True)
        if (PLACE / "venv/bin/python").exists():
            python = PLACE / "venv/bin/python"
        teams += in_python(python, install, tell)
    if wanted("gsl", "gsl-taus"):
        teams += in_c(install, tell)
    if wanted("r"):
        teams += in_r(install, tell)
    if wanted("nexosim", "ixa", "simu-des"):
        teams += in_rust(install, tell)
    if only is not None:
        for name in set(only) - {team.name for team in teams}:
            tell(f"{name} is not there")
        teams = [team for team in teams if team.name in only]
    return teams


def versions(teams: list[Team]) -> dict[str, str]:
    """What raced, by name."""
    names = {team.name for team in teams}
    found = {"rustc": said(["rustc", "--version"]).split(" ")[1]}
    python = next(
        (team.command[0] for team in teams if team.name in ("numpy", "numba", "simpy", "python")),
        None,
    )
    if python:
        found["Python"] = said([python, "-c", "import platform; print(platform.python_version())"])
        for label, package in (("NumPy", "numpy"), ("numba", "numba"), ("SimPy", "simpy")):
            if package in names or package == "numpy":
                ask = f"from importlib.metadata import version; print(version('{package}'))"
                found[label] = said([python, "-c", ask])
    if "gsl" in names:
        found["gcc"] = said(["gcc", "-dumpfullversion"])
        found["GSL"] = said([PLACE / "gsl_racer", "--version"])
    if "r" in names:
        found["R"] = said(["Rscript", "-e", "cat(as.character(getRversion()))"])
    for lock, crates in (
        (ROOT / "Cargo.lock", ["rand", "rand_distr"]),
        (
            HERE / "rust/Cargo.lock",
            [name for name in ("nexosim", "ixa", "simu-des") if name in names],
        ),
    ):
        for package in tomllib.loads(lock.read_text())["package"]:
            if package["name"] in crates:
                found[package["name"]] = package["version"]
    return found


def said(command: list) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
