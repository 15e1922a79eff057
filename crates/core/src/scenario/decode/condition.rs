//! `when` of a policy: comparisons of the state with numbers, joined by `and`.

use std::ops::Range;

use super::Decoder;
use super::ask::{comparison, cut, within};
use super::item::Item;
use super::number::{parse, show};
use crate::diagnostics::{Place, nearest};
use crate::scenario::document::Value;
use crate::scenario::{Comparison, Condition, PoolQuantity, Quantity, State, Than};

const EXPECTED: &str = "a predicate such as \"contingent.fill < 0.7 and day >= 10\"";
const OPERATORS: &str = "<, <=, > or >=";
const LEVEL: &str = "level";

/// The longest mean of losses [days].
const LONGEST: u32 = 36_525;

impl Decoder<'_> {
    /// The predicate as written, and its conditions. `pools` are the names of all pools.
    pub(super) fn when(
        &mut self,
        item: &Item<'_>,
        pools: &[&str],
    ) -> Option<(String, Vec<Condition>)> {
        let Value::Text(text) = &item.node.value else { return self.mismatch(item, EXPECTED) };
        let conditions: Vec<Option<Condition>> = pieces(text)
            .into_iter()
            .map(|range| self.condition(item, (text, range), pools))
            .collect();
        Some((text.clone(), conditions.into_iter().collect::<Option<_>>()?))
    }

    fn condition(
        &mut self,
        item: &Item<'_>,
        (whole, range): (&str, Range<usize>),
        pools: &[&str],
    ) -> Option<Condition> {
        let text = &whole[range.clone()];
        let at = |part: &Range<usize>| {
            within(item, whole, &(range.start + part.start..range.start + part.end))
        };
        let Some(parts) = cut(text) else {
            let title = format!("`{}` compares nothing", item.path);
            let label = format!("expected a state, one of {OPERATORS}, and a number");
            let help = "for example \"contingent.fill < 0.7 and day >= 10\"".to_owned();
            let place =
                if text.trim().is_empty() { item.node.place.clone() } else { at(&(0..text.len())) };
            return self.fail_with_help(&place, [title, label, help]);
        };
        let (left, sign) = (&text[parts.metric.clone()], &text[parts.operator.clone()]);
        if left.split_whitespace().any(|word| word == "or") && left.contains(['<', '>', '=']) {
            let title = format!("`{}` has an `or`", item.path);
            let label = "conditions are joined by `and` alone".to_owned();
            let help = "write a policy for each, with the same `do`".to_owned();
            return self.fail_with_help(&at(&parts.metric), [title, label, help]);
        }
        if parse(left).is_some() {
            let title = format!("`{}` has a number on the left", item.path);
            let label = "expected the state on the left, the number on the right".to_owned();
            let help = "for example \"contingent.fill < 0.7\"".to_owned();
            return self.fail_with_help(&at(&parts.metric), [title, label, help]);
        }
        let state = self.state(&at(&parts.metric), left, pools);
        let op = self.sign(&at(&parts.operator), sign, state.as_ref());
        let right = &text[parts.number.clone()];
        let than = if right == LEVEL { Some(Than::Level) } else { parse(right).map(Than::Number) };
        if than.is_none() {
            self.not_a_number(&at(&parts.number), right);
        }
        let (state, op, than) = (state?, op?, than?);
        self.check_fill(&at(&parts.number), &state, than)?;
        Some(Condition { state, op, than })
    }

    fn not_a_number(&mut self, place: &Place, right: &str) {
        let title = format!("`{right}` is not a number");
        let label = "expected a number, or the word `level`".to_owned();
        match right.strip_suffix('%').and_then(parse) {
            Some(percent) => {
                let help = format!("for {} % write {}", show(percent), show(percent / 100.0));
                self.fail_with_help::<()>(place, [title, label, help])
            }
            None => self.fail::<()>(place, title, label),
        };
    }

    /// The comparison. Days alone may be equal to a number.
    fn sign(&mut self, place: &Place, sign: &str, state: Option<&State>) -> Option<Comparison> {
        let op = comparison(sign).filter(|op| match op {
            Comparison::NotEqual => false,
            Comparison::Equal => matches!(state, Some(State::Day) | None),
            _ => true,
        });
        if op.is_some() {
            return op;
        }
        let title = format!("`{sign}` is not a comparison of a policy");
        let label = format!("expected {OPERATORS}, or == for `day`");
        self.fail(place, title, label)
    }

    /// `day`, `P.strength`, `P.mean_losses.7`.
    fn state(&mut self, place: &Place, text: &str, pools: &[&str]) -> Option<State> {
        if text == "day" {
            return Some(State::Day);
        }
        if pools.is_empty() {
            // No pool at all has been reported.
            return None;
        }
        let (owner, quantity) = text.split_once('.').unwrap_or((text, ""));
        if !pools.contains(&owner) {
            let title = format!("there is no state `{text}`");
            let label = match nearest(text, known(pools).iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "expected `day`, or a pool and its quantity".to_owned(),
            };
            let help = format!("states are `day` and those of the pools {}", pools.join(", "));
            return self.fail_with_help(place, [title, label, help]);
        }
        let (name, days) = match quantity.split_once('.') {
            Some((name, days)) => (name, Some(days)),
            None => (quantity, None),
        };
        let timed = [PoolQuantity::MeanLosses(1), PoolQuantity::DaysLeft(1)];
        if timed.iter().any(|quantity| quantity.name() == name) {
            let days = self.window(place, name, days)?;
            let quantity = if name == timed[0].name() {
                PoolQuantity::MeanLosses(days)
            } else {
                PoolQuantity::DaysLeft(days)
            };
            return Some(State::Pool { pool: owner.to_owned(), quantity });
        }
        let plain = PoolQuantity::PLAIN.into_iter().find(|plain| plain.name() == name);
        if let (Some(quantity), None) = (plain, days) {
            return Some(State::Pool { pool: owner.to_owned(), quantity });
        }
        self.unknown_quantity(place, (owner, quantity))
    }

    fn unknown_quantity<T>(&mut self, place: &Place, (owner, quantity): (&str, &str)) -> Option<T> {
        let names: Vec<&str> = quantities().collect();
        let of_whole_runs = ["coverage_days", "exhaustion_day", "strength_end", "strength_min"];
        let of_supplies = (quantity == "stock").then_some("strength");
        let label = match of_supplies.or(nearest(quantity, names.iter().copied())) {
            Some(near) => format!("did you mean `{owner}.{near}`?"),
            None if of_whole_runs.contains(&quantity) => {
                "a policy sees the close of a day, not a whole run".to_owned()
            }
            None => "expected what can be known of a pool at the close of a day".to_owned(),
        };
        let title = match quantity {
            "" => format!("`{owner}` is a pool, not a number"),
            _ => format!("there is no state `{owner}.{quantity}`"),
        };
        let help = format!("a pool has {}", names.join(", "));
        self.fail_with_help(place, [title, label, help])
    }

    /// The days of `mean_losses.7`.
    fn window(&mut self, place: &Place, name: &str, days: Option<&str>) -> Option<u32> {
        let parsed = days.and_then(|days| days.parse().ok());
        if let Some(days) = parsed.filter(|days| (1..=LONGEST).contains(days)) {
            return Some(days);
        }
        let title = match days {
            None => format!("`{name}` does not say of how many days"),
            Some(days) => format!("`{days}` is not a number of days"),
        };
        let label = format!("expected whole days from 1 to 36_525, as in `{name}.7`");
        self.fail(place, title, label)
    }

    /// A fill of 70 is one of 70 %, or nobody's.
    fn check_fill(&mut self, place: &Place, state: &State, than: Than) -> Option<()> {
        let Than::Number(number) = than else { return Some(()) };
        let fill = matches!(state, State::Pool { quantity: PoolQuantity::Fill, .. });
        if !fill || number < 5.0 {
            return Some(());
        }
        let title = format!("a fill of {} is out of range", show(number));
        let label = "a fill is a part of the establishment: 1 is full".to_owned();
        let help = format!("for {} % write {}", show(number), show(number / 100.0));
        self.fail_with_help(place, [title, label, help])
    }

    /// Says so if no state of a run meets all conditions.
    pub(super) fn possible_state(
        &mut self,
        item: &Item<'_>,
        when: &[Condition],
        level: Option<&Quantity>,
    ) -> Option<()> {
        let horizon = self.horizon?;
        for condition in when {
            let same = when.iter().filter(|other| other.state == condition.state);
            let mut range = Span::of(&condition.state, horizon);
            for other in same {
                match (other.than, level) {
                    (Than::Number(number), _) | (Than::Level, Some(&Quantity::Fixed(number))) => {
                        range.narrow(other.op, number);
                    }
                    (Than::Level, _) => {}
                }
            }
            if range.is_empty() {
                let title = format!("`{}` can never hold", item.path);
                let label = match &condition.state {
                    State::Day => format!("no day from 1 to {} is so", show(f64::from(horizon))),
                    State::Pool { pool, quantity } => {
                        format!("no value of `{pool}.{}` is so", quantity.name())
                    }
                };
                return self.fail(&item.node.place, title, label);
            }
        }
        Some(())
    }
}

