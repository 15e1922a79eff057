//! The scenario language: from TOML text to a validated [`Scenario`].
//!
//! # The language on one page
//!
//! A scenario is a TOML file. `horizon` and one pool or supply are all it needs; this one uses more:
//!
//! ```toml
//! title   = "How long does a 12,000-strong contingent cover the losses?"
//! sources = ["where the numbers come from", "and the others"]
//! unit    = "troops"                  # what is counted; default "units"
//! start   = 2024-10-25                # date of day 1; needed where dates are used
//! horizon = 60                        # days, 1 to 36_525; or "8w"
//!
//! [run]
//! seed         = 20241025             # any u64, in quotes from 2^63 on; default 0
//! replications = 100_000              # 1 to 10^10; default 100_000
//!
//! [pools.contingent]                  # at least one pool, or one rotation
//! label         = "The contingent"
//! strength      = { uniform = [10_000, 12_000] }
//! establishment = 12_000              # default: the drawn strength
//! thresholds    = { "70%" = 0.7, floor = 1_000 }   # up to 1 a fraction, above a count
//! backorders    = false               # true: a demand that cannot be met waits, and is met first
//!
//! [losses.front]
//! pool     = "contingent"             # may be left out when there is one pool
//! daily    = { nb_drift = { mean = 1_200, k = 60, sigma = 0.03, rate_cv = 0.10 } }
//! share    = 0.8                      # part that falls on the pool; default 1
//! schedule = [{ from = 31, factor = 1.5 }, { from = 2024-12-01, factor = 0.8 }]
//! pulse    = { per_year = 4.7, factor = 1.4, days = { uniform = [2, 4] } }
//! split    = { kia = 0.20, wia = 0.75, captured = 0.05 }   # fates of the lost, of sum 1
//!
//! [losses.front.recovery.wia]
//! returns = 0.5                       # chance that each ever comes back
//! delay   = { gamma = { mean = 45, shape = 2 } }   # days, rounded up, at least 1
//! to      = "contingent"              # default: the pool that it was lost from
//! servers = 40                        # so many at a time, each for a `delay`; default: all
//!
//! [losses.sickness]
//! pool   = "contingent"
//! hazard = { per_1000 = 0.4, spread = 0.3 }   # in place of `daily`: of those present, a day
//!
//! [[batches]]
//! pool    = "contingent"
//! day     = 8                         # a day, "2w", or a date
//! every   = "7d"                      # recurring: `count` times, or to the horizon
//! count   = 7
//! size    = 1_500
//! delay   = { exponential = { mean = 2 } }   # days; arrival is rounded up
//! arrives = 0.9                       # chance that it comes at all; default 1
//! tour    = 30                        # survivors leave after 30 days in the line
//!
//! [transfers.recruits]                # people who come, go, or change pools
//! to       = "contingent"             # without `from` they come from outside, without `to` they
//! rate     = { poisson = 3_000 }      # leave for good; any law of daily losses
//! per      = "month"                  # of 30.4375 days; or "day" (the default), "week", "year"
//! cap      = 200                      # most in a day
//! from_day = 8                        # first and last day: days or dates
//! until    = 50
//! delay    = { gamma = { mean = 20, shape = 9 } }   # of each day's shipment, rounded up
//! survives = 0.9                      # part that arrives
//!
//! [pools.enemy]
//! strength = "8_000 to 9_000"
//!
//! [opposed.battle]                    # two pools that fight each other
//! pools      = ["contingent", "enemy"]
//! lanchester = { square = { a = 0.01, b = 0.01 } }   # or linear, mixed
//! deterministic = false               # true: the law's losses, rounded; also from_day, until
//!
//! [rotations.line]                    # units that take turns; also a pool, of those in the line
//! units         = 9                   # how many there are, 1 to 1000
//! unit_size     = 3_000               # strength of each when full
//! deployed      = 3                   # how many are wanted in the line
//! tour          = 60                  # days in the line
//! dwell         = 120                 # least days at rest; or dwell_ratio = 2, for 1:2
//! handover      = 5                   # the relief comes so many days before the relieved leaves
//! relieve_below = 0.7                 # relieved early below this fill; default: never
//! min_fill      = 0.8                 # to be fit to go; default `relieve_below`
//! fill          = 0.95                # of every unit on day 1; default 1
//! refill        = { to = 1.0, from = "contingent", rate = 50, when = "at_rest" }
//! start         = "staggered"         # or all tours "together" on day 1
//!                                     # also label, establishment, thresholds, as of a pool
//! [supplies.fuel]                     # a stockpile in a unit of its own
//! stock      = 900
//! unit       = "tonnes"               # default: the unit of the scenario
//! resolution = 0.001                  # told apart to the kilogram; default 1
//! thresholds = { low = 100 }          # and `establishment`, as of pools
//! use        = { gamma = { mean = 42.5, cv = 0.3 } }   # a day: any law of daily losses
//! window     = 7                      # mean use of the last 7 days; default: that of the law
//! resupply   = { rate = 600, per = "month" }          # spread evenly
//! deliveries = [{ day = 5, every = 7, size = 120 }]   # as batches are
//! ration     = [{ below_days = 14, factor = 0.8 }, { below_days = 7, factor = 0.5 }]
//!
//! [[policies]]                        # a rule from state to action
//! name     = "refill"
//! when     = "contingent.fill < level and day >= 10"   # at the close of a day
//! level    = { uniform = [0.6, 0.8] } # what the word `level` stands for
//! do       = { request = { pool = "contingent", size = 500, lead = 10 } }   # from the next day on
//! whenever = { gap = 14 }             # again, after so many days; without it, once
//!
//! [ask]                               # a name and a predicate on a metric
//! lasts_two_weeks = "contingent.coverage_days >= 14"
//! ```
//!
//! **Days** are whole numbers, `"7d"` or `"2w"`; months have no fixed length and are refused.
//! Day 1 is the first day of losses. Dates are TOML dates and need `start`; a schedule's dates
//! before it count as day 1.
//!
//! **Quantities** may be uncertain, and are then drawn once per replication: a number;
//! `{ uniform = [a, b] }`, on the integers a..=b if both are integers; `{ triangular = [low,
//! mode, high] }`; `{ normal = { mean, sd } }` and `{ lognormal = { mean, cv } }`, truncated to
//! the quantity's range; `{ choice = [a, b] }`, or with `{ values = [...], weights = [...] }`;
//! `"10_000 to 12_000"`, the lognormal with these 5 % and 95 % quantiles. Quantities are
//! `strength`, `stock`, `establishment`, `size`, `unit_size`, `fill`, `rate` of a refill, `share`,
//! `arrives`, `returns`, `cap`, `survives`, `level`, every `factor`, `per_year`, `per_1000`, `a`, `b`,
//! and the parameters of the laws below.
//!
//! **Laws of daily losses.** A number or quantity is constant. Else one of `{ constant = 1_200 }`,
//! `{ poisson = 1_200 }` (both also `{ mean = 1_200 }`, or `rate` for `mean`),
//! `{ neg_binomial = { mean, k = 40 } }`, `{ nb_drift = { mean, k = 60, sigma = 0.03,
//! rate_cv = 0 } }`, `{ gamma = { mean, cv } }`, `{ lognormal = { mean, cv } }`,
//! `{ compound_poisson = { events, size } }` (a size is a number or `{ fixed = 12 }`,
//! `{ geometric = { mean } }`, `{ neg_binomial = { mean, k } }`, `{ poisson = { mean } }`,
//! `{ uniform = [a, b] }` of integers, `{ lognormal = { mean, cv } }`),
//! `{ ar1_neg_binomial = { mean, k = 60, phi, sigma } }`,
//! `{ markov_neg_binomial = { states = [{ mean, k = 40, stay }, ...] } }`; one of all these in
//! `{ zero_inflated = { zero, daily } }`; or from a CSV
//! file with a header, relative to the scenario, `{ replay = { csv, column } }`,
//! `{ empirical = { csv, value, weight } }`, `{ bootstrap = { csv, column } }`, `{ block_bootstrap = { csv, column, block = 14 } }`, each
//! also with `date_column`, `from` and `to`. `replay` has a `start`: a date, or `"each"` (the
//! default), which runs once from every row between `from` and `to` that has the horizon ahead
//! of it. An uncertain constant is `{ uniform = ... }` and so on, but `{ lognormal = ... }` is
//! the law; the constant is `{ constant = { lognormal = ... } }`.
//!
//! **Opposed pools.** With strengths A and B of the two, `square` is A' = -a B and B' = -b A, `linear`
//! A' = -a A B and B' = -b A B, `mixed` A' = -a A B and B' = -b A; each day takes the exact solution.
//!
//! **Correlations**, `correlate = [["front", "depot", 0.6]]` at the top, are pairs of loss processes or transfers of `nb_drift` or `ar1_neg_binomial`, or of
//! paths of uncertain inputs as `--set` takes them, with a number between -1 and 1: that of normals in a
//! Gaussian copula.
//!
//! **Hazards** take so many per 1,000 present a day: a quantity, `{ per_1000, spread }` with the
//! coefficient of variation of the day's hazard, or `{ steps = [{ from, per_1000 }, ...] }` by days
//! since joining, the first from 0. `share`, `schedule` and `pulse` multiply a hazard. It demands
//! nothing, and so leaves no demand unmet.
//!
//! **Rotations.** A rotation is a pool of its units in the line, wherever a pool is named; losses
//! fall on them in proportion to strength. `refill` without `from` comes from outside, without `rate`
//! at once, and `when` is `"at_rest"` (the default), `"in_line"` or `"both"`. Batches, transfers and
//! returns that join a rotation join the weakest unit in the line; nothing is transferred from one,
//! and its batches have no `tour` of their own.
//!
//! **Fates.** `split` names what becomes of the lost and the part of each, of sum 1; part of a fate
//! may come back by a `recovery` of its name.
//!
//! **Supplies** are pools with their use. `use` is a law of daily losses, and `{ normal = { mean, sd } }`
//! here is one, cut off at 0; it takes a `share`, a `schedule` and a `pulse` as losses do. Days of supply are stock / (mean use − mean resupply) at a close; below
//! `below_days` of them the use of the next day is multiplied by `factor`.
//!
//! **Durations** (`delay`, `pulse.days`): a number of days, `"7d"`, or `{ uniform = [a, b] }`,
//! `{ triangular = [low, mode, high] }`, `{ fixed = x }`, `{ exponential = { mean } }`,
//! `{ gamma = { mean, shape } }`, `{ weibull = { mean, shape } }`, `{ lognormal = { mean, cv } }`,
//! `{ normal = { mean, sd } }`, `{ even = { from, to } }` (whole days, each as likely).
//!
//! **Policies** look at the close of a day, after its losses, and act from the next morning on.
//! `when` joins comparisons by `and`: of `day` (also by `==`), or of a pool's `strength`, `fill` (of the
//! establishment), `losses_total`, `losses_today`, `shortfall_total`, `shortfall_today`,
//! `arrivals_total`, `mean_losses.N` (a day, over the last N days or the days so far) or `days_left.N`
//! (at that rate), with a number or `level`, by `<`, `<=`, `>` or `>=`. `do` is an action or an array of
//! them: `{ request = { pool, size, lead, arrives, tour } }` and `{ stop_batches = "POOL" }`, also of a supply,
//! `{ withdraw = "POOL" }`, `{ relieve = "ROTATION" }`, `{ ration = { losses, factor } }`, `{ switch = {
//! losses, schedule = [{ from, factor }, ...] } }` with days counted from the next day, 0, or
//! `{ stop_transfers = "TRANSFER" }`.
//!
//! **Questions** are `"metric op number"` with `<`, `<=`, `>`, `>=`, `==` or `!=`;
//! [`metrics::all`](crate::metrics::all) lists the metrics. A question that runs beyond the horizon would decide is
//! refused: raise the horizon.
//!
//! **Names** of pools, rotations, loss processes, battles, transfers, supplies, policies, fates,
//! thresholds and questions have no dots and at most 100 characters; no two of pools, rotations, loss
//! processes, battles, transfers, supplies and policies share one.
//!
//! **Ranges.** Counts and losses a day go from 0 to 10^9; `k` from 10^-3 to 10^9; `sigma` from 0
//! to 2; `rate_cv` to 5; `cv` to 10; factors to 1000; `share` and `arrives` from 0 to 1;
//! `per_year` to 366; days to `36_525`. All values that a bounded distribution can take must be in
//! range.
//!
//! **Editors.** [`schema`] gives a JSON Schema. Save it next to the scenario and let the first
//! line of the scenario name it, for completion and checks in editors that use Taplo:
//!
//! ```toml
//! #:schema ./scenario.schema.json
//! ```
//!
//! Wrong files give a [`Report`] with all mistakes at once, each with its place and the fix.

