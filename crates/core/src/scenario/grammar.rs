//! The language in tables: every key, what it takes, its bounds, and one line on its meaning.
//!
//! This is the one place where keys are listed. The decoder takes known keys, missing keys and
//! bounds from here, `--set` finds its way by it, and the editor's schema is printed from it, so
//! that the three cannot drift apart.

mod bounds;
mod laws;
mod losses;
mod opposed;
mod policies;
mod pools;
mod quantities;
mod rotations;
mod supplies;

pub(super) use bounds::CORRELATION;
use bounds::{DAYS, DURATION, LEVEL, LOSSES, PER_1000, REPLICATIONS, SIZE};
pub(super) use laws::{daily_forms, plain_daily_forms, size_forms, use_forms};
pub(super) use losses::HAZARD;
use losses::{LOSS, RECOVERY};
use opposed::OPPOSED;
pub(super) use policies::action_forms;
use policies::{POLICY, REQUEST, WHENEVER};
use pools::{BATCH, POOL, TRANSFER};
pub(super) use quantities::{duration_forms, quantity_forms, rate_forms, weighted};
use rotations::{REFILL, ROTATION};
pub(super) use rotations::{STARTS, WHENS};
use supplies::SUPPLY;

/// A key of a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) required: bool,
    pub(super) doc: &'static str,
}

const fn required(name: &'static str, kind: Kind, doc: &'static str) -> Key {
    Key { name, kind, required: true, doc }
}

const fn optional(name: &'static str, kind: Kind, doc: &'static str) -> Key {
    Key { name, kind, required: false, doc }
}

