//! How good the forecasts were, in plain words.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use outlast_core::metrics;
use outlast_montecarlo::experiments::backtest::{Calibration, Held, Verdict};
use outlast_montecarlo::rounding::count;

use super::File;
use crate::figures::counted;
use crate::load::Study;

/// Fewer windows that do not overlap prove little.
const FEW: u64 = 20;

/// A paragraph for each target, a table of all, and what to make of it.
pub(super) fn words(study: &Study, file: &File<'_>) -> String {
    let mut text = study.scenario().title.clone().map_or_else(String::new, |t| t + "\n\n");
    let level = match file.level_days {
        Some(1) => "the day before".to_owned(),
        Some(days) => format!("the mean of the {days} days before"),
        None => "the mean of the file, which may know what came later".to_owned(),
    };
    let step = match file.every_days {
        1 => "every day".to_owned(),
        days => format!("every {days} days"),
    };
    text += &format!(
        "Forecasts of {} by {}, from {level}, {step}, {} a forecast.\n\n",
        file.process,
        file.law,
        counted(file.replications, "run"),
    );
    for target in file.targets {
        text += &about(target, study, unit(study, file.process));
        text += "\n";
    }
    text += &table(file.targets);
    text += &format!(
        "\n\nShares of starts at which a central interval held what then happened, with 95 % intervals \
         for as many trials as windows do not overlap. CRPS: the mean distance of forecast and \
         outcome; skill: how much less it is than the error of \"the rate stays as it is\". KS: how \
         far ranks are from uniform; beyond the figure in brackets is more than chance. What \
         happened is what {} says.\n",
        file.series.file
    );
    text
}

/// The sentences that can be quoted.
fn about(target: &Calibration, study: &Study, unit: &str) -> String {
    let mut text = format!("{}: ", capitalised(&target.target));
    let Some(held) = target.central.get("0.9") else { return text };
    text += &format!(
        "the 90 % interval held the truth at {} of {} ({} %{}).\n",
        count(held.hits),
        counted(held.starts, "start"),
        percent(held.share),
        given(target, held),
    );
    text += &format!("  {}\n", verdict(target));
    if let Some(sides) = sides(target) {
        text += &format!("  {sides}\n");
    }
    let (crps, unit) = match target.crps_per_day {
        Some(a_day) => (a_day, format!(" {unit} a day")),
        None if is_days(study, &target.target) => (target.crps, " days".to_owned()),
        None => (target.crps, String::new()),
    };
    text += &format!("  CRPS {}{unit}", figure(crps));
    if let (Some(skill), Some(error)) = (target.skill, target.unchanged_error) {
        let error = error * crps / target.crps.max(f64::MIN_POSITIVE);
        let than = format!("the error of \"the rate stays as it is\" ({})", figure(error));
        text += &match (100.0 * skill).round() {
            0.0 => format!(", the same as {than}"),
            less if less > 0.0 => format!(", {less} % less than {than}"),
            more => format!(", {} % more than {than}", -more),
        };
    }
    if let Some(width) = target.width {
        text += &format!("; the 90 % interval is {} times as wide as the outcome", two(width));
    }
    text += ".\n";
    text += &beyond(target, study);
    text
}

/// "; 76 to 94 % given that only 40 of them do not overlap".
fn given(target: &Calibration, held: &Held) -> String {
    let interval = format!("{} to {} %", percent(held.low), percent(held.high));
    match target.independent {
        1 if target.starts > 1 => format!("; {interval}, as they all overlap"),
        few if few < target.starts => {
            format!("; {interval} given that only {} of them do not overlap", count(few))
        }
        _ => format!("; {interval}"),
    }
}

fn verdict(target: &Calibration) -> &'static str {
    match target.verdict {
        Verdict::TooNarrow => {
            "Intervals are too narrow: the model is surer than it has reason to be."
        }
        Verdict::TooWide => "Intervals are wider than they need be.",
        Verdict::AsStated if target.independent < FEW => {
            "Nothing speaks against the intervals, but so few windows prove little."
        }
        Verdict::AsStated => "Intervals are about as wide as they should be.",
    }
}