mod decode;
mod document;
mod drawn;
mod grammar;
mod model;
mod overrides;
mod places;
mod schema;

use std::collections::BTreeMap;
use std::io;

use crate::diagnostics::{Finding, Place, Report, Source};

pub use decode::SeriesFile;
pub(crate) use model::resupply_of;
pub use model::*;
pub use overrides::Override;
pub use places::Places;
pub use schema::schema;

/// Replications when neither the file nor a replayed series says how many.
const REPLICATIONS: u64 = 100_000;

/// Reads the files that a scenario names. This crate itself touches no file system.
///
/// A `BTreeMap` from names to bytes is one, and so is [`NoFiles`].
pub trait Files {
    /// The bytes of the file that the scenario calls `name`, relative to the scenario.
    ///
    /// # Errors
    ///
    /// If it cannot be read; the error is shown in the report.
    fn read(&self, name: &str) -> io::Result<Vec<u8>>;
}

impl Files for BTreeMap<String, Vec<u8>> {
    fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        self.get(name).cloned().ok_or_else(|| io::Error::other("there is no such file"))
    }
}

/// No files: for scenarios that name none.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _name: &str) -> io::Result<Vec<u8>> {
        Err(io::Error::other("files cannot be read here"))
    }
}

/// A file that a scenario has read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputFile {
    /// The file as the scenario names it.
    pub name: String,
    /// SHA-256 of its bytes, lower-case hex.
    pub sha256: String,
}

