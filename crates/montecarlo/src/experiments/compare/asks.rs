//! A question answered in A and in B, pair by pair.

use serde::{Deserialize, Serialize};

use super::half_width;
use crate::experiments::Share;

/// The 2 × 2 table of a question's answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Agreement {
    pub(crate) both: u64,
    pub(crate) only_a: u64,
    pub(crate) only_b: u64,
    pub(crate) neither: u64,
}

/// A question in A and in B.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AskComparison {
    /// The question, as A puts it.
    pub predicate: String,
    /// The question as B puts it, where that differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predicate_b: Option<String>,
    /// Runs in which it held in A.
    pub a: Share,
    /// Runs in which it held in B.
    pub b: Share,
    /// Pairs in which it held in both, in A alone, in B alone, in neither.
    pub both: u64,
    /// In A alone.
    pub only_a: u64,
    /// In B alone.
    pub only_b: u64,
    /// In neither.
    pub neither: u64,
    /// Probability in B less that in A.
    pub difference: Option<f64>,
    /// Lower end of its 95 % interval (Agresti and Min, matched pairs).
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// How many times as many runs independent samples would have needed. Null where the answers
    /// never differ.
    pub variance_ratio: Option<f64>,
}

impl Agreement {
    /// Counts a pair.
    #[inline]
    pub(super) fn push(&mut self, a: bool, b: bool) {
        self.both += u64::from(a && b);
        self.only_a += u64::from(a && !b);
        self.only_b += u64::from(!a && b);
        self.neither += u64::from(!a && !b);
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.both += other.both;
        self.only_a += other.only_a;
        self.only_b += other.only_b;
        self.neither += other.neither;
    }

    pub(super) fn summary(&self, [text_a, text_b]: [&String; 2]) -> AskComparison {
        let n = self.both + self.only_a + self.only_b + self.neither;
        let (difference, low, high) =
            self.difference(n).map_or((None, None, None), |(d, l, h)| (Some(d), Some(l), Some(h)));
        AskComparison {
            predicate: text_a.clone(),
            predicate_b: (text_a != text_b).then(|| text_b.clone()),
            a: Share::of(self.both + self.only_a, n),
            b: Share::of(self.both + self.only_b, n),
            both: self.both,
            only_a: self.only_a,
            only_b: self.only_b,
            neither: self.neither,
            difference,
            low,
            high,
            variance_ratio: self.variance_ratio(n),
        }
    }

    /// p(B) − p(A) and its interval. With b and c the pairs that disagree, each raised by a half,
    /// and n by two: (c − b)/n ± z √(b + c − (c − b)²/n) / n.
    fn difference(&self, n: u64) -> Option<(f64, f64, f64)> {
        if n == 0 {
            return None;
        }
        let difference = (self.only_b as f64 - self.only_a as f64) / n as f64;
        let (b, c, runs) = (self.only_a as f64 + 0.5, self.only_b as f64 + 0.5, n as f64 + 2.0);
        let middle = (c - b) / runs;
        let half = half_width((b + c - (c - b) * (c - b) / runs).sqrt() / runs);
        Some((difference, (middle - half).max(-1.0), (middle + half).min(1.0)))
    }

    fn variance_ratio(&self, n: u64) -> Option<f64> {
        let runs = n as f64;
        let of = |hits: u64| hits as f64 / runs * ((n - hits) as f64 / runs);
        let alone = of(self.both + self.only_a) + of(self.both + self.only_b);
        let mean = (self.only_b as f64 - self.only_a as f64) / runs;
        let paired = (self.only_a + self.only_b) as f64 / runs - mean * mean;
        (n > 0 && paired > 0.0).then(|| alone / paired)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_that_of_agresti_and_min() {
        // By hand: 150 and 86 pairs disagree of 1,600, so b = 150.5, c = 86.5, n = 1,602.
        let table = Agreement { both: 794, only_a: 150, only_b: 86, neither: 570 };
        let (d, low, high) = table.difference(1_600).unwrap();
        assert_eq!(d, -64.0 / 1_600.0);
        let half = 1.959_963_984_540_054 * (237.0_f64 - 64.0 * 64.0 / 1_602.0).sqrt() / 1_602.0;
        assert!((low - (-64.0 / 1_602.0 - half)).abs() < 1e-15);
        assert!((high - (-64.0 / 1_602.0 + half)).abs() < 1e-15);
    }

    #[test]
    fn pairs_that_always_agree_have_no_ratio_and_a_narrow_interval() {
        let table = Agreement { both: 300, neither: 700, ..Agreement::default() };
        let summary = table.summary([&String::new(), &String::new()]);
        assert_eq!(summary.difference, Some(0.0));
        assert_eq!(summary.variance_ratio, None);
        assert!(summary.high.unwrap() < 0.003 && summary.low.unwrap() > -0.003);
    }

    #[test]
    fn answers_without_a_link_gain_nothing() {
        let table = Agreement { both: 250, only_a: 250, only_b: 250, neither: 250 };
        let summary = table.summary([&String::new(), &String::new()]);
        assert_eq!(summary.variance_ratio, Some(1.0));
    }
}
