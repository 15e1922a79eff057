//! Figures of the answer, rounded to their simulation error.

use outlast_montecarlo::rounding::{percent, with_interval};
use outlast_montecarlo::{MetricSummary, QuantileSummary};

/// Three quantiles of a metric, as far as censoring shows them.
pub(crate) struct Spread {
    /// 5 %.
    pub(crate) low: Option<String>,
    /// 50 %.
    pub(crate) median: Option<String>,
    /// 95 %.
    pub(crate) high: Option<String>,
}

impl Spread {
    /// Of a metric.
    pub(crate) fn of(metric: &MetricSummary) -> Self {
        let at = |level| metric.quantiles.get(level).and_then(|q| quantile(q, metric));
        Self { low: at("0.05"), median: at("0.5"), high: at("0.95") }
    }
}

/// The one value that every run gave.
pub(crate) fn only_value(metric: &MetricSummary) -> Option<String> {
    let (min, max) = (metric.min?, metric.max?);
    (min == max).then(|| with_interval(min, min, max))
}

/// A quantile at the digits that chance did not decide; none when it is hidden by censoring.
fn quantile(quantile: &QuantileSummary, metric: &MetricSummary) -> Option<String> {
    let value = quantile.value?;
    let (low, high) = ends(quantile, metric)?;
    Some(with_interval(value, low, high))
}

/// The interval of a quantile. Where the runs are too few to bound a side, the extreme value
/// stands for it; where it lies among censored runs, the other side's width.
pub(crate) fn ends(quantile: &QuantileSummary, metric: &MetricSummary) -> Option<(f64, f64)> {
    let value = quantile.value?;
    let low = quantile.low.or(metric.min).unwrap_or(value);
    let high = quantile.high.or(metric.max).unwrap_or(value + (value - low));
    Some((low, high))
}

/// The middle half of an interval. Rounded to it, an end of the interval moves by no more than a
/// quarter of the distance that it shows, and a percentage agrees with its natural frequency.
pub(crate) fn inner_half(low: f64, high: f64) -> (f64, f64) {
    let quarter = (high - low) / 4.0;
    (low + quarter, high - quarter)
}

/// A probability as a percentage, rounded to the middle half of its interval.
pub(crate) fn percentage(probability: f64, low: f64, high: f64) -> String {
    let (inner_low, inner_high) = inner_half(low, high);
    let text = percent(probability, inner_low, inner_high);
    // A bound ("< 0.02 %") must be that of the whole interval.
    if text.starts_with(['<', '>']) { percent(probability, low, high) } else { text }
}

/// A parameter as the scenario has it, with thousands separators: 1,200 or 0.035.
pub(crate) fn plain(number: f64) -> String {
    let text = format!("{}", number.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let grouped =
        whole.parse().map_or_else(|_| whole.to_owned(), outlast_montecarlo::rounding::count);
    let sign = if number < 0.0 { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{grouped}{point}{fraction}")
}

/// "1 day", "1.5 days".
pub(crate) fn days(number: &str) -> String {
    if number == "1" { "1 day".to_owned() } else { format!("{number} days") }
}

/// A count of things with their name: "1 run", "12,000 runs".
pub(crate) fn counted(number: u64, one: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {one}{plural}", outlast_montecarlo::rounding::count(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_keep_all_their_digits() {
        assert_eq!(plain(1_200.0), "1,200");
        assert_eq!(plain(0.035), "0.035");
        assert_eq!(plain(12_345.625), "12,345.625");
        assert_eq!(plain(-3.0), "-3");
    }
}
