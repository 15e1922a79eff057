//! `--vary KEY=a,b,c` and `--vary KEY=LOW..HIGH[/STEPS]`: the values that a key is to take.
//!
//! Numbers are kept as whole multiples of a power of ten, so that a grid of 0.1 to 0.5 has 0.3
//! and not 0.30000000000000004.

use crate::failure::Failure;

/// A key of the scenario and the values it is to take.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Vary {
    /// The dotted path.
    pub(crate) key: String,
    /// Its values.
    pub(crate) values: Values,
}

/// Values of a key.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Values {
    /// Each as TOML.
    List(Vec<String>),
    /// Numbers from low to high.
    Range(Range),
}

/// Numbers from low to high, in steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Range {
    low: Decimal,
    high: Decimal,
    /// Cut into so many steps; none where it was not said.
    pub(crate) steps: Option<u64>,
}

/// `units` / 10^`places`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Decimal {
    units: i128,
    places: u32,
}

/// Evenly spaced numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Grid {
    low: i128,
    high: i128,
    places: u32,
    steps: u64,
}

/// Places after the point that a number may have.
const MOST_PLACES: u32 = 9;
/// Digits that a number may have before it.
const MOST_DIGITS: usize = 15;
/// A range of decimals is searched in at least so many steps.
const FINE: i128 = 1_000;

impl Vary {
    /// Reads the argument.
    pub(crate) fn parse(text: &str) -> Result<Self, Failure> {
        let form = "write --vary KEY=LOW..HIGH, as in `pools.front.strength=10_000..20_000`, or \
                    --vary KEY=a,b,c";
        let Some((key, values)) = split_key(text) else {
            return Err(Failure::usage(format!("`--vary {text}` names no values"), form));
        };
        let (key, values) = (key.trim(), values.trim());
        if key.is_empty() || values.is_empty() {
            return Err(Failure::usage(format!("`--vary {text}` lacks a key or values"), form));
        }
        let values = match values.split_once("..") {
            Some((low, high)) if !values.starts_with(['"', '\'', '{', '[']) => {
                Values::Range(Range::parse(text, low, high)?)
            }
            _ => Values::List(list(text, values)?),
        };
        Ok(Self { key: key.to_owned(), values })
    }
}

/// The key, which may have quoted parts, and what follows its `=`.
fn split_key(text: &str) -> Option<(&str, &str)> {
    let mut quote = None;
    let at = text.char_indices().find(|&(_, c)| {
        match quote {
            Some(open) if c == open => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            _ => {}
        }
        quote.is_none() && c == '='
    })?;
    Some((&text[..at.0], &text[at.0 + 1..]))
}

/// The parts between the commas that stand in no bracket, brace or quote.
fn list(whole: &str, text: &str) -> Result<Vec<String>, Failure> {
    let (mut depth, mut quote, mut from) = (0_i32, None, 0);
    let mut parts = Vec::new();
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '[' | '{') => depth += 1,
            (None, ']' | '}') => depth -= 1,
            (None, ',') if depth == 0 => {
                parts.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    let parts: Vec<String> = parts.into_iter().map(|part| part.trim().to_owned()).collect();
    if parts.iter().any(String::is_empty) {
        return Err(Failure::usage(
            format!("`--vary {whole}` has an empty value"),
            "separate values by single commas: a,b,c",
        ));
    }
    Ok(parts)
}

impl Range {
    fn parse(whole: &str, low: &str, high: &str) -> Result<Self, Failure> {
        let (high, steps) = match high.split_once('/') {
            Some((high, steps)) => (high, Some(steps)),
            None => (high, None),
        };
        let number = |text: &str| {
            Decimal::parse(text.trim()).ok_or_else(|| {
                Failure::usage(
                    format!("`{}` in `--vary {whole}` is not a number", text.trim()),
                    "a range has a number on either side, such as 10_000..20_000 or 0.02..0.08",
                )
            })
        };
        let (low, high) = (number(low)?, number(high)?);
        let steps = match steps.map(|steps| (steps, steps.trim().replace('_', "").parse())) {
            None => None,
            Some((_, Ok(steps))) if (1..=1_000_000).contains(&steps) => Some(steps),
            Some((steps, _)) => {
                return Err(Failure::usage(
                    format!("`{}` in `--vary {whole}` is no number of steps", steps.trim()),
                    "cut a range into 1 to 1,000,000 steps, as in 10_000..20_000/10",
                ));
            }
        };
        let range = Self { low, high, steps };
        let [from, to] = range.ends(low.places.max(high.places));
        if from >= to {
            return Err(Failure::usage(
                format!("the range in `--vary {whole}` is empty"),
                "a range goes from the lower to the higher number, as in 10_000..20_000",
            ));
        }
        Ok(range)
    }

    /// Both ends in units of 10^-places.
    fn ends(&self, places: u32) -> [i128; 2] {
        [self.low, self.high].map(|end| end.units * 10_i128.pow(places - end.places))
    }

