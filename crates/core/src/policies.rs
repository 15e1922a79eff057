//! Policies: rules from the state at the close of a day to what is done from the next morning on.
//!
//! A policy looks once a day, after the losses and their fates, at what is known then, and acts in
//! the lanes in which its conditions hold: once, or again after a gap. All that it does begins the
//! next morning, so that the policies of one evening, in the order of the file, see one state.
//!
//! Conditions are compared in whole numbers: a part of an establishment, and a mean over days, are
//! multiplied out, and a product that is a hair off a whole number is taken for it.

use crate::asks::{compare, in_units};
use crate::inputs::Input;
use crate::lanes::Lanes;
use crate::metrics::CENSORED;
use crate::pools::{Pool, PoolState};
use crate::scenario::Comparison;

/// The policies of a plan, and what they need to know.
#[derive(Debug, Clone, Default)]
pub(crate) struct Policies {
    /// In the order of the file.
    pub(crate) list: Vec<Policy>,
    /// Sums of losses over the last days that conditions look at.
    pub(crate) windows: Vec<Window>,
}

/// A compiled policy.
#[derive(Debug, Clone)]
pub(crate) struct Policy {
    /// Name in the file.
    pub(crate) name: String,
    pub(crate) when: Vec<Condition>,
    /// What `level` stands for.
    pub(crate) level: Option<Input>,
    pub(crate) actions: Vec<Action>,
    /// Days after which it may act again; none if it acts once.
    pub(crate) gap: Option<u32>,
    /// Indices of the pools that must be simulated as long as it may act: those it looks at, asks
    /// batches for, or changes the losses of.
    pub(crate) concerns: Vec<usize>,
    /// Whether anybody asked for the first day on which it acts.
    pub(crate) observed: bool,
}

/// A compiled condition.
#[derive(Debug, Clone)]
pub(crate) struct Condition {
    pub(crate) state: State,
    pub(crate) op: Comparison,
    /// What it is compared with; none for the policy's level.
    pub(crate) number: Option<f64>,
    /// Parts of a unit that the state's pool counts.
    pub(crate) per_unit: f64,
}

/// What a condition looks at: pools and windows by index.
#[derive(Debug, Clone, Copy)]
pub(crate) enum State {
    Day,
    Strength(usize),
    Fill(usize),
    LossesTotal(usize),
    LossesToday(usize),
    ShortfallTotal(usize),
    ShortfallToday(usize),
    ArrivalsTotal(usize),
    MeanLosses(usize),
    DaysLeft(usize),
}

/// The last days of a pool's losses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Window {
    /// Index of the pool.
    pub(crate) pool: usize,
    /// Its length [days].
    pub(crate) days: u32,
}

/// A compiled action: pools, rotations, processes, transfers and batches by index.
#[derive(Debug, Clone)]
pub(crate) enum Action {
    Request {
        batch: usize,
    },
    StopBatches {
        pool: usize,
    },
    Withdraw {
        pool: usize,
    },
    Relieve {
        rotation: usize,
    },
    Ration {
        process: usize,
        factor: Input,
    },
    /// The process follows this one of the schedules that it may be ordered to.
    Switch {
        process: usize,
        schedule: usize,
    },
    StopTransfers {
        transfer: usize,
    },
}

/// What a block keeps of all policies. Without policies it is empty.
#[derive(Debug, Clone)]
pub(crate) struct PoliciesState<const L: usize> {
    pub(crate) list: Vec<PolicyState<L>>,
    pub(crate) windows: Vec<WindowState<L>>,
    /// By pool: the lanes in which no further batches set out for it.
    pub(crate) stopped_batches: Vec<[bool; L]>,
    /// By transfer: the lanes in which it moves no more.
    pub(crate) stopped_transfers: Vec<[bool; L]>,
    /// By pool: the lanes in which all go home the next morning.
    pub(crate) leaving: Vec<[bool; L]>,
    /// By batch.
    pub(crate) requests: Vec<RequestState<L>>,
}