/// A valid scenario and what it was made from.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// What it says, overrides included.
    pub scenario: Scenario,
    /// What may not mean what its author thinks, in the order of the file.
    pub warnings: Vec<Finding>,
    /// The file's text, as read.
    pub text: String,
    /// SHA-256 of that text, lower-case hex.
    pub sha256: String,
    /// The files it read, in the order of first use.
    pub inputs: Vec<InputFile>,
    /// Where keys and values stand, for findings of later stages.
    pub places: Places,
}

impl Scenario {
    /// Reads and validates a scenario. `name` is what findings call the file; overrides are
    /// applied in their order before the one decoding.
    ///
    /// ```
    /// use outlast_core::scenario::{NoFiles, Override, Scenario};
    ///
    /// let text = "horizon = 60\n[pools.a]\nstrength = 900\n[losses.b]\ndaily = 30\n";
    /// let set = Override::parse("horizon=90").unwrap();
    /// let loaded = Scenario::load("a.toml", text.as_bytes(), &[set], &NoFiles).unwrap();
    /// assert_eq!(loaded.scenario.horizon, 90);
    ///
    /// let report = Scenario::load("a.toml", b"horizon = -1", &[], &NoFiles).unwrap_err();
    /// assert_eq!(report.findings().len(), 2); // and there is no pool
    /// ```
    ///
    /// # Errors
    ///
    /// A report of all mistakes in the file, the files it names, and the overrides; if the text
    /// is not TOML, of all mistakes of syntax.
    pub fn load(
        name: &str,
        bytes: &[u8],
        overrides: &[Override],
        files: &dyn Files,
    ) -> Result<Loaded, Report> {
        let text = std::str::from_utf8(bytes).map_err(|e| not_text(name, bytes, e))?;
        let source = Source::new(name, text);
        let mut document = document::parse(&source).map_err(Report::new)?;
        let mut findings = Vec::new();
        for (index, change) in overrides.iter().enumerate() {
            findings.extend(change.apply(&mut document, index + 1).err().unwrap_or_default());
        }
        let decoded = decode::scenario(&document, files);
        let failed = !findings.is_empty();
        findings.extend(decoded.findings);
        let report = Report::new(findings);
        match decoded.scenario {
            Some(scenario) if !failed => Ok(Loaded {
                scenario,
                warnings: report.into_findings(),
                text: text.to_owned(),
                sha256: decode::sha256(bytes),
                inputs: decoded.inputs,
                places: Places::of(&document),
            }),
            _ => Err(report),
        }
    }

