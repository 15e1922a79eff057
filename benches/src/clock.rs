//! CPU time: what a busy machine's other work does not disturb.

use std::time::Duration;

/// Seconds of CPU that this thread has used.
#[cfg(unix)]
pub fn thread_seconds() -> f64 {
    use nix::time::{ClockId, clock_gettime};
    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID)
        .map_or(0.0, |time| Duration::from(time).as_secs_f64())
}

/// Seconds of CPU that all threads of this process have used.
#[cfg(unix)]
pub fn process_seconds() -> f64 {
    use nix::time::{ClockId, clock_gettime};
    clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID)
        .map_or(0.0, |time| Duration::from(time).as_secs_f64())
}

/// Seconds on the clock, where the CPU's are not to be had.
#[cfg(not(unix))]
pub fn thread_seconds() -> f64 {
    process_seconds()
}

/// Seconds on the clock, where the CPU's are not to be had.
#[cfg(not(unix))]
#[allow(clippy::disallowed_types)]
pub fn process_seconds() -> f64 {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    START.get_or_init(std::time::Instant::now).elapsed().as_secs_f64()
}

/// Seconds of this thread's CPU that a job takes, and what it gives.
pub fn timed<T>(job: impl FnOnce() -> T) -> (f64, T) {
    let before = thread_seconds();
    let result = job();
    (thread_seconds() - before, result)
}
