//! Small scenarios that between them use every law and every kind of batch.

use crate::command::Home;

/// Four days of losses are on record, dated, so that three of two days can be started from.
pub(crate) const SERIES: &str =
    "date,daily\n2025-01-01,30\n2025-01-02,40.5\n2025-01-03,20\n2025-01-04,10\n";

/// Ten losses a day fall on a hundred: ten days, exactly.
pub(crate) const TEN_DAYS: &str = r#"
title = "Ten days"
horizon = 15
[run]
seed = 3
replications = 50
[pools.depot]
strength = 100
[losses.front]
daily = 10
[ask]
lasts = "depot.coverage_days >= 10"
"#;

/// A drifting rate, an uncertain strength, batches that are late or never come.
pub(crate) const DRIFT: &str = r#"
title = "Drift"
unit = "troops"
start = 2025-02-27
horizon = 20
[run]
seed = 11
replications = 300
[pools.force]
strength = { uniform = [900, 1_100] }
thresholds = { half = 0.5, floor = 100 }
[losses.front]
daily = { nb_drift = { mean = 100, k = 20, sigma = 0.05, rate_cv = 0.2 } }
schedule = [{ from = 6, factor = 1.2 }]
pulse = { per_year = 60, factor = 1.5, days = { uniform = [1, 3] } }
[[batches]]
pool = "force"
day = 3
every = 4
size = 120
delay = { exponential = { mean = 2 } }
arrives = 0.8
[ask]
lasts = "force.coverage_days >= 11"
above_half = "force.first_below.half > 6"
"#;

/// Two pools; rotation; thinned, Poisson, gamma and lognormal losses.
pub(crate) const ROTATION: &str = r#"
horizon = 30
[run]
seed = 12
replications = 200
[pools.line]
strength = 0
[pools."tanks & guns"]
strength = { triangular = [80, 90, 120] }
[losses.shelling]
pool = "line"
daily = { neg_binomial = { mean = 9, k = 5 } }
share = { uniform = [0.3, 0.9] }
[losses.sickness]
pool = "line"
daily = { poisson = 1.5 }
[losses.mines]
pool = "tanks & guns"
daily = { gamma = { mean = 3, cv = 0.4 } }
[losses.wear]
pool = "tanks & guns"
daily = { lognormal = { mean = 2.5, cv = 0.8 } }
[[batches]]
pool = "line"
day = 1
every = 6
size = "60 to 90"
tour = 13
delay = { gamma = { mean = 1, shape = 2 } }
[ask]
half_home = "line.rotated_out_total >= 150"
"#;

/// Blocks of recorded days.
pub(crate) const BLOCKS: &str = r#"
horizon = 9
[run]
seed = 13
replications = 200
[pools.a]
strength = 150
[pools.b]
strength = 120
[losses.x]
pool = "a"
daily = { block_bootstrap = { csv = "series.csv", column = "daily", block = 2 } }
[losses.y]
pool = "b"
daily = { bootstrap = { csv = "series.csv", column = "daily" } }
"#;

/// Recorded days as they came, from each of three.
pub(crate) const HISTORY: &str = r#"
horizon = 2
[pools.a]
strength = 60
[losses.x]
daily = { replay = { csv = "series.csv", column = "daily", start = "each" } }
[ask]
lasts = "a.coverage_days >= 1.5"
"#;

/// A chain of pools, with recruits who take time and do not all arrive.
pub(crate) const CHAIN: &str = r#"
start = 2025-01-30
horizon = 40
[run]
seed = 14
replications = 200
[pools.depot]
strength = 90
[pools.line]
strength = 150
[losses.front]
pool = "line"
daily = { neg_binomial = { mean = 9, k = 4 } }
[transfers.forward]
label = "Forward"
from = "depot"
to = "line"
rate = { poisson = 110 }
per = "month"
cap = 6
[transfers.recruits]
to = "depot"
rate = { uniform = [20, 40] }
per = "month"
from_day = 2025-02-03
until = 30
delay = { gamma = { mean = 5, shape = 3 } }
survives = 0.9
[transfers.discharged]
from = "line"
rate = 0.25
[ask]
depot_is_empty = "depot.exhaustion_day <= 35"
"#;

/// Units that take turns, some relieved early, and replacements that run out.
pub(crate) const UNITS: &str = r#"
horizon = 40
[run]
seed = 15
replications = 200
[pools.depot]
strength = 200
[rotations.line]
label = "The line"
units = 6
unit_size = 100
deployed = 2
tour = 10
dwell_ratio = 1.5
handover = 1
relieve_below = 0.6
min_fill = 0.7
fill = 0.95
refill = { to = 0.9, from = "depot", rate = 6, when = "both" }
thresholds = { half = 0.5 }
[losses.front]
pool = "line"
daily = { poisson = 8 }
[[policies]]
name = "spare"
when = "line.fill < 0.65"
do = { relieve = "line" }
whenever = { gap = 7 }
[ask]
no_gap = "line.gap_days == 0"
"#;

/// Policies of every kind, which act on other days in every run.
pub(crate) const POLICIES: &str = r#"
start = 2025-03-01
horizon = 40
[run]
seed = 15
replications = 200
[pools.line]
strength = 500
[losses.front]
pool = "line"
daily = { poisson = 20 }
[losses.raids]
pool = "line"
daily = { neg_binomial = { mean = 6, k = 2 } }
[[batches]]
label = "Weekly"
pool = "line"
day = 7
every = 7
size = 60
delay = { uniform = [0, 3] }
[transfers.recruits]
to = "line"
rate = 2
[[policies]]
name = "refill"
when = "line.fill < 0.7 and day >= 3"
do = { request = { pool = "line", size = 80, lead = { gamma = { mean = 3, shape = 4 } }, arrives = 0.9, tour = 15 } }
whenever = { gap = "1w" }
[[policies]]
name = "tolerance"
when = "line.losses_total >= level"
level = { uniform = [300, 700] }
do = [{ stop_batches = "line" }, { stop_transfers = "recruits" }]
[[policies]]
name = "save"
when = "line.days_left.7 < 12"
do = [
  { ration = { losses = "front", factor = 0.5 } },
  { switch = { losses = "raids", schedule = [{ from = 0, factor = 2 }, { from = 5, factor = { uniform = [0.5, 1.0] } }] } },
]
[[policies]]
name = "home"
when = "line.strength < 60"
do = { withdraw = "line" }
[ask]
home_early = "home.fired_day <= 30"
"#;

/// All of them, in folders of their own, with the series that some read.
pub(crate) fn all() -> Vec<(&'static str, Home)> {
    let named = [
        ("ten days", TEN_DAYS),
        ("drift", DRIFT),
        ("rotation", ROTATION),
        ("blocks", BLOCKS),
        ("history", HISTORY),
        ("chain", CHAIN),
        ("units", UNITS),
        ("policies", POLICIES),
    ];
    named.map(|(name, text)| (name, home(text))).into()
}

/// A scenario in a folder with the series.
pub(crate) fn home(scenario: &str) -> Home {
    let home = Home::with(scenario);
    home.write("series.csv", SERIES);
    home
}
