//! Opposed pools and correlations.

use super::{POOL, Put};

/// Keys of a battle of two pools.
const BATTLES: &[(&str, &str)] = &[
    ("a battle without pools and law", "label = \"x\""),
    ("a battle of one pool", "pools = [\"a\"]\nlanchester = { square = { a = 0.1, b = 0.1 } }"),
    ("a pool for two", "pools = \"a\"\nlanchester = { square = { a = 0.1, b = 0.1 } }"),
    (
        "a pool against itself",
        "pools = [\"a\", \"a\"]\nlanchester = { square = { a = 0.1, b = 0.1 } }",
    ),
    (
        "a battle with a stranger",
        "pools = [\"a\", \"red\"]\nlanchester = { square = { a = 0.1, b = 0.1 } }",
    ),
    (
        "a misspelt law of battle",
        "pools = [\"a\", \"b\"]\nlanchester = { sqare = { a = 0.1, b = 0.1 } }",
    ),
    (
        "two laws of a battle",
        "pools = [\"a\", \"b\"]\nlanchester = { square = { a = 0.1, b = 0.1 }, linear = { a = 1, b = 1 } }",
    ),
    ("a law of battle by name alone", "pools = [\"a\", \"b\"]\nlanchester = \"square\""),
    ("a battle of one effect", "pools = [\"a\", \"b\"]\nlanchester = { mixed = { a = 0.1 } }"),
    (
        "a negative effect, and one too large",
        "pools = [\"a\", \"b\"]\nlanchester = { square = { a = -0.1, b = { uniform = [1, 1_000] } } }",
    ),
    (
        "a word for a flag",
        "pools = [\"a\", \"b\"]\nlanchester = { linear = { a = 0.1, b = 0.1 } }\ndeterministic = \"yes\"",
    ),
    (
        "a flag in quotes",
        "pools = [\"a\", \"b\"]\nlanchester = { linear = { a = 0.1, b = 0.1 } }\ndeterministic = \"true\"",
    ),
    (
        "a battle that ends before it begins",
        "pools = [\"a\", \"b\"]\nlanchester = { linear = { a = 0.1, b = 0.1 } }\nfrom_day = 9\nuntil = 2024-10-26",
    ),
];

/// Names of battles that are taken, and battles without names.
const BATTLE_TABLES: &[(&str, &str)] = &[
    (
        "a battle with the name of a pool",
        "[opposed.a]\npools = [\"a\", \"b\"]\nlanchester = { square = { a = 1, b = 1 } }",
    ),
    ("battles without names", "[[opposed]]\npools = [\"a\", \"b\"]"),
    (
        "a metric of a side there is not",
        "[opposed.x]\npools = [\"a\", \"b\"]\nlanchester = { square = { a = 1, b = 1 } }\n[ask]\nq = \"x.red_losses_total > 0\"",
    ),
];

/// Values of `correlate`, in a scenario with processes of drifting rates and uncertain inputs.
const CORRELATIONS: &[(&str, &str)] = &[
    ("correlations that are a table", "{ front = 1 }"),
    ("a pair without a correlation", "[[\"front\", \"depot\"]]"),
    ("a pair that stands alone", "[\"front\", \"depot\", 0.6]"),
    (
        "a correlation in per cent, and one of 1",
        "[[\"front\", \"depot\", 60], [\"front\", \"road\", 1]]",
    ),
    ("a process with itself", "[[\"front\", \"front\", 0.6]]"),
    (
        "an input with itself, written otherwise",
        "[[\"losses.front.daily.mean\", \"losses.front.daily.nb_drift.mean\", 0.6]]",
    ),
    ("a pair twice", "[[\"front\", \"depot\", 0.6], [\"depot\", \"front\", 0.5]]"),
    ("a misspelt process", "[[\"frnt\", \"depot\", 0.6]]"),
    ("a pool among processes", "[[\"front\", \"a\", 0.6]]"),
    ("a process whose rate does not drift", "[[\"front\", \"rear\", 0.6]]"),
    ("a drift of nothing", "[[\"front\", \"still\", 0.6]]"),
    ("a process with an input", "[[\"pools.a.strength\", \"front\", 0.6]]"),
    ("a process of a certain mean with an input", "[[\"depot\", \"pools.a.strength\", 0.6]]"),
    (
        "an input that is not uncertain",
        "[[\"pools.a.strength\", \"losses.rear.daily.poisson.mean\", 0.6]]",
    ),
    ("a misspelt path", "[[\"pools.a.strenght\", \"losses.front.daily.mean\", 0.6]]"),
    ("a path to a batch there is not", "[[\"pools.a.strength\", \"batches.1.size\", 0.6]]"),
    ("two strong bonds of a third", "[[\"front\", \"depot\", 0.9], [\"depot\", \"road\", 0.9]]"),
    (
        "three that cannot all disagree",
        "[[\"front\", \"depot\", -0.6], [\"depot\", \"road\", -0.6], [\"road\", \"front\", -0.6]]",
    ),
    (
        "correlations that no one change can mend",
        "[[\"front\", \"depot\", 0.9], [\"depot\", \"road\", 0.9], [\"road\", \"front\", -0.9], [\"rail\", \"front\", 0.9], [\"rail\", \"road\", 0.9], [\"rail\", \"depot\", -0.9]]",
    ),
    ("a wrong shape beside a wrong number", "[[\"front\", 1, 0.6], [\"x\", \"y\", 2]]"),
];

pub(super) fn cases(put: &mut Put<'_>) {
    let two = format!("{POOL}[pools.b]\nstrength = 9\n");
    put(BATTLES, &|text| format!("start = 2024-10-25\nhorizon = 10\n{two}[opposed.x]\n{text}\n"));
    put(BATTLE_TABLES, &|text| format!("horizon = 10\n{two}{text}\n"));
    put(CORRELATIONS, &|text| {
        let drift = |name: &str, law: &str| format!("[losses.{name}]\ndaily = {{ {law} }}\n");
        let losses = [
            drift("front", "nb_drift = { mean = { uniform = [5, 50] } }"),
            drift("depot", "ar1_neg_binomial = { mean = 5, phi = 0.9, sigma = 0.1 }"),
            drift("road", "nb_drift = { mean = 5 }"),
            drift("rail", "nb_drift = { mean = 5, sigma = 0, rate_cv = 0.1 }"),
            drift("still", "nb_drift = { mean = 5, sigma = 0 }"),
            drift("rear", "poisson = { mean = 5 }"),
        ];
        let pool = "[pools.a]\nstrength = \"90 to 900\"\n";
        let batch = "[[batches]]\npool = \"a\"\nday = 2\nsize = \"5 to 9\"\n";
        format!("horizon = 10\ncorrelate = {text}\n{pool}{}{batch}", losses.concat())
    });
}
