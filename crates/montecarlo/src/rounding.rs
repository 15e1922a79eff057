//! Numbers for people: no digit that chance decided.
//!
//! An estimate is rounded to a power of ten, the largest that does not exceed the width of its
//! interval: rounding then moves the estimate by no more than the interval's half-width, and the last digit shown is the first that another seed might change. (The numerical
//! tolerance of JCGM 101:2008, section 7.9, turned round: there the digits are given and the runs
//! are added until they hold; here the runs are given.)
//!
//! ```
//! use outlast_montecarlo::rounding::{chance, count, natural_frequency, percent, with_se};
//!
//! assert_eq!(with_se(10.1507, 0.0039), "10.15");
//! assert_eq!(percent(0.00361, 0.0033, 0.0040), "0.36 %");
//! assert_eq!(count(12_000), "12,000");
//! assert_eq!(natural_frequency(0.0036), "about 4 in 1,000 runs");
//! assert_eq!(chance(0, 100_000), "0 of 100,000 runs (below 0.004 %)");
//! ```

use crate::intervals::{Confidence, wilson};

/// Decimals of an estimate that has no Monte Carlo error.
const CERTAIN_DECIMALS: i32 = 3;

/// Decimals of a percentage at most: beyond, it is "< 0.01 %".
const PERCENT_DECIMALS: i32 = 2;

/// A whole number with thousands separators: 12,000.
pub fn count(number: u64) -> String {
    grouped(&number.to_string())
}

/// An estimate rounded to its interval, with thousands separators. Where the interval has no
/// width (every run gave the same) at most three decimals are shown.
pub fn with_interval(value: f64, low: f64, high: f64) -> String {
    let step = step_within(high - low);
    step.map_or_else(|| certain(value, CERTAIN_DECIMALS), |step| rounded(value, step))
}

/// An estimate rounded to its standard error, that is to a 95 % interval of ±1.96 of it.
pub fn with_se(value: f64, se: f64) -> String {
    let half = Confidence::P95.z() * se;
    with_interval(value, value - half, value + half)
}

/// A probability as a percentage, rounded to its interval and to a hundredth of a percent at
/// finest: "0.36 %". What would be rounded to 0 or 100 % is told by the interval's end instead:
/// "< 0.01 %", "> 99.99 %". Only what is certain is "0 %" or "100 %".
pub fn percent(probability: f64, low: f64, high: f64) -> String {
    let value = 100.0 * probability;
    let Some(exponent) = step_within(100.0 * (high - low)) else {
        return format!("{} %", certain(value, PERCENT_DECIMALS));
    };
    let exponent = exponent.max(-PERCENT_DECIMALS);
    let steps_up = |width: f64| {
        let step = power_of_ten(exponent);
        (100.0 * width / step * (1.0 - 1e-9)).ceil() * step
    };
    let text = rounded(value, exponent);
    match text.parse() {
        Ok(0.0) => format!("< {} %", rounded(steps_up(high), exponent)),
        Ok(100.0) => format!("> {} %", rounded(100.0 - steps_up(1.0 - low), exponent)),
        _ => format!("{text} %"),
    }
}

/// What was seen and what it bounds: "361 of 100,000 runs (0.36 %)"; and where all or none were
/// seen, the 95 % bound: "0 of 100,000 runs (below 0.004 %)".
pub fn chance(hits: u64, n: u64) -> String {
    let seen = format!("{} of {} runs", count(hits), count(n));
    let Some(interval) = wilson(hits, n, Confidence::P95) else {
        return seen;
    };
    if hits == 0 || hits == n {
        let uncertain = if hits == 0 { interval.high } else { 1.0 - interval.low };
        let (bound, step) = one_digit_up(100.0 * uncertain);
        return if hits == 0 {
            format!("{seen} (below {} %)", rounded(bound, step))
        } else {
            format!("{seen} (above {} %)", rounded(100.0 - bound, step))
        };
    }
    let probability = hits as f64 / n as f64;
    format!("{seen} ({})", percent(probability, interval.low, interval.high))
}

