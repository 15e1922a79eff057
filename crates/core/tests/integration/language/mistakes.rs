//! What wrong scenarios are told. The messages are in `mistakes.txt`, to be read: each should
//! say what is wrong, where, and what to write instead. `BLESS=1` writes the file anew.

mod opposed;
mod policies;
mod supplies;
mod units;

use std::fmt::Write as _;

use super::{errors, load_with};

/// Takes texts and what makes a scenario of each.
type Put<'a> = dyn FnMut(&[(&str, &str)], &dyn Fn(&str) -> String) + 'a;

const POOL: &str = "[pools.a]\nstrength = 900\n";

/// Whole files.
const WHOLE: &[(&str, &str)] = &[
    ("an empty file", ""),
    (
        "not TOML, in two places",
        "horizon = 
[pools.a]
strength = 900
label = 'open
",
    ),
    (
        "a duplicate key",
        "horizon = 60
horizon = 61
[pools.a]
strength = 1
",
    ),
    (
        "a word without quotes",
        "horizon = sixty
[pools.a]
strength = 1
",
    ),
    (
        "no pool",
        "horizon = 60
[pools]
",
    ),
    (
        "a key of a later version",
        "horizon = 60
version = 1
[pools.a]
strength = 1
",
    ),
    (
        "months",
        r#"horizon = "6m"
[pools.a]
strength = 1
"#,
    ),
    (
        "a horizon of nothing",
        "horizon = 0
[pools.a]
strength = 1
",
    ),
    (
        "a horizon of half a day",
        "horizon = 1.5
[pools.a]
strength = 1
",
    ),
    (
        "a horizon in quotes",
        r#"horizon = "60"
[pools.a]
strength = 1
"#,
    ),
    (
        "a horizon beyond numbers",
        "horizon = 999_999_999_999_999_999_999_999_999_999_999_999_999_999
[pools.a]
strength = 1
",
    ),
    (
        "a start in quotes",
        r#"start = "2024-10-25"
horizon = 60
[pools.a]
strength = 1
"#,
    ),
    (
        "a start with a time",
        "start = 2024-10-25T12:00:00
horizon = 60
[pools.a]
strength = 1
",
    ),
    (
        "a start at the end of time",
        "start = 9999-12-25
horizon = 60
[pools.a]
strength = 1
",
    ),
    (
        "an empty title",
        r#"title = ""
horizon = 60
[pools.a]
strength = 1
"#,
    ),
    (
        "sources of numbers",
        r#"sources = ["a", 1]
horizon = 60
[pools.a]
strength = 1
"#,
    ),
    (
        "a pool that is a number",
        "horizon = 60
[pools]
a = 900",
    ),
    (
        "a pool without a name",
        r#"horizon = 60
[pools.""]
strength = 1"#,
    ),
    (
        "a horizon below a header",
        "[pools.a]
strength = 1
horizon = 60",
    ),
    (
        "a pool in the singular",
        "horizon = 60
[pool.a]
strength = 1",
    ),
    (
        "a name for a pool and a loss process",
        "horizon = 60
[pools.a]
strength = 1
[losses.a]
daily = 1",
    ),
    (
        "no pool named among two",
        "horizon = 60
[pools.a]
strength = 1
[pools.c]
strength = 1
[losses.b]
daily = 1",
    ),
    (
        "a single [batches]",
        r#"horizon = 60
[pools.a]
strength = 1
[batches]
pool = "a"
day = 1
size = 1"#,
    ),
];

