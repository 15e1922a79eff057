//! The features of the language, each as a few lines of a scenario. To add a feature: a fragment
//! here, and `BLESS=1 cargo test -p outlast-montecarlo --test integration corpus` writes the files.
//!
//! `$(12 in 0..90)` is a parameter: 12 in the files, and a number of that range in random scenarios,
//! a whole one if the 12 is whole.

/// A few lines of a scenario.
#[derive(Debug)]
pub(crate) struct Fragment {
    /// Part of the names of its files.
    pub(crate) name: &'static str,
    /// What stands at the top of the file.
    pub(crate) head: &'static str,
    /// What stands at its slot's place.
    pub(crate) text: &'static str,
}

/// A place in a scenario, and the fragments that can stand there: one of them, or none.
pub(crate) type Slot = &'static [Fragment];

const fn plain(name: &'static str, text: &'static str) -> Fragment {
    Fragment { name, head: "", text }
}

/// Whose losses there are. Without any of these, `front` is a pool of a plain strength.
const FRONT: Slot = &[
    plain(
        "uncertain_strength",
        r#"
[pools.front]
strength = "$(500 in 400..600) to $(700 in 601..1200)"
establishment = { triangular = [$(600 in 400..700), 800, $(900 in 801..1000)] }
"#,
    ),
    plain(
        "thresholds",
        r#"
[pools.front]
strength = $(600 in 0..900)
thresholds = { "70%" = 0.7, floor = $(90 in 2..300), above = 2_000 }
"#,
    ),
    plain(
        "chosen_strength",
        "
[pools.front]
strength = { choice = { values = [0, 300, $(900 in 301..2000)], weights = [1, 2, 3.5] } }
thresholds = { half = 0.5 }
",
    ),
    plain(
        "backorders",
        "
[pools.front]
strength = $(200 in 0..900)
backorders = true
",
    ),
    plain(
        "rotation",
        "
[rotations.front]
units = 5
unit_size = $(150 in 1..300)
deployed = 3
tour = 6
dwell_ratio = 0.5
handover = $(1 in 0..3)
thresholds = { half = 0.5 }
",
    ),
    plain(
        "refilled_rotation",
        r#"
[rotations.front]
units = 7
unit_size = { uniform = [$(80 in 10..90), $(120 in 91..200)] }
deployed = 4
tour = $(7 in 3..12)
dwell = $(5 in 1..20)
handover = 2
relieve_below = 0.7
min_fill = $(0.8 in 0.7..0.9)
fill = { uniform = [0.75, 1.0] }
start = "together"
refill = { to = 0.95, from = "rear", rate = $(6 in 0..30), when = "both" }

[[policies]]
name = "spare"
when = "front.fill < level"
level = { uniform = [0.3, $(0.9 in 0.4..1.0)] }
do = { relieve = "front" }
whenever = { gap = $(3 in 1..9) }
"#,
    ),
];

/// What is used up beside the pools.
const SUPPLIES: Slot = &[
    plain(
        "supply",
        "
[supplies.shells]
stock = $(300 in 0..900)
use = { gamma = { mean = $(20 in 1..60), cv = 0.5 } }
",
    ),
    plain(
        "rationed_supply",
        r#"
[supplies.shells]
stock = { uniform = [$(200 in 0..300), $(400 in 301..900)] }
use = { gamma = { mean = $(20.0 in 1.0..60.0), cv = $(0.5 in 0.0..1.0) } }
resupply = { rate = $(300 in 0..900), per = "month" }
ration = { below_days = $(9 in 1..20), factor = $(0.5 in 0.0..0.9) }
"#,
    ),
    plain(
        "reordered_supply",
        r#"
[supplies.shells]
stock = $(90 in 0..300)
resolution = 0.1
use = { gamma = { mean = $(12.0 in 1.0..30.0), cv = 0.5 } }

[[policies]]
name = "reorder"
when = "shells.strength < level"
level = $(60 in 0..200)
do = { request = { pool = "shells", size = { uniform = [$(40.0 in 1.0..60.0), 90.0] }, lead = { uniform = [0, $(6.0 in 0.1..9.0)] }, arrives = $(0.9 in 0.0..1.0) } }
whenever = { gap = $(3 in 1..9) }

[[policies]]
name = "famine"
when = "shells.shortfall_total > $(200 in 0..900)"
do = { stop_batches = "shells" }
"#,
    ),
];

