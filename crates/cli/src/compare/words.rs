//! The comparison in plain words.

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use outlast_montecarlo::experiments::Share;
use outlast_montecarlo::experiments::compare::{
    AskComparison, Better, Comparison, MetricComparison,
};
use outlast_montecarlo::rounding::{with_interval, with_se};

use super::names;
use crate::figures::{counted, inner_half, percentage};
use crate::load::Study;

/// Sentences on what differs, the questions, a table of all metrics, and what to make of it.
pub(super) fn words((a, b): (&Study, &Study), comparison: &Comparison) -> String {
    let [name_a, name_b] = names(a, b);
    let mut lines = Vec::new();
    lines.extend(a.scenario().title.clone().map(|title| title + "\n"));
    lines.push(format!("A: {name_a}"));
    lines.push(format!("B: {name_b}\n"));
    for (name, metric) in comparison.metrics.iter().filter(|(_, metric)| is_headline(metric)) {
        lines.push(about_metric(name, metric));
    }
    if !comparison.asks.is_empty() {
        lines.push(String::new());
        lines.extend(comparison.asks.iter().map(|(name, ask)| about_ask(name, ask)));
    }
    lines.push(String::new());
    lines.push(table(comparison));
    lines.push(String::new());
    lines.push(format!(
        "{} of each under one seed: every pair has the same luck in all that both have in common, so \
         the difference is what was changed. \"Pairing\" is how many times as many runs without it \
         would have needed; figures are rounded to their simulation error.",
        counted(comparison.replications, "run")
    ));
    lines.push(
        "What the model does not know is not in these intervals: whether the strengths, rates and \
         laws of the scenarios are right."
            .to_owned(),
    );
    lines.join("\n") + "\n"
}

/// Whether a metric deserves a sentence: one where more or less is better, and it differs.
fn is_headline(metric: &MetricComparison) -> bool {
    metric.better == Some(Better::More) && metric.equal.hits < metric.equal.n
}

/// "...: B has 1.70 more on average (95 % interval 1.69 to 1.71); ..."
fn about_metric(name: &str, metric: &MetricComparison) -> String {
    let difference = &metric.difference;
    let (Some(mean), Some(low), Some(high)) = (difference.mean, difference.low, difference.high)
    else {
        return format!("{name}: one pair shows no interval");
    };
    let mut text = format!("{name}: ");
    let [inner_low, inner_high] = [inner_half(low, high).0, inner_half(low, high).1];
    let figure = |value: f64| with_interval(value.abs(), inner_low, inner_high);
    if low <= 0.0 && high >= 0.0 {
        text += "on average the two do not differ by more than chance";
        text += &format!(
            " (B − A {} to {})",
            with_interval(low, inner_low, inner_high),
            with_interval(high, inner_low, inner_high)
        );
    } else {
        let word = if mean > 0.0 { "more" } else { "less" };
        let (near, far) = if mean > 0.0 { (low, high) } else { (high, low) };
        text += &format!("B has {} {word} on average", figure(mean));
        if near != far {
            text += &format!(" (95 % interval {} to {})", figure(near), figure(far));
        }
        if difference.restricted {
            text += ", the horizon standing for days beyond it";
        }
    }
    let at = |level: &str| difference.quantiles.get(level);
    if let (Some(five), Some(ninety_five)) = (at("0.05"), at("0.95"))
        && let (Some(from), Some(to)) = (five.value, ninety_five.value)
    {
        let shown = |value: f64, q: &outlast_montecarlo::QuantileSummary| match (q.low, q.high) {
            (Some(low), Some(high)) => signed(value, low, high),
            _ => signed(value, value - 0.05 * value.abs(), value + 0.05 * value.abs()),
        };
        if from < to {
            let (from, to) = (shown(from, five), shown(to, ninety_five));
            text += &format!("; 90 % of pairs lie between {from} and {to}");
        }
    }
    text + "; " + &order(metric) + "."
}

/// "B is better in 98 % of pairs, A in 1 %"
fn order(metric: &MetricComparison) -> String {
    let mut parts = Vec::new();
    let sides = [("B", &metric.b_greater), ("A", &metric.a_greater), ("neither", &metric.equal)];
    for (who, share) in sides.iter().filter(|(_, share)| share.hits > 0) {
        let what = if *who == "neither" { "" } else { "is greater " };
        let often = often(share);
        parts.push(if *who == "neither" {
            format!("they are equal {often}")
        } else {
            format!("{who} {what}{often}")
        });
    }
    if metric.neither > 0 {
        let share = Share::of(metric.neither, metric.equal.n);
        parts.push(format!("neither is decided within the horizon {}", often(&share)));
    }
    parts.join(", ")
}

