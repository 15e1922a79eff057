//! Ctrl-C: the first keeps what was done, the second ends at once.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::command::{Home, Ran};
use crate::scenarios::DRIFT;

/// Much more than could be done while a test waits.
const ENDLESS: &str = "10_000_000_000";

fn start(home: &Home, arguments: &[&str]) -> Child {
    let mut arguments = arguments.to_vec();
    arguments.extend(["--replications", ENDLESS]);
    home.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn press_ctrl_c(child: &Child) {
    let status = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(status.success());
}

/// Waits until something is so, for a minute at most.
fn wait_until(what: &str, so: impl Fn() -> bool) {
    for _ in 0..6_000 {
        if so() {
            return;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    panic!("waited in vain until {what}");
}

#[test]
fn ctrl_c_keeps_a_prefix_that_a_fresh_run_gives_again() {
    let home = Home::with(DRIFT);
    let child =
        start(&home, &["run", "scenario.toml", "--json", "--runs", "runs.csv", "--no-charts"]);
    let growing = home.path().join(format!(".runs.csv.unfinished-{}", child.id()));
    wait_until("rows are written", || growing.metadata().is_ok_and(|meta| meta.len() > 0));
    press_ctrl_c(&child);
    let ran = Ran::of(&child.wait_with_output().unwrap());
    assert_eq!(ran.code, Some(130), "{}", ran.stderr);
    assert!(ran.stderr.contains("interrupted: this is the answer of the first"), "{}", ran.stderr);

    let summary: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(summary["interrupted"], true);
    assert_eq!(summary["planned_replications"], 10_000_000_000_u64);
    let done = summary["replications"].as_u64().unwrap();
    assert!(done > 0);

    let again = format!("run scenario.toml --runs again.csv --no-charts --replications {done}");
    home.succeeds(&again);
    assert_eq!(home.json("results/scenario/summary.json")["digest"], summary["digest"]);
    assert!(home.read("runs.csv") == home.read("again.csv"), "the rows differ");
}

#[test]
fn an_answer_that_was_cut_short_names_the_run_that_gives_its_figures() {
    let home = Home::new();
    home.write("-drift.toml", DRIFT);
    let mut command = home.command(&["run", "--no-charts", "--runs", "runs.csv"]);
    command.args(["--replications", ENDLESS, "--", "-drift.toml"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let growing = home.path().join(format!(".runs.csv.unfinished-{}", child.id()));
    wait_until("rows are written", || growing.metadata().is_ok_and(|meta| meta.len() > 0));
    press_ctrl_c(&child);
    let ran = Ran::of(&child.wait_with_output().unwrap());
    assert_eq!(ran.code, Some(130), "{}", ran.stderr);
    assert!(!ran.stdout.contains("to the byte"), "{}", ran.stdout);
    let figures = home.json("results/-drift/summary.json")["metrics"].clone();

    let named = ran.stdout.lines().find_map(|line| line.split_once(": outlast ")).unwrap();
    assert_eq!(named.0, "The same figures, from these runs alone");
    assert!(named.1.starts_with("run ./-drift.toml --seed 11 --replications "), "{}", named.1);
    home.succeeds(&format!("{} --no-charts", named.1));
    assert_eq!(home.json("results/-drift/summary.json")["metrics"], figures);
}

/// Seconds of processor time that a child has used, on all its threads.
#[cfg(target_os = "linux")]
fn cpu_seconds(child: &Child) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", child.id())).unwrap();
    // The name in brackets may hold spaces; user time is the twelfth field after it, in hundredths.
    let fields = stat.rsplit_once(") ").unwrap().1;
    fields.split(' ').nth(11).unwrap().parse::<u64>().unwrap() / 100
}

#[test]
#[cfg(target_os = "linux")]
fn a_sweep_keeps_the_points_that_were_done() {
    let home = Home::with(DRIFT);
    // The first point takes some milliseconds, the second minutes: nobody is ever exhausted.
    let mut command = home.command(&["sweep", "scenario.toml", "--no-charts", "--json"]);
    command.args(["--vary", "pools.force.strength=100,1_000_000_000"]);
    command.args(["--set", "horizon=36_525", "--replications", "300_000"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    wait_until("the second point has begun", || cpu_seconds(&child) >= 5);
    press_ctrl_c(&child);
    let ran = Ran::of(&child.wait_with_output().unwrap());
    assert_eq!(ran.code, Some(130), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("interrupted: these are the first 1 of 2 points"),
        "{}",
        ran.stderr
    );
    let told: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(told["interrupted"], true);
    assert_eq!(told["planned_points"], 2);
    assert_eq!(told["points"].as_array().unwrap().len(), 1);
    assert_eq!(home.read("results/scenario-sweep/sweep.csv").lines().count(), 2);
}

#[test]
fn a_second_ctrl_c_ends_at_once_and_leaves_nothing_half_written() {
    let home = Home::with(DRIFT);
    // One chunk that would take for ever.
    let arguments = ["run", "scenario.toml", "--runs", "runs.csv", "--chunk", "10_000_000_000"];
    let mut child = start(&home, &arguments);
    let rows = home.path().join(format!(".runs.csv.unfinished-{}", child.id()));
    wait_until("the run has begun", || rows.exists());
    for _ in 0..600 {
        if child.try_wait().unwrap().is_some() {
            break;
        }
        press_ctrl_c(&child);
        std::thread::sleep(Duration::from_millis(100));
    }
    let ran = Ran::of(&child.wait_with_output().unwrap());
    assert_eq!(ran.code, Some(130), "{}", ran.stderr);
    assert_eq!(ran.stdout, "");
    assert_eq!(home.files(), [std::path::PathBuf::from("scenario.toml")]);
}
