//! What a distribution says, in sentences.

use super::Distribution;
use crate::charts::frame::short;
use crate::number;

impl Distribution {
    /// Days with the decimals that the spread of the values deserves.
    pub(super) fn days(&self, days: f64) -> String {
        let whole = self.values.iter().all(|value| value.0.fract() == 0.0);
        let ends = (self.values.first(), self.values.last());
        let extremes = if let (Some(a), Some(z)) = ends { z.0 - a.0 } else { 0.0 };
        let [low, _, high] = self.quantiles;
        let spread = if let (Some(low), Some(high)) = (low, high) { high - low } else { extremes };
        let max = high.or(low).or(ends.1.map(|last| last.0)).unwrap_or(0.0);
        let decimals = match number::day_decimals(spread, max) {
            _ if whole => 0,
            _ if extremes == 0.0 => 1,
            decimals => decimals,
        };
        number::grouped(days, decimals)
    }

    /// The title: what the runs say, in one sentence, in the past tense, which suits "troops" and "a contingent" alike.
    pub(super) fn finding(&self) -> String {
        let name = short(&self.label, 1);
        let horizon = number::days(&number::count(u64::from(self.timeline.horizon)));
        let simulated = format!("the {horizon} simulated");
        let outlasting = number::percent(self.share(self.censored));
        let values = (self.values.first(), self.values.last());
        match (self.runs(), values, self.quantiles) {
            (0, ..) => format!("{name}: no runs, so no answer"),
            (1, (Some(only), _), _) => {
                format!("{name} lasted {} in the one run made", number::days(&self.days(only.0)))
            }
            (1, ..) => format!("{name} outlasted {simulated} in the one run made"),
            (_, (None, _), _) => format!("{name} outlasted {simulated} in every run"),
            (_, (Some(a), Some(z)), _) if a.0 == z.0 && self.censored == 0 => {
                format!("{name} lasted {} in every run", number::days(&self.days(a.0)))
            }
            (.., [Some(low), Some(median), Some(high)]) if self.days(low) == self.days(high) => {
                let days = number::days(&number::trimmed(median, 2));
                format!("{name} lasted {days} in at least nine runs out of ten")
            }
            (.., [low, Some(median), Some(high)]) => {
                let median = number::days(&self.days(median));
                let low = low.map_or_else(|| "0".to_owned(), |low| self.days(low));
                let high = self.days(high);
                format!(
                    "{name} lasted {median} in the median run, {low} to {high} in nine out of ten"
                )
            }
            (.., [_, Some(median), None]) => {
                let median = number::days(&self.days(median));
                format!(
                    "{name} lasted {median} in the median run; {outlasting} of runs outlasted {simulated}"
                )
            }
            (.., [Some(low), None, _]) => {
                let low = number::days(&self.days(low));
                format!(
                    "{name} outlasted {simulated} in {outlasting} of runs; one run in twenty ended within {low}"
                )
            }
            (.., [None, None, _]) => {
                format!("{name} outlasted {simulated} in {outlasting} of runs")
            }
        }
    }

    /// The sentence beside the bracket.
    pub(super) fn interval(&self) -> String {
        let horizon = number::count(u64::from(self.timeline.horizon));
        let same = |low: f64, high: f64| self.days(low) == self.days(high);
        match self.quantiles {
            _ if self.values.is_empty() => format!("All runs: beyond day {horizon}"),
            [Some(low), _, Some(high)] if same(low, high) => {
                let whom =
                    if self.values.len() == 1 && self.censored == 0 { "All" } else { "90% of" };
                format!("{whom} runs: {}", number::days(&self.days(low)))
            }
            [Some(low), _, Some(high)] => {
                format!("90% of runs: {} to {} days", self.days(low), self.days(high))
            }
            [Some(low), _, None] => {
                format!("90% of runs: {} to beyond day {horizon}", number::days(&self.days(low)))
            }
            [None, ..] => format!("At least 95% of runs: beyond day {horizon}"),
        }
    }

    pub(super) fn describe(&self) -> String {
        let runs = number::runs(self.runs());
        let mut sentences =
            vec![format!("Histogram of the coverage of {} in {runs}.", self.label.trim())];
        if let [_, Some(median), _] = self.quantiles {
            sentences.push(format!("Median {}.", number::days(&self.days(median))));
        }
        if self.runs() > 1 {
            sentences.push(format!("{}.", self.interval()));
        }
        let censored = number::percent(self.share(self.censored));
        let horizon = number::days(&number::count(u64::from(self.timeline.horizon)));
        sentences.push(format!("{censored} of runs outlasted the {horizon} simulated."));
        sentences.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::super::example as data;

    #[test]
    fn the_title_states_median_and_interval() {
        let chart = data(
            &[(8.0, 5), (8.29, 5), (10.14, 80), (12.31, 10)],
            0,
            [Some(8.29), Some(10.14), Some(12.31)],
        );
        assert_eq!(
            chart.finding(),
            "Contingent lasted 10.1 days in the median run, 8.3 to 12.3 in nine out of ten"
        );
    }

    #[test]
    fn the_title_says_how_many_runs_outlast_the_horizon() {
        let some = data(&[(41.5, 50), (52.0, 20)], 30, [Some(41.5), Some(52.0), None]);
        assert_eq!(
            some.finding(),
            "Contingent lasted 52.0 days in the median run; 30% of runs outlasted the 60 days simulated"
        );
        let most = data(&[(41.5, 10), (52.0, 20)], 70, [Some(41.5), None, None]);
        assert_eq!(
            most.finding(),
            "Contingent outlasted the 60 days simulated in 70% of runs; \
             one run in twenty ended within 41.5 days"
        );
        let all = data(&[], 100, [None; 3]);
        assert_eq!(all.finding(), "Contingent outlasted the 60 days simulated in every run");
    }

    #[test]
    fn equal_runs_and_single_runs_are_said_to_be_so() {
        let equal = data(&[(10.0, 100)], 0, [Some(10.0); 3]);
        assert_eq!(equal.finding(), "Contingent lasted 10 days in every run");
        let one = data(&[(10.25, 1)], 0, [Some(10.25); 3]);
        assert_eq!(one.finding(), "Contingent lasted 10.2 days in the one run made");
        assert_eq!(data(&[], 0, [None; 3]).finding(), "Contingent: no runs, so no answer");
    }
}