/// What is lost in a day. Without any of these, a constant.
const LAWS: Slot = &[
    plain("fraction_a_day", "daily = $(24.3 in 0.0..60.0)\n"),
    plain("poisson", "daily = { poisson = { mean = $(24.3 in 0.0..90.0) } }\n"),
    plain(
        "poisson_of_uncertain_mean",
        "daily = { poisson = { mean = { uniform = [$(2.0 in 0.0..20.0), $(60.0 in 20.0..200.0)] } } }\n",
    ),
    plain(
        "neg_binomial",
        "daily = { neg_binomial = { mean = $(24.3 in 0.0..90.0), k = $(3 in 1..40) } }\n",
    ),
    plain(
        "neg_binomial_of_uncertain_k",
        "daily = { neg_binomial = { mean = $(24.3 in 0.0..90.0), k = \"$(2 in 1..9) to $(50 in 10..99)\" } }\n",
    ),
    plain(
        "nb_drift",
        "daily = { nb_drift = { mean = $(24.3 in 0.0..90.0), k = 20, sigma = $(0.1 in 0.0..0.5), rate_cv = $(0.3 in 0.0..1.0) } }\n",
    ),
    plain(
        "ar1_neg_binomial",
        "daily = { ar1_neg_binomial = { mean = $(24.3 in 0.0..90.0), phi = { uniform = [$(0.5 in -0.9..0.6), 0.95] }, sigma = $(0.2 in 0.0..0.5) } }\n",
    ),
    plain(
        "markov_neg_binomial",
        "daily = { markov_neg_binomial = { states = [{ mean = $(9 in 0..20), stay = $(4 in 1..9) }, { mean = { uniform = [30, $(70 in 31..200)] }, k = 3, stay = 2.5 }, { mean = 0, stay = 1 }] } }\n",
    ),
    plain(
        "gamma",
        "daily = { gamma = { mean = $(24.3 in 0.0..90.0), cv = $(1.2 in 0.0..3.0) } }\n",
    ),
    plain(
        "lognormal",
        "daily = { lognormal = { mean = $(24.3 in 0.1..90.0), cv = $(1.2 in 0.0..3.0) } }\n",
    ),
    plain(
        "compound_poisson",
        "daily = { compound_poisson = { events = $(2.3 in 0.0..9.0), size = { geometric = { mean = $(10 in 1..40) } } } }\n",
    ),
    plain(
        "salvos_of_any_size",
        "daily = { compound_poisson = { events = { uniform = [0.5, $(3.5 in 0.6..9.0)] }, size = { lognormal = { mean = 9, cv = $(1.0 in 0.0..2.0) } } } }\n",
    ),
    plain(
        "salvos_of_neg_binomial",
        "daily = { compound_poisson = { events = $(2.5 in 0.0..9.0), size = { neg_binomial = { mean = \"$(8 in 1..9) to $(16 in 10..30)\", k = 2 } } } }\n",
    ),
    plain(
        "zero_inflated",
        "daily = { zero_inflated = { zero = { uniform = [$(0.1 in 0.0..0.3), 0.9] }, daily = { nb_drift = { mean = $(48.6 in 0.0..90.0), sigma = 0.1 } } } }\n",
    ),
    plain(
        "empirical",
        "daily = { empirical = { csv = \"data/law.csv\", value = \"losses\", weight = \"weight\" } }\n",
    ),
    plain(
        "replay",
        "daily = { replay = { csv = \"data/days.csv\", column = \"losses\", start = \"each\" } }\n",
    ),
    plain(
        "replay_of_one_start",
        "daily = { replay = { csv = \"data/days.csv\", column = \"losses\", start = 2024-01-$(10 in 10..31) } }\n",
    ),
    plain(
        "bootstrap",
        "daily = { bootstrap = { csv = \"data/days.csv\", column = \"losses\" } }\n",
    ),
    plain(
        "block_bootstrap",
        "daily = { block_bootstrap = { csv = \"data/days.csv\", column = \"losses\", block = $(5 in 1..20) } }\n",
    ),
    plain("hazard", "hazard = { per_1000 = { uniform = [$(20 in 0..30), $(90 in 31..200)] } }\n"),
    plain(
        "hazard_with_spread",
        "hazard = { per_1000 = $(60 in 0..200), spread = $(0.8 in 0.0..2.0) }\n",
    ),
    plain(
        "hazard_by_days_since_joining",
        "hazard = { steps = [{ from = 0, per_1000 = $(90 in 0..300) }, { from = $(4 in 1..9), per_1000 = { uniform = [$(10 in 0..20), $(40 in 21..90)] } }] }\n",
    ),
];

