//! Backorders: demands that wait for stock.
//!
//! A demand that the pool cannot meet from its stock waits, and is met first when something comes in,
//! before anything else can take it (Sherbrooke's METRIC). What has failed is lost, and meets its fate,
//! on the day of the demand all the same. So stock and backorders are never both above 0, and their
//! difference is what was there and came, less what was demanded and sent away. With a pipeline X
//! of those in repair and a stock of s to begin with, backorders are max(0, X − s).

/// What a pool keeps of its backorders.
#[derive(Debug, Clone)]
pub(crate) struct Backorders<const L: usize> {
    /// Waiting now [count].
    pub(crate) waiting: [i64; L],
    /// Of today's demand [count].
    pub(crate) unmet_today: [i64; L],
    /// Most waiting at a close of day [count].
    pub(crate) peak: [i64; L],
    /// Waiting at each close of day, summed over the days [count × days].
    pub(crate) days: [i64; L],
}

/// The sum over the days is told up to here: 2^53, as far as a tally counts.
const MOST_DAYS: i64 = 1 << 53;

impl<const L: usize> Backorders<L> {
    pub(crate) fn new() -> Self {
        Self { waiting: [0; L], unmet_today: [0; L], peak: [0; L], days: [0; L] }
    }

    /// So many are demanded of a strength: what cannot be met waits. Returns what was met.
    pub(crate) fn demand(&mut self, demand: &[i64; L], strength: &[i64; L]) -> [i64; L] {
        std::array::from_fn(|i| {
            let met = demand[i].min(strength[i]);
            self.waiting[i] += demand[i] - met;
            self.unmet_today[i] += demand[i] - met;
            met
        })
    }

    /// So many have come in a lane; returns how many of them nobody has waited for.
    pub(crate) fn meet(&mut self, lane: usize, count: i64) -> i64 {
        let met = count.min(self.waiting[lane]);
        self.waiting[lane] -= met;
        count - met
    }

    /// The day closes.
    pub(crate) fn close(&mut self) {
        for i in 0..L {
            self.peak[i] = self.peak[i].max(self.waiting[i]);
            self.days[i] = (self.days[i] + self.waiting[i]).min(MOST_DAYS);
        }
        self.unmet_today = [0; L];
    }
}
