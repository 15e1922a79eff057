//! Repair servers, backorders and supplies.

use super::{POOL, Put};

/// `--set` arguments on a file that has a mistake of its own.
/// After a pool `a`, a pool `s` whose unmet demands wait, and more.
const STOCKS: &[(&str, &str)] = &[
    ("backorders in quotes", "[pools.t]\nstrength = 12\nbackorders = \"true\""),
    ("backorders of a number", "[pools.t]\nstrength = 12\nbackorders = 12"),
    ("backorders with a hazard", "[losses.l]\npool = \"s\"\nhazard = 5"),
    ("backorders with rotation", "[[batches]]\npool = \"s\"\nday = 2\nsize = 9\ntour = 30"),
    (
        "backorders in a battle",
        "[opposed.o]\npools = [\"a\", \"s\"]\nlanchester = { square = { a = 0.1, b = 0.1 } }",
    ),
    ("backorders of losses", "[losses.l]\npool = \"s\"\ndaily = 1\nbackorders = true"),
    ("a metric of backorders without them", "[ask]\nq = \"a.backorders_peak > 0\""),
    (
        "no servers",
        "[losses.l]\npool = \"s\"\ndaily = 1\nsplit = { c = 1 }\nrecovery.c = { returns = 1, delay = 9, servers = 0 }",
    ),
    (
        "half a server",
        "[losses.l]\npool = \"s\"\ndaily = 1\nsplit = { c = 1 }\nrecovery.c = { returns = 1, delay = 9, servers = 1.5 }",
    ),
    (
        "servers that are not known",
        "[losses.l]\npool = \"s\"\ndaily = 1\nsplit = { c = 1 }\nrecovery.c = { returns = 1, delay = 9, servers = { uniform = [2, 4] } }",
    ),
    ("servers of losses", "[losses.l]\npool = \"s\"\ndaily = 1\nservers = 3"),
    (
        "more servers than could be meant",
        "[losses.l]\npool = \"s\"\ndaily = 1\nsplit = { c = 1 }\nrecovery.c = { returns = 1, delay = 9, servers = 5_000_000 }",
    ),
    (
        "a metric of waiting without servers",
        "[losses.l]\npool = \"s\"\ndaily = 1\nsplit = { c = 1 }\nrecovery.c = { returns = 1, delay = 9 }\n[ask]\nq = \"l.c_waiting_end > 0\"",
    ),
];

/// The keys of a supply, after a pool `a`.
const SUPPLIES: &[(&str, &str)] = &[
    ("a supply without stock and use", "unit = \"tonnes\""),
    ("a stock below nothing", "stock = -1\nuse = 1"),
    ("a resolution of nothing", "stock = 9\nuse = 1\nresolution = 0"),
    ("a resolution of more than a unit", "stock = 9\nuse = 1\nresolution = 10"),
    ("a resolution that divides no unit", "stock = 9\nuse = 1\nresolution = 0.3"),
    ("a ration that is no less", "stock = 9\nuse = 1\nration = { below_days = 30, factor = 1.5 }"),
    ("a ration below no days", "stock = 9\nuse = 1\nration = { below_days = -30, factor = 0.5 }"),
    ("a ration of a number", "stock = 9\nuse = 1\nration = 0.5"),
    ("a ration without a factor", "stock = 9\nuse = 1\nration = [{ below_days = 30 }]"),
    (
        "rations out of order",
        "stock = 9\nuse = 1\nration = [{ below_days = 10, factor = 0.5 }, { below_days = 30, factor = 0.2 }]",
    ),
    (
        "a deeper ration of more",
        "stock = 9\nuse = 1\nration = [{ below_days = 30, factor = 0.5 }, { below_days = 10, factor = 0.8 }]",
    ),
    ("a use per head", "stock = 9\nhazard = 5"),
    ("a use of a law that is not there", "stock = 9\nuse = { poison = 3 }"),
    ("a normal use without a spread", "stock = 9\nuse = { normal = { mean = 6 } }"),
    (
        "a use from every row in turn",
        "stock = 9\nuse = { replay = { csv = \"days.csv\", column = \"daily\" } }",
    ),
    ("a share of more than all", "stock = 9\nuse = 1\nshare = 1.5"),
    ("a schedule of a factor", "stock = 9\nuse = 1\nschedule = 1.5"),
    (
        "a schedule of the use out of order",
        "stock = 9\nuse = 1\nschedule = [{ from = 4, factor = 2 }, { from = 2, factor = 1 }]",
    ),
    ("a pulse without days", "stock = 9\nuse = 1\npulse = { per_year = 5, factor = 2 }"),
    ("a split of what is used", "stock = 9\nuse = 1\nsplit = { spilt = 1 }"),
    ("a window of no days", "stock = 9\nuse = 1\nwindow = 0"),
    ("a resupply of a number", "stock = 9\nuse = 1\nresupply = 85_000"),
    ("a resupply a fortnight", "stock = 9\nuse = 1\nresupply = { rate = 9, per = \"fortnight\" }"),
    (
        "a delivery to a pool",
        "stock = 9\nuse = 1\ndeliveries = [{ pool = \"a\", day = 3, size = 1 }]",
    ),
    (
        "a delivery that counts one",
        "stock = 9\nuse = 1\ndeliveries = [{ day = 3, size = 1, count = 2 }]",
    ),
    ("a single delivery as a table", "stock = 9\nuse = 1\ndeliveries = { day = 3, size = 1 }"),
    ("a strength of a supply", "strength = 9\nuse = 1"),
];