/// A probability as a natural frequency, which readers take in better than a percentage: "about 4
/// in 1,000 runs". Of a hundred runs where that leaves a whole number on either side, else of
/// the power of ten that does.
pub fn natural_frequency(probability: f64) -> String {
    let rarer = probability.min(1.0 - probability);
    let mut runs = 100_u64;
    while rarer * (runs as f64) < 1.0 && runs < 1_000_000 {
        runs *= 10;
    }
    let of = (probability * runs as f64).round() as u64;
    match of {
        _ if probability <= 0.0 => "none of the runs".to_owned(),
        _ if probability >= 1.0 => "all runs".to_owned(),
        0 => format!("fewer than 1 in {} runs", count(runs)),
        of if of == runs => format!("more than {} in {} runs", count(runs - 1), count(runs)),
        of => format!("about {} in {} runs", count(of), count(runs)),
    }
}

/// The exponent of the largest power of ten within `width`; none when there is no width.
fn step_within(width: f64) -> Option<i32> {
    // The ends of an interval carry rounding errors of their own: 0.03 - 0.02 is just below 0.01.
    let width = width * (1.0 + 1e-9);
    (width > 0.0).then(|| (-15..=18).rev().find(|&e| power_of_ten(e) <= width).unwrap_or(-15))
}

/// The least d 10^e, with d a digit, that is not below a positive value, and e.
fn one_digit_up(value: f64) -> (f64, i32) {
    let exponent = step_within(value).unwrap_or(-15);
    let step = power_of_ten(exponent);
    ((value / step * (1.0 - 1e-9)).ceil() * step, exponent)
}

/// A value at a step of 10^exponent, with thousands separators.
fn rounded(value: f64, exponent: i32) -> String {
    let text = if exponent < 0 {
        format!("{value:.*}", exponent.unsigned_abs() as usize)
    } else {
        let step = power_of_ten(exponent);
        format!("{:.0}", (value / step).round() * step)
    };
    let is_zero = text.bytes().all(|b| matches!(b, b'-' | b'0' | b'.'));
    grouped(if is_zero { text.trim_start_matches('-') } else { &text })
}