/// The values that a state can have.
struct Span {
    /// Lowest and highest, and whether each is itself excluded.
    low: (f64, bool),
    high: (f64, bool),
    /// Whether it has whole values only.
    whole: bool,
}

impl Span {
    fn of(state: &State, horizon: u32) -> Self {
        let (low, high, whole) = match state {
            State::Day => (1.0, f64::from(horizon), true),
            State::Pool {
                quantity:
                    PoolQuantity::Fill | PoolQuantity::MeanLosses(_) | PoolQuantity::DaysLeft(_),
                ..
            } => (0.0, f64::INFINITY, false),
            State::Pool { .. } => (0.0, f64::INFINITY, true),
        };
        Self { low: (low, false), high: (high, false), whole }
    }

    fn narrow(&mut self, op: Comparison, number: f64) {
        let strict = matches!(op, Comparison::Greater | Comparison::Less);
        // Of whole values none lies between two neighbours: the next one is the end.
        let end = |next: f64, at_least: f64| match self.whole {
            true if strict => (next, false),
            true => (at_least, false),
            false => (number, strict),
        };
        let low = end(number.floor() + 1.0, number.ceil());
        let high = end(number.ceil() - 1.0, number.floor());
        let raises = !matches!(op, Comparison::Less | Comparison::LessOrEqual);
        let lowers = !matches!(op, Comparison::Greater | Comparison::GreaterOrEqual);
        if raises && (low.0 > self.low.0 || (low.0 == self.low.0 && low.1)) {
            self.low = low;
        }
        if lowers && (high.0 < self.high.0 || (high.0 == self.high.0 && high.1)) {
            self.high = high;
        }
    }

