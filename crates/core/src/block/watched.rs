//! The same run with somebody looking on, who is told which part of the model is at work.
//!
//! The engine knows no clock. Who wants to know where the time goes brings one, as a [`Watch`]
//! that reads it whenever it is told of something.

use super::{Block, Engine, Event, Phase};
use crate::instructions::Kernel;
use crate::plan::Plan;
use outlast_des::Simulation;

/// A part of the model: what an event belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Batches and shipments that join their pools.
    Arrivals,
    /// Transfers that set out.
    Transfers,
    /// Returns from recovery.
    Returns,
    /// Tours that end; units that are relieved and refilled.
    Rotation,
    /// Battles of opposed pools.
    Battles,
    /// A loss process, by its index in the file.
    Process(usize),
    /// Policies look at the day and order what follows.
    Policies,
    /// The close of the day, when it is observed.
    Close,
}

impl Part {
    /// The parts that a plan has, in the order of the day.
    ///
    /// ```
    /// use outlast_core::scenario::{NoFiles, Scenario};
    /// use outlast_core::{Part, Plan, Wanted};
    ///
    /// let text = "horizon = 9\n[pools.a]\nstrength = 90\n[losses.front]\ndaily = 10";
    /// let loaded = Scenario::load("a.toml", text.as_bytes(), &[], &NoFiles).unwrap();
    /// let plan = Plan::compile(&loaded.scenario, &Wanted::Everything).unwrap();
    /// assert_eq!(Part::of_plan(&plan), [Part::Process(0), Part::Close]);
    /// ```
    pub fn of_plan(plan: &Plan) -> Vec<Self> {
        // What policies may order, the plan does not tell.
        let ordered = !plan.policies.list.is_empty();
        let arrivals = ordered || !plan.batches.is_empty() || !plan.transfers.is_empty();
        let tours = plan.batches.iter().any(|batch| batch.tour.is_some());
        let mut parts = Vec::new();
        parts.extend(arrivals.then_some(Self::Arrivals));
        parts.extend((!plan.transfers.is_empty()).then_some(Self::Transfers));
        parts.extend((!plan.recoveries.is_empty()).then_some(Self::Returns));
        parts.extend((tours || ordered || !plan.rotations.is_empty()).then_some(Self::Rotation));
        parts.extend((!plan.battles.is_empty()).then_some(Self::Battles));
        parts.extend((0..plan.processes.len()).map(Self::Process));
        parts.extend((!plan.policies.list.is_empty()).then_some(Self::Policies));
        parts.push(Self::Close);
        parts
    }

    /// The phase of the day in which it is at work.
    pub const fn phase(self) -> Phase {
        match self {
            Self::Arrivals => Phase::Arrivals,
            Self::Transfers => Phase::Transfers,
            Self::Returns => Phase::Returns,
            Self::Rotation => Phase::Rotation,
            Self::Battles | Self::Process(_) => Phase::Losses,
            Self::Policies => Phase::Policies,
            Self::Close => Phase::Close,
        }
    }

    const fn of_event(event: Event) -> Self {
        match event {
            Event::Dispatch { .. }
            | Event::SetOut { .. }
            | Event::Arrive { .. }
            | Event::Deliver { .. } => Self::Arrivals,
            Event::Transfer { .. } => Self::Transfers,
            Event::Return { .. } => Self::Returns,
            Event::Depart { .. }
            | Event::Withdraw { .. }
            | Event::Rotate { .. }
            | Event::Refill { .. } => Self::Rotation,
            Event::Oppose => Self::Battles,
            Event::Lose { process } => Self::Process(process),
            Event::Decide => Self::Policies,
            Event::Close => Self::Close,
        }
    }
}

/// Who is told what a [watched run](Engine::run_watched) does.
pub trait Watch {
    /// The replications stand at the start of day 1: what is drawn once a replication is drawn.
    fn begun(&mut self);

    /// An event of this part is about to be handled.
    fn before(&mut self, part: Part);

    /// It has been handled.
    fn after(&mut self, part: Part);
}

/// Translates events for a watch.
struct Told<'a>(&'a mut dyn Watch);

impl outlast_des::Watch<Event> for Told<'_> {
    #[inline(always)]
    fn before(&mut self, event: Event) {
        self.0.before(Part::of_event(event));
    }

    #[inline(always)]
    fn after(&mut self, event: Event) {
        self.0.after(Part::of_event(event));
    }
}

/// Runs a block's events to the last, and tells of each.
struct Watched<'a, 'p, const L: usize> {
    simulation: &'a mut Simulation<Block<'p, L>>,
    watch: &'a mut dyn Watch,
}

impl<const L: usize> Kernel for Watched<'_, '_, L> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        self.simulation.run_watched(&mut Told(self.watch));
    }
}

impl<'p, const L: usize> Engine<'p, L> {
    /// As [`run`](Self::run), telling of every event before and after it is handled. The results
    /// are the same bits; the time is longer by what the watch takes.
    pub fn run_watched(&mut self, first: u64, watch: &mut dyn Watch) -> &Block<'p, L> {
        self.begin(first, false);
        watch.begun();
        let watched = Watched { simulation: &mut self.simulation, watch };
        self.instructions.run_lanes::<L, _>(watched);
        self.end()
    }
}
