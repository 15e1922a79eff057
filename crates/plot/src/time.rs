//! Days and dates of the time axis.
//!
//! Day 1 is the first day of losses and has the date of the start; day 0 is the eve, the state before any loss.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::number::count;
use crate::ticks;

/// What the time axis covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeline {
    /// Last simulated day, counted from 1.
    pub horizon: u32,
    /// Calendar date of day 1, if the scenario has one; charts then show dates.
    pub start: Option<Date>,
}

/// A mark on the time axis.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tick {
    pub(crate) day: f64,
    pub(crate) label: String,
    /// Said below the label where a year begins.
    pub(crate) year: Option<String>,
}

/// Distance between the dated ticks of an axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Every {
    Days(u32),
    Months(i16),
    Years(i16),
}

/// From the densest to the sparsest.
const STEPS: [Every; 12] = [
    Every::Days(1),
    Every::Days(2),
    Every::Days(7),
    Every::Days(14),
    Every::Months(1),
    Every::Months(3),
    Every::Months(6),
    Every::Years(1),
    Every::Years(2),
    Every::Years(5),
    Every::Years(10),
    Every::Years(50),
];

impl Timeline {
    /// The calendar date of a day; `None` without a start or beyond the year 9999.
    pub(crate) fn date(&self, day: u32) -> Option<Date> {
        self.start?.checked_add((i64::from(day) - 1).days()).ok()
    }

    /// A day in words: "day 10", or "day 10 (3 November 2024)".
    pub(crate) fn name(&self, day: u32) -> String {
        let number = count(u64::from(day));
        self.date(day).map_or_else(
            || format!("day {number}"),
            |date| format!("day {number} ({})", date.strftime("%-d %B %Y")),
        )
    }

    /// Marks for an axis from day 0 to the horizon that is `width` pixels wide.
    pub(crate) fn ticks(&self, width: f64) -> Vec<Tick> {
        let dated = STEPS.iter().find_map(|every| self.dated(*every, width));
        dated.unwrap_or_else(|| self.numbered(width))
    }

    /// What the marks are, for the foot of the axis.
    pub(crate) fn caption(&self) -> String {
        self.date(1).map_or_else(
            || "Days since start".to_owned(),
            |first| format!("Close of day; day 1 is {}", first.strftime("%-d %B %Y")),
        )
    }

    fn numbered(&self, width: f64) -> Vec<Tick> {
        let most = ((width / 64.0) as usize).max(2);
        let step = ticks::step(f64::from(self.horizon.max(1)), most).max(1.0);
        let days = ticks::multiples(0.0, f64::from(self.horizon), step);
        days.into_iter().map(|day| Tick { day, label: count(day as u64), year: None }).collect()
    }

    /// Marks at this distance; `None` if they would be too dense or fewer than two.
    fn dated(&self, every: Every, width: f64) -> Option<Vec<Tick>> {
        let first = self.date(1)?;
        let last = self.date(self.horizon)?;
        // Pixels that a label such as "25 Oct", "Nov" or "2025" needs at least.
        let (room, format) = match every {
            Every::Days(_) => (54.0, "%-d %b"),
            Every::Months(_) => (40.0, "%b"),
            Every::Years(_) => (46.0, "%Y"),
        };
        let most = (width / room).max(1.0);
        if every.days() * most < f64::from(self.horizon) {
            return None;
        }
        let mut ticks: Vec<Tick> = Vec::new();
        let mut year = None;
        let mut date = first_mark(first, every);
        while let Some(mark) = date.filter(|mark| *mark <= last) {
            let day = f64::from(mark.since(first).ok()?.get_days() + 1);
            let new_year = Some(mark.year()) != year && !matches!(every, Every::Years(_));
            year = Some(mark.year());
            ticks.push(Tick {
                day,
                label: mark.strftime(format).to_string(),
                year: new_year.then(|| mark.year().to_string()),
            });
            date = next_mark(mark, every);
        }
        (ticks.len() >= 2 || self.horizon == 1).then_some(ticks)
    }
}

