//! Units that take turns in the line.

use super::RUNS;
use crate::engine::units::{TOURS, one_tour, survivors};
use crate::validation::book::Estimate;
use crate::validation::case::Case;
use crate::validation::chapter::Chapter;

const TEXT: &str = "Units that take turns in the line. Under a hazard h a unit of S has Binomial(S, (1 - h)^60) left after a tour \
    of 60 days, and what is missing joins it at rest. Losses of a demand fall on the units in proportion to strength. \
    Without losses d (1 + r) units leave no gap at a dwell of 1:r, and one less does. Worn units and gaps are \
    held to an independent simulation (6,000 runs): one of three shifts of 3,000, relieved below 70 %, dwell 120 days, \
    361 days.";

pub(in crate::validation) fn section() -> Chapter {
    super::section("Units in turns", TEXT, cases())
}

/// Units of 3,000, one in the line for 60 days, two tours at rest for each, from day 1.
fn shifts(units: u32, keys: &str, losses: &str) -> String {
    format!(
        "horizon = 361\n[rotations.line]\nunits = {units}\nunit_size = 3_000\ndeployed = 1\ntour = 60\n\
         dwell_ratio = 2\nstart = \"together\"\n{keys}\n{losses}\n"
    )
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (per_1000, _) in TOURS {
        let (mean, variance) = survivors(3_000, per_1000);
        let text = one_tour(3_000, per_1000);
        let name = format!("out of the line after a tour at {per_1000} per 1,000");
        cases.push(
            Case::new(name, text.as_str(), "line.veterans_total", RUNS / 4)
                .mean("S q, q = (1 - h)^60", mean)
                .variance("S q (1 - q)", variance),
        );
        let name = format!("replaced in a cycle at {per_1000} per 1,000");
        cases.push(
            Case::new(name, text, "line.refilled_total", RUNS / 4)
                .mean("S (1 - q)", 3_000.0 - mean)
                .variance("S q (1 - q)", variance),
        );
    }
    let keys = "units = 4\nunit_size = 100\ndeployed = 3\ntour = 3\ndwell = 1";
    let split = format!("horizon = 2\n[rotations.line]\n{keys}\n[losses.front]\ndaily = 30\n");
    cases.push(
        Case::new("one of three units, 30 of 300 lost", split, "line.veterans_total", RUNS / 4)
            .mean("100 - 30/3", 90.0)
            .variance("m (1/3)(2/3)(N - m)/(N - 1)", 30.0 * 2.0 / 9.0 * 270.0 / 299.0),
    );
    let gaps = |units: u32| {
        let name = format!("gap days of {units} for 1 in the line at 1:2, no losses");
        Case::new(name, shifts(units, "", ""), "line.gap_days", 100)
    };
    cases.push(gaps(3).mean("3 = d (1 + r)", 0.0));
    // The first comes again on day 181, after 120 days at rest, the second on day 301: no unit is
    // within its tour on days 121 to 180, 241 to 300, and 361.
    cases.push(gaps(2).mean("2 x 60 + 1", 121.0));
    let worn = |name: &str, metric| {
        let keys = "relieve_below = 0.7\nrefill = {}";
        Case::new(name, shifts(3, keys, "[losses.front]\nhazard = 7.67"), metric, RUNS / 10)
    };
    let estimate = |value, se| Estimate { value, se };
    let from = "independent simulation";
    cases.push(worn("gap days of three, relieved below 70 %", "line.gap_days").like(
        from,
        estimate(53.8035, 0.0384),
        estimate(2.976, 0.0272),
    ));
    cases.push(worn("out of the line, relieved below 70 %", "line.veterans_total").like(
        from,
        estimate(11_757.896, 0.6205),
        estimate(48.067, 0.439),
    ));
    cases
}
