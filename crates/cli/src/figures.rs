//! Figures of the answer, rounded to their simulation error.

use outlast_montecarlo::rounding::{percent, with_interval};
use outlast_montecarlo::{MetricSummary, QuantileSummary};

/// Fewer runs than this that all agree show little of what else could happen.
const FEW: u64 = 30;

/// Fewer runs than this do not bound the 5 % and 95 % quantiles: of 71, all may lie on one side.
pub(crate) const BOUNDED: u64 = 72;

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
pub(crate) struct Only {
    /// The value.
    pub(crate) text: String,
    /// Whether the text is the value, to the last digit.
    pub(crate) exact: bool,
}

impl Only {
    /// Of a metric, if every run gave the same.
    pub(crate) fn of(metric: &MetricSummary) -> Option<Self> {
        let (min, max) = (metric.min?, metric.max?);
        let text = with_interval(min, min, max);
        let exact = text.replace(',', "").parse() == Ok(min);
        (min == max).then_some(Self { text, exact })
    }
}

/// "every run (500 runs)", or, as few runs prove little, "all 2 runs made" and "the one run made".
pub(crate) fn in_every(runs: u64) -> String {
    match runs {
        1 => "the one run made".to_owned(),
        few if few < FEW => format!("all {few} runs made"),
        _ => format!("every run ({})", counted(runs, "run")),
    }
}

/// Whether what held in all of so many runs may be called certain.
pub(crate) fn telling(runs: u64) -> bool {
    runs >= FEW
}

/// A quantile at the digits that chance did not decide; none when it is hidden by censoring.
fn quantile(quantile: &QuantileSummary, metric: &MetricSummary) -> Option<String> {
    let value = quantile.value?;
    let same = metric.min.is_some() && metric.min == metric.max && telling(metric.n);
    Some(match (quantile.low, quantile.high) {
        (Some(low), Some(high)) => with_interval(value, low, high),
        // Enough runs, so that the end lies among the censored ones: the other side's width.
        (Some(low), None) if metric.n >= BOUNDED => with_interval(value, low, value + value - low),
        _ if same => with_interval(value, value, value),
        _ => coarse(value),
    })
}

/// Two digits of a value that no interval bounds.
fn coarse(value: f64) -> String {
    let text = with_interval(value, value - 0.05 * value.abs(), value + 0.05 * value.abs());
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
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

/// So many parts of a unit as an amount of it: 12,000, or 1.5 of 1,500 thousandths.
pub(crate) fn amount(parts: i64, per_unit: i64) -> String {
    let (sign, parts, per_unit) =
        (if parts < 0 { "-" } else { "" }, parts.unsigned_abs(), per_unit.unsigned_abs());
    let whole = outlast_montecarlo::rounding::count(parts / per_unit);
    if parts % per_unit == 0 {
        return format!("{sign}{whole}");
    }
    let fraction = format!("{}", (parts % per_unit) as f64 / per_unit as f64);
    format!("{sign}{whole}{}", fraction.trim_start_matches('0'))
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

/// "the one day simulated", "all 30 days simulated".
pub(crate) fn all_simulated(horizon: u32) -> String {
    match horizon {
        1 => "the one day simulated".to_owned(),
        days => format!("all {} simulated", counted(u64::from(days), "day")),
    }
}

#[cfg(test)]
mod tests {
    use outlast_montecarlo::intervals::{Confidence, quantile_ranks};

    use super::*;

    #[test]
    fn two_digits_are_left_of_what_no_interval_bounds() {
        let cases = [(9.929, "9.9"), (12_034.0, "12,000"), (2.727, "2.7"), (6.0, "6"), (0.0, "0")];
        for (value, text) in cases {
            assert_eq!(coarse(value), text);
        }
    }

    #[test]
    fn as_many_runs_bound_the_outer_quantiles_as_it_says() {
        // 0.95^n <= 0.025 from n = ln 0.025 / ln 0.95 = 71.9 on.
        for level in [0.05, 0.95] {
            let bounded = |n| {
                let ranks = quantile_ranks(level, n, Confidence::P95);
                ranks.low.is_some() && ranks.high.is_some()
            };
            assert!(bounded(BOUNDED) && !bounded(BOUNDED - 1), "{level}");
        }
    }

    #[test]
    fn amounts_have_the_parts_of_their_unit() {
        assert_eq!(amount(12_000, 1), "12,000");
        assert_eq!(amount(1_234_567, 1_000), "1,234.567");
        assert_eq!(amount(-1_500, 1_000), "-1.5");
        assert_eq!(amount(0, 1_000), "0");
    }

    #[test]
    fn parameters_keep_all_their_digits() {
        assert_eq!(plain(1_200.0), "1,200");
        assert_eq!(plain(0.035), "0.035");
        assert_eq!(plain(12_345.625), "12,345.625");
        assert_eq!(plain(-3.0), "-3");
    }
}
