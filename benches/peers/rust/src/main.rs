//! The race's workloads by nexosim, ixa and simu-des, each in its own idiom.
//!
//! Each line of standard input is a job, `CONTESTANT WORKLOAD RUNS SEED`; each is answered by a line of JSON with the
//! seconds of CPU it took and its answers. A replication is a simulation of its own, as their manuals have it.

mod by_ixa;
mod by_nexosim;
mod by_simu;
mod losses;

use std::io::BufRead;

use cpu_time::ProcessTime;
use losses::Law;

/// What a contestant can do.
trait Contestant {
    /// The day on which 12,000 are used up.
    fn day(law: Law, seed: u64) -> u64;
    /// Holds events until so much time has gone by since the pending ones were scheduled; gives the seconds of CPU that this
    /// took, and how many were held.
    fn hold(pending: usize, elapsed: f64, seed: u64) -> (f64, u64);
}

fn main() {
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("standard input can be read");
        let words: Vec<_> = line.split_whitespace().collect();
        let [contestant, workload, runs, seed] = words[..] else { panic!("not a job: {line}") };
        let number = |word: &str| word.parse::<u64>().expect("a number");
        let (runs, seed) = (number(runs), number(seed));
        let reply = match contestant {
            "nexosim" => job::<by_nexosim::Nexosim>(workload, runs, seed),
            "ixa" => job::<by_ixa::Ixa>(workload, runs, seed),
            "simu-des" => job::<by_simu::Simu>(workload, runs, seed),
            _ => panic!("there is no contestant {contestant}"),
        };
        println!("{reply}");
    }
}

fn job<C: Contestant>(workload: &str, runs: u64, seed: u64) -> serde_json::Value {
    if let Some(pending) = workload.strip_prefix("w3-") {
        let pending: usize = pending.parse().expect("a number");
        let (seconds, held) = C::hold(pending, runs as f64 / pending as f64, seed);
        return serde_json::json!({
            "seconds": seconds * runs as f64 / held as f64,
            "answers": { "pace": held as f64 / runs as f64 },
        });
    }
    let law = Law::of(workload);
    let start = ProcessTime::now();
    let days: u64 = (0..runs).map(|run| C::day(law, seed << 32 | run)).sum();
    let seconds = start.elapsed().as_secs_f64();
    serde_json::json!({ "seconds": seconds, "answers": { "day": days as f64 / runs as f64 } })
}