/// Where the misses lie, and whether forecasts lean to one side.
fn sides(target: &Calibration) -> Option<String> {
    let misses = match (target.below, target.above) {
        (0, 0) => None,
        (below, 0) => Some(format!("All {below} misses fell below it")),
        (0, above) => Some(format!("All {above} misses lay above it")),
        (below, above) => Some(format!("{below} misses fell below it and {above} lay above")),
    };
    let misses = misses.map(|text| match text.strip_prefix("All 1 misses") {
        Some(rest) => format!("The one miss{rest}"),
        None => text,
    });
    // The mean of n uniform numbers has the variance 1 / 12 n.
    let leaning = (target.pit.mean - 0.5) * (12.0 * target.independent as f64).sqrt();
    let lean = if leaning > 1.96 {
        Some("outcomes were higher than foreseen on the whole")
    } else if leaning < -1.96 {
        Some("outcomes were lower than foreseen on the whole")
    } else {
        None
    };
    match (misses, lean) {
        (None, None) => None,
        (Some(misses), None) => Some(misses + "."),
        (Some(misses), Some(lean)) => Some(format!("{misses}; {lean}.")),
        (None, Some(lean)) => Some(capitalised(lean) + "."),
    }
}

/// What the horizon hides.
fn beyond(target: &Calibration, study: &Study) -> String {
    if target.outcomes_beyond + target.medians_beyond == 0 {
        return String::new();
    }
    let advice = if 4 * target.outcomes_beyond > target.starts {
        ": a longer one would tell more"
    } else {
        ""
    };
    format!(
        "  At {} the outcome, and at {} the median forecast, lay beyond the horizon of {}, which then \
         stands for them{advice}.\n",
        counted(target.outcomes_beyond, "start"),
        count(target.medians_beyond),
        counted(u64::from(study.scenario().horizon), "day"),
    )
}

fn table(targets: &[Calibration]) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header([
        "target", "starts", "apart", "50 %", "80 %", "90 %", "CRPS", "skill", "width", "KS",
    ]);
    for target in targets {
        let held = |level| {
            target.central.get(level).map_or_else(String::new, |held| {
                let [share, low, high] = [held.share, held.low, held.high].map(percent);
                format!("{share} ({low}-{high}) %")
            })
        };
        let or_dash = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
        let crps = figure(target.crps_per_day.unwrap_or(target.crps));
        table.add_row([
            target.target.clone(),
            count(target.starts),
            count(target.independent),
            held("0.5"),
            held("0.8"),
            held("0.9"),
            crps,
            or_dash(target.skill.map(|skill| format!("{} %", (100.0 * skill).round()))),
            or_dash(target.width.map(two)),
            format!("{} ({})", two(target.pit.ks), two(target.pit.ks_by_chance)),
        ]);
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
        if column.index > 0 {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

/// What is counted: the unit of the supply, or of the scenario.
pub(super) fn unit<'s>(study: &'s Study, process: &str) -> &'s str {
    let scenario = study.scenario();
    let process = scenario.losses.iter().find(|known| known.name == process);
    let supply = process.and_then(|process| scenario.supply(&process.pool));
    supply.map_or(&scenario.unit, |supply| &supply.unit)
}

/// Whether a metric is the day of a first event, or coverage.
fn is_days(study: &Study, metric: &str) -> bool {
    let known = metrics::all(study.scenario()).into_iter().find(|known| known.name == metric);
    known.is_some_and(|known| known.measure.is_first_passage())
}

/// A share in whole percent.
fn percent(share: f64) -> String {
    format!("{}", (100.0 * share).round())
}

/// Two decimals.
fn two(value: f64) -> String {
    format!("{value:.2}")
}

/// Three digits or so, which is more than so few starts decide.
fn figure(value: f64) -> String {
    match value.abs() {
        large if large >= 1_000.0 => count(value.round() as u64),
        some if some >= 100.0 => format!("{value:.0}"),
        some if some >= 10.0 => format!("{value:.1}"),
        _ => two(value),
    }
}

/// With a capital letter, unless it is the name of a metric.
pub(super) fn capitalised(text: &str) -> String {
    if text.contains('.') {
        return text.to_owned();
    }
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