/// What a value may be.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// One line of text.
    Text,
    /// One line of text, or an array of them.
    Texts,
    /// One of these words.
    Word(&'static [&'static str]),
    /// `true` or `false`.
    Flag,
    /// Two names.
    Two,
    /// Pairs of names with a correlation each.
    Correlations,
    /// A table with exactly one of these keys.
    OneOf(&'static [Key]),
    /// A TOML date.
    Date,
    /// Whole days: an integer, `"7d"` or `"2w"`.
    Days(Bounds),
    /// A day of the run: [`Days`](Self::Days) or a date.
    Day(Bounds),
    /// An integer.
    Whole(Bounds),
    /// A u64: an integer or a string of digits.
    Seed,
    /// A plain number.
    Number(Bounds),
    /// So many plain numbers (`None`: at least one).
    Numbers(Bounds, Option<usize>),
    /// A number, `"a to b"`, or one of [`quantity_forms`].
    Quantity(Bounds),
    /// A quantity, or one of [`rate_forms`].
    Rate(Bounds),
    /// A quantity, or one of [`daily_forms`].
    Daily,
    /// What [`Daily`](Self::Daily) takes, but for a law that holds another.
    PlainDaily,
    /// A quantity, or one of [`use_forms`]: what `Daily` takes, where `normal` is a law.
    Use,
    /// A number, `"a to b"`, or one of [`size_forms`].
    Size,
    /// A number, `"a to b"`, or a [`HAZARD`] table.
    Hazard,
    /// An array of numbers, or a [`WEIGHTED`] table.
    Options(Bounds),
    /// A number of days, `"7d"`, or one of [`duration_forms`].
    Duration,
    /// The level of a threshold.
    Level,
    /// `"metric op number"`.
    Predicate,
    /// `"state op number"`, or several of them with `and` between.
    Condition,
    /// One of [`action_forms`], or an array of them.
    Actions,
    /// `"each"` or a date.
    ReplayStart,
    /// A table with these keys.
    Table(&'static [Key]),
    /// An array of tables with these keys.
    List(&'static [Key]),
    /// A table with these keys, or an array of them.
    OneOrList(&'static [Key]),
    /// A table from names to values of one kind.
    Named(&'static Named),
}

/// A table from names to values of one kind.
#[derive(Debug)]
pub(super) struct Named {
    /// What one entry is: "pool".
    pub(super) noun: &'static str,
    pub(super) kind: Kind,
}

/// The range that a number must lie in, ends included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bounds {
    /// What it is, with its unit; also its name in the schema.
    pub(super) of: &'static str,
    pub(super) low: f64,
    pub(super) high: f64,
    /// Whether `low` itself is excluded.
    pub(super) above_low: bool,
    /// Whether it is a count, so that only whole numbers make sense.
    pub(super) counts: bool,
}

impl Bounds {
    const fn real(of: &'static str, low: f64, high: f64) -> Self {
        Self { of, low, high, above_low: false, counts: false }
    }

    const fn positive(of: &'static str, high: f64) -> Self {
        Self { of, low: 0.0, high, above_low: true, counts: false }
    }

    const fn whole(of: &'static str, low: f64, high: f64) -> Self {
        Self { of, low, high, above_low: false, counts: true }
    }

    pub(super) fn contains(&self, x: f64) -> bool {
        (if self.above_low { x > self.low } else { x >= self.low }) && x <= self.high
    }
}

/// The whole file.
pub(super) const SCENARIO: &[Key] = &[
    optional("title", Kind::Text, "The question in words; shown in charts."),
    optional("sources", Kind::Texts, "Where the numbers come from: one text or an array."),
    optional("unit", Kind::Text, "What is counted, in the plural: \"troops\". Default \"units\"."),
    optional("start", Kind::Date, "Date of day 1, for example 2024-10-25; charts then show dates."),
    required("horizon", Kind::Days(DAYS), "Length of a run in days, 1 to 36_525, or \"8w\"."),
    optional("run", Kind::Table(RUN), "How to run it."),
    optional(
        "pools",
        Kind::Named(&Named { noun: "pool", kind: Kind::Table(POOL) }),
        "Forces or stockpiles by name: [pools.NAME]. There is a pool or a supply.",
    ),
    optional(
        "supplies",
        Kind::Named(&Named { noun: "supply", kind: Kind::Table(SUPPLY) }),
        "Stockpiles in units of their own, with their use: [supplies.NAME].",
    ),
    optional(
        "rotations",
        Kind::Named(&Named { noun: "rotation", kind: Kind::Table(ROTATION) }),
        "Units that take turns in the line, by name: [rotations.NAME].",
    ),
    optional(
        "losses",
        Kind::Named(&Named { noun: "loss process", kind: Kind::Table(LOSS) }),
        "Loss processes by name: [losses.NAME].",
    ),
    optional(
        "opposed",
        Kind::Named(&Named { noun: "battle", kind: Kind::Table(OPPOSED) }),
        "Pools that fight each other, by Lanchester's laws: [opposed.NAME].",
    ),
    optional("batches", Kind::List(BATCH), "Arrivals, once or recurring: [[batches]]."),
    optional(
        "transfers",
        Kind::Named(&Named { noun: "transfer", kind: Kind::Table(TRANSFER) }),
        "What moves from pool to pool, comes from outside, or leaves: [transfers.NAME].",
    ),
    optional("policies", Kind::List(POLICY), "Rules from state to action: [[policies]]."),
    optional(
        "correlate",
        Kind::Correlations,
        "What goes together: pairs of drifting processes, or of paths of uncertain inputs, each with a \
         correlation: [[\"front\", \"depot\", 0.6]].",
    ),
    optional(
        "ask",
        Kind::Named(&Named { noun: "question", kind: Kind::Predicate }),
        "Questions: a name and a predicate, \"contingent.coverage_days >= 14\".",
    ),
];

const RUN: &[Key] = &[
    optional(
        "seed",
        Kind::Seed,
        "Seed of all randomness, 0 to 2^64 - 1; in quotes from 2^63 on. Default 0.",
    ),
    optional(
        "replications",
        Kind::Whole(REPLICATIONS),
        "How many runs. Default 100_000, or every start of a replayed series.",
    ),
];

/// Where a key of the larger tables belongs, for who puts it elsewhere: in TOML all that follows
/// a header is in its table.
pub(super) fn home(key: &str) -> Option<&'static str> {
    let homes = [
        (SCENARIO, "at the top of the file, above every [table]"),
        (RUN, "in [run]"),
        (POOL, "in a pool, [pools.NAME]"),
        (LOSS, "in a loss process, [losses.NAME]"),
        (RECOVERY, "in a recovery, [losses.NAME.recovery.CATEGORY]"),
        (OPPOSED, "in a battle, [opposed.NAME]"),
        (BATCH, "in a batch, [[batches]]"),
        (SUPPLY, "in a supply, [supplies.NAME]"),
        (TRANSFER, "in a transfer, [transfers.NAME]"),
        (ROTATION, "in a rotation, [rotations.NAME]"),
        (REFILL, "in the refill of a rotation, [rotations.NAME.refill]"),
        (POLICY, "in a policy, [[policies]]"),
        (WHENEVER, "in the `whenever` of a policy, whenever = { gap = 14 }"),
        (REQUEST, "in a policy's request, do = { request = { ... } }"),
    ];
    homes.iter().find(|(keys, _)| keys.iter().any(|k| k.name == key)).map(|(_, home)| *home)
}

/// The names of the forms of laws, which stand between a law's place and its parameters.
pub(super) fn form_names() -> Vec<&'static str> {
    let laws = daily_forms().into_iter().chain(size_forms()).chain(opposed::LAWS.iter().copied());
    laws.map(|key| key.name).chain(std::iter::once("steps")).collect()
}

impl Kind {
    /// The bounds of the numbers it takes; none for what takes no number.
    pub(super) fn bounds(self) -> Bounds {
        match self {
            Self::Days(bounds)
            | Self::Day(bounds)
            | Self::Whole(bounds)
            | Self::Number(bounds)
            | Self::Numbers(bounds, _)
            | Self::Quantity(bounds)
            | Self::Rate(bounds)
            | Self::Options(bounds) => bounds,
            Self::Daily | Self::PlainDaily | Self::Use => LOSSES,
            Self::Size => SIZE,
            Self::Hazard => PER_1000,
            Self::Duration => DURATION,
            Self::Level => LEVEL,
            _ => Bounds::real("number", f64::NEG_INFINITY, f64::INFINITY),
        }
    }

    /// The keys of which a table of this kind has exactly one.
    pub(super) fn forms(self) -> Option<Vec<Key>> {
        match self {
            Self::Quantity(bounds) => Some(quantity_forms(bounds).to_vec()),
            Self::Rate(bounds) => Some(rate_forms(bounds).to_vec()),
            Self::Daily => Some(daily_forms()),
            Self::Use => Some(use_forms()),
            Self::PlainDaily => Some(plain_daily_forms().to_vec()),
            Self::Size => Some(size_forms().to_vec()),
            Self::OneOf(forms) => Some(forms.to_vec()),
            Self::Duration => Some(duration_forms().to_vec()),
            Self::Actions => Some(action_forms().to_vec()),
            _ => None,
        }
    }

    /// What stands at `key` of a table of this kind, or at any index of an array.
    pub(super) fn child(self, key: &str) -> Option<Self> {
        let find = |keys: &[Key]| keys.iter().find(|k| k.name == key).map(|k| k.kind);
        match self {
            Self::Table(keys) => find(keys),
            Self::Hazard => find(HAZARD),
            Self::List(keys) => Some(Self::Table(keys)),
            Self::OneOrList(keys) => find(keys).or(Some(Self::Table(keys))),
            Self::Named(named) => Some(named.kind),
            Self::Options(bounds) => find(&weighted(bounds)),
            Self::Actions => find(&action_forms()).or(Some(self)),
            _ => self.forms().and_then(|keys| find(&keys)),
        }
    }
}
