//! nexosim: a model that schedules its own next event, on an executor of one thread.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use cpu_time::ProcessTime;
use nexosim::model::{Context, Model, schedulable};
use nexosim::simulation::{Mailbox, SimInit, Simulation};
use nexosim::time::MonotonicTime;
use rand::{SeedableRng, rngs::SmallRng};
use rand_distr::{Distribution, Exp1};
use serde::{Deserialize, Serialize};

use crate::Contestant;
use crate::losses::{Law, Losses, STRENGTH};

pub struct Nexosim;

const DAY: Duration = Duration::from_secs(1);

/// 12,000 and what they lose.
#[derive(Serialize, Deserialize)]
struct Campaign {
    strength: f64,
    day: u64,
    #[serde(skip)]
    losses: Option<Losses>,
    #[serde(skip)]
    end: Arc<AtomicU64>,
}

#[Model]
impl Campaign {
    #[nexosim(init)]
    async fn init(&mut self, cx: &Context<Self>) {
        cx.schedule_event(DAY, schedulable!(Self::lose), ()).expect("tomorrow is ahead");
    }

    #[nexosim(schedulable)]
    fn lose(&mut self, _: (), cx: &Context<Self>) {
        self.day += 1;
        self.strength -= self.losses.as_mut().map_or(0.0, Losses::draw);
        if self.strength > 0.0 {
            cx.schedule_event(DAY, schedulable!(Self::lose), ()).expect("tomorrow is ahead");
        } else {
            self.end.store(self.day, Ordering::Relaxed);
        }
    }
}

/// Events of one model that are put back when they come.
#[derive(Serialize, Deserialize)]
struct Holding {
    pending: usize,
    #[serde(skip)]
    rng: Option<SmallRng>,
    #[serde(skip)]
    held: Arc<AtomicU64>,
}

#[Model]
impl Holding {
    #[nexosim(init)]
    async fn init(&mut self, cx: &Context<Self>) {
        for _ in 0..self.pending {
            self.put_back(cx);
        }
    }

    #[nexosim(schedulable)]
    fn hold(&mut self, _: (), cx: &Context<Self>) {
        self.held.fetch_add(1, Ordering::Relaxed);
        self.put_back(cx);
    }

    fn put_back(&mut self, cx: &Context<Self>) {
        let delay: f64 = self.rng.as_mut().map_or(1.0, |rng| Exp1.sample(rng));
        // An event may not be scheduled for the present.
        let delay = Duration::from_nanos((delay * 1e9) as u64 + 1);
        cx.schedule_event(delay, schedulable!(Self::hold), ()).expect("it is ahead");
    }
}

fn simulation<M>(model: M, name: &str) -> Simulation
where
    M: Model<Env = ()> + 'static,
{
    let bench = SimInit::with_num_threads(1).add_model(model, Mailbox::new(), name);
    bench.init(MonotonicTime::EPOCH).expect("it can be built")
}

impl Contestant for Nexosim {
    fn day(law: Law, seed: u64) -> u64 {
        let end = Arc::new(AtomicU64::new(0));
        let losses = Some(Losses::new(law, seed));
        let campaign = Campaign { strength: STRENGTH, day: 0, losses, end: end.clone() };
        simulation(campaign, "campaign").run().expect("it runs to its end");
        end.load(Ordering::Relaxed)
    }

    fn hold(pending: usize, elapsed: f64, seed: u64) -> (f64, u64) {
        let held = Arc::new(AtomicU64::new(0));
        let rng = Some(SmallRng::seed_from_u64(seed));
        let mut simulation = simulation(Holding { pending, rng, held: held.clone() }, "holding");
        let start = ProcessTime::now();
        simulation.step_until(Duration::from_secs_f64(elapsed)).expect("it runs on");
        (start.elapsed().as_secs_f64(), held.load(Ordering::Relaxed))
    }
}