    /// The rotation whose units in the line a pool is, if it is that of a rotation.
    pub fn rotation(&self, pool: &str) -> Option<&Rotation> {
        self.rotations.iter().find(|rotation| rotation.name == pool)
    }

    /// Whether anybody ever goes home from a pool: after a tour, or by a policy.
    pub(crate) fn rotates(&self, pool: &str) -> bool {
        let tour = |policy: &Policy| policy.requests().any(|r| r.pool == pool && r.tour.is_some());
        self.batches.iter().any(|b| b.pool == pool && b.tour.is_some())
            || self.policies.iter().any(|policy| policy.withdraws(pool) || tour(policy))
    }

    /// How many replications to run: as the file says, else one for each start of a replayed
    /// series, else 100 000.
    pub fn replications(&self) -> u64 {
        let starts = self.losses.iter().find_map(|process| {
            process.daily.replayed_starts().map(|(_, starts)| starts.len() as u64)
        });
        self.run.replications.or(starts).unwrap_or(REPLICATIONS)
    }
}

/// Bytes that are not text: the place is given in words, as the line may not be fit to print.
fn not_text(name: &str, bytes: &[u8], error: std::str::Utf8Error) -> Report {
    let before = &bytes[..error.valid_up_to()];
    let line = before.split(|b| *b == b'\n').count();
    let source = Source::new(name, "");
    Finding::error(format!("`{name}` is not text"))
        .at(Place::new(&source, 0..0))
        .label(format!("line {line} is not UTF-8, at byte {} of the file", before.len()))
        .help("save the file as UTF-8")
        .into()
}