/// What a block keeps of a policy.
#[derive(Debug, Clone)]
pub(crate) struct PolicyState<const L: usize> {
    /// What each condition's state is compared with.
    bounds: Vec<[f64; L]>,
    /// The day from which it may act.
    next: [u32; L],
    /// Whether it may yet act in some lane.
    pub(crate) open: bool,
    /// First day on which it acted, or censored.
    pub(crate) first: [i64; L],
    /// Times it has acted.
    pub(crate) total: [i64; L],
}

/// What a block keeps of a window.
#[derive(Debug, Clone)]
pub(crate) struct WindowState<const L: usize> {
    /// Losses by day modulo the length [count].
    ring: Vec<[i64; L]>,
    sum: [i64; L],
    /// Days seen, at most the length.
    days: i64,
}

/// What a block keeps of a batch that policies ask for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RequestState<const L: usize> {
    /// The lanes in which one sets out the next morning.
    pub(crate) asked: [bool; L],
    /// How many have set out.
    pub(crate) sent: [u32; L],
}

/// No day of a run.
const NEVER: u32 = u32::MAX;

impl Policies {
    /// The state before the first block, for so many transfers and batches.
    pub(crate) fn state<const L: usize>(
        &self,
        pools: usize,
        transfers: usize,
        batches: usize,
    ) -> PoliciesState<L> {
        let if_any = |n: usize| if self.list.is_empty() { 0 } else { n };
        let policy = |policy: &Policy| PolicyState {
            bounds: vec![[0.0; L]; policy.when.len()],
            next: [0; L],
            open: true,
            first: [CENSORED; L],
            total: [0; L],
        };
        let window = |window: &Window| WindowState {
            ring: vec![[0; L]; window.days as usize],
            sum: [0; L],
            days: 0,
        };
        PoliciesState {
            list: self.list.iter().map(policy).collect(),
            windows: self.windows.iter().map(window).collect(),
            stopped_batches: vec![[false; L]; if_any(pools)],
            stopped_transfers: vec![[false; L]; if_any(transfers)],
            leaving: vec![[false; L]; if_any(pools)],
            requests: vec![RequestState { asked: [false; L], sent: [0; L] }; if_any(batches)],
        }
    }

    /// Draws what is drawn once per replication and forgets the last block.
    pub(crate) fn begin<const L: usize>(
        &self,
        pools: &[Pool],
        lanes: &Lanes,
        state: &mut PoliciesState<L>,
    ) {
        for (policy, state) in self.list.iter().zip(&mut state.list) {
            policy.begin(pools, lanes, state);
        }
        for window in &mut state.windows {
            window.ring.fill([0; L]);
            window.sum = [0; L];
            window.days = 0;
        }
        state.stopped_batches.fill([false; L]);
        state.stopped_transfers.fill([false; L]);
        state.leaving.fill([false; L]);
        state.requests.fill(RequestState { asked: [false; L], sent: [0; L] });
    }
}

impl Policy {
    fn begin<const L: usize>(&self, pools: &[Pool], lanes: &Lanes, state: &mut PolicyState<L>) {
        let level = self.level.as_ref().map_or([0.0; L], |level| level.draw(lanes));
        for (condition, bound) in self.when.iter().zip(&mut state.bounds) {
            *bound = condition.number.map_or(level, |number| [number; L]);
            if condition.is_of_amounts() && condition.per_unit != 1.0 {
                *bound = bound.map(|amount| in_units(amount * condition.per_unit));
            }
            if let State::Fill(pool) = condition.state {
                let full: [i64; L] = pools[pool].full(lanes);
                for i in 0..L {
                    bound[i] = in_units(bound[i] * full[i] as f64);
                }
            }
        }
        state.next = [0; L];
        state.open = true;
        state.first = [CENSORED; L];
        state.total = [0; L];
    }

    /// The lanes in which it acts at the close of a day.
    pub(crate) fn acts<const L: usize>(
        &self,
        day: u32,
        state: &PolicyState<L>,
        seen: &Seen<'_, L>,
    ) -> [bool; L] {
        let mut acts = state.next.map(|next| day >= next);
        for (condition, bound) in self.when.iter().zip(&state.bounds) {
            condition.narrow(day, bound, seen, &mut acts);
        }
        acts
    }

