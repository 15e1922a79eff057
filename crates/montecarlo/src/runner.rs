//! Replications in parallel.
//!
//! Replications are cut into chunks of a fixed size. Threads take the next chunk from a counter,
//! run it block by block, and push integers into a tally of their own, but what is kept of each day
//! into histograms that all threads share; when all chunks are done the tallies are added. Since a
//! replication depends on nothing but its number, and a tally on nothing but the multiset of what
//! was pushed, the result is the same bytes for any number of threads, any chunk size and any width
//! of the blocks.
//!
//! A run that is interrupted finishes the chunks begun. Chunks are begun in order, so what is done
//! then is a whole prefix of the replications, and as good an answer as a run of that many.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc};

use outlast_core::{Engine, InstructionSet, Plan, TooLarge};

use crate::days::SharedDays;
use crate::gather::{self, Gather};
use crate::tally::{MetricSpec, SeriesSpec, Tally, TallyError, TallySpec};
use crate::timings::{Lap, Laps, Pace, Stopwatch, Task, Timings, Untimed};

/// How to run a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Number of replications, numbered from 0.
    pub replications: u64,
    /// Threads; `None` for as many as the machine runs at once.
    pub threads: Option<NonZeroUsize>,
    /// Lanes a block; `None` for what suits the plan.
    pub width: Option<Width>,
    /// Replications a chunk.
    pub chunk: u64,
    /// Instructions of the processor to use; `None` for the best that the machine has. They change
    /// the speed and nothing else.
    pub instructions: Option<InstructionSet>,
}

impl Options {
    /// Replications a chunk, unless somebody wants otherwise: some milliseconds of work.
    pub const CHUNK: u64 = 1_024;

    /// So many replications, on all cores, at the width that suits.
    pub fn new(replications: u64) -> Self {
        let chunk = Self::CHUNK;
        Self { replications, threads: None, width: None, chunk, instructions: None }
    }

    /// The lanes of a block of this plan: as many as somebody wanted, else what is quickest. The
    /// wider a block, the less each lane bears of the calendar's cost; but a block that keeps every
    /// day's strengths is quickest while they fit in the cache.
    pub fn width_of(&self, plan: &Plan) -> Width {
        self.width.unwrap_or(match self.replications {
            0..16 => Width::One,
            16..256 => Width::Sixteen,
            _ if plan.has_days() => Width::SixtyFour,
            _ => Width::TwoFiftySix,
        })
    }
}

/// Lanes a block. It changes the speed and nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// One replication at a time.
    One,
    /// 16 lanes.
    Sixteen,
    /// 32 lanes.
    ThirtyTwo,
    /// 64 lanes.
    SixtyFour,
    /// 256 lanes.
    TwoFiftySix,
}

impl Width {
    /// All widths.
    pub const ALL: [Self; 5] =
        [Self::One, Self::Sixteen, Self::ThirtyTwo, Self::SixtyFour, Self::TwoFiftySix];

    /// The number of lanes.
    pub const fn lanes(self) -> usize {
        match self {
            Self::One => 1,
            Self::Sixteen => 16,
            Self::ThirtyTwo => 32,
            Self::SixtyFour => 64,
            Self::TwoFiftySix => 256,
        }
    }

    /// The width of so many lanes, if there is one.
    pub fn from_lanes(lanes: usize) -> Option<Self> {
        Self::ALL.into_iter().find(|width| width.lanes() == lanes)
    }
}

/// What looks on while a run goes.
pub trait Observer: Sync {
    /// So many more replications are done.
    fn advanced(&self, replications: u64) {
        let _ = replications;
    }

    /// Whether the run is to stop after the chunks begun.
    fn stop(&self) -> bool {
        false
    }

    /// A clock, if the run is to tell [where its time went](Outcome::timings). Reading it at every
    /// event makes the run slower; the results are the same bytes.
    fn stopwatch(&self) -> Option<&dyn Stopwatch> {
        None
    }
}

/// Nobody looks on.
impl Observer for () {}

