//! simu-des: processes as async functions, after SimPy.

use std::cell::Cell;
use std::rc::Rc;

use cpu_time::ProcessTime;
use rand::{SeedableRng, rngs::SmallRng};
use rand_distr::{Distribution, Exp1};
use simu::SimEnv;

use crate::Contestant;
use crate::losses::{Law, Losses, STRENGTH};

pub struct Simu;

impl Contestant for Simu {
    fn day(law: Law, seed: u64) -> u64 {
        let mut env = SimEnv::with_seed(seed);
        let handle = env.handle();
        let mut losses = Losses::new(law, seed);
        env.spawn(async move {
            let mut strength = STRENGTH;
            while strength > 0.0 {
                handle.timeout(1.0).await;
                strength -= losses.draw();
            }
        });
        env.run();
        env.now() as u64
    }

    fn hold(pending: usize, elapsed: f64, seed: u64) -> (f64, u64) {
        let mut env = SimEnv::with_seed(seed);
        let held = Rc::new(Cell::new(0));
        for process in 0..pending as u64 {
            let (handle, held) = (env.handle(), held.clone());
            let mut rng = SmallRng::seed_from_u64(seed << 32 | process);
            env.spawn(async move {
                loop {
                    handle.timeout(Exp1.sample(&mut rng)).await;
                    held.set(held.get() + 1);
                }
            });
        }
        env.run_until(1.0);
        held.set(0);
        let start = ProcessTime::now();
        env.run_until(1.0 + elapsed);
        (start.elapsed().as_secs_f64(), held.get())
    }
}