/// `[run]`
const RUNS: &[(&str, &str)] = &[
    ("a negative seed", "seed = -1"),
    ("a seed with a point", "seed = 1.5"),
    ("too many replications", "replications = 100_000_000_000"),
    ("replications as text", r#"replications = "many""#),
];

/// `[pools.a]`
const POOLS: &[(&str, &str)] = &[
    ("a misspelt key", "strenght = 900"),
    ("a missing key", r#"label = "A""#),
    ("a boolean strength", "strength = true"),
    ("a negative strength", "strength = -5"),
    ("a strength that is not a number", "strength = nan"),
    ("an infinite strength", "strength = inf"),
    ("a strength too large for a float", "strength = 1e999"),
    ("a number in quotes", r#"strength = "10_000""#),
    ("a number with a k", r#"strength = "12k""#),
    ("an interval upside down", r#"strength = "12_000 to 10_000""#),
    ("an interval from nothing", r#"strength = "0 to 10_000""#),
    ("an interval far too wide", r#"strength = "1 to 1_000_000""#),
    ("an unknown distribution", "strength = { unifrom = [1, 2] }"),
    ("two distributions", "strength = { uniform = [1, 2], normal = { mean = 1, sd = 1 } }"),
    ("no distribution", "strength = {}"),
    ("a uniform of one number", "strength = { uniform = [1] }"),
    ("a uniform upside down", "strength = { uniform = [12_000, 10_000] }"),
    ("a uniform partly out of range", "strength = { uniform = [-100, 100] }"),
    ("a triangular out of order", "strength = { triangular = [1, 9, 5] }"),
    ("a normal far out of range", "strength = { normal = { mean = -1_000, sd = 10 } }"),
    ("a normal without sd", "strength = { normal = { mean = 1_000 } }"),
    ("a lognormal of mean zero", "strength = { lognormal = { mean = 0, cv = 1 } }"),
    ("a choice of none", "strength = { choice = [] }"),
    ("weights for other values", "strength = { choice = { values = [1, 2], weights = [1] } }"),
    ("a weight of nothing", "strength = { choice = { values = [1, 2], weights = [1, 0] } }"),
    (
        "a threshold below zero",
        "strength = 9
thresholds = { low = -0.5 }",
    ),
    (
        "a fraction of nothing",
        "strength = 0
thresholds = { half = 0.5 }",
    ),
    (
        "a threshold with a dot",
        r#"strength = 9
thresholds = { "7.5%" = 0.075 }"#,
    ),
    (
        "thresholds in an array",
        "strength = 9
thresholds = [0.5]",
    ),
];

/// `[losses.b]` of the pool a.
const LOSSES: &[(&str, &str)] = &[
    (
        "a loss process of no pool",
        r#"pool = "c"
daily = 1"#,
    ),
    ("a loss process without daily", "share = 0.5"),
    ("an unknown law", "daily = { poison = { mean = 1_200 } }"),
    ("two laws", "daily = { poisson = 1, constant = 1 }"),
    ("a law as text", r#"daily = "poisson""#),
    ("daily in an array", "daily = [1_200]"),
    ("a negative mean", "daily = { poisson = { mean = -1 } }"),
    ("a mean and a rate", "daily = { poisson = { mean = 1, rate = 1 } }"),
    ("a dispersion of nothing", "daily = { neg_binomial = { mean = 1, k = 0 } }"),
    ("a drift far too strong", "daily = { nb_drift = { mean = 1, sigma = 3 } }"),
    ("a key of another law", "daily = { neg_binomial = { mean = 1, sigma = 0.1 } }"),
    ("a lognormal of nothing", "daily = { lognormal = { mean = 0, cv = 1 } }"),
    ("a gamma without cv", "daily = { gamma = { mean = 10 } }"),
    ("too many salvos", "daily = { compound_poisson = { events = 20_000, size = 1 } }"),
    ("salvos of no size", "daily = { compound_poisson = { events = 0.3 } }"),
    (
        "salvos of a size that is no number",
        "daily = { compound_poisson = { events = 1, size = [12] } }",
    ),
    (
        "salvos of a size by an unknown law",
        "daily = { compound_poisson = { events = 1, size = { gamma = { mean = 9, cv = 1 } } } }",
    ),
    (
        "salvos of a geometric size below one",
        "daily = { compound_poisson = { events = 1, size = { geometric = { mean = 0.5 } } } }",
    ),
    (
        "salvos of a size between fractions",
        "daily = { compound_poisson = { events = 1, size = { uniform = [1.5, 3] } } }",
    ),
    (
        "salvos of a size upside down",
        "daily = { compound_poisson = { events = 1, size = { uniform = [9, 3] } } }",
    ),
    (
        "salvos of a size without k",
        "daily = { compound_poisson = { events = 1, size = { neg_binomial = { mean = 9 } } } }",
    ),
    ("salvos as a number", "daily = { compound_poisson = 0.3 }"),
    ("empty days above certainty", "daily = { zero_inflated = { zero = 1.2, daily = 9 } }"),
    ("empty days in percent", "daily = { zero_inflated = { zero = 40, daily = 9 } }"),
    ("empty days among none", "daily = { zero_inflated = { zero = 0.4 } }"),
    ("empty days of no chance", "daily = { zero_inflated = { chance = 0.4, daily = 9 } }"),
    ("empty days as a number", "daily = { zero_inflated = 0.4 }"),
    (
        "empty days among empty days",
        "daily = { zero_inflated = { zero = 0.4, daily = { zero_inflated = { zero = 0.5, daily = 9 } } } }",
    ),
    (
        "empty days among days of an unknown law",
        "daily = { zero_inflated = { zero = 0.4, daily = { poison = 9 } } }",
    ),
    (
        "empty days among days of a hazard",
        "daily = { zero_inflated = { zero = 0.4, daily = { hazard = 9 } } }",
    ),
    (
        "a rate that never returns",
        "daily = { ar1_neg_binomial = { mean = 9, phi = 1, sigma = 0.1 } }",
    ),
    (
        "a rate that leaps ever further",
        "daily = { ar1_neg_binomial = { mean = 9, phi = -1.5, sigma = 0.1 } }",
    ),
    ("a rate that returns at no pace", "daily = { ar1_neg_binomial = { mean = 9 } }"),
    (
        "a rate that returns with a negative step",
        "daily = { ar1_neg_binomial = { mean = 9, phi = 0.9, sigma = -0.1 } }",
    ),
    (
        "a rate that returns at a pace in words",
        r#"daily = { ar1_neg_binomial = { mean = 9, phi = "slowly", sigma = 0.1 } }"#,
    ),
    (
        "a rate that returns with an uncertain cv",
        "daily = { ar1_neg_binomial = { mean = 9, phi = 0.9, sigma = 0.1, rate_cv = 0.1 } }",
    ),
    ("a single regime", "daily = { markov_neg_binomial = { states = [{ mean = 9, stay = 5 }] } }"),
    ("regimes of no list", "daily = { markov_neg_binomial = { states = { mean = 9, stay = 5 } } }"),
    (
        "a regime shorter than a day, and one of no mean",
        "daily = { markov_neg_binomial = { states = [{ mean = 9, stay = 0.5 }, { stay = 5 }] } }",
    ),
    (
        "a regime of a negative mean and a dispersion of nothing",
        "daily = { markov_neg_binomial = { states = [{ mean = -9, stay = 5 }, { mean = 1, k = 0, stay = 5 }] } }",
    ),
    (
        "a regime with a misspelt stay",
        "daily = { markov_neg_binomial = { states = [{ mean = 9, stays = 5 }, { mean = 1, stay = 5 }] } }",
    ),
    (
        "a regime that is a number",
        "daily = { markov_neg_binomial = { states = [9, { mean = 1, stay = 5 }] } }",
    ),
    ("regimes without states", "daily = { markov_neg_binomial = {} }"),
    (
        "a share above one",
        "daily = 1
share = 1.2",
    ),
    ("both a demand and a hazard", "daily = 9\nhazard = 7.67"),
    ("a hazard above certainty", "hazard = 1_001"),
    ("a hazard as a law", "hazard = { poisson = 7 }"),
    ("a hazard of nothing", "hazard = { spread = 0.3 }"),
    ("a hazard in two ways", "hazard = { per_1000 = 7, steps = [{ from = 0, per_1000 = 9 }] }"),
    ("a hazard that cannot vary so much", "hazard = { per_1000 = 500, spread = 1 }"),
    ("steps that begin late", "hazard = { steps = [{ from = 3, per_1000 = 9 }] }"),
    (
        "steps out of order, with a spread",
        "hazard = { spread = 1, steps = [{ from = 0, per_1000 = 9 }, { from = 0, per_1000 = 5 }] }",
    ),
    ("steps with a spread", "hazard = { spread = 1, steps = [{ from = 0, per_1000 = 9 }] }"),
    ("no steps", "hazard = { steps = [] }"),
    ("a misspelt hazard", "hazrad = 7"),
    (
        "a split of more than all",
        "daily = 1
split = { kia = 0.3, wia = 0.75 }",
    ),
    (
        "a split of less than all",
        "daily = 1
split = { kia = 0.2, wia = 0.75 }",
    ),
    (
        "a split into percent",
        "daily = 1
split = { kia = 20, wia = 80 }",
    ),
    (
        "a split of nothing",
        "daily = 1
split = {}",
    ),
    (
        "a split with names that cannot be",
        r#"daily = 1
split = { losses = 0.5, "w.i.a" = 0.5 }"#,
    ),
    (
        "a recovery without a split",
        "daily = 1
recovery.wia = { returns = 0.5, delay = 9 }",
    ),
    (
        "a recovery of a fate that the split has not",
        "daily = 1
split = { kia = 0.2, wia = 0.8 }
recovery.wai = { returns = 0.5, delay = 9 }",
    ),
    (
        "a recovery without a delay, to no pool",
        r#"daily = 1
split = { kia = 0.2, wia = 0.8 }
recovery.wia = { returns = 1.5, to = "c" }"#,
    ),
    (
        "an even delay upside down",
        "daily = 1
split = { all = 1 }
recovery.all = { returns = 1, delay = { even = { from = 20, to = 6 } } }",
    ),
    (
        "a schedule out of order",
        "daily = 1
schedule = [{ from = 9, factor = 1 }, { from = 5, factor = 2 }]",
    ),
    (
        "a dated schedule without a start",
        "daily = 1
schedule = [{ from = 2024-12-01, factor = 2 }]",
    ),
    (
        "a schedule as a table",
        "daily = 1
schedule = { from = 9, factor = 1 }",
    ),
    (
        "half a pulse",
        "daily = 1
pulse = { per_year = 4 }",
    ),
    (
        "a pulse of months",
        r#"daily = 1
pulse = { per_year = 4, factor = 2, days = "1 month" }"#,
    ),
];

/// `[[batches]]` of the pool a, after `start = 2024-10-25`.
const BATCHES: &[(&str, &str)] = &[
    (
        "a batch for no pool",
        r#"pool = "A1"
day = 1
size = 10"#,
    ),
    ("a batch without anything", ""),
    (
        "a count without every",
        r#"pool = "a"
day = 1
size = 10
count = 3"#,
    ),
    (
        "a batch before day 1",
        r#"pool = "a"
day = 2024-10-24
size = 10"#,
    ),
    (
        "a batch on day 0",
        r#"pool = "a"
day = 0
size = 10"#,
    ),
    (
        "a delay without end",
        r#"pool = "a"
day = 1
size = 10
delay = { gamma = { mean = inf, shape = 2 } }"#,
    ),
    (
        "an unknown delay",
        r#"pool = "a"
day = 1
size = 10
delay = { poisson = 2 }"#,
    ),
    (
        "a negative delay",
        r#"pool = "a"
day = 1
size = 10
delay = -1"#,
    ),
    (
        "a chance in percent",
        r#"pool = "a"
day = 1
size = 10
arrives = 90"#,
    ),
];

/// `[ask]` of the pool a, which has no thresholds and no batches.
const ASKS: &[(&str, &str)] = &[
    ("a question that is a number", "14"),
    ("a question without a comparison", r#""a.coverage_days""#),
    ("a question with a strange comparison", r#""a.coverage_days => 14""#),
    ("a question with a single equals sign", r#""a.strength_end = 14""#),
    ("a question without a number", r#""a.coverage_days >= two weeks""#),
    ("a misspelt metric", r#""a.coverage_day >= 14""#),
    ("a metric of nobody", r#""front.coverage_days >= 14""#),
    ("a metric of rotation without rotation", r#""a.rotated_out_total > 0""#),
    ("a metric of returns without a recovery", r#""a.returns_total > 0""#),
    ("a threshold that the pool has not", r#""a.first_below.half > 10""#),
    ("a question past the horizon", r#""a.exhaustion_day > 90""#),
    ("a question at the horizon", r#""a.coverage_days > 60""#),
];

/// `daily`, with a horizon of 5 days.
const SERIES: &[(&str, &str)] = &[
    ("a missing file", r#"{ replay = { csv = "none.csv", column = "daily" } }"#),
    ("a missing column", r#"{ replay = { csv = "days.csv", column = "dayly" } }"#),
    ("a word for a number", r#"{ bootstrap = { csv = "word.csv", column = "daily" } }"#),
    ("an empty cell", r#"{ bootstrap = { csv = "empty_cell.csv", column = "daily" } }"#),
    ("a negative cell", r#"{ bootstrap = { csv = "negative.csv", column = "daily" } }"#),
    ("a short line", r#"{ bootstrap = { csv = "ragged.csv", column = "daily" } }"#),
    ("no rows", r#"{ bootstrap = { csv = "header_only.csv", column = "daily" } }"#),
    ("an empty CSV file", r#"{ bootstrap = { csv = "nothing.csv", column = "daily" } }"#),
    ("a binary CSV file", r#"{ bootstrap = { csv = "binary.csv", column = "daily" } }"#),
    ("semicolons", r#"{ bootstrap = { csv = "semicolons.csv", column = "daily" } }"#),
    (
        "a date column of words",
        r#"{ replay = { csv = "days.csv", column = "daily", date_column = "other" } }"#,
    ),
    (
        "a range without dates",
        r#"{ bootstrap = { csv = "undated.csv", column = "daily", from = 2024-01-01 } }"#,
    ),
    (
        "a range of no rows",
        r#"{ bootstrap = { csv = "days.csv", column = "daily", from = 2025-01-01 } }"#,
    ),
    (
        "a start too late",
        r#"{ replay = { csv = "days.csv", column = "daily", start = 2024-01-08 } }"#,
    ),
    (
        "a start that is not there",
        r#"{ replay = { csv = "days.csv", column = "daily", start = 2023-01-08 } }"#,
    ),
    (
        "a start as a word",
        r#"{ replay = { csv = "days.csv", column = "daily", start = "first" } }"#,
    ),
    (
        "a start and a range",
        r#"{ replay = { csv = "days.csv", column = "daily", start = 2024-01-02, to = 2024-01-03 } }"#,
    ),
    (
        "no start with the horizon ahead",
        r#"{ replay = { csv = "days.csv", column = "daily", from = 2024-01-08 } }"#,
    ),
    ("a law without weights", r#"{ empirical = { csv = "law.csv", value = "losses" } }"#),
    (
        "a law in a missing file",
        r#"{ empirical = { csv = "none.csv", value = "losses", weight = "weight" } }"#,
    ),
    (
        "a law in a missing column",
        r#"{ empirical = { csv = "law.csv", value = "losses", weight = "wieght" } }"#,
    ),
    (
        "a weight of zero in a CSV file",
        r#"{ empirical = { csv = "law.csv", value = "losses", weight = "zero" } }"#,
    ),
    (
        "a word for a weight",
        r#"{ empirical = { csv = "law.csv", value = "losses", weight = "word" } }"#,
    ),
    (
        "a word for a value",
        r#"{ empirical = { csv = "law.csv", value = "word", weight = "weight" } }"#,
    ),
    (
        "a law in columns that are numbers",
        r#"{ empirical = { csv = "law.csv", value = 1, weight = 2 } }"#,
    ),
    (
        "a law from a date on",
        r#"{ empirical = { csv = "law.csv", value = "losses", weight = "weight", from = 2024-01-01 } }"#,
    ),
    (
        "a block longer than the series",
        r#"{ block_bootstrap = { csv = "days.csv", column = "daily", block = 11 } }"#,
    ),
];

/// Keys of a transfer between two pools.
const TRANSFERS: &[(&str, &str)] = &[
    ("a transfer to nowhere from nowhere", "rate = 5"),
    ("a transfer to where it comes from", "from = \"a\"\nto = \"a\"\nrate = 5"),
    ("a transfer without a rate", "from = \"a\"\nto = \"b\""),
    ("a transfer to a pool that is not there", "from = \"a\"\nto = \"c1\"\nrate = 5"),
    ("a rate of a fortnight", "to = \"b\"\nrate = 5\nper = \"fortnight\""),
    ("a misspelt time", "to = \"b\"\nrate = 5\nper = \"mnth\""),
    ("a transfer that ends before it begins", "to = \"b\"\nrate = 5\nfrom_day = 9\nuntil = 8"),
    ("a transfer that ends before day 1", "to = \"b\"\nrate = 5\nuntil = 2024-10-24"),
    ("survivors of those who leave for good", "from = \"a\"\nrate = 5\ndelay = 3\nsurvives = 0.5"),
    ("more survivors than set out", "to = \"b\"\nrate = 5\nsurvives = 90"),
    ("a misspelt source", "form = \"a\"\nrate = 5"),
    ("a negative rate and cap", "to = \"b\"\nrate = -5\ncap = -1"),
    (
        "recruits as it came from every day",
        r#"to = "b"
rate = { replay = { csv = "days.csv", column = "daily", to = 2024-01-04 } }"#,
    ),
];

/// Names of transfers that are taken, and transfers without names.
const TRANSFER_TABLES: &[(&str, &str)] = &[
    ("a transfer with the name of a pool", "[transfers.a]\nto = \"a\"\nrate = 1"),
    (
        "a transfer with the name of a loss process",
        "[losses.x]\ndaily = 1\n[transfers.x]\nto = \"a\"\nrate = 1",
    ),
    ("transfers without names", "[[transfers]]\nto = \"a\"\nrate = 1"),
    ("a metric of transfers there are not", "[ask]\nq = \"a.transferred_in_total > 0\""),
    (
        "a metric of arrivals nowhere",
        "[transfers.t]\nfrom = \"a\"\nrate = 1\n[ask]\nq = \"t.arrived_total > 0\"",
    ),
];

/// `--set` arguments on a file that has a mistake of its own.
const SETS: &[(&str, &[&str])] = &[
    ("set: a wrong value", &["horizon=-1"]),
    ("set: an unknown key, and another that is right", &["pools.a.strenth=5", "horizon=70"]),
    ("set: a table where a number belongs", &["horizon.days=5"]),
    ("set: no such batch", &["batches.3.size=5"]),
    ("set: a law without its parameters", &["losses.b.daily.gamma.mean=5"]),
];

/// What is wrong in each case, and the whole text.
fn cases() -> Vec<(String, String)> {
    let mut cases = Vec::new();
    let mut put = |part: &[(&str, &str)], wrap: &dyn Fn(&str) -> String| {
        cases.extend(part.iter().map(|(what, text)| ((*what).to_owned(), wrap(text))));
    };
    put(WHOLE, &|text| format!("{text}\n"));
    put(RUNS, &|text| format!("horizon = 60\n[run]\n{text}\n{POOL}"));
    put(POOLS, &|text| format!("horizon = 60\n[pools.a]\n{text}\n"));
    put(LOSSES, &|text| format!("horizon = 60\n{POOL}[losses.b]\n{text}\n"));
    put(BATCHES, &|text| format!("start = 2024-10-25\nhorizon = 60\n{POOL}[[batches]]\n{text}\n"));
    put(TRANSFERS, &|text| {
        let pools = format!("{POOL}[pools.b]\nstrength = 9\n");
        format!("start = 2024-10-25\nhorizon = 10\n{pools}[transfers.t]\n{text}\n")
    });
    put(TRANSFER_TABLES, &|text| format!("horizon = 60\n{POOL}{text}\n"));
    opposed::cases(&mut put);
    units::cases(&mut put);
    supplies::cases(&mut put);
    policies::cases(&mut put);
    put(ASKS, &|text| format!("horizon = 60\n{POOL}[ask]\nq = {text}\n"));
    put(SERIES, &|text| format!("horizon = 5\n{POOL}[losses.b]\ndaily = {text}\n"));
    let each = r#"{ replay = { csv = "days.csv", column = "daily", to = 2024-01-04 } }"#;
    let other = each.replace("04", "03");
    let process = format!("{POOL}[losses.b]\ndaily = {each}\n");
    cases.push((
        "losses of supplies alone".to_owned(),
        "horizon = 60\n[supplies.s]\nstock = 9\nuse = 1\n[losses.l]\ndaily = 1\n".to_owned(),
    ));
    cases.push((
        "more replications than starts".to_owned(),
        format!("horizon = 5\n[run]\nreplications = 100\n{process}"),
    ));
    cases.push((
        "replays that disagree".to_owned(),
        format!("horizon = 5\n{process}[losses.c]\ndaily = {other}\n"),
    ));
    let long = "n".repeat(101);
    let long = format!("horizon = 60\n[pools.{long}]\nstrength = 1\n");
    cases.push(("a pool with a long name".to_owned(), long));
    cases
}

#[test]
fn every_mistake_is_told_as_written_in_the_golden_file() {
    let mut told = String::new();
    for (what, text) in cases() {
        let _ = write!(told, "==== {what}\n\n{}\n\n", errors(&text));
    }
    for (what, sets) in SETS {
        let text = format!(
            "horizon = 60\n{POOL}[losses.b]\ndaily = 1\nshare = 2\n\
             [[batches]]\npool = \"a\"\nday = 1\nsize = 1\n"
        );
        let report = load_with(&text, sets).expect_err("the scenario should be refused");
        let _ = write!(told, "==== {what}\n\n{}\n\n", report.render(false));
    }
    golden("mistakes.txt", &told);
}

fn golden(name: &str, told: &str) {
    let path = format!("{}/tests/integration/language/{name}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, told).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap();
    for (told, expected) in told.split("==== ").zip(expected.split("==== ")) {
        assert_eq!(told, expected, "run with BLESS=1 if the new message is better");
    }
    assert_eq!(told.len(), expected.len());
}