/// What changes the losses from day to day.
const MODIFIERS: Slot = &[
    plain("share", "share = { uniform = [$(0.2 in 0.0..0.4), $(0.9 in 0.4..1.0)] }\n"),
    plain(
        "schedule",
        "schedule = [{ from = $(3 in 1..6), factor = $(2.0 in 0.0..3.0) }, { from = $(9 in 7..20), factor = { choice = [0, 0.5, $(3.0 in 0.0..5.0)] } }]\n",
    ),
    plain(
        "pulse",
        "pulse = { per_year = $(60 in 0..200), factor = $(3.0 in 0.0..4.0), days = { uniform = [1, $(3 in 1..9)] } }\n",
    ),
    // Pools are empty for good long before the end.
    plain("overwhelmed", "schedule = [{ from = $(4 in 1..9), factor = $(60 in 10..100) }]\n"),
    plain(
        "share_schedule_and_pulse",
        "share = 0.8\nschedule = [{ from = 4, factor = $(1.5 in 0.0..3.0) }]\npulse = { per_year = { uniform = [20, 90] }, factor = { uniform = [0.5, 2.5] }, days = 2 }\n",
    ),
];

/// What becomes of the lost.
const FATES: Slot = &[
    plain("fates", "split = { kia = 0.2, wia = 0.75, captured = 0.05 }\n"),
    plain(
        "returns",
        "split = { kia = 0.25, wia = 0.75 }\nrecovery.wia = { returns = { uniform = [$(0.3 in 0.0..0.5), 1.0] }, delay = { gamma = { mean = $(5.0 in 0.5..20.0), shape = 2 } } }\n",
    ),
    plain(
        "returns_elsewhere",
        "split = { kia = 0.2, wia = 0.5, sick = 0.3 }\nrecovery.wia = { returns = 1, delay = { even = { from = 1, to = $(6 in 1..30) } }, to = \"rear\" }\nrecovery.sick = { returns = $(0.9 in 0.0..1.0), delay = $(2 in 0..5) }\n",
    ),
    plain(
        "servers",
        "split = { kia = 0.2, wia = 0.8 }\nrecovery.wia = { returns = $(0.9 in 0.0..1.0), delay = { exponential = { mean = $(2.0 in 0.1..5.0) } }, servers = $(20 in 1..60) }\n",
    ),
    plain(
        "returns_in_stages",
        "split = { kia = 0.2, wia = 0.5, sick = 0.3 }\nrecovery.wia = { returns = $(0.8 in 0.0..1.0), delay = { gamma = { mean = $(6.0 in 0.5..20.0), shape = 3 } } }\nrecovery.sick = { returns = 1, delay = { gamma = { mean = $(3.0 in 0.3..20.0), shape = 4 } }, to = \"rear\" }\n",
    ),
];

/// Who comes in batches.
const BATCHES: Slot = &[
    plain(
        "batch",
        r#"
[[batches]]
pool = "front"
day = $(5 in 1..20)
size = $(150 in 0..500)
"#,
    ),
    plain(
        "late_batches",
        r#"
[[batches]]
pool = "front"
day = 2
every = $(3 in 1..9)
size = { normal = { mean = $(90 in 0..200), sd = 40 } }
delay = { exponential = { mean = $(2.0 in 0.1..9.0) } }
arrives = $(0.8 in 0.0..1.0)
"#,
    ),
    plain(
        "tours",
        r#"
[[batches]]
pool = "front"
day = 1
every = $(4 in 1..8)
size = $(120 in 0..300)
tour = $(7 in 1..15)
"#,
    ),
    plain(
        "late_tours",
        r#"
[[batches]]
pool = "front"
day = 2
every = $(3 in 2..9)
count = 4
size = { uniform = [$(50 in 0..60), $(90 in 60..200)] }
delay = { weibull = { mean = $(2.0 in 0.5..6.0), shape = 0.7 } }
arrives = 0.9
tour = $(6 in 1..12)

[[batches]]
pool = "rear"
day = 3
size = 60
tour = 9
"#,
    ),
];

