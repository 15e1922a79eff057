//! Chunks of replications on all threads, for tallies of any kind.

use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;

use crate::runner::{Observer, Options, RunError};

/// What a thread works with.
pub(super) trait Worker {
    /// What it leaves behind: integers, of which the sum over all threads depends on the
    /// replications alone.
    type Tally: Send;

    /// Runs consecutive replications.
    fn work(&mut self, replications: Range<u64>);

    /// Hands over its tally.
    fn finish(self) -> Self::Tally;
}

/// Runs all replications, a chunk at a time, with a worker for each thread, and merges what they
/// leave. Chunks are begun in order, so a run that is stopped has done a prefix of them.
pub(super) fn in_parallel<W: Worker>(
    options: &Options,
    observer: &dyn Observer,
    worker: impl Fn() -> W + Sync,
    mut merge: impl FnMut(W::Tally),
) -> Result<(), RunError> {
    let threads = options.threads.map_or(0, NonZeroUsize::get);
    let pool =
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().map_err(RunError::Threads)?;
    let next = AtomicU64::new(0);
    let size = options.chunk.max(1);
    let (sender, receiver) = mpsc::channel();
    pool.in_place_scope(|scope| {
        for _ in 0..pool.current_num_threads() {
            let (sender, worker, next) = (sender.clone(), &worker, &next);
            scope.spawn(move |_| {
                let mut worker = worker();
                while !observer.stop() {
                    let chunk = next.fetch_add(1, Ordering::Relaxed);
                    let Some(first) =
                        chunk.checked_mul(size).filter(|&first| first < options.replications)
                    else {
                        break;
                    };
                    let last = first.saturating_add(size).min(options.replications);
                    worker.work(first..last);
                    observer.advanced(last - first);
                }
                // The receiver outlives every sender but when the run is being torn down.
                let _ = sender.send(worker.finish());
            });
        }
        drop(sender);
        receiver.into_iter().for_each(&mut merge);
    });
    Ok(())
}
