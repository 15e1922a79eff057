"""The workloads, and the answers that every contestant has to give."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reference:
    """An answer: its value, its standard deviation in one run, and the value's standard error."""

    value: float
    sd: float
    error: float = 0.0


WORKLOADS = {
    "w1": "W1, the seed question: 12,000 lose Poisson(1,200) a day; on which day is nobody left?",
    "w2": "W2, a year with delays of integer shape: 20,000 lose NegBin(360, k 20) a day, 42 % of "
    "them return after a gamma delay (shape 3, mean 30 days), weekly batches of 1,500 come with "
    "chance 0.9 and an exponential delay (mean 2); five quantiles of each day's strength",
    "w2_general": "W2 with a delay of any law: the same, shape 2.5",
    "w4": "W4, the default law: 12,000 at 1,200 a day, NegBin with k 60 around a rate that drifts "
    "(sigma 0.03) and is not exactly known (cv 0.10); on which day is nobody left?",
    "w3-64": "W3, hold: 64 pending events; the next is taken and put back",
    "w3-1000": "W3, hold: 1,000 pending events",
    "w3-100000": "W3, hold: 100,000 pending events",
}

W1_DAY = Reference(10.498786056737437, 0.4999985263395698)
"""From the exact law: the sum over d of P(Poisson(1,200 d) < 12,000)."""

PACE = {"pace": Reference(1.0, 1.0)}
"""Events per pending event and unit of time, in exponential delays of mean 1."""

REFERENCE = {
    "w1": {"day": W1_DAY},
    "w2": {
        "end": Reference(8_897.25, 3_382, 5.2),
        "median_90": Reference(12_964.6, 2_101, 3.1),
        "first": Reference(221.413, 102.9, 0.17),
    },
    "w2_general": {
        "end": Reference(8_880.1, 3_383, 8.5),
        "median_90": Reference(12_975.8, 2_099, 6.2),
        "first": Reference(221.701, 102.7, 0.33),
    },
    "w4": {"day": Reference(10.65036, 1.19, 0.00019)},
    "w3-64": PACE,
    "w3-1000": PACE,
    "w3-100000": PACE,
}
"""W2 and W4: from runs of numpy_racer.py and numba_racer.py apart from the race (300,000, 100,000 and
40 million runs) under seeds that it does not use, with their standard errors. `end` is the mean
strength at the last close, `median_90` the median at the close of day 90 (its sd is 1.2533 times the
strength's), `first` the mean first day below 10,000, or 365."""