/// Who is moved.
const TRANSFERS: Slot = &[
    plain(
        "forward",
        r#"
[transfers.forward]
from = "rear"
to = "front"
rate = $(8 in 0..40)
"#,
    ),
    plain(
        "recruits",
        r#"
[transfers.recruits]
to = "front"
rate = { neg_binomial = { mean = $(300 in 0..900), k = 5 } }
per = "month"
cap = { uniform = [5, $(20 in 5..60)] }
"#,
    ),
    plain(
        "late_transfers",
        r#"
[transfers.forward]
from = "rear"
to = "front"
rate = $(9.5 in 0.0..30.0)
delay = $(3 in 0..9)

[transfers.back]
from = "front"
to = "rear"
rate = { poisson = { mean = $(50 in 0..200) } }
per = "week"
from_day = $(3 in 1..9)
until = $(16 in 10..20)
delay = { gamma = { mean = 3, shape = 2 } }
survives = { uniform = [$(0.5 in 0.0..0.7), 1.0] }
"#,
    ),
    plain(
        "discharged",
        r#"
[transfers.home]
from = "front"
rate = { nb_drift = { mean = $(6 in 0..20), k = 20, sigma = 0.1, rate_cv = 0.3 } }

[transfers.conscripts]
to = "rear"
rate = { poisson = { uniform = [0, $(300 in 1..900)] } }
per = "month"
cap = $(30 in 0..90)
survives = 0.8
"#,
    ),
];

/// Who fights whom.
const OPPOSED: Slot = &[
    plain(
        "square",
        r#"
[opposed.battle]
pools = ["front", "rear"]
lanchester = { square = { a = $(0.1 in 0.0..0.5), b = $(0.02 in 0.0..0.1) } }
"#,
    ),
    plain(
        "linear_and_mixed",
        r#"
[opposed.battle]
pools = ["rear", "front"]
lanchester = { linear = { a = { uniform = [1e-5, 4e-5] }, b = $(0.0001 in 0.0..0.001) } }
from_day = $(3 in 1..9)

[opposed.raids]
pools = ["front", "rear"]
lanchester = { mixed = { a = $(0.0002 in 0.0..0.002), b = 0.01 } }
until = $(12 in 10..20)
"#,
    ),
    plain(
        "without_chance",
        r#"
[opposed.battle]
pools = ["front", "rear"]
lanchester = { square = { a = "0.1 to 0.2", b = $(0.01 in 0.0..0.1) } }
deterministic = true
"#,
    ),
];

/// What goes together.
const CORRELATED: Slot = &[
    Fragment {
        name: "correlated_rates",
        head: "correlate = [[\"east\", \"west\", $(0.6 in -0.9..0.9)]]\n",
        text: r#"
[losses.east]
pool = "front"
daily = { nb_drift = { mean = $(5 in 0..20), sigma = $(0.1 in 0.01..0.5), rate_cv = 0.3 } }

[losses.west]
pool = "rear"
daily = { ar1_neg_binomial = { mean = $(4 in 0..20), phi = 0.9, sigma = 0.2 } }
"#,
    },
    Fragment {
        name: "correlated_inputs",
        head: "correlate = [[\"losses.east.daily.mean\", \"losses.west.daily.mean\", $(0.5 in -0.9..0.9)], [\"pools.depot.strength\", \"losses.east.daily.mean\", -0.4]]\n",
        text: r#"
[pools.depot]
strength = { uniform = [50, $(150 in 51..400)] }

[losses.east]
pool = "depot"
daily = { poisson = { mean = { uniform = [$(2.0 in 0.0..4.0), 9.0] } } }

[losses.west]
pool = "front"
daily = { gamma = { mean = { normal = { mean = $(5.0 in 0.0..9.0), sd = 2 } }, cv = 0.5 } }
"#,
    },
];

/// Who decides what on the way.
const POLICIES: Slot = &[
    plain(
        "request",
        r#"
[[policies]]
name = "refill"
when = "rear.fill < 0.7 and day >= $(3 in 1..9)"
do = { request = { pool = "rear", size = $(40 in 0..90), lead = { gamma = { mean = $(2.0 in 0.1..6.0), shape = 3 } }, arrives = 0.9 } }
whenever = { gap = $(4 in 1..9) }
"#,
    ),
    plain(
        "tolerance",
        r#"
[[policies]]
name = "tolerance"
when = "rear.losses_total >= level"
level = { uniform = [$(20 in 0..30), $(90 in 31..200)] }
do = { withdraw = "rear" }
"#,
    ),
    plain(
        "ration_and_switch",
        r#"
[[policies]]
name = "save"
when = "rear.days_left.7 <= $(12 in 1..30)"
do = { ration = { losses = "sickness", factor = { choice = [0.5, $(0.8 in 0.0..2.0)] } } }

[[policies]]
name = "pause"
when = "day == $(6 in 1..20)"
do = { switch = { losses = "sickness", schedule = [{ from = 0, factor = 0.5 }, { from = 3, factor = { uniform = [1.0, $(4.0 in 1.1..9.0)] } }] } }
"#,
    ),
];

