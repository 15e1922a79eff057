//! One number that tells whether two tallies are the same.
//!
//! The digest is the SHA-256 of every integer of a tally, little-endian, in a fixed order: the
//! format's name, what is counted, the replications, each histogram (metrics, then the daily series
//! one by one and day by day), the hits, and then, if there are series of which only sums are kept,
//! their number and their sums. A histogram gives its bin, its form (0 dense, else its precision),
//! its scalars, and the number and then the list of its cells that are not empty. Nothing of it
//! depends on capacities, on slack, or on the order of counting.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::experiments::compare::{Agreement, Difference};
use crate::histogram::Histogram;
use crate::tally::Tally;

/// Changed when what is hashed changes.
const FORMAT: &[u8] = b"outlast tally 1\n";

/// SHA-256 of all integers of a tally, in lower-case hexadecimal.
pub fn digest(tally: &Tally) -> String {
    let mut hash = Sha256::new();
    put_tally(&mut hash, tally);
    hex(hash)
}

/// SHA-256 of all integers of paired runs: both tallies, the differences, the tables of answers.
pub(crate) fn digest_of_pairs(
    tallies: [&Tally; 2],
    differences: &[Difference],
    asks: &[Agreement],
) -> String {
    let mut hash = Sha256::new();
    for tally in tallies {
        put_tally(&mut hash, tally);
    }
    for difference in differences {
        put_histogram(&mut hash, &difference.below);
        put_histogram(&mut hash, &difference.above);
        for count in difference.order.iter().chain(&difference.censored) {
            put(&mut hash, *count);
        }
    }
    for ask in asks {
        for count in [ask.both, ask.only_a, ask.only_b, ask.neither] {
            put(&mut hash, count);
        }
    }
    hex(hash)
}

fn put_tally(hash: &mut Sha256, tally: &Tally) {
    hash.update(FORMAT);
    let spec = tally.spec();
    let distributions = spec.distributions().count();
    for count in [spec.metrics.len(), spec.days, distributions, spec.asks] {
        put(hash, count as u64);
    }
    put(hash, tally.replications());
    for (index, metric) in spec.metrics.iter().enumerate() {
        put(hash, metric.scale as u64);
        put_histogram(hash, tally.metric(index));
    }
    for closing in tally.closings() {
        put_histogram(hash, closing);
    }
    for ask in 0..spec.asks {
        put(hash, tally.hits(ask));
    }
    if distributions < spec.series.len() {
        put(hash, (spec.series.len() - distributions) as u64);
        for sum in tally.sums() {
            hash.update(sum.to_le_bytes());
        }
    }
}

fn hex(hash: Sha256) -> String {
    hash.finalize().iter().fold(String::with_capacity(64), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("writing to a string cannot fail");
        hex
    })
}

fn put(hash: &mut Sha256, number: u64) {
    hash.update(number.to_le_bytes());
}

fn put_histogram(hash: &mut Sha256, histogram: &Histogram) {
    let layout = histogram.layout();
    let form = histogram.relative_error().map_or(0, |_| layout.precision());
    put(hash, layout.bin() as u64);
    put(hash, u64::from(form));
    put(hash, histogram.n());
    put(hash, histogram.censored());
    let (extremes, sum, squares) = histogram.totals();
    let [min, max] = extremes.unwrap_or_default();
    put(hash, min as u64);
    put(hash, max as u64);
    hash.update(sum.to_le_bytes());
    hash.update(squares.to_le_bytes());
    put(hash, histogram.occupied());
    histogram.bytes(|cells_and_counts| hash.update(cells_and_counts));
}