    /// All numbers that a search may give: whole ones between whole ends, else as many decimals as
    /// make a thousand steps; or the steps asked for.
    pub(crate) fn fine(&self) -> Grid {
        if let Some(steps) = self.steps {
            return self.cut(steps);
        }
        let mut places = self.low.places.max(self.high.places);
        let span = |places| {
            let [low, high] = self.ends(places);
            high - low
        };
        while places > 0 && places < MOST_PLACES && span(places) < FINE {
            places += 1;
        }
        let [low, high] = self.ends(places);
        Grid { low, high, places, steps: u64::try_from(high - low).unwrap_or(u64::MAX) }
    }

    /// So many equal steps, their ends rounded: to whole numbers between whole ends that are far
    /// enough apart, else to as many decimals as it takes.
    pub(crate) fn cut(&self, steps: u64) -> Grid {
        let mut places = self.low.places.max(self.high.places);
        loop {
            let [low, high] = self.ends(places);
            let even = (high - low) % i128::from(steps) == 0;
            let whole = places == 0 && high - low >= i128::from(steps);
            if even || whole || places >= MOST_PLACES {
                return Grid { low, high, places, steps };
            }
            places += 1;
        }
    }
}

impl Grid {
    /// How many numbers there are.
    pub(crate) fn points(&self) -> u64 {
        self.steps.saturating_add(1)
    }

    fn units(&self, point: u64) -> i128 {
        let steps = i128::from(self.steps);
        let up = (self.high - self.low) * i128::from(point);
        // To the nearest; the span is positive.
        self.low + (2 * up + steps).div_euclid(2 * steps)
    }

    /// A number as TOML has it: `12000`, `0.035`.
    pub(crate) fn text(&self, point: u64) -> String {
        let units = self.units(point);
        let digits = format!("{:0>1$}", units.unsigned_abs(), self.places as usize + 1);
        let (whole, fraction) = digits.split_at(digits.len() - self.places as usize);
        let sign = if units < 0 { "-" } else { "" };
        if fraction.is_empty() {
            return format!("{sign}{whole}");
        }
        let fraction = fraction.trim_end_matches('0');
        format!("{sign}{whole}.{}", if fraction.is_empty() { "0" } else { fraction })
    }

    /// A number.
    pub(crate) fn value(&self, point: u64) -> f64 {
        self.units(point) as f64 / 10_i128.pow(self.places) as f64
    }

    /// From a number to the next.
    pub(crate) fn step(&self) -> f64 {
        (self.high - self.low) as f64 / 10_i128.pow(self.places) as f64 / self.steps as f64
    }
}

impl Decimal {
    fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |part: &str| part.replace('_', "");
        let (whole, fraction) = (plain(whole), plain(fraction));
        let all = format!("{whole}{fraction}");
        let numeric = !whole.is_empty() && all.bytes().all(|b| b.is_ascii_digit());
        if !numeric || whole.len() > MOST_DIGITS || fraction.len() > MOST_PLACES as usize {
            return None;
        }
        let units: i128 = all.parse().ok()?;
        // "2." is no number of TOML, but what is meant is plain: decimals.
        let places = fraction.len() as u32;
        Some(Self { units: if negative { -units } else { units }, places })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> Range {
        match Vary::parse(&format!("k={text}")).unwrap().values {
            Values::Range(range) => range,
            Values::List(list) => panic!("{list:?} is a list"),
        }
    }

    fn texts(grid: Grid) -> Vec<String> {
        (0..grid.points()).map(|point| grid.text(point)).collect()
    }

    #[test]
    fn whole_numbers_stay_whole() {
        assert_eq!(texts(range("8..12").fine()), ["8", "9", "10", "11", "12"]);
        assert_eq!(texts(range("10_000..14_000/3").cut(3)), ["10000", "11333", "12667", "14000"]);
        assert_eq!(texts(range("-1..1").fine()), ["-1", "0", "1"]);
    }

    #[test]
    fn decimals_are_exact() {
        assert_eq!(texts(range("0.1..0.5/4").cut(4)), ["0.1", "0.2", "0.3", "0.4", "0.5"]);
        assert_eq!(texts(range("0..1/4").cut(4)), ["0.0", "0.25", "0.5", "0.75", "1.0"]);
        let fine = range("0.02..0.08").fine();
        assert_eq!(fine.points(), 6_001);
        assert_eq!(fine.text(1), "0.02001");
        assert_eq!(fine.value(1), 0.02001);
    }

    #[test]
    fn lists_are_cut_at_their_own_commas() {
        let list = |text: &str| Vary::parse(text).unwrap();
        assert_eq!(list("k=1,2").values, Values::List(vec!["1".into(), "2".into()]));
        let both = list("a.\"70%=x\".b={ uniform = [1, 2] }, \"5 to 9\"");
        assert_eq!(both.key, "a.\"70%=x\".b");
        let values = vec!["{ uniform = [1, 2] }".to_owned(), "\"5 to 9\"".to_owned()];
        assert_eq!(both.values, Values::List(values));
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for bad in ["k", "=1", "k=", "k=1,,2", "k=a..b", "k=5..5", "k=9..1", "k=1..2/0", "k=1..2/x"]
        {
            assert!(Vary::parse(bad).is_err(), "{bad}");
        }
    }
}
