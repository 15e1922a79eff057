//! Rotations of units.

use super::Put;

/// Keys of a rotation `r` beside a pool `b` and a rotation `other`.
const ROTATIONS: &[(&str, &str)] = &[
    ("a rotation of nothing", ""),
    ("more deployed than units", "units = 3\nunit_size = 9\ndeployed = 4\ntour = 10\ndwell = 10"),
    ("no unit", "units = 0\nunit_size = 9\ndeployed = 1\ntour = 10\ndwell = 10"),
    ("half a unit", "units = 2.5\nunit_size = 9\ndeployed = 1\ntour = 10\ndwell = 10"),
    ("units of nobody", "units = 2\nunit_size = 0\ndeployed = 1\ntour = 10\ndwell = 10"),
    ("a tour of two months", "units = 2\nunit_size = 9\ndeployed = 1\ntour = \"2m\"\ndwell = 10"),
    ("no dwell", "units = 2\nunit_size = 9\ndeployed = 1\ntour = 10"),
    ("a misspelt dwell", "units = 2\nunit_size = 9\ndeployed = 1\ntour = 10\ndwel = 10"),
    (
        "a dwell in days and by ratio",
        "units = 2\nunit_size = 9\ndeployed = 1\ntour = 10\ndwell = 20\ndwell_ratio = 2",
    ),
    ("a dwell ratio of 0", "units = 2\nunit_size = 9\ndeployed = 1\ntour = 10\ndwell_ratio = 0"),
    (
        "a dwell ratio as people say it",
        "units = 2\nunit_size = 9\ndeployed = 1\ntour = 10\ndwell_ratio = \"1:2\"",
    ),
    (
        "a handover as long as the tour",
        "units = 2\nunit_size = 9\ndeployed = 1\ntour = 10\ndwell = 10\nhandover = 10",
    ),
    (
        "relief below 70",
        "units = 2\nunit_size = 9\ndeployed = 1\ntour = 10\ndwell = 10\nrelieve_below = 70",
    ),
    (
        "fit to go, and relieved at once",
        "units = 2\nunit_size = 9\ndeployed = 1\ntour = 10\ndwell = 10\nrelieve_below = 0.7\nmin_fill = 0.5",
    ),
    (
        "refilled, and never fit",
        "units = 2\nunit_size = 9\ndeployed = 1\ntour = 10\ndwell = 10\nrelieve_below = 0.7\nrefill = { to = 0.6 }",
    ),
    (
        "refilled by a number",
        "units = 2\nunit_size = 9\ndeployed = 1\ntour = 10\ndwell = 10\nrefill = 0.9",
    ),
    (
        "refilled from nowhere",
        "units = 2\nunit_size = 9\ndeployed = 1\ntour = 10\ndwell = 10\nrefill = { from = \"bb\" }",
    ),
    (
        "refilled from itself",
        "units = 2\nunit_size = 9\ndeployed = 1\ntour = 10\ndwell = 10\nrefill = { from = \"r\" }",
    ),
    (
        "refilled from other units",
        "units = 2\nunit_size = 9\ndeployed = 1\ntour = 10\ndwell = 10\nrefill = { from = \"other\" }",
    ),
    (
        "refilled at a time there is not",
        "units = 2\nunit_size = 9\ndeployed = 1\ntour = 10\ndwell = 10\nrefill = { when = \"rest\" }",
    ),
    (
        "refilled to nothing, at no rate",
        "units = 2\nunit_size = 9\ndeployed = 1\ntour = 10\ndwell = 10\nrefill = { to = 0, rate = -1 }",
    ),
    (
        "a start that is misspelt",
        "units = 2\nunit_size = 9\ndeployed = 1\ntour = 10\ndwell = 10\nstart = \"stagered\"",
    ),
    (
        "the strength of a rotation",
        "units = 2\nstrength = 9\nunit_size = 9\ndeployed = 1\ntour = 10\ndwell = 10",
    ),
];

/// A rotation that is right, and what is wrong with the rest of the file.
const ROTATION_TABLES: &[(&str, &str)] = &[
    ("a rotation with the name of a pool", "[pools.r]\nstrength = 5"),
    ("a rotation with the name of a loss process", "[losses.r]\npool = \"b\"\ndaily = 1"),
    ("a rotation with the name of a transfer", "[transfers.r]\nto = \"b\"\nrate = 1"),
    ("a transfer that takes from units", "[transfers.t]\nfrom = \"r\"\nto = \"b\"\nrate = 1"),
    (
        "a batch with a tour of its own among units",
        "[[batches]]\npool = \"r\"\nday = 1\nsize = 5\ntour = 9",
    ),
    ("losses of no pool in particular", "[losses.l]\ndaily = 1"),
    ("losses of a rotation that is misspelt", "[losses.l]\npool = \"rr\"\ndaily = 1"),
    ("gap days of a pool", "[ask]\nq = \"b.gap_days == 0\""),
    ("replacements of a rotation without", "[ask]\nq = \"r.refilled_total == 0\""),
    ("who goes home from a rotation", "[ask]\nq = \"r.rotated_out_total > 0\""),
    ("a metric of units, misspelt", "[ask]\nq = \"r.gap_day == 0\""),
];

pub(super) fn cases(put: &mut Put<'_>) {
    let units = "units = 2\nunit_size = 9\ndeployed = 1\ntour = 10\ndwell = 10\n";
    let beside = format!("horizon = 60\n[pools.b]\nstrength = 9\n[rotations.other]\n{units}");
    put(ROTATIONS, &|text| format!("{beside}[rotations.r]\n{text}\n"));
    put(ROTATION_TABLES, &|text| {
        format!("horizon = 60\n[pools.b]\nstrength = 9\n[rotations.r]\n{units}{text}\n")
    });
    put(&[("rotations without names", "")], &|_| format!("horizon = 60\n[[rotations]]\n{units}"));
}