/// The metrics of consecutive replications, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows {
    /// Number of the first row's replication.
    pub first: u64,
    /// Metrics a row.
    pub width: usize,
    /// The values, in value units, row after row.
    pub values: Vec<i64>,
}

/// Takes rows in the order of their replications; an error ends the run.
pub type RowSink<'a> = &'a mut dyn FnMut(&Rows) -> std::io::Result<()>;

/// What a run came to.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The tallies of all replications done.
    pub tally: Tally,
    /// Replications done: a prefix of those planned.
    pub replications: u64,
    /// Replications planned.
    pub planned: u64,
    /// Where the time went, if the observer had a [stopwatch](Observer::stopwatch).
    pub timings: Option<Timings>,
}

impl Outcome {
    /// Whether the run was stopped before all replications were done.
    pub fn interrupted(&self) -> bool {
        self.replications < self.planned
    }
}

/// Why a run failed.
#[derive(Debug)]
pub enum RunError {
    /// The run would be absurdly large.
    TooLarge(TooLarge),
    /// The machine lacks the instructions that were asked for.
    Instructions(InstructionSet),
    /// The tallies would not fit in memory.
    Tally(TallyError),
    /// The threads could not be started.
    Threads(rayon::ThreadPoolBuildError),
    /// The rows could not be written.
    Rows(std::io::Error),
}

impl std::fmt::Display for RunError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::TooLarge(error) => error.fmt(f),
            Self::Instructions(set) => {
                write!(f, "this machine lacks the instructions {}", set.name())
            }
            Self::Tally(error) => error.fmt(f),
            Self::Threads(error) => write!(f, "could not start the threads: {error}"),
            Self::Rows(error) => write!(f, "could not write the rows: {error}"),
        }
    }
}

impl std::error::Error for RunError {}

/// Runs a plan.
///
/// # Errors
///
/// When the run would need absurd time or memory, or instructions that the machine lacks, or its
/// threads cannot be started, or the sink refuses a row.
pub fn run(
    plan: &Plan,
    options: &Options,
    observer: &dyn Observer,
    rows: Option<RowSink<'_>>,
) -> Result<Outcome, RunError> {
    let mut laps = observer.stopwatch().map(Laps::new);
    let width = options.width_of(plan);
    plan.size(options.replications, width.lanes()).map_err(RunError::TooLarge)?;
    let set = options.instructions.unwrap_or_else(InstructionSet::best);
    if !InstructionSet::available().contains(&set) {
        return Err(RunError::Instructions(set));
    }
    let empty = Tally::new(spec(plan)).map_err(RunError::Tally)?;
    laps.was(Task::Prepare);
    let threads = options.threads.map_or(0, NonZeroUsize::get);
    let pool =
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(RunError::Threads)?;
    laps.was(Task::Threads);
    let (next, written) = (AtomicU64::new(0), Written::default());
    let job = Job { plan, options, set, observer, empty: &empty, next, written };
    match width {
        Width::One => job.run::<1>(&pool, rows, laps),
        Width::Sixteen => job.run::<16>(&pool, rows, laps),
        Width::ThirtyTwo => job.run::<32>(&pool, rows, laps),
        Width::SixtyFour => job.run::<64>(&pool, rows, laps),
        Width::TwoFiftySix => job.run::<256>(&pool, rows, laps),
    }
}

/// Most memory that a tally may take [bytes], all of whose days there are once, and all else once for
/// each thread. It decides how fine the histograms are, so it is one figure for all machines.
const TALLY_BYTES: usize = 64 << 20;

/// No thread runs a chunk so far beyond the first whose rows are not yet written: so many chunks'
/// rows are in memory at most, whether a slow sink holds them up or a slow chunk.
const AHEAD: u64 = 64;