impl Every {
    /// Days between two marks, about.
    fn days(self) -> f64 {
        match self {
            Self::Days(n) => f64::from(n),
            Self::Months(n) => f64::from(n) * 30.4,
            Self::Years(n) => f64::from(n) * 365.2,
        }
    }
}

/// The first mark on or after the first day.
fn first_mark(first: Date, every: Every) -> Option<Date> {
    let mark = match every {
        Every::Days(_) => return Some(first),
        Every::Months(n) => {
            let month = (i16::from(first.month()) - 1) / n * n + 1;
            Date::new(first.year(), month as i8, 1).ok()?
        }
        Every::Years(n) => Date::new(first.year().div_euclid(n) * n, 1, 1).ok()?,
    };
    if mark < first { next_mark(mark, every) } else { Some(mark) }
}

fn next_mark(mark: Date, every: Every) -> Option<Date> {
    let span = match every {
        Every::Days(n) => i64::from(n).days(),
        Every::Months(n) => i64::from(n).months(),
        Every::Years(n) => i64::from(n).years(),
    };
    mark.checked_add(span).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn from(start: Date, horizon: u32) -> Timeline {
        Timeline { horizon, start: Some(start) }
    }

    fn labels(ticks: &[Tick]) -> Vec<&str> {
        ticks.iter().map(|tick| tick.label.as_str()).collect()
    }

    #[test]
    fn day_one_has_the_date_of_the_start() {
        let timeline = from(date(2024, 10, 25), 60);
        assert_eq!(timeline.name(1), "day 1 (25 October 2024)");
        assert_eq!(timeline.name(10), "day 10 (3 November 2024)");
        assert_eq!(Timeline { horizon: 60, start: None }.name(10), "day 10");
    }

    #[test]
    fn sixty_days_are_marked_by_weeks() {
        let ticks = from(date(2024, 10, 25), 60).ticks(600.0);
        assert_eq!(labels(&ticks)[..3], ["25 Oct", "1 Nov", "8 Nov"]);
        assert_eq!(ticks[1].day, 8.0);
        assert_eq!(ticks[0].year.as_deref(), Some("2024"));
        assert_eq!(ticks[1].year, None);
    }

    #[test]
    fn a_year_is_marked_by_months_and_says_where_the_next_year_begins() {
        let ticks = from(date(2024, 10, 25), 365).ticks(600.0);
        assert_eq!(labels(&ticks)[..3], ["Nov", "Dec", "Jan"]);
        // 1 November 2024 is 7 days after 25 October, which is day 1.
        assert_eq!(ticks[0].day, 8.0);
        assert_eq!(ticks[2].year.as_deref(), Some("2025"));
    }

    #[test]
    fn three_years_are_marked_by_quarters() {
        let ticks = from(date(2024, 10, 25), 1_000).ticks(600.0);
        assert_eq!(labels(&ticks)[..4], ["Jan", "Apr", "Jul", "Oct"]);
    }

    #[test]
    fn ten_years_are_marked_by_years() {
        let ticks = from(date(2024, 10, 25), 3_650).ticks(600.0);
        assert_eq!(labels(&ticks)[..2], ["2025", "2026"]);
        // Days of 2024 left on 25 October: 7 in October, 30, 31; day 1 is the first of these 68.
        assert_eq!(ticks[0].day, 69.0);
    }

    #[test]
    fn a_single_day_has_its_date() {
        assert_eq!(labels(&from(date(2024, 2, 29), 1).ticks(600.0)), ["29 Feb"]);
    }

    #[test]
    fn without_a_start_days_are_counted() {
        let ticks = Timeline { horizon: 1, start: None }.ticks(600.0);
        assert_eq!(labels(&ticks), ["0", "1"]);
        let ticks = Timeline { horizon: 3_650, start: None }.ticks(600.0);
        assert_eq!(labels(&ticks)[..3], ["0", "500", "1,000"]);
    }

    #[test]
    fn a_start_at_the_end_of_time_falls_back_to_counting() {
        let ticks = from(date(9999, 12, 30), 60).ticks(600.0);
        assert_eq!(ticks[0].label, "0");
    }
}
