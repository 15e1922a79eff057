//! Where the time of a run goes, by a clock that somebody brings.
//!
//! A thread reads the clock whenever it turns from one task to another, so each nanosecond between
//! its first and its last reading belongs to one task. Reading a clock takes time itself, as long
//! as a small event does: each stretch holds one reading, and the [table](Timings) tells how long
//! one takes, so that it can be taken off.

use std::collections::BTreeMap;

use outlast_core::{Block, Engine, Part, Watch};

/// A clock. Nothing in this crate or below it has one.
pub trait Stopwatch: Sync {
    /// Time since some moment that stays the same (ns).
    fn nanoseconds(&self) -> u64;
}

/// What a thread can be at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Task {
    /// Starting the threads.
    Threads,
    /// Getting ready: memory of the blocks and of the tallies.
    Prepare,
    /// Putting replications at the start of day 1, and drawing what is drawn once.
    Begin,
    /// Handling an event.
    Event(Part),
    /// Taking the next event from the calendar.
    Calendar,
    /// Gathering the days of a block.
    Gather,
    /// Counting metrics, and the days that were gathered, into histograms.
    Tally,
    /// Putting rows together, and writing them.
    Rows,
    /// Adding the threads' tallies, and the days that they share.
    Merge,
}

/// How long something took, and how often it was done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spent {
    /// Time, the readings of the clock within it included (ns).
    pub nanoseconds: u64,
    /// How often; an event counts once for all lanes of a block.
    pub times: u64,
}

/// Where the time of a run went, over all its threads.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Timings {
    /// Threads at work.
    pub threads: usize,
    /// Lanes a block.
    pub lanes: usize,
    /// How long one reading of the clock takes (ns). There is one in each of the
    /// [times](Spent::times).
    pub reading: f64,
    tasks: BTreeMap<Task, Spent>,
}

impl Timings {
    /// Of a run by so many threads and lanes, with the clock's own cost measured.
    pub(crate) fn new(threads: usize, lanes: usize, clock: &dyn Stopwatch) -> Self {
        Self { threads, lanes, reading: reading(clock), tasks: BTreeMap::new() }
    }

    /// What was done, in the order of [`Task`].
    pub fn tasks(&self) -> impl Iterator<Item = (Task, Spent)> + '_ {
        self.tasks.iter().map(|(task, spent)| (*task, *spent))
    }

    /// What a task took; nothing if it was never done.
    pub fn of(&self, task: Task) -> Spent {
        self.tasks.get(&task).copied().unwrap_or_default()
    }

    /// What a task took without the readings of the clock in it (ns).
    pub fn net(&self, task: Task) -> f64 {
        let spent = self.of(task);
        (spent.nanoseconds as f64 - spent.times as f64 * self.reading).max(0.0)
    }

    /// Events handled, each for all lanes of a block.
    pub fn events(&self) -> u64 {
        let events = self.tasks().filter(|(task, _)| matches!(task, Task::Event(_)));
        events.map(|(_, spent)| spent.times).sum()
    }

    /// Adds what a thread did.
    pub(crate) fn add(&mut self, laps: &Laps<'_>) {
        for (task, spent) in laps.spent.iter().filter(|(_, spent)| spent.times > 0) {
            let sum = self.tasks.entry(*task).or_default();
            sum.nanoseconds += spent.nanoseconds;
            sum.times += spent.times;
        }
    }
}

/// How long a reading takes, at its quickest over some rounds: others may be using the machine.
fn reading(clock: &dyn Stopwatch) -> f64 {
    const READINGS: u32 = 256;
    let round = || {
        let begun = clock.nanoseconds();
        let last = (0..READINGS).fold(begun, |_, _| clock.nanoseconds());
        last.saturating_sub(begun) as f64 / f64::from(READINGS)
    };
    (0..16).map(|_| round()).fold(f64::INFINITY, f64::min)
}

/// What is told of the tasks of a thread, whether anybody takes the time or not.
pub(crate) trait Lap {
    /// What was done since the last word was this task.
    fn was(&mut self, task: Task);

    /// What was done since the last word was to wait.
    fn waited(&mut self);
}

/// How a thread goes about its blocks: timed or not.
pub(crate) trait Pace: Lap {
    /// Runs a block.
    fn block<'e, 'p, const L: usize>(
        &mut self,
        engine: &'e mut Engine<'p, L>,
        first: u64,
    ) -> &'e Block<'p, L>;
}

/// Not timed: nothing but the work.
pub(crate) struct Untimed;

impl Pace for Untimed {
    #[inline(always)]
    fn block<'e, 'p, const L: usize>(
        &mut self,
        engine: &'e mut Engine<'p, L>,
        first: u64,
    ) -> &'e Block<'p, L> {
        engine.run(first)
    }
}