/// What is tallied of a plan.
pub(crate) fn spec(plan: &Plan) -> TallySpec {
    let metric = |metric: &outlast_core::metrics::Metric| MetricSpec {
        scale: metric.scale,
        bin: metric.bin(),
    };
    let series = |series: &outlast_core::series::Series| SeriesSpec {
        scale: series.scale,
        largest: plan.largest(series.measure),
        keep: series.measure.keep(),
    };
    TallySpec {
        metrics: plan.metrics().iter().map(metric).collect(),
        days: if plan.has_days() { plan.horizon() as usize } else { 0 },
        series: plan.series().iter().map(series).collect(),
        asks: plan.questions().len(),
        memory_cap_bytes: TALLY_BYTES,
    }
}

/// A run under way.
struct Job<'a> {
    plan: &'a Plan,
    options: &'a Options,
    /// One that the machine has.
    set: InstructionSet,
    observer: &'a dyn Observer,
    /// What every thread starts from.
    empty: &'a Tally,
    /// The next chunk to begin.
    next: AtomicU64,
    written: Written,
}

/// How many chunks' rows have been written: what threads wait for that are too far ahead.
#[derive(Default)]
struct Written {
    chunks: Mutex<u64>,
    more: Condvar,
}

impl Written {
    fn chunks(&self) -> MutexGuard<'_, u64> {
        // A number is whole whoever panicked.
        self.chunks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn advance_to(&self, chunks: u64) {
        let mut written = self.chunks();
        *written = chunks.max(*written);
        self.more.notify_all();
    }

    /// Waits until a chunk is fewer than [`AHEAD`] from the first that is not written. That one
    /// itself never waits, and chunks are begun in order, so somebody is always at work.
    fn wait_for(&self, chunk: u64) {
        let far = |written: &mut u64| chunk >= written.saturating_add(AHEAD);
        drop(self.more.wait_while(self.chunks(), far));
    }
}

/// Abandons the run when a thread panics: others might wait for its chunk for ever.
struct OnPanic<'j, 'a>(&'j Job<'a>);

impl Drop for OnPanic<'_, '_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.abandon();
        }
    }
}

/// What a thread hands over.
enum Message<'a> {
    Chunk(u64, Rows),
    Done(Box<Tally>),
    Timed(Laps<'a>),
}

impl<'a> Job<'a> {
    fn run<const L: usize>(
        &self,
        pool: &rayon::ThreadPool,
        mut sink: Option<RowSink<'_>>,
        mut laps: Option<Laps<'a>>,
    ) -> Result<Outcome, RunError> {
        let (sender, receiver) = mpsc::channel();
        let with_rows = sink.is_some();
        let clock = self.observer.stopwatch();
        let threads = pool.current_num_threads();
        let mut timings = clock.map(|clock| Timings::new(threads, L, clock));
        let mut total = self.empty.clone();
        // What the threads count for themselves: all but the days.
        let mut rest = self.empty.clone();
        let days = SharedDays::of(&mut total);
        let mut failed = None;
        pool.in_place_scope(|scope| {
            for _ in 0..threads {
                let (sender, days) = (sender.clone(), &days);
                scope.spawn(move |_| self.work_in_time::<L>(with_rows, days, &sender));
            }
            drop(sender);
            let _on_panic = OnPanic(self);
            let mut waiting = BTreeMap::new();
            let mut next = 0;
            for message in receiver {
                laps.waited();
                match message {
                    Message::Done(tally) => {
                        // The first one's counts need not be copied.
                        if rest.replications() == 0 {
                            rest = *tally;
                        } else {
                            rest.merge(&tally);
                        }
                        laps.was(Task::Merge);
                    }
                    Message::Timed(laps) => {
                        if let Some(timings) = &mut timings {
                            timings.add(&laps);
                        }
                    }
                    Message::Chunk(chunk, rows) => {
                        waiting.insert(chunk, rows);
                        while let Some(rows) = waiting.remove(&next) {
                            next += 1;
                            if let (Some(sink), None) = (&mut sink, &failed)
                                && let Err(error) = sink(&rows)
                            {
                                failed = Some(error);
                                self.abandon();
                            }
                            self.written.advance_to(next);
                        }
                        laps.was(Task::Rows);
                    }
                }
            }
        });
        drop(days);
        total.merge(&rest);
        laps.was(Task::Merge);
        if let (Some(timings), Some(laps)) = (&mut timings, &laps) {
            timings.add(laps);
        }
        match failed {
            Some(error) => Err(RunError::Rows(error)),
            None => Ok(Outcome {
                replications: total.replications(),
                planned: self.options.replications,
                tally: total,
                timings,
            }),
        }
    }

