//! Days of supply over time: how long the stock on hand would last at the rate of use.

use super::fan::{self, Fan, FanPool, Words};
use super::frame::short;
use crate::chart::{Chart, Source};
use crate::number;
use crate::time::Timeline;

/// The days of supply of one stock over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Supply {
    /// Name of the stock: "155 mm shells".
    pub label: String,
    /// Days of supply before day 1, if they are to be shown: quantiles as below.
    pub start: Option<[f64; 5]>,
    /// Days of supply at the close of day 1, 2, ... up to the horizon: quantiles 5, 25, 50, 75 and 95 % over all runs.
    pub days: Vec<[f64; 5]>,
    /// Whether some days of supply have no limit, and are cut off at the highest that has one.
    pub is_cut: bool,
    /// Levels of days of supply below which less is issued, each with its name: "rationed to half".
    pub rationing: Vec<(String, f64)>,
    /// The simulated days.
    pub timeline: Timeline,
}

/// Draws days of supply as a fan with the levels of rationing across it.
pub fn supply(data: &Supply, source: &Source) -> Chart {
    let stock = FanPool {
        label: data.label.clone(),
        start: data.start,
        days: data.days.clone(),
        thresholds: data.rationing.clone(),
        batches: Vec::new(),
    };
    let fan = Fan { pools: vec![stock], unit: "days of supply".into(), timeline: data.timeline };
    let levels = if data.rationing.is_empty() { "" } else { "; dashes: levels of rationing" };
    let cut = if data.is_cut { "; cut off where they are unlimited" } else { "" };
    let words = Words {
        title: data.finding(),
        subtitle: format!(
            "Days of supply at the close of each day: stock on hand over daily use. Line: median of each day; \
             bands: central 50% and 90% of runs{levels}{cut}"
        ),
        description: data.describe(&fan.pools[0]),
    };
    fan::draw(&fan, words, source)
}

impl Supply {
    /// The first day whose median is below a level.
    fn falls_below(&self, level: f64) -> Option<u32> {
        let days = self.days.iter().take(self.timeline.horizon as usize);
        days.zip(1..).find(|(day, _)| day[2] < level).map(|(_, day)| day)
    }

    fn finding(&self) -> String {
        let name = short(&self.label, 1);
        let horizon = self.timeline.horizon as usize;
        let Some(last) = self.days.iter().take(horizon).next_back() else {
            return format!("{name}: no days, so nothing to show");
        };
        let on_hand = self.days.iter().take(horizon).position(|day| day[2] <= 0.0);
        if let Some(first) = on_hand {
            let when = self.timeline.name(first as u32 + 1);
            return format!("{name} had run out by {when} at the median");
        }
        // The highest level that was crossed is the first news.
        let crossed = self
            .rationing
            .iter()
            .filter_map(|(level, days)| Some((self.falls_below(*days)?, level, days)));
        let end = number::days(&number::about(last[2]));
        match crossed.min_by_key(|crossing| crossing.0) {
            Some((day, level, days)) => format!(
                "{name} fell below {} of supply ({}) on {} at the median",
                number::days(&number::about(*days)),
                short(level, 3),
                self.timeline.name(day)
            ),
            None if self.rationing.is_empty() => {
                format!("{name} had {end} of supply left at the end, at the median")
            }
            None => {
                format!("{name}: never rationed at the median, with {end} of supply at the end")
            }
        }
    }

    fn describe(&self, stock: &FanPool) -> String {
        let end = stock.ending_lines(self.timeline.horizon).join(", ");
        let levels = self.rationing.iter().map(|(name, level)| {
            let when = self.falls_below(*level).map_or_else(
                || "never reached by the median".to_owned(),
                |day| format!("median below it from day {day}"),
            );
            format!(" {} at {}: {when}.", name.trim(), number::about(*level))
        });
        let levels: String = levels.collect();
        format!("Days of supply of {} over time. At the end {end}.{levels}", self.label.trim())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(medians: &[f64], rationing: &[(&str, f64)]) -> String {
        let data = Supply {
            label: "Shells".into(),
            start: None,
            days: medians.iter().map(|m| [0.5 * m, 0.8 * m, *m, 1.2 * m, 1.5 * m]).collect(),
            rationing: rationing.iter().map(|(name, level)| ((*name).into(), *level)).collect(),
            is_cut: false,
            timeline: Timeline { horizon: medians.len() as u32, start: None },
        };
        supply(&data, &Source::default()).title().to_owned()
    }

    #[test]
    fn the_title_names_the_first_level_crossed() {
        let levels = [("issues halved", 10.0), ("reserve only", 5.0)];
        assert_eq!(
            of(&[20.0, 9.0, 4.0], &levels),
            "Shells fell below 10 days of supply (issues halved) on day 2 at the median"
        );
        assert_eq!(of(&[20.0, 4.0, 0.0], &levels), "Shells had run out by day 3 at the median");
        assert_eq!(
            of(&[20.0, 15.0], &levels),
            "Shells: never rationed at the median, with 15 days of supply at the end"
        );
        assert_eq!(
            of(&[20.0, 15.5], &[]),
            "Shells had 15.5 days of supply left at the end, at the median"
        );
    }
}
