//! A watched run is the same run, and its watch is told of every event once.

use outlast_core::{Block, Engine, Part, Phase, Plan, Watch};

use super::plan;

/// Something of every part of the model.
const EVERY_PART: &str = r#"
horizon = 12
[pools.front]
strength = "900 to 1_100"
[pools.rear]
strength = 500
[pools.line]
strength = 300
[losses.shelling]
pool = "front"
daily = { poisson = { mean = 40 } }
split = { kia = 0.25, wia = 0.75 }
recovery.wia = { returns = 0.5, delay = { uniform = [1, 4] } }
[losses.sickness]
pool = "rear"
daily = 5
[[batches]]
pool = "front"
day = 2
every = 3
size = 50
delay = { exponential = { mean = 1 } }
tour = 4
[transfers.reserve]
from = "rear"
to = "front"
rate = 10
[opposed.battle]
pools = ["front", "line"]
lanchester = { square = { a = 0.01, b = 0.01 } }
"#;

/// What was told, in order.
#[derive(Default)]
struct Told {
    begun: u32,
    at: Option<Part>,
    parts: Vec<Part>,
}

impl Watch for Told {
    fn begun(&mut self) {
        assert!(self.parts.is_empty() && self.at.is_none(), "nothing happens before it begins");
        self.begun += 1;
    }

    fn before(&mut self, part: Part) {
        assert_eq!(self.at.replace(part), None, "one event at a time");
    }

    fn after(&mut self, part: Part) {
        assert_eq!(self.at.take(), Some(part), "what ends is what began");
        self.parts.push(part);
    }
}

fn values<const L: usize>(plan: &Plan, block: &Block<'_, L>) -> Vec<[i64; L]> {
    plan.metrics().iter().map(|metric| block.measure(metric.measure)).collect()
}

#[test]
fn a_watched_run_gives_the_same_bits() {
    let plan = plan(EVERY_PART);
    let (mut alone, mut watched) = (Engine::<16>::new(&plan), Engine::<16>::new(&plan));
    for first in [0, 16, 1_000] {
        let mut told = Told::default();
        let expected = values(&plan, alone.run(first));
        assert_eq!(values(&plan, watched.run_watched(first, &mut told)), expected);
        assert_eq!(told.begun, 1);
    }
}

#[test]
fn every_part_of_a_plan_is_at_work_and_no_other() {
    let plan = plan(EVERY_PART);
    let mut told = Told::default();
    Engine::<16>::new(&plan).run_watched(0, &mut told);
    told.parts.sort_unstable();
    told.parts.dedup();
    assert_eq!(told.parts, Part::of_plan(&plan));
}

#[test]
fn parts_come_in_the_order_of_the_day() {
    let plan = plan(EVERY_PART);
    let mut told = Told::default();
    Engine::<1>::new(&plan).run_watched(0, &mut told);
    for day in told.parts.split(|part| *part == Part::Close) {
        let phases: Vec<Phase> = day.iter().map(|part| part.phase()).collect();
        assert!(phases.is_sorted(), "{phases:?}");
    }
}

#[test]
fn a_process_and_the_close_have_an_event_each_day() {
    let plan = plan("horizon = 7\n[pools.a]\nstrength = 1_000\n[losses.front]\ndaily = 10");
    let mut told = Told::default();
    Engine::<1>::new(&plan).run_watched(0, &mut told);
    assert_eq!(told.parts, [Part::Process(0), Part::Close].repeat(7));
}