/// A value at no more than some decimals, and none that are zero at the end.
fn certain(value: f64, decimals: i32) -> String {
    let text = rounded(value, -decimals);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// 10^exponent, the nearest double.
fn power_of_ten(exponent: i32) -> f64 {
    let power = (0..exponent.unsigned_abs()).fold(1.0, |power, _| power * 10.0);
    if exponent < 0 { 1.0 / power } else { power }
}

/// A decimal number with a comma between groups of three digits of its whole part.
fn grouped(text: &str) -> String {
    let whole_end = text.find('.').unwrap_or(text.len());
    let first_digit = usize::from(text.starts_with('-'));
    let mut out = String::with_capacity(text.len() + whole_end / 3);
    for (at, character) in text.char_indices() {
        if first_digit < at && at < whole_end && (whole_end - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(character);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_grouped_by_thousands() {
        let cases = [
            (0, "0"),
            (999, "999"),
            (1_000, "1,000"),
            (12_000, "12,000"),
            (123_456, "123,456"),
            (1_234_567, "1,234,567"),
        ];
        for (number, text) in cases {
            assert_eq!(count(number), text);
        }
    }

    #[test]
    fn an_estimate_shows_the_digits_that_its_interval_decides() {
        let cases = [
            // value, low, high
            (10.1507, 10.1431, 10.1583, "10.15"),
            (10.1507, 10.05, 10.25, "10.2"),
            (10.1507, 8.0, 12.0, "10"),
            (10.1507, 10.150_695, 10.150_705, "10.15070"),
            (12_034.4, 11_634.0, 12_434.0, "12,000"),
            (12_034.4, 12_030.0, 12_039.0, "12,034"),
            (1_234_567.0, 1_234_000.0, 1_235_100.0, "1,235,000"),
            (0.3, -5.0, 5.0, "0"),
            (-0.04, -0.3, 0.2, "0.0"),
            (-1_234.56, -1_234.6, -1_234.5, "-1,234.6"),
            (-123.0, -124.0, -122.0, "-123"),
            (9.996, 9.99, 10.01, "10.00"),
            (0.025, 0.02, 0.03, "0.03"),
        ];
        for (value, low, high, text) in cases {
            assert_eq!(with_interval(value, low, high), text, "{value} in {low} to {high}");
        }
    }

    #[test]
    fn rounding_moves_an_estimate_by_less_than_the_half_width() {
        let mut half_width = 1e-6;
        while half_width < 1e6 {
            let value = 1_234.567_891_234;
            let text = with_interval(value, value - half_width, value + half_width);
            let shown: f64 = text.replace(',', "").parse().unwrap();
            assert!((shown - value).abs() <= half_width * 1.000_001, "{text} ± {half_width}");
            half_width *= 1.3;
        }
    }

    #[test]
    fn four_times_the_runs_never_show_fewer_digits() {
        let mut before = 0;
        for power in 0..20 {
            let text = with_se(10.150_712_345, 1.0 / f64::from(1 << power));
            assert!(text.len() >= before, "{text}");
            before = text.len();
        }
        assert!(before >= "10.15071".len());
    }

    #[test]
    fn what_is_certain_is_shown_whole() {
        assert_eq!(with_interval(12_000.0, 12_000.0, 12_000.0), "12,000");
        assert_eq!(with_se(10.0, 0.0), "10");
        assert_eq!(with_se(10.25, 0.0), "10.25");
        assert_eq!(with_se(1.0 / 3.0, 0.0), "0.333");
        assert_eq!(with_se(0.0, 0.0), "0");
    }

    #[test]
    fn a_percentage_has_two_decimals_at_most() {
        let cases = [
            // probability, low, high
            (0.00361, 0.0033, 0.0040, "0.36 %"),
            (0.5, 0.4, 0.6, "50 %"),
            (0.512, 0.507, 0.517, "51 %"),
            (0.512, 0.5115, 0.5125, "51.2 %"),
            (0.123_456_7, 0.123_456, 0.123_457, "12.35 %"),
            (0.000_001, 0.000_000_2, 0.000_005_7, "< 0.01 %"),
            (0.999_999, 0.999_994, 0.999_999_8, "> 99.99 %"),
            (0.0, 0.0, 0.000_038, "< 0.01 %"),
            (0.001, 0.0, 0.3, "< 30 %"),
            (1.0, 0.999_96, 1.0, "> 99.99 %"),
            (1.0, 0.722, 1.0, "> 70 %"),
            (0.0, 0.0, 0.0, "0 %"),
            (1.0, 1.0, 1.0, "100 %"),
        ];
        for (probability, low, high, text) in cases {
            assert_eq!(percent(probability, low, high), text, "{probability}: {low} to {high}");
        }
    }

    #[test]
    fn none_seen_is_told_with_what_it_bounds() {
        // Wilson at no hits: z²/(n + z²), z² = 3.8415, rounded up.
        assert_eq!(chance(0, 100_000), "0 of 100,000 runs (below 0.004 %)");
        assert_eq!(chance(0, 1_000), "0 of 1,000 runs (below 0.4 %)");
        assert_eq!(chance(0, 10), "0 of 10 runs (below 30 %)"); // 27.8 %
        assert_eq!(chance(0, 1_000_000), "0 of 1,000,000 runs (below 0.0004 %)");
        assert_eq!(chance(100_000, 100_000), "100,000 of 100,000 runs (above 99.996 %)");
        assert_eq!(chance(10, 10), "10 of 10 runs (above 70 %)");
        assert_eq!(chance(361, 100_000), "361 of 100,000 runs (0.36 %)");
        assert_eq!(chance(1, 1_000_000), "1 of 1,000,000 runs (< 0.01 %)");
        assert_eq!(chance(0, 0), "0 of 0 runs");
    }

    #[test]
    fn a_natural_frequency_counts_whole_runs() {
        let cases = [
            (0.0036, "about 4 in 1,000 runs"),
            (0.14, "about 14 in 100 runs"),
            (0.5, "about 50 in 100 runs"),
            (0.95, "about 95 in 100 runs"),
            (0.996, "about 996 in 1,000 runs"),
            (0.000_04, "about 4 in 100,000 runs"),
            (0.000_000_2, "fewer than 1 in 1,000,000 runs"),
            (0.999_999_8, "more than 999,999 in 1,000,000 runs"),
            (0.0, "none of the runs"),
            (1.0, "all runs"),
        ];
        for (probability, text) in cases {
            assert_eq!(natural_frequency(probability), text, "{probability}");
        }
    }
}
