//! The answer about one pool, rotation or supply.

use outlast_core::scenario::{Pool, Rotation, Scenario};
use outlast_montecarlo::rounding::count;
use outlast_montecarlo::{MetricSummary, Summary};

use super::{can_shrink, covers, first_day, has_demand, label, named, spread_of};

/// What is told of a pool: how long it lasts, and what became of it.
pub(super) fn about_pool(pool: &Pool, scenario: &Scenario, summary: &Summary) -> Vec<String> {
    let metric = |measure: &str| summary.metrics.get(&format!("{}.{measure}", pool.name));
    let mut sentences = Vec::new();
    if has_demand(pool, scenario)
        && let Some(coverage) = metric("coverage_days")
    {
        let covers = covers(label(pool), coverage, summary.horizon_days);
        sentences.push(covers.replacen(" covers the losses", verb(pool), 1));
    }
    for threshold in &pool.thresholds {
        if let Some(day) = metric(&format!("first_below.{}", threshold.name)) {
            let name = named(pool, threshold);
            let happens = format!("closes below {name}");
            let never = format!("never closes below {name}");
            sentences.push(first_day((&happens, &never), day, summary.horizon_days));
        }
    }
    if can_shrink(pool, scenario)
        && let Some(day) = metric("exhaustion_day")
    {
        let event = ending(pool, scenario);
        sentences.push(first_day(event, day, summary.horizon_days));
    }
    if let Some(returned) = metric("returns_total") {
        sentences.push(format!("  {} come back{}", scenario.unit, spread_of(returned)));
    }
    let is_here = |end: &Option<String>| end.as_ref() == Some(&pool.name);
    if let Some(moved) = metric("transferred_in_total") {
        let transferred = scenario.transfers.iter().any(|transfer| is_here(&transfer.to));
        let replaced = scenario.rotation(&pool.name).is_some_and(Rotation::refills_in_line);
        let how = ways(transferred, replaced);
        sentences.push(format!("  {} come {how}{}", scenario.unit, spread_of(moved)));
    }
    if let Some(moved) = metric("transferred_out_total") {
        let transferred = scenario.transfers.iter().any(|transfer| is_here(&transfer.from));
        let replacing = scenario.rotations.iter().any(|r| r.takes_from(&pool.name));
        let how = ways(transferred, replacing);
        sentences.push(format!("  {} go {how}{}", scenario.unit, spread_of(moved)));
    }
    if let Some(rotation) = scenario.rotation(&pool.name) {
        let relieved = rotation.relieve_below > 0.0
            || scenario.policies.iter().any(|policy| policy.relieves(&rotation.name));
        sentences.extend(about_units(rotation, relieved, metric));
    }
    if let Some(rotated) = metric("rotated_out_total") {
        sentences.push(format!("  {} go home{}", scenario.unit, spread_of(rotated)));
    }
    if let Some(days) = metric("days_of_supply_end") {
        sentences.push(format!("  days of supply at the end{}", spread_of(days)));
    }
    if let Some(rationed) = metric("rationed_days")
        && pool.supply.as_ref().is_some_and(|supply| !supply.ration.is_empty())
    {
        sentences.push(format!("  days of rationing{}", spread_of(rationed)));
    }
    if let Some(unmet) = metric("unmet_total")
        && let Some(supply) = &pool.supply
    {
        sentences.push(format!("  {} demanded and not there{}", supply.unit, spread_of(unmet)));
    }
    if pool.backorders
        && let Some(waited) = metric("shortfall_total")
    {
        sentences.push(format!("  demands that have to wait{}", spread_of(waited)));
    }
    if let Some(waiting) = metric("backorders_end") {
        sentences.push(format!("  backorders at the end{}", spread_of(waiting)));
    }
    if sentences.iter().all(|sentence| sentence.starts_with(' ')) && !sentences.is_empty() {
        sentences.insert(0, format!("{}:", label(pool)));
    }
    sentences
}

/// What a pool does while its coverage goes on.
fn verb(pool: &Pool) -> &'static str {
    if pool.supply.is_some() {
        " covers the use"
    } else if pool.backorders {
        " meets every demand at once"
    } else {
        " covers the losses"
    }
}

/// The first close of a pool with nothing left, and that there is none.
fn ending(pool: &Pool, scenario: &Scenario) -> (&'static str, &'static str) {
    if pool.supply.is_some() {
        ("runs out", "never runs out")
    } else if pool.backorders {
        ("first closes with none in stock", "never closes with none in stock")
    } else if scenario.rotation(&pool.name).is_some() {
        ("first closes with an empty line", "never closes with an empty line")
    } else {
        ("is exhausted", "is never exhausted")
    }
}

/// How some came or went.
fn ways(transferred: bool, replaced: bool) -> &'static str {
    match (transferred, replaced) {
        (true, true) => "by transfer or as replacements",
        (false, true) => "as replacements",
        _ => "by transfer",
    }
}

/// Whether the line was held, and what its weakest unit came to.
fn about_units<'a>(
    rotation: &Rotation,
    relieved_early: bool,
    metric: impl Fn(&str) -> Option<&'a MetricSummary>,
) -> Vec<String> {
    let mut sentences = Vec::new();
    if let Some(gaps) = metric("gap_days") {
        let lacking = match rotation.deployed {
            1 => "without a unit".to_owned(),
            wanted => format!("with fewer than {} units", count(u64::from(wanted))),
        };
        let spread = spread_of(gaps);
        sentences.push(format!("  days {lacking} fit in the line{spread}"));
    }
    if relieved_early && let Some(early) = metric("early_reliefs_total") {
        sentences.push(format!("  reliefs before the end of a tour{}", spread_of(early)));
    }
    if let Some(fill) = metric("fill_min") {
        let spread = spread_of(fill);
        sentences.push(format!("  lowest fill of a unit in the line{spread}"));
    }
    sentences
}
