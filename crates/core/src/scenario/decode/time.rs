//! Days, dates and durations.

use jiff::civil::Date;

use super::item::Item;
use super::number::{parse, show};
use super::{Decoder, Start};
use crate::scenario::Duration;
use crate::scenario::document::Value;

const DURATION: &str = "a number of days, \"7d\", or a law such as { exponential = { mean = 2 } }";

impl Decoder<'_> {
    /// Whole days: an integer, `"7d"` or `"2w"`.
    pub(super) fn days(&mut self, item: &Item<'_>) -> Option<u32> {
        let Value::Text(text) = &item.node.value else {
            let days = self.integer(item, "a number of days, \"7d\" or \"2w\"")?;
            return u32::try_from(days).ok();
        };
        let days = self.spelled(item, text)?;
        if days.fract() != 0.0 {
            let title = format!("`{}` is not a whole number of days", item.path);
            return self.fail(&item.node.place, title, "expected whole days");
        }
        self.within(item, days).map(|d| d as u32)
    }

    /// `"7d"` or `"2w"`, in days.
    fn spelled(&mut self, item: &Item<'_>, text: &str) -> Option<f64> {
        let text = text.trim();
        let unit_at = text.find(|c: char| c.is_alphabetic()).unwrap_or(text.len());
        let (number, unit) = text.split_at(unit_at);
        let advice = match (parse(number), unit) {
            (Some(n), "d") => return Some(n),
            (Some(n), "w") => return Some(n * 7.0),
            (Some(n), "") => format!("write {}, without quotes", show(n)),
            (Some(_), "m" | "mo" | "month" | "months") => {
                "months have no fixed length; write days".to_owned()
            }
            (Some(_), "y" | "year" | "years") => {
                "years have no fixed length; write days".to_owned()
            }
            (Some(_), "h" | "hour" | "hours" | "min" | "s") => {
                "a day is the smallest step of time".to_owned()
            }
            _ => "\"7d\" is seven days, \"2w\" two weeks".to_owned(),
        };
        let title = format!("`{}` is not a length of time", item.path);
        let label = "expected days, \"7d\" or \"2w\"".to_owned();
        self.fail_with_help(&item.node.place, [title, label, advice])
    }

    /// A TOML date.
    pub(super) fn date(&mut self, item: &Item<'_>) -> Option<Date> {
        let place = &item.node.place;
        match &item.node.value {
            Value::Date(given) => {
                let date = given
                    .date
                    .filter(|_| given.time.is_none() && given.offset.is_none())
                    .and_then(|d| Date::new(d.year as i16, d.month as i8, d.day as i8).ok());
                if date.is_some() {
                    return date;
                }
                let title = format!("`{}` is not a plain date", item.path);
                self.fail(place, title, "expected a date without a time, such as 2024-10-25")
            }
            Value::Text(text) if text.trim().parse::<Date>().is_ok() => {
                let title = format!("`{}` is a date in quotes", item.path);
                let label = "expected a date".to_owned();
                self.fail_with_help(place, [title, label, format!("write {}", text.trim())])
            }
            _ => self.mismatch(item, "a date such as 2024-10-25"),
        }
    }

    /// A day of the run, counted from 1: whole days, or a date, which needs `start`. A date
    /// before `start` gives 0 or less.
    pub(super) fn day(&mut self, item: &Item<'_>) -> Option<i64> {
        if !matches!(item.node.value, Value::Date(_)) {
            return self.days(item).map(i64::from);
        }
        let date = self.date(item)?;
        match self.start {
            Start::Wrong => None,
            Start::Absent => {
                let title = format!("`{}` is a date, but day 1 has none", item.path);
                let label = "expected a day, counted from 1".to_owned();
                let help = "give day 1 its date at the top: start = 2024-10-25".to_owned();
                self.fail_with_help(&item.node.place, [title, label, help])
            }
            Start::On(start) => {
                let day = 1 + date.duration_since(start).as_hours() / 24;
                self.within(item, day.max(1) as f64).map(|_| day)
            }
        }
    }

    /// A law of durations.
    pub(super) fn duration(&mut self, item: &Item<'_>) -> Option<Duration> {
        match &item.node.value {
            Value::Text(text) => {
                let days = self.spelled(item, text)?;
                self.within(item, days).map(Duration::Fixed)
            }
            Value::Table(_) => {
                let form = self.form(item, DURATION)?;
                self.duration_form(&form)
            }
            _ => self.written(item, DURATION).map(|w| Duration::Fixed(w.value)),
        }
    }

    fn duration_form(&mut self, form: &Item<'_>) -> Option<Duration> {
        match form.name {
            "fixed" => return self.number(form).map(Duration::Fixed),
            "uniform" => {
                let ends = self.numbers(form, "two numbers of days, [low, high]")?;
                let (low, high) = (ends[0].value, ends[1].value);
                self.ascending(form, &[low, high])?;
                return Some(if low == high {
                    Duration::Fixed(low)
                } else {
                    Duration::Uniform { low, high }
                });
            }
            "triangular" => {
                let (low, mode, high) = self.three(form)?;
                return Some(if low == high {
                    Duration::Fixed(low)
                } else {
                    Duration::Triangular { low, mode, high }
                });
            }
            _ => {}
        }
        let fields = self.table(form)?;
        if form.name == "even" {
            let from = fields.need(self, "from", Self::days);
            let to = fields.need(self, "to", Self::days);
            let (from, to) = (from?, to?);
            if from > to {
                let title = format!("`{}` is out of order", form.path);
                let label = "expected `from` to be at most `to`";
                return self.fail(&form.node.place, title, label);
            }
            return Some(Duration::Even { from, to });
        }
        let mean = fields.need(self, "mean", Self::number);
        let mut second = |key| fields.need(self, key, Self::number);
        Some(match form.name {
            "exponential" => Duration::Exponential { mean: mean? },
            "gamma" => {
                let shape = second("shape");
                Duration::Gamma { mean: mean?, shape: shape? }
            }
            "weibull" => {
                let shape = second("shape");
                Duration::Weibull { mean: mean?, shape: shape? }
            }
            "lognormal" => {
                let cv = second("cv");
                positive_or(mean?, cv?, |mean, cv| Duration::Lognormal { mean, cv })
            }
            _ => {
                let sd = second("sd");
                positive_or(mean?, sd?, |mean, sd| Duration::Normal { mean, sd })
            }
        })
    }
}

/// A law of some spread, or the constant that it is without.
fn positive_or(mean: f64, spread: f64, law: impl Fn(f64, f64) -> Duration) -> Duration {
    if spread > 0.0 { law(mean, spread) } else { Duration::Fixed(mean) }
}