/// All slots.
pub(crate) const SLOTS: [Slot; 10] =
    [FRONT, LAWS, MODIFIERS, FATES, BATCHES, TRANSFERS, OPPOSED, CORRELATED, SUPPLIES, POLICIES];

/// What cannot stand together: these, and those.
const CLASHES: [[&[&str]; 2]; 3] = [
    // Who joins a rotation goes on its units' tours, and nobody else takes from it.
    [&["rotation", "refilled_rotation"], &["tours", "late_tours", "late_transfers", "discharged"]],
    // A hazard demands nothing that could wait, and what meets a demand that waits has no tour.
    [
        &["backorders"],
        &["hazard", "hazard_with_spread", "hazard_by_days_since_joining", "tours", "late_tours"],
    ],
    // Nor does a battle.
    [&["backorders"], &["square", "linear_and_mixed", "without_chance"]],
];

/// Whether fragments can stand together.
pub(crate) fn agree(chosen: &[Option<&Fragment>]) -> bool {
    let has = |names: &[&str]| chosen.iter().flatten().any(|f| names.contains(&f.name));
    !CLASHES.iter().any(|[these, those]| has(these) && has(those))
}

/// A scenario of at most one fragment of each slot, in the order of the slots, before its
/// parameters have their values.
pub(crate) fn template(chosen: &[Option<&Fragment>; SLOTS.len()]) -> String {
    let text = |slot: usize, otherwise: &'static str| chosen[slot].map_or(otherwise, |f| f.text);
    let heads: String = chosen.iter().flatten().map(|fragment| fragment.head).collect();
    let names: Vec<&str> = chosen.iter().flatten().map(|fragment| fragment.name).collect();
    let tables: String = (4..SLOTS.len()).map(|slot| text(slot, "")).collect();
    [
        &format!("# {}\n", if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }),
        "horizon = $(24 in 20..40)\n",
        &heads,
        text(0, "\n[pools.front]\nstrength = $(600 in 0..900)\n"),
        "\n[pools.rear]\nstrength = $(160 in 0..300)\n",
        "\n[losses.main]\npool = \"front\"\n",
        text(1, "daily = $(24 in 0..60)\n"),
        text(2, ""),
        text(3, ""),
        "\n[losses.sickness]\npool = \"rear\"\ndaily = { poisson = { mean = $(3 in 0..9) } }\n",
        &tables,
        "\n[ask]\nlasts = \"front.coverage_days >= 12\"\nempty = \"rear.strength_end == 0\"\n",
    ]
    .concat()
}

/// A template with its parameters as in the files.
pub(crate) fn usual(template: &str) -> String {
    fill(template, |usual, _, _| usual.to_owned())
}

/// A template with a value for each parameter, which is given as written: the usual value, and
/// the ends of the range.
pub(crate) fn fill(template: &str, mut value: impl FnMut(&str, &str, &str) -> String) -> String {
    let mut filled = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once("$(") {
        let (parameter, after) = after.split_once(')').expect("a parameter ends");
        let (usual, range) = parameter.split_once(" in ").expect("a parameter has a range");
        let (low, high) = range.split_once("..").expect("a range has two ends");
        filled += before;
        filled += &value(usual, low, high);
        rest = after;
    }
    filled + rest
}

/// The names and texts of the files: nothing, every fragment alone, and of every two slots every
/// fragment with some of the other.
pub(crate) fn files() -> Vec<(String, String)> {
    let mut files = vec![file(&[])];
    for (slot, fragments) in SLOTS.iter().enumerate() {
        files.extend(fragments.iter().map(|fragment| file(&[(slot, fragment)])));
        for (other, others) in SLOTS.iter().enumerate().skip(slot + 1) {
            for pair in 0..fragments.len().max(others.len()) {
                // Off the diagonal, so that not every slot's first meets every other's first.
                let one = &fragments[pair % fragments.len()];
                let two = &others[(pair + slot) % others.len()];
                if agree(&[Some(one), Some(two)]) {
                    files.push(file(&[(slot, one), (other, two)]));
                }
            }
        }
    }
    files
}

fn file(fragments: &[(usize, &'static Fragment)]) -> (String, String) {
    let mut chosen = [None; SLOTS.len()];
    for &(slot, fragment) in fragments {
        chosen[slot] = Some(fragment);
    }
    let names: Vec<&str> = fragments.iter().map(|(_, fragment)| fragment.name).collect();
    let name = if names.is_empty() { "nothing".to_owned() } else { names.join("+") };
    (format!("{name}.toml"), usual(&template(&chosen)))
}
