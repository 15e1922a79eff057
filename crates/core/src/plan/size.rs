//! What a run would cost, before it is started.

use super::Plan;
use crate::losses::MOST_A_DAY;
use crate::transfers::Transfer;

/// What a run would cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    /// Memory of one block of lanes (bytes); each thread has one.
    pub block_bytes: f64,
    /// Days of processes, pools and cohorts to be simulated in all: the unit of work.
    pub steps: f64,
}

/// A run that nobody can mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TooLarge {
    /// A block of lanes would need so many bytes.
    Memory(f64),
    /// The run would take so many steps.
    Steps(f64),
    /// A total could reach so many, more than a tally counts exactly.
    Count(f64),
    /// A loss process could demand so many a day on average, more than a day may hold.
    Demand(f64),
}

/// Most memory for a block of lanes [bytes].
const MOST_BYTES: f64 = 2e9;
/// Most steps of a run: about a day of one core.
const MOST_STEPS: f64 = 1e13;
/// Largest total that is tallied: 2^53, above which not every integer is a float.
const MOST_COUNT: f64 = 9_007_199_254_740_992.0;
/// One step takes about this long [s]; for words, not for promises.
const STEP_SECONDS: f64 = 1e-8;

impl Plan {
    /// What `replications` of this plan would cost in blocks of `width` lanes.
    ///
    /// # Errors
    ///
    /// When that is absurd.
    pub fn size(&self, replications: u64, width: usize) -> Result<Size, TooLarge> {
        let horizon = f64::from(self.horizon);
        let cohorts: f64 = self.pools.iter().map(|pool| pool.cohorts as f64).sum();
        let daily = if self.daily { horizon * self.pools.len() as f64 * 8.0 } else { 0.0 };
        let cohorts_of = self.batches.iter().filter(|b| b.first_cohort.is_some());
        let stay = cohorts_of.map(|b| b.tour.unwrap_or(self.horizon)).max().unwrap_or(0);
        let ahead: f64 = self.recoveries.iter().map(|r| f64::from(r.days_ahead()) + 1.0).sum();
        let shipped: usize = self.transfers.iter().map(Transfer::days_ahead).sum();
        let windows = self.policies.windows.iter().map(|window| f64::from(window.days));
        let ahead = ahead + shipped as f64 + windows.sum::<f64>();
        let block_bytes = width as f64 * (daily + cohorts * 12.0 + ahead * 8.0 + 4_000.0);
        // A cohort costs its splitting on every day of its stay.
        let cohort_days = cohorts * f64::from(stay.min(self.horizon));
        let movers = self.processes.len() + self.transfers.len() + self.policies.list.len();
        let daily_work = (movers + self.pools.len()) as f64 * horizon;
        // Each day's returners are dealt out over the days ahead, at this many steps or fewer.
        let dealing: f64 =
            self.recoveries.iter().map(|r| f64::from(r.days_ahead()).min(100.0)).sum();
        let salvos: f64 = self.processes.iter().map(crate::losses::Process::most_salvos).sum();
        let daily_work = daily_work + (dealing + salvos) * horizon;
        let batches: f64 = self.batches.iter().map(|batch| f64::from(batch.count)).sum();
        let steps = replications as f64 * (daily_work + cohort_days + batches);
        let count = self.largest_total();
        if count > MOST_COUNT {
            Err(TooLarge::Count(count))
        } else if block_bytes > MOST_BYTES {
            Err(TooLarge::Memory(block_bytes))
        } else if steps > MOST_STEPS {
            Err(TooLarge::Steps(steps))
        } else {
            Ok(Size { block_bytes, steps })
        }
    }

    /// A strength that no pool of a run exceeds: everybody who is there or ever arrives, in one
    /// pool. Those who return were counted when they came.
    pub fn largest_strength(&self) -> i64 {
        // A compiled plan counts no further than 2^53, so that nothing is lost but a fraction.
        let recruits = self.transferred(|transfer| transfer.from.is_none());
        (self.everybody() + recruits * f64::from(self.horizon)).ceil() as i64
    }

    /// A count that no total of a run exceeds: everybody's days in the line, or every process at
    /// its limit on every day; and every transfer at its limit.
    fn largest_total(&self) -> f64 {
        let demand = self.processes.len() as f64 * MOST_A_DAY as f64;
        (self.everybody().max(demand) + self.transferred(|_| true)) * f64::from(self.horizon)
    }

    /// The most that some transfers move a day.
    fn transferred(&self, which: impl Fn(&Transfer) -> bool) -> f64 {
        let most = |transfer: &Transfer| transfer.most_a_day();
        self.transfers.iter().filter(|transfer| which(transfer)).map(most).sum()
    }

    /// The most that all pools together start with and receive by batches.
    fn everybody(&self) -> f64 {
        let start: f64 = self.pools.iter().map(|pool| pool.strength.most()).sum();
        let arrivals: f64 = self.batches.iter().map(|b| b.size.most() * f64::from(b.count)).sum();
        start + arrivals
    }
}

impl std::fmt::Display for TooLarge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Memory(bytes) => write!(
                f,
                "this run would need {:.0} GB of memory for each thread; shorten the horizon, or \
                 have fewer batches and recoveries",
                bytes / 1e9
            ),
            Self::Count(count) => write!(
                f,
                "totals of this run could reach {count:.0e}, more than can be counted exactly \
                 (9e15); shorten the horizon, count in larger units, or use fewer processes"
            ),
            Self::Demand(demand) => write!(
                f,
                "a loss process could demand {demand:.0e} a day, more than the {:.0e} that are \
                 counted; lower its mean or its factors, or count in larger units",
                MOST_A_DAY as f64
            ),
            Self::Steps(steps) => write!(
                f,
                "this run would take {steps:.0e} steps, about {:.0} days of one core or more; ask \
                 for fewer replications or a shorter horizon",
                steps * STEP_SECONDS / 86_400.0
            ),
        }
    }
}

impl std::error::Error for TooLarge {}
