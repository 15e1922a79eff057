//! What a run would cost, before it is started.

use super::Plan;
use crate::losses::MOST_A_DAY;
use crate::pools::Pool;
use crate::recovery::{Entering, Recovery, Way};
use crate::series::DailyMeasure;
use crate::supplies::{Supply, UNLIMITED};
use crate::transfers::Transfer;
use crate::units::Rotation;

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
/// Steps of one service: two logarithms and the draws; and the levels of the servers' heap.
const SERVICE: f64 = 8.0;
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
        let daily = horizon * self.series.len() as f64 * 8.0;
        let cohorts_of = self.batches.iter().filter(|b| b.first_cohort.is_some());
        let stay = cohorts_of.map(|b| b.tour.unwrap_or(self.horizon)).max().unwrap_or(0);
        let ahead: f64 = self.recoveries.iter().map(Recovery::lane_bytes).sum::<f64>()
            + self.transfers.iter().map(Transfer::lane_bytes).sum::<f64>()
            + self.supplies.iter().map(Supply::lane_bytes).sum::<f64>();
        let windows = self.policies.windows.iter().map(|window| f64::from(window.days) * 8.0);
        let ahead = ahead + windows.sum::<f64>();
        let units: f64 = self.rotations.iter().map(|rotation| rotation.units as f64).sum();
        let of_lane = daily + cohorts * 16.0 + units * 32.0 + ahead + 4_000.0;
        let block_bytes = width as f64 * of_lane;
        // A cohort costs its splitting on every day of its stay.
        let cohort_days = cohorts * f64::from(stay.min(self.horizon));
        let movers = self.processes.len()
            + self.transfers.len()
            + self.battles.len()
            + self.policies.list.len();
        let daily_work = (movers + self.pools.len()) as f64 * horizon;
        let (dealing, servers) = self.returning();
        let salvos: f64 = self.processes.iter().map(crate::losses::Process::most_salvos).sum();
        let wishes = self.transfers.iter().map(|transfer| &transfer.wish);
        let mixed: usize =
            self.processes.iter().chain(wishes).map(crate::losses::Process::others).sum();
        let units: f64 = self.rotations.iter().map(Rotation::steps_a_day).sum();
        let daily_work = daily_work + (dealing + salvos + mixed as f64 + units) * horizon;
        let batches: f64 = self.batches.iter().map(|batch| f64::from(batch.count)).sum();
        let steps = replications as f64 * (daily_work + cohort_days + batches + servers);
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

    /// Steps a day that returners take, and steps a replication to make their servers free.
    fn returning(&self) -> (f64, f64) {
        let (mut daily, mut once) = (0.0, 0.0);
        for recovery in &self.recoveries {
            match &recovery.way {
                Way::Staged(stages) => daily += stages.steps(),
                Way::Ample(days) => {
                    daily += days.steps(self.most_returners(recovery), self.horizon);
                }
                Way::Served(servers) => {
                    let each = SERVICE + libm::log2(f64::from(servers.count));
                    daily += each * self.most_returners(recovery);
                    once += f64::from(servers.count);
                }
            }
        }
        (daily, once)
    }

    /// The most that enter a recovery on an average day of the highest mean that a run may have.
    fn most_returners(&self, recovery: &Recovery) -> f64 {
        let Entering { count, part } = recovery.most_a_day;
        // Where demands wait, more are lost than are there.
        let wait = self.pools[self.processes[recovery.process].pool].backorders;
        let limit = if wait && count.is_finite() { count } else { part * self.usual_strength() };
        count.min(limit) * recovery.returns.most()
    }

    /// A strength that no pool exceeds in a run whose recruits are as many as the highest mean has them.
    fn usual_strength(&self) -> f64 {
        let recruits = self.transfers.iter().filter(|transfer| transfer.from.is_none());
        let a_day: f64 = recruits.map(|transfer| transfer.usual_a_day).sum();
        self.everybody() + a_day * f64::from(self.horizon)
    }

    /// A strength that no pool of a run exceeds: everybody who is there or ever arrives, in one
    /// pool. Those who return were counted when they came.
    pub fn largest_strength(&self) -> i64 {
        // A compiled plan counts no further than 2^53, so that nothing is lost but a fraction.
        let recruits = self.transferred(|transfer| transfer.from.is_none());
        (self.everybody() + recruits * f64::from(self.horizon)).ceil() as i64
    }

    /// What no day's value of a series exceeds, in its value units.
    pub fn largest(&self, measure: DailyMeasure) -> i64 {
        match measure {
            // In recovery are people who were in a pool: never more at a time than there are.
            DailyMeasure::Strength(_) | DailyMeasure::InRecovery(_) => self.largest_strength(),
            DailyMeasure::DaysOfSupply(_) => UNLIMITED,
            // Who returns may be lost again.
            DailyMeasure::Fate(..) | DailyMeasure::Returned(_) => {
                self.largest_total().ceil() as i64
            }
        }
    }

    /// A count that no total of a run exceeds: everybody's days in the line, or every process at
    /// its limit on every day; and every transfer at its limit.
    fn largest_total(&self) -> f64 {
        let demand = self.processes.len() as f64 * MOST_A_DAY as f64;
        // Days in the line may have begun a tour before the run.
        let tour = self.rotations.iter().map(|rotation| rotation.tour).max().unwrap_or(0);
        let days = f64::from(self.horizon) + tour as f64;
        (self.everybody().max(demand) + self.transferred(|_| true)) * days
    }

    /// The most that some transfers move a day.
    fn transferred(&self, which: impl Fn(&Transfer) -> bool) -> f64 {
        let most = |transfer: &Transfer| transfer.most_a_day();
        self.transfers.iter().filter(|transfer| which(transfer)).map(most).sum()
    }

    /// The most that all pools together start with and receive by batches; of a rotation, what all
    /// its units hold when full, which replacements do not exceed.
    fn everybody(&self) -> f64 {
        let start = |pool: &Pool| {
            let units = pool.rotation.map_or(1, |rotation| self.rotations[rotation].units);
            pool.strength.most() * units as f64
        };
        let start: f64 = self.pools.iter().map(start).sum();
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
