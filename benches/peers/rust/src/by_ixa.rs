//! ixa: plans, callbacks in a queue.

use cpu_time::ProcessTime;
use ixa::prelude::*;
use ixa::Context;
use rand::{SeedableRng, rngs::SmallRng};
use rand_distr::{Distribution, Exp1};

use crate::Contestant;
use crate::losses::{Law, Losses, STRENGTH};

pub struct Ixa;

/// A campaign.
#[derive(Default)]
struct Campaign {
    strength: f64,
    losses: Option<Losses>,
}

define_data_plugin!(CampaignPlugin, Campaign, Campaign::default());

fn lose(context: &mut Context) {
    let campaign = context.get_data_mut(CampaignPlugin);
    let Some(losses) = &mut campaign.losses else { return };
    campaign.strength -= losses.draw();
    if campaign.strength > 0.0 {
        let tomorrow = context.get_current_time() + 1.0;
        context.add_plan(tomorrow, lose);
    }
}

/// What holds events.
struct Holding {
    rng: SmallRng,
    held: u64,
    until: f64,
}

define_data_plugin!(
    HoldingPlugin,
    Holding,
    Holding { rng: SmallRng::seed_from_u64(0), held: 0, until: 0.0 }
);

fn hold_on(context: &mut Context) {
    let now = context.get_current_time();
    let holding = context.get_data_mut(HoldingPlugin);
    if now > holding.until {
        return;
    }
    holding.held += 1;
    let delay: f64 = Exp1.sample(&mut holding.rng);
    context.add_plan(now + delay, hold_on);
}

impl Contestant for Ixa {
    fn day(law: Law, seed: u64) -> u64 {
        let mut context = Context::new();
        let campaign = context.get_data_mut(CampaignPlugin);
        campaign.strength = STRENGTH;
        campaign.losses = Some(Losses::new(law, seed));
        context.add_plan(1.0, lose);
        context.execute();
        context.get_current_time() as u64
    }

    fn hold(pending: usize, elapsed: f64, seed: u64) -> (f64, u64) {
        let mut context = Context::new();
        let mut rng = SmallRng::seed_from_u64(seed);
        for _ in 0..pending {
            let delay: f64 = Exp1.sample(&mut rng);
            context.add_plan(delay, hold_on);
        }
        let holding = context.get_data_mut(HoldingPlugin);
        holding.rng = rng;
        holding.until = elapsed;
        let start = ProcessTime::now();
        context.execute();
        let seconds = start.elapsed().as_secs_f64();
        (seconds, context.get_data(HoldingPlugin).held)
    }
}