/// Tables around supplies, after a pool `a` and a supply `s`.
const SUPPLY_TABLES: &[(&str, &str)] = &[
    ("a supply and a pool of one name", "[supplies.a]\nstock = 9\nuse = 1"),
    ("a supply and losses of one name", "[losses.s]\npool = \"a\"\ndaily = 1"),
    ("a supply and a transfer of one name", "[transfers.s]\nto = \"a\"\nrate = 1"),
    ("losses of a supply", "[losses.l]\npool = \"s\"\ndaily = 1"),
    ("a batch for a supply", "[[batches]]\npool = \"s\"\nday = 3\nsize = 1"),
    ("a transfer from a supply", "[transfers.t]\nfrom = \"s\"\nrate = 1"),
    ("a metric of the use of a supply", "[ask]\nq = \"s.use.losses_total > 0\""),
    ("a metric of a pool of a supply", "[ask]\nq = \"s.losses_total > 0\""),
    (
        "a supply and a rotation of one name",
        "[rotations.s]\nunits = 4\nunit_size = 10\ndeployed = 2\ntour = 3\ndwell = 3",
    ),
    (
        "a supply and a battle of one name",
        "[pools.b]\nstrength = 9\n[opposed.s]\npools = [\"a\", \"b\"]\nlanchester = { square = { a = 0.1, b = 0.1 } }",
    ),
    (
        "a battle with a supply",
        "[opposed.x]\npools = [\"a\", \"s\"]\nlanchester = { square = { a = 0.1, b = 0.1 } }",
    ),
    (
        "replacements from a supply",
        "[rotations.r]\nunits = 4\nunit_size = 10\ndeployed = 2\ntour = 3\ndwell = 3\nrefill = { from = \"s\" }",
    ),
    ("supplies as an array", "[[supplies]]\nstock = 9"),
];

/// Correlations of a supply `s` whose use is steady.
const CORRELATED: &[(&str, &str)] = &[
    ("a correlation of a steady use", "[\"s\", \"front\", 0.5]"),
    ("a correlation of a delivery there is not", "[\"supplies.s.deliveries.0.size\", \"s\", 0.5]"),
    ("a correlation of a known use", "[\"supplies.s.use\", \"pools.a.strength\", 0.5]"),
];

pub(super) fn cases(put: &mut Put<'_>) {
    put(STOCKS, &|text| {
        format!("horizon = 60\n{POOL}[pools.s]\nstrength = 12\nbackorders = true\n{text}\n")
    });
    put(SUPPLIES, &|text| format!("start = 2024-10-25\nhorizon = 5\n{POOL}[supplies.s]\n{text}\n"));
    put(CORRELATED, &|text| {
        format!("horizon = 60\ncorrelate = [{text}]\n{POOL}[supplies.s]\nstock = 9\nuse = 1\n")
    });
    put(SUPPLY_TABLES, &|text| {
        format!("horizon = 60\n{POOL}[supplies.s]\nstock = 9\nuse = 1\n{text}\n")
    });
}
