//! Policies.

use super::{POOL, Put};

/// The rest of a policy called `x`, next to pools a and b, a loss process l and a transfer t.
const POLICIES: &[(&str, &str)] = &[
    ("a policy that does nothing", r#"when = "day >= 3""#),
    ("a policy of an empty action", "when = \"day >= 3\"\ndo = {}"),
    ("a policy of no actions", "when = \"day >= 3\"\ndo = []"),
    ("two actions in one", "when = \"day >= 3\"\ndo = { withdraw = \"a\", stop_batches = \"a\" }"),
    ("an action that is none", "when = \"day >= 3\"\ndo = { withdrawal = \"a\" }"),
    ("an action in words", "when = \"day >= 3\"\ndo = \"withdraw a\""),
    (
        "a wrong action among right ones",
        "when = \"day >= 3\"\ndo = [{ withdraw = \"a\" }, { ration = { losses = \"l\" } }]",
    ),
    ("a state of an unknown pool", "when = \"aa.fill < 0.5\"\ndo = { withdraw = \"a\" }"),
    ("an unknown state", "when = \"a.losses_totl > 5\"\ndo = { withdraw = \"a\" }"),
    ("a state of a whole run", "when = \"a.coverage_days > 5\"\ndo = { withdraw = \"a\" }"),
    ("a pool as a number", "when = \"a > 5\"\ndo = { withdraw = \"a\" }"),
    ("the number on the left", "when = \"0.5 > a.fill\"\ndo = { withdraw = \"a\" }"),
    ("a mean of no days", "when = \"a.mean_losses > 5\"\ndo = { withdraw = \"a\" }"),
    ("days left at a rate of zero days", "when = \"a.days_left.0 < 5\"\ndo = { withdraw = \"a\" }"),
    ("days of a state of today", "when = \"a.strength.7 < 5\"\ndo = { withdraw = \"a\" }"),
    ("a predicate without a comparison", "when = \"a.fill\"\ndo = { withdraw = \"a\" }"),
    ("an empty predicate", "when = \"\"\ndo = { withdraw = \"a\" }"),
    ("a predicate that ends with and", "when = \"day > 5 and \"\ndo = { withdraw = \"a\" }"),
    ("an or", "when = \"a.fill < 0.5 or day > 5\"\ndo = { withdraw = \"a\" }"),
    ("a strength that equals", "when = \"a.strength == 5\"\ndo = { withdraw = \"a\" }"),
    ("a day that differs", "when = \"day != 5\"\ndo = { withdraw = \"a\" }"),
    ("a percentage", "when = \"a.fill < 70%\"\ndo = { withdraw = \"a\" }"),
    ("a fill of 70", "when = \"a.fill < 70\"\ndo = { withdraw = \"a\" }"),
    ("a word for a number", "when = \"a.fill < half\"\ndo = { withdraw = \"a\" }"),
    (
        "two mistakes in one predicate",
        "when = \"a.fil < 0.5 and dya > 5\"\ndo = { withdraw = \"a\" }",
    ),
    ("a predicate of numbers", "when = 5\ndo = { withdraw = \"a\" }"),
    ("a day beyond the horizon", "when = \"day >= 61\"\ndo = { withdraw = \"a\" }"),
    (
        "a day that is two days",
        "when = \"day > 8 and a.fill < 0.5 and day < 9\"\ndo = { withdraw = \"a\" }",
    ),
    ("less than nothing", "when = \"a.losses_today < 0\"\ndo = { withdraw = \"a\" }"),
    (
        "above and below",
        "when = \"a.fill < level and a.fill >= 0.5\"\nlevel = 0.5\ndo = { withdraw = \"a\" }",
    ),
    ("a level that is not given", "when = \"a.losses_total > level\"\ndo = { withdraw = \"a\" }"),
    (
        "a level that is not used",
        "when = \"a.losses_total > 5\"\nlevel = 5\ndo = { withdraw = \"a\" }",
    ),
    (
        "a level below nothing",
        "when = \"a.losses_total > level\"\nlevel = { uniform = [-5, 5] }\ndo = { withdraw = \"a\" }",
    ),
    ("a gap of nothing", "when = \"day > 5\"\nwhenever = { gap = 0 }\ndo = { withdraw = \"a\" }"),
    ("whenever without a gap", "when = \"day > 5\"\nwhenever = {}\ndo = { withdraw = \"a\" }"),
    ("whenever as a number", "when = \"day > 5\"\nwhenever = 14\ndo = { withdraw = \"a\" }"),
    ("a gap outside of whenever", "when = \"day > 5\"\ngap = 14\ndo = { withdraw = \"a\" }"),
    (
        "a request for an unknown pool",
        "when = \"day > 5\"\ndo = { request = { pool = \"c\", size = 5 } }",
    ),
    (
        "a request without a size",
        "when = \"day > 5\"\ndo = { request = { pool = \"a\", lead = 5 } }",
    ),
    (
        "a request with a delay",
        "when = \"day > 5\"\ndo = { request = { pool = \"a\", size = 5, delay = 5 } }",
    ),
    (
        "a request that takes less than no time",
        "when = \"day > 5\"\ndo = { request = { pool = \"a\", size = 5, lead = -1 } }",
    ),
    ("a withdrawal of an unknown pool", "when = \"day > 5\"\ndo = { withdraw = \"c\" }"),
    (
        "a ration of an unknown process",
        "when = \"day > 5\"\ndo = { ration = { losses = \"frnt\", factor = 0.5 } }",
    ),
    (
        "a ration of a pool",
        "when = \"day > 5\"\ndo = { ration = { losses = \"a\", factor = 0.5 } }",
    ),
    (
        "a ration below nothing",
        "when = \"day > 5\"\ndo = { ration = { losses = \"front\", factor = -0.5 } }",
    ),
    (
        "a switch to nothing",
        "when = \"day > 5\"\ndo = { switch = { losses = \"front\", schedule = [] } }",
    ),
    (
        "a switch out of order",
        "when = \"day > 5\"\ndo = { switch = { losses = \"front\", schedule = [{ from = 3, factor = 1 }, { from = 3, factor = 2 }] } }",
    ),
    (
        "a stop of a transfer there is not",
        "when = \"day > 5\"\ndo = { stop_transfers = \"recruit\" }",
    ),
];

/// Names of policies, and policies as other than an array.
const POLICY_TABLES: &[(&str, &str)] = &[
    ("a policy without a name", "[[policies]]\nwhen = \"day > 5\"\ndo = { withdraw = \"a\" }"),
    (
        "a policy with the name of a pool",
        "[[policies]]\nname = \"a\"\nwhen = \"day > 5\"\ndo = { withdraw = \"a\" }",
    ),
    (
        "two policies of one name",
        "[[policies]]\nname = \"x\"\nwhen = \"day > 5\"\ndo = { withdraw = \"a\" }\n\
         [[policies]]\nname = \"x\"\nwhen = \"day > 6\"\ndo = { withdraw = \"a\" }",
    ),
    (
        "a policy with a dot in its name",
        "[[policies]]\nname = \"x.y\"\nwhen = \"day > 5\"\ndo = { withdraw = \"a\" }",
    ),
    (
        "a policy in one bracket",
        "[policies]\nname = \"x\"\nwhen = \"day > 5\"\ndo = { withdraw = \"a\" }",
    ),
    (
        "a relief where there are no rotations",
        "[[policies]]\nname = \"x\"\nwhen = \"day > 5\"\ndo = { relieve = \"a\" }",
    ),
    (
        "a stop of transfers where there are none",
        "[[policies]]\nname = \"x\"\nwhen = \"day > 5\"\ndo = { stop_transfers = \"t\" }",
    ),
    (
        "a policy with the name of a supply",
        "[supplies.fuel]\nstock = 9\nuse = 1\n[[policies]]\nname = \"fuel\"\nwhen = \"day > 5\"\n\
         do = { withdraw = \"a\" }",
    ),
    ("a metric of a policy there is not", "[ask]\nq = \"x.fired_day <= 5\""),
    (
        "a day of a policy beyond the horizon",
        "[[policies]]\nname = \"x\"\nwhen = \"day > 5\"\ndo = { withdraw = \"a\" }\n[ask]\nq = \"x.fired_day <= 70\"",
    ),
    ("a metric of who goes home from nowhere", "[ask]\nq = \"a.veteran_days_total > 0\""),
];

/// Policies of rotations, backorders and supplies, called `x`.
const POLICIES_OF_MORE: &[(&str, &str)] = &[
    ("a policy that withdraws a rotation", "when = \"day > 5\"\ndo = { withdraw = \"line\" }"),
    ("a relief of a pool", "when = \"day > 5\"\ndo = { relieve = \"spares\" }"),
    ("a relief of a rotation misspelt", "when = \"day > 5\"\ndo = { relieve = \"lines\" }"),
    ("a relief in a table", "when = \"day > 5\"\ndo = { relieve = { rotation = \"line\" } }"),
    (
        "a request with a tour for a rotation",
        "when = \"line.fill < 0.5\"\ndo = { request = { pool = \"line\", size = 9, tour = 20 } }",
    ),
    (
        "a request with a tour for a pool with backorders",
        "when = \"day > 5\"\ndo = { request = { pool = \"spares\", size = 9, tour = 20 } }",
    ),
    (
        "a request with a tour for a supply",
        "when = \"fuel.strength < 50\"\ndo = { request = { pool = \"fuel\", size = 9, tour = 20 } }",
    ),
    (
        "a request for a supply misspelt",
        "when = \"fuel.strength < 50\"\ndo = { request = { pool = \"fule\", size = 9 } }",
    ),
    ("a withdrawal of a supply", "when = \"fuel.strength < 50\"\ndo = { withdraw = \"fuel\" }"),
    (
        "a stock by the name that it has not",
        "when = \"fuel.stock < 50\"\ndo = { withdraw = \"spares\" }",
    ),
    (
        "a state of a supply there is not",
        "when = \"fule.strength < 5\"\ndo = { withdraw = \"spares\" }",
    ),
];

pub(super) fn cases(put: &mut Put<'_>) {
    put(POLICIES, &|text| {
        let others = "[pools.b]\nstrength = 9\n[losses.front]\npool = \"a\"\ndaily = 1\n\
                      [transfers.recruits]\nto = \"a\"\nrate = 1\n";
        format!("horizon = 60\n{POOL}{others}[[policies]]\nname = \"x\"\n{text}\n")
    });
    put(POLICIES_OF_MORE, &|text| {
        let others = "[pools.spares]\nstrength = 9\nbackorders = true\n[rotations.line]\nunits = 3\n\
                      unit_size = 100\ndeployed = 1\ntour = 20\ndwell = 20\n[supplies.fuel]\nstock = \
                      90\nuse = 1\n";
        format!("horizon = 60\n{others}[[policies]]\nname = \"x\"\n{text}\n")
    });
    put(POLICY_TABLES, &|text| format!("horizon = 60\n{POOL}{text}\n"));
}