impl Lap for Untimed {
    #[inline(always)]
    fn was(&mut self, _: Task) {}

    #[inline(always)]
    fn waited(&mut self) {}
}

/// A thread's readings of the clock.
pub(crate) struct Laps<'a> {
    clock: &'a dyn Stopwatch,
    last: u64,
    /// In the order of their first time.
    spent: Vec<(Task, Spent)>,
}

impl<'a> Laps<'a> {
    /// From now on.
    pub(crate) fn new(clock: &'a dyn Stopwatch) -> Self {
        Self { clock, last: clock.nanoseconds(), spent: Vec::new() }
    }

    fn spent(&mut self, task: Task) -> &mut Spent {
        // A handful of tasks: the place of one is found in a few comparisons.
        let place = self.spent.iter().position(|(known, _)| *known == task).unwrap_or_else(|| {
            self.spent.push((task, Spent::default()));
            self.spent.len() - 1
        });
        &mut self.spent[place].1
    }
}

impl Pace for Laps<'_> {
    fn block<'e, 'p, const L: usize>(
        &mut self,
        engine: &'e mut Engine<'p, L>,
        first: u64,
    ) -> &'e Block<'p, L> {
        engine.run_watched(first, self)
    }
}

impl Lap for Laps<'_> {
    fn was(&mut self, task: Task) {
        let now = self.clock.nanoseconds();
        let took = now.saturating_sub(self.last);
        self.last = now;
        let spent = self.spent(task);
        spent.nanoseconds += took;
        spent.times += 1;
    }

    fn waited(&mut self) {
        self.last = self.clock.nanoseconds();
    }
}

/// Where there may be no clock.
impl Lap for Option<Laps<'_>> {
    fn was(&mut self, task: Task) {
        if let Some(laps) = self {
            laps.was(task);
        }
    }

    fn waited(&mut self) {
        if let Some(laps) = self {
            laps.waited();
        }
    }
}

impl Watch for Laps<'_> {
    fn begun(&mut self) {
        self.was(Task::Begin);
    }

    fn before(&mut self, _: Part) {
        self.was(Task::Calendar);
    }

    fn after(&mut self, part: Part) {
        self.was(Task::Event(part));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    /// Each reading comes 10 ns after the one before.
    #[derive(Default)]
    struct Tens(AtomicU64);

    impl Stopwatch for Tens {
        fn nanoseconds(&self) -> u64 {
            self.0.fetch_add(10, Ordering::Relaxed)
        }
    }

    #[test]
    fn every_stretch_belongs_to_the_task_that_ends_it() {
        let clock = Tens::default();
        let mut laps = Laps::new(&clock);
        laps.was(Task::Prepare);
        laps.before(Part::Close);
        laps.after(Part::Close);
        laps.was(Task::Gather);
        laps.before(Part::Close);
        laps.after(Part::Close);
        let mut timings = Timings::default();
        timings.add(&laps);
        let spent = |nanoseconds, times| Spent { nanoseconds, times };
        let expected = [
            (Task::Prepare, spent(10, 1)),
            (Task::Event(Part::Close), spent(20, 2)),
            (Task::Calendar, spent(20, 2)),
            (Task::Gather, spent(10, 1)),
        ];
        assert_eq!(timings.tasks().collect::<Vec<_>>(), expected);
        assert_eq!(timings.events(), 2);
    }

    #[test]
    fn waiting_is_nobodys_time() {
        let clock = Tens::default();
        let mut laps = Laps::new(&clock);
        clock.0.fetch_add(1_000_000, Ordering::Relaxed);
        laps.waited();
        laps.was(Task::Merge);
        let mut timings = Timings::default();
        timings.add(&laps);
        assert_eq!(timings.of(Task::Merge), Spent { nanoseconds: 10, times: 1 });
    }

    #[test]
    fn threads_add_up_and_the_clocks_own_cost_is_taken_off() {
        let clock = Tens::default();
        let mut timings = Timings::new(2, 64, &clock);
        assert!((timings.reading - 10.0).abs() < 1e-9, "{}", timings.reading);
        for _ in 0..2 {
            let mut laps = Laps::new(&clock);
            clock.0.fetch_add(90, Ordering::Relaxed);
            laps.was(Task::Gather);
            timings.add(&laps);
        }
        assert_eq!(timings.of(Task::Gather), Spent { nanoseconds: 200, times: 2 });
        assert!((timings.net(Task::Gather) - 180.0).abs() < 1e-9);
        assert_eq!(timings.net(Task::Tally), 0.0, "what was never done took nothing");
    }
}