    /// Notes the lanes in which it acts today.
    pub(crate) fn note<const L: usize>(
        &self,
        day: u32,
        acts: &[bool; L],
        horizon: u32,
        state: &mut PolicyState<L>,
    ) {
        for i in 0..L {
            if acts[i] {
                state.first[i] = state.first[i].min(i64::from(day));
                state.total[i] += 1;
                state.next[i] = self.gap.map_or(NEVER, |gap| day.saturating_add(gap));
            }
        }
        state.open = state.next.iter().any(|&next| next <= horizon);
    }

    /// Most times that it can act early enough for something to set out within the horizon.
    pub(crate) fn most_times(gap: Option<u32>, horizon: u32) -> u32 {
        match (horizon, gap) {
            (0 | 1, _) => 0,
            (_, None) => 1,
            (_, Some(gap)) => (horizon - 2) / gap + 1,
        }
    }
}

/// What policies look at.
pub(crate) struct Seen<'a, const L: usize> {
    pub(crate) pools: &'a [PoolState<L>],
    pub(crate) windows: &'a [WindowState<L>],
    /// The windows' pools.
    pub(crate) of: &'a [Window],
}

impl Condition {
    /// Whether its state is an amount of what the pool holds.
    fn is_of_amounts(&self) -> bool {
        !matches!(self.state, State::Day | State::Fill(_) | State::DaysLeft(_))
    }

    /// Takes out the lanes in which it does not hold.
    fn narrow<const L: usize>(
        &self,
        day: u32,
        bound: &[f64; L],
        seen: &Seen<'_, L>,
        acts: &mut [bool; L],
    ) {
        let pools = seen.pools;
        match self.state {
            State::Day => self.keep(acts, |i| (i64::from(day), bound[i])),
            State::Strength(pool) | State::Fill(pool) => {
                self.keep(acts, |i| (pools[pool].strength[i], bound[i]));
            }
            State::LossesTotal(pool) => self.keep(acts, |i| (pools[pool].losses[i], bound[i])),
            State::LossesToday(pool) => self.keep(acts, |i| (pools[pool].lost[i], bound[i])),
            State::ShortfallTotal(pool) => {
                self.keep(acts, |i| (pools[pool].shortfall[i], bound[i]));
            }
            State::ShortfallToday(pool) => {
                self.keep(acts, |i| (pools[pool].unmet(i), bound[i]));
            }
            State::ArrivalsTotal(pool) => self.keep(acts, |i| (pools[pool].arrivals[i], bound[i])),
            State::MeanLosses(window) => {
                let window = &seen.windows[window];
                self.keep(acts, |i| (window.sum[i], in_units(bound[i] * window.days as f64)));
            }
            // Strength over mean: without losses it lasts without limit, but none lasts no day.
            State::DaysLeft(index) => {
                let (window, pool) = (&seen.windows[index], &pools[seen.of[index].pool]);
                self.keep(acts, |i| match pool.strength[i] {
                    0 => (0, bound[i]),
                    some => (
                        some.saturating_mul(window.days),
                        in_units(bound[i] * window.sum[i] as f64),
                    ),
                });
            }
        }
    }

    #[inline]
    fn keep<const L: usize>(&self, acts: &mut [bool; L], sides: impl Fn(usize) -> (i64, f64)) {
        for (i, acts) in acts.iter_mut().enumerate() {
            let (value, bound) = sides(i);
            *acts &= compare(self.op, value as f64, bound);
        }
    }
}

impl<const L: usize> WindowState<L> {
    /// Takes in the losses of a day.
    pub(crate) fn pass(&mut self, day: u32, lost: &[i64; L]) {
        let length = self.ring.len();
        let oldest = &mut self.ring[day as usize % length];
        for i in 0..L {
            self.sum[i] += lost[i] - oldest[i];
        }
        *oldest = *lost;
        self.days = (self.days + 1).min(length as i64);
    }
}