/// "in every pair", "in 52 % of pairs"
fn often(share: &Share) -> String {
    match (share.probability, share.low, share.high) {
        _ if share.hits == share.n => "in every pair".to_owned(),
        (Some(probability), Some(low), Some(high)) => {
            format!("in {} of pairs", percentage(probability, low, high))
        }
        _ => "in no pair".to_owned(),
    }
}

/// "lasts (predicate): 0.34 % in A, 21.2 % in B: 20.9 points more (95 % interval 20.6 to 21.1)"
fn about_ask(name: &str, ask: &AskComparison) -> String {
    let side = |share: &Share| match (share.probability, share.low, share.high) {
        (Some(probability), Some(low), Some(high)) => percentage(probability, low, high),
        _ => "no runs".to_owned(),
    };
    let predicates = match &ask.predicate_b {
        Some(b) => format!("{} in A, {b} in B", ask.predicate),
        None => ask.predicate.clone(),
    };
    let mut text = format!("{name} ({predicates}): {} in A, {} in B", side(&ask.a), side(&ask.b));
    let (Some(difference), Some(low), Some(high)) = (ask.difference, ask.low, ask.high) else {
        return text;
    };
    if ask.only_a + ask.only_b == 0 {
        text += "; the answers agree in every pair";
        return text;
    }
    let (inner_low, inner_high) = inner_half(100.0 * low, 100.0 * high);
    let points = |value: f64| with_interval(100.0 * value, inner_low, inner_high);
    if low <= 0.0 && high >= 0.0 {
        return text
            + &format!(
                "; no difference that chance cannot explain ({} to {} points)",
                points(low),
                points(high)
            );
    }
    let (word, near, far) =
        if difference > 0.0 { ("more", low, high) } else { ("less", -high, -low) };
    text += &format!(
        "; {} points {word} in B (95 % interval {} to {})",
        points(difference.abs()),
        points(near),
        points(far)
    );
    text
}

/// A difference with its sign.
fn signed(value: f64, low: f64, high: f64) -> String {
    let text = with_interval(value, low, high);
    if value > 0.0 { format!("+{text}") } else { text }
}

/// All metrics: both means, their difference, who is ahead, and what the pairing was worth.
fn table(comparison: &Comparison) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header([
        "metric",
        "mean A",
        "mean B",
        "B − A",
        "± 95 %",
        "A greater",
        "equal",
        "B greater",
        "pairing",
    ]);
    for (name, metric) in comparison.metrics.iter() {
        let mean = |summary: &outlast_montecarlo::MetricSummary| {
            let restricted = || Some((summary.restricted_mean?, summary.restricted_mean_se?));
            match (summary.mean.zip(summary.mean_se), restricted()) {
                (Some((mean, se)), _) => with_se(mean, se),
                (None, Some((mean, se))) => format!("{}*", with_se(mean, se)),
                (None, None) => "-".to_owned(),
            }
        };
        let difference = &metric.difference;
        let half = difference.mean_se.map(|se| 1.96 * se);
        let (shown, half) = match (difference.mean, half) {
            (Some(mean), Some(half)) => {
                let finest = 0.1 * half;
                let width = with_interval(half, half - finest, half + finest);
                (signed(mean, mean - half, mean + half), width)
            }
            _ => ("-".to_owned(), "-".to_owned()),
        };
        let share = |share: &Share| match (share.probability, share.low, share.high) {
            _ if share.hits == 0 => "-".to_owned(),
            _ if share.hits == share.n => "all".to_owned(),
            (Some(p), Some(low), Some(high)) => percentage(p, low, high),
            _ => "-".to_owned(),
        };
        let ratio = metric.variance_ratio.map_or_else(
            || "exact".to_owned(),
            |ratio| with_interval(ratio, 0.95 * ratio, 1.05 * ratio) + "x",
        );
        table.add_row([
            name.to_owned(),
            mean(&metric.a),
            mean(&metric.b),
            shown,
            half,
            share(&metric.a_greater),
            share(&metric.equal),
            share(&metric.b_greater),
            ratio,
        ]);
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
        if column.index > 0 {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let mut lines: Vec<_> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    if comparison.metrics.iter().any(|(_, metric)| metric.difference.restricted) {
        lines.push("* of min(value, horizon): some runs are not answered within it".to_owned());
    }
    lines.join("\n")
}
