//! Numbers as a reader wants them: grouped, rounded to what is known, with their natural frequency.

use libm::pow;

/// With commas between thousands, so many decimals, and a true minus sign.
pub(crate) fn grouped(value: f64, decimals: usize) -> String {
    let digits = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let zero = digits.bytes().all(|b| b == b'0' || b == b'.');
    let mut out = String::from(if value < 0.0 && !zero { "\u{2212}" } else { "" });
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + fraction
}

/// A whole count, "1,500".
pub(crate) fn count(value: u64) -> String {
    grouped(value as f64, 0)
}

/// A count of items rounded to three figures: "10,900", "1.24 million".
pub(crate) fn about(value: f64) -> String {
    let scale = Scale::of(value);
    let shown = value / scale.divisor;
    if shown >= 1_000.0 {
        let unit = pow(10.0, libm::floor(libm::log10(shown)) - 2.0);
        return grouped((shown / unit).round() * unit, 0);
    }
    if scale.name.is_empty() {
        return trimmed(value, usize::from(value < 100.0));
    }
    let decimals = [(100.0, 0), (10.0, 1)].iter().find(|d| shown >= d.0).map_or(2, |d| d.1);
    scale.named(&trimmed(shown, decimals))
}

/// A value without the zeros that end its decimals: "2.5", "3".
pub(crate) fn trimmed(value: f64, decimals: usize) -> String {
    let text = grouped(value, decimals);
    if !text.contains('.') {
        return text;
    }
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// What the numbers of an axis are divided by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scale {
    pub(crate) divisor: f64,
    pub(crate) name: &'static str,
}

impl Scale {
    /// The scale in which `max` has few digits.
    pub(crate) fn of(max: f64) -> Self {
        // Half a unit less, so that what would be rounded to "1,000 million" is a billion.
        if max >= 999.5e6 {
            Self { divisor: 1e9, name: "billion" }
        } else if max >= 999_500.0 {
            Self { divisor: 1e6, name: "million" }
        } else {
            Self { divisor: 1.0, name: "" }
        }
    }

    pub(crate) fn named(&self, number: &str) -> String {
        if self.name.is_empty() { number.to_owned() } else { format!("{number} {}", self.name) }
    }
}

/// A share of runs as a percentage, never rounded to none or all of them.
pub(crate) fn percent(share: f64) -> String {
    match share {
        s if s <= 0.0 => "0%".to_owned(),
        s if s >= 1.0 => "100%".to_owned(),
        s if s < 0.001 => "<0.1%".to_owned(),
        s if s > 0.999 => ">99.9%".to_owned(),
        s if (0.0995..0.9005).contains(&s) => format!("{:.0}%", 100.0 * s),
        s => format!("{:.1}%", 100.0 * s),
    }
}

/// A probability with its interval, rounded to the interval: ("0.36%", "0.33 to 0.40").
pub(crate) fn estimate(probability: f64, low: f64, high: f64) -> (String, String) {
    let half_width = 50.0 * (high - low);
    let mut decimals = 0;
    while decimals < 7 && half_width > 0.0 && half_width * pow(10.0, decimals as f64) < 1.0 {
        decimals += 1;
    }
    let plain = |share: f64| match 100.0 * share {
        p if p <= 0.0 || p >= 100.0 => format!("{:.0}", p.clamp(0.0, 100.0)),
        p => format!("{p:.decimals$}"),
    };
    (format!("{}%", plain(probability)), format!("{} to {}", plain(low), plain(high)))
}

/// A probability as a natural frequency: "about 4 in 1,000 runs".
pub(crate) fn frequency(probability: f64, runs: u64) -> String {
    let all = count(runs);
    if probability <= 0.0 {
        return if runs == 1 {
            "not in the one run".into()
        } else {
            format!("in none of {all} runs")
        };
    }
    if probability >= 1.0 {
        return if runs == 1 { "in the one run".into() } else { format!("in all {all} runs") };
    }
    let (rare, prefix) = if probability > 0.99 {
        (1.0 - probability, "all but about")
    } else {
        (probability, "about")
    };
    let mut of = 100.0;
    while of < 1e9 && rare * of < 0.95 {
        of *= 10.0;
    }
    format!("{prefix} {} in {} runs", grouped(rare * of, 0), grouped(of, 0))
}

/// How many decimals days deserve when the values spread over so many days and reach `max`.
pub(crate) fn day_decimals(spread: f64, max: f64) -> usize {
    match spread {
        s if s >= 20.0 || (s >= 1.0 && max >= 100.0) => 0,
        s if s >= 0.5 => 1,
        _ => 2,
    }
}

/// "1 run", "2 runs".
pub(crate) fn runs(n: u64) -> String {
    if n == 1 { "1 run".to_owned() } else { format!("{} runs", count(n)) }
}

/// "1 day", "10.1 days".
pub(crate) fn days(number: &str) -> String {
    if number == "1" { "1 day".to_owned() } else { format!("{number} days") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(grouped(1_234_567.0, 0), "1,234,567");
        assert_eq!(grouped(-1_234.56, 1), "\u{2212}1,234.6");
        assert_eq!(grouped(999.0, 0), "999");
        assert_eq!(grouped(-0.01, 1), "0.0");
    }

    #[test]
    fn strengths_are_rounded_to_three_figures() {
        assert_eq!(about(10_940.0), "10,900");
        assert_eq!(about(9_999_600.0), "10 million");
        assert_eq!(about(1_236_000.0), "1.24 million");
        assert_eq!(about(999_800.0), "1 million");
        assert_eq!(about(42.0), "42");
        assert_eq!(about(1.4), "1.4");
        assert_eq!(about(0.0), "0");
    }

    #[test]
    fn a_share_is_never_rounded_to_nothing_or_everything() {
        assert_eq!(percent(0.000_4), "<0.1%");
        assert_eq!(percent(0.999_9), ">99.9%");
        assert_eq!(percent(0.0), "0%");
        assert_eq!(percent(1.0), "100%");
        assert_eq!(percent(0.255), "26%");
        assert_eq!(percent(0.036), "3.6%");
    }

    #[test]
    fn a_probability_is_rounded_to_its_interval() {
        let text = |p, l, h| estimate(p, l, h);
        assert_eq!(text(0.003_6, 0.003_3, 0.004_0), ("0.36%".into(), "0.33 to 0.40".into()));
        assert_eq!(text(0.52, 0.48, 0.55), ("52%".into(), "48 to 55".into()));
        assert_eq!(text(0.0, 0.0, 0.000_038), ("0%".into(), "0 to 0.004".into()));
        assert_eq!(text(1.0, 0.96, 1.0), ("100%".into(), "96 to 100".into()));
    }

    #[test]
    fn frequencies_are_those_a_reader_can_picture() {
        assert_eq!(frequency(0.003_6, 100_000), "about 4 in 1,000 runs");
        assert_eq!(frequency(0.36, 100_000), "about 36 in 100 runs");
        assert_eq!(frequency(0.996, 100_000), "all but about 4 in 1,000 runs");
        assert_eq!(frequency(0.0, 100_000), "in none of 100,000 runs");
        assert_eq!(frequency(1.0, 1), "in the one run");
    }
}