    /// No chunk is begun any more, and nobody waits.
    fn abandon(&self) {
        self.next.store(u64::MAX / 2, Ordering::Relaxed);
        self.written.advance_to(u64::MAX);
    }

    /// Works until no chunk is left, by the clock if there is one.
    fn work_in_time<const L: usize>(
        &self,
        with_rows: bool,
        days: &SharedDays<'_>,
        sender: &mpsc::Sender<Message<'a>>,
    ) {
        let Some(clock) = self.observer.stopwatch() else {
            return self.work::<L>(with_rows, days, sender, &mut Untimed);
        };
        let mut laps = Laps::new(clock);
        self.work::<L>(with_rows, days, sender, &mut laps);
        // The receiver outlives every sender but when the run is being torn down.
        let _ = sender.send(Message::Timed(laps));
    }

    /// Works on chunk after chunk until none is left.
    fn work<const L: usize>(
        &self,
        with_rows: bool,
        days: &SharedDays<'_>,
        sender: &mpsc::Sender<Message<'a>>,
        pace: &mut impl Pace,
    ) {
        let _on_panic = OnPanic(self);
        let chunk_size = self.options.chunk.max(1);
        let mut engine =
            Engine::<L>::with_instructions(self.plan, self.set).expect("the machine has the set");
        let mut gather = Gather::new::<L>(self.plan, self.options.replications);
        let mut tally = self.empty.clone();
        pace.was(Task::Prepare);
        while !self.observer.stop() {
            let chunk = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(first) =
                chunk.checked_mul(chunk_size).filter(|&first| first < self.options.replications)
            else {
                break;
            };
            if with_rows {
                self.written.wait_for(chunk);
            }
            pace.waited();
            let last = (first + chunk_size).min(self.options.replications);
            let width = self.plan.metrics().len();
            let rows = with_rows.then(|| Rows { first, width, values: Vec::new() });
            let into = gather::Into { tally: &mut tally, days };
            let mut lot = Lot { plan: self.plan, gather: &mut gather, into, rows };
            lot.run(&mut engine, first..last, pace);
            if let Some(rows) = lot.rows
                && sender.send(Message::Chunk(chunk, rows)).is_err()
            {
                return;
            }
            self.observer.advanced(last - first);
        }
        gather.finish(days);
        pace.was(Task::Tally);
        // The receiver outlives every sender but when the run is being torn down.
        let _ = sender.send(Message::Done(Box::new(tally)));
    }
}

/// A chunk at work, and where its integers go.
struct Lot<'a, 't> {
    plan: &'a Plan,
    gather: &'a mut Gather,
    into: gather::Into<'a, 't>,
    rows: Option<Rows>,
}

impl Lot<'_, '_> {
    /// Runs consecutive replications, block by block, and tallies them.
    fn run<const L: usize>(
        &mut self,
        engine: &mut Engine<'_, L>,
        replications: Range<u64>,
        pace: &mut impl Pace,
    ) {
        let mut first = replications.start;
        while first < replications.end {
            let lanes = usize::try_from(replications.end - first).map_or(L, |left| left.min(L));
            let block = pace.block(engine, first);
            first += lanes as u64;
            gather::count_metrics(self.plan, block, lanes, self.into.tally);
            pace.was(Task::Tally);
            if let Some(rows) = &mut self.rows {
                gather::append_rows(self.plan, block, lanes, rows);
                pace.was(Task::Rows);
            }
            self.gather.add(block, lanes, &mut self.into);
            pace.was(Task::Gather);
            if self.gather.is_full::<L>() {
                self.gather.flush(self.into.days);
                pace.was(Task::Tally);
            }
        }
    }
}
