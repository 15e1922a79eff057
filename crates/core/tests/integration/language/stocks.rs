//! Backorders and servers, as the file says them.

use super::{errors, scenario};

const EVERYTHING: &str = include_str!("everything.toml");

#[test]
fn backorders_and_servers_are_read() {
    let scenario = scenario(EVERYTHING);
    let waits: Vec<bool> = scenario.pools.iter().take(4).map(|pool| pool.backorders).collect();
    assert_eq!(waits, [false, false, false, true]);
    let failures = scenario.losses.iter().find(|l| l.name == "failures").unwrap();
    assert_eq!(failures.recoveries[0].servers, Some(4));
}

#[test]
fn a_metric_of_waiting_needs_those_who_wait() {
    let text = "horizon = 9\n[pools.a]\nstrength = 9\n[losses.b]\ndaily = 1\nsplit = { c = 1 }\n\
        recovery.c = { returns = 1, delay = 3 }\n[ask]\nq = ";
    for metric in ["a.backorders_end", "b.c_waiting_peak"] {
        let told = errors(&format!("{text}\"{metric} > 0\"\n"));
        assert!(told.contains(&format!("there is no metric `{metric}`")), "{told}");
    }
}
