//! The whole command, and memory: what only shows from outside a process.
#![allow(clippy::disallowed_types)] // a bench reads the clock

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use outlast_core::Wanted;

use crate::workloads::{compile, replicate};

/// The shipped command, as built.
#[derive(Debug, Clone)]
pub struct Outlast {
    binary: PathBuf,
}

/// What a run took.
#[derive(Debug, Clone, Copy)]
pub struct Took {
    /// Seconds of CPU of all its threads, start-up included.
    pub cpu_seconds: f64,
    /// Seconds by the clock.
    pub wall_seconds: f64,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("benches has a workspace")
}

impl Outlast {
    /// Builds it, and finds it beside this program.
    ///
    /// # Panics
    ///
    /// When it cannot be built.
    pub fn built() -> Self {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let build = ["build", "--quiet", "--release", "-p", "outlast"];
        let status = Command::new(cargo).args(build).current_dir(root()).status();
        assert!(status.is_ok_and(|status| status.success()), "the command cannot be built");
        let own = std::env::current_exe().expect("this program has a path");
        let name = format!("outlast{}", std::env::consts::EXE_SUFFIX);
        Self { binary: own.with_file_name(name) }
    }

    /// Runs a scenario of the workspace so many times; results go to a folder that is thrown away.
    ///
    /// # Panics
    ///
    /// When it fails.
    pub fn run(&self, scenario: &str, replications: u64, options: &[&str]) -> Took {
        let out = std::env::temp_dir().join(format!("outlast-gates-{}", std::process::id()));
        let (start, before) = (Instant::now(), children_seconds());
        let status = Command::new(&self.binary)
            .args(["run", scenario, "--quiet", "--replications", &replications.to_string()])
            .arg("--out")
            .arg(&out)
            .args(options)
            .current_dir(root())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        let took = Took {
            cpu_seconds: children_seconds() - before,
            wall_seconds: start.elapsed().as_secs_f64(),
        };
        assert!(status.is_ok_and(|status| status.success()), "outlast run {scenario} fails");
        // What could not be removed is the system's to clear away.
        let _ = std::fs::remove_dir_all(out);
        took
    }
}

/// Seconds of CPU of all children that have ended.
#[cfg(unix)]
fn children_seconds() -> f64 {
    use nix::sys::resource::{UsageWho, getrusage};
    let seconds =
        |time: nix::sys::time::TimeVal| time.tv_sec() as f64 + 1e-6 * time.tv_usec() as f64;
    getrusage(UsageWho::RUSAGE_CHILDREN)
        .map_or(f64::NAN, |usage| seconds(usage.user_time()) + seconds(usage.system_time()))
}

/// No time, and so no ratio.
#[cfg(not(unix))]
fn children_seconds() -> f64 {
    f64::NAN
}

/// Peak memory of a process of its own that runs the main scenario with everything so many times on one thread, KiB.
///
/// # Panics
///
/// When this program has no `--peak-memory`.
pub fn peak_kib(replications: u64) -> f64 {
    let own = std::env::current_exe().expect("this program has a path");
    let asked = Command::new(own).args(["--peak-memory", &replications.to_string()]).output();
    let printed = asked.expect("this program can be started again").stdout;
    String::from_utf8_lossy(&printed).trim().parse().expect("it prints a number")
}

/// The same in this process, which is to do nothing else.
///
/// # Panics
///
/// When the scenario is wrong.
pub fn own_peak_kib(replications: u64) -> u64 {
    let text = include_str!("../../configs/contingent_2024.toml");
    let plan = compile(text, &Wanted::Everything);
    std::hint::black_box(replicate(&plan, replications, 1, None));
    high_water_mark()
}

/// From the system's account, which starts anew with each program; 1 where there is none.
fn high_water_mark() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(1)
}