    fn is_empty(&self) -> bool {
        self.low.0 > self.high.0 || (self.low.0 == self.high.0 && (self.low.1 || self.high.1))
    }
}

/// Cuts at the word `and`, where it stands between two comparisons: a name may hold it as well.
fn pieces(text: &str) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let ands = text.match_indices("and").filter(|(at, word)| {
        let blank = |c: Option<char>| c.is_some_and(char::is_whitespace);
        blank(text[..*at].chars().next_back()) && blank(text[at + word.len()..].chars().next())
    });
    for (at, word) in ands {
        if text[start..at].contains(['<', '>', '=', '!']) {
            pieces.push(start..at);
            start = at + word.len();
        }
    }
    pieces.push(start..text.len());
    pieces
}

/// The names of what can be known of a pool.
fn quantities() -> impl Iterator<Item = &'static str> {
    let plain = PoolQuantity::PLAIN.into_iter().map(PoolQuantity::name);
    plain.chain(["mean_losses.7", "days_left.7"])
}

/// The names of all states.
fn known(pools: &[&str]) -> Vec<String> {
    let of = |pool: &&str| {
        let pool = (*pool).to_owned();
        quantities().map(move |quantity| format!("{pool}.{quantity}"))
    };
    std::iter::once("day".to_owned()).chain(pools.iter().flat_map(of)).collect()
}
