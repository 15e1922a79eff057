//! Continuous laws as tables: one look-up and one product a number.
//!
//! The range of a log-concave density f is cut into 510 strips of one width w. Over each inner node
//! stands a hat, a triangle from the node before to the node after, nearly as high as f at the node: all
//! hats together interpolate f linearly. An alias table (see [`walker`](super::walker)) draws a hat in
//! proportion to its area; the sum of two uniform numbers falls in it as the triangle has it. What lies
//! above the hats and beyond the range, some 0.02 % of all, is the table's escape, drawn by rejection from
//! boxes over the strips and from exponential tails tangent to f. Hats and the rest make up f, whatever
//! the roundings of the table: their parts are integers, and the rejection takes the heights that these
//! integers stand for.
//!
//! Compare the decomposition of G. Marsaglia, W. W. Tsang and J. Wang, "Fast generation of discrete random
//! variables", Journal of Statistical Software 11(3) (2004), and the trapezoids of L. Devroye,
//! "Non-Uniform Random Variate Generation" (1986), II.2 and VIII.
//!
//! A number takes 64 bits: 9 choose the cell, 16 are compared with its threshold, 7 are the first of the
//! two uniform numbers, the middle of a 128th, and 32 the second. So a hat's sides are stairs of 128 steps,
//! which the heights account for: they are lowered until the stairs lie under f.
//! The numbers of the fast part lie on a lattice of 2^48 points across the range, and the distribution
//! function is exact to 1e-14; those of the rest are not on it.

use outlast_des::unit_open;
use rand::Rng;
use rand_distr::Distribution;

use super::saddle::{deviance, stirling_error_of_real};
use super::{AliasTable, walker};

const CELL_BITS: u32 = 9;
const CELLS: usize = 1 << CELL_BITS;
const MASK: u32 = (1 << CELL_BITS) - 1;
/// Nodes, and the symbol of the escape.
const NODES: usize = CELLS - 1;
/// Strips between them.
const STRIPS: usize = NODES - 1;
/// Bits that choose a hat.
const CHOICE_BITS: u32 = 25;
/// Bits of the first uniform number in a hat, and its steps.
const STEP_BITS: u32 = 32 - CHOICE_BITS;
const STEPS: f64 = (1 << STEP_BITS) as f64;
/// Half the range [standard deviations].
const REACH: f64 = 4.5;

/// A density with one mode whose logarithm is concave.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Density {
    Normal,
    /// Gamma of this shape, from 2 up, divided by it: of mean 1.
    Gamma {
        shape: f64,
        /// The density at 1.
        at_one: f64,
    },
}

/// Standard normal numbers, or gamma numbers of fixed shape and mean 1, as a table of 2 KB and 16 KB that escapes read.
///
/// ```
/// use outlast_core::samplers::Strips;
/// use outlast_des::{Address, Streams};
/// use rand_distr::Distribution;
///
/// let rate = Strips::gamma(60.0).expect("a shape of 2 or more");
/// let mut cell = Streams::new(1).cell(Address { replication: 0, stream: 7, tick: 1 });
/// assert!((0.3..2.0).contains(&rate.sample(&mut cell)));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Strips {
    cells: Box<[u32; CELLS]>,
    /// A number is `origin + scale m` with m in 1..2 made of the node and the place in its hat.
    origin: f64,
    scale: f64,
    rest: Rest,
}

/// What the hats leave of the density.
#[derive(Debug, Clone, PartialEq)]
struct Rest {
    density: Density,
    low: f64,
    high: f64,
    /// Width of a strip.
    width: f64,
    /// Heights of the hats.
    hats: Box<[f64]>,
    /// What no strip has more of above its hats.
    most: Box<[f64]>,
    /// One of the boxes, in proportion to their areas, or the lower or the upper tail.
    boxes: AliasTable,
    /// How fast the tangents fall beyond both ends.
    fall: [f64; 2],
}

impl Strips {
    /// Standard normal numbers.
    pub fn normal() -> Self {
        Self::new(Density::Normal, [-REACH, REACH])
    }

    /// Gamma numbers of this shape divided by the shape: mean 1, variance 1/shape. `None` for a shape
    /// below 2 or above 1e12.
    pub fn gamma(shape: f64) -> Option<Self> {
        if !(2.0..=1e12).contains(&shape) {
            return None;
        }
        let at_one =
            (shape / std::f64::consts::TAU).sqrt() * libm::exp(-stirling_error_of_real(shape));
        // The cube of a normal number (E. B. Wilson and M. M. Hilferty 1931): near enough for a range.
        let quantile = |z: f64| {
            let root = 1.0 - 1.0 / (9.0 * shape) + z / (3.0 * shape.sqrt());
            root.max(0.0) * root.max(0.0) * root.max(0.0)
        };
        Some(Self::new(Density::Gamma { shape, at_one }, [quantile(-REACH), quantile(REACH)]))
    }

    fn new(density: Density, [low, high]: [f64; 2]) -> Self {
        let width = (high - low) / STRIPS as f64;
        let unit = f64::from(1 << CHOICE_BITS);
        let ends = |i: usize| [i, i + 1].map(|i| low + width * i as f64);
        let strips: Vec<Strip> = (0..STRIPS).map(|i| Strip::new(density, ends(i))).collect();
        let mut weights = vec![0; NODES];
        for node in 1..NODES - 1 {
            let part = strips[node - 1].under.min(strips[node].under);
            weights[node] = (strips[node].heights[0] * part * width * unit) as u64;
        }
        let hats: Vec<f64> = weights.iter().map(|&weight| weight as f64 / unit / width).collect();
        weights.push((1 << CHOICE_BITS) - weights.iter().sum::<u64>());
        let most: Vec<f64> = strips
            .iter()
            .zip(hats.windows(2))
            .map(|(strip, hats)| strip.most_above(hats))
            .collect();
        let mut areas: Vec<f64> = most.iter().map(|most| most * width).collect();
        let fall = [density.slope(low), -density.slope(high)];
        for (end, fall) in [low, high].into_iter().zip(fall) {
            areas.push(if density.at(end) > 0.0 { density.at(end) / fall } else { 0.0 });
        }
        let all: f64 = areas.iter().sum();
        let parts: Vec<f64> = areas.iter().map(|area| area / all).collect();
        let boxes = AliasTable::from_pmf(0, &parts).expect("parts of a whole");
        let cells = walker::cells(&weights, CHOICE_BITS);
        // A hat begins a strip below its node.
        let scale = width * CELLS as f64;
        Self {
            cells: cells.try_into().expect("as many cells as weights"),
            origin: low - width - scale,
            scale,
            rest: Rest {
                density,
                low,
                high,
                width,
                hats: hats.into(),
                most: most.into(),
                boxes,
                fall,
            },
        }
    }

    /// The number of 64 random bits given in two words, or `None` where they escape: then
    /// [`Self::sample_escape`] has it.
    #[inline]
    pub fn sample_words(&self, high: u32, low: u32) -> Option<f64> {
        let symbol = symbol(high, self.cell(high));
        (symbol != NODES as u32).then(|| self.place(symbol, high, low))
    }

    /// The number of a draw whose words escaped.
    #[cold]
    #[inline(never)]
    pub fn sample_escape<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        self.rest.sample(rng)
    }

    /// [`Self::sample_words`] in each of some lanes, as many as there are numbers to be made; where the
    /// words escape, the lane's flag is not 0 and its number means nothing.
    ///
    /// # Panics
    ///
    /// When there are fewer words or flags.
    #[inline(always)]
    pub fn lanes(&self, [high, low]: [&[u32]; 2], out: &mut [f64], escaped: &mut [u32]) {
        let lanes = out.len();
        let (high, low, escaped) = (&high[..lanes], &low[..lanes], &mut escaped[..lanes]);
        let mut first = 0;
        while first + 64 <= lanes {
            self.group::<64>(first, [high, low], (out, escaped));
            first += 64;
        }
        while first + 16 <= lanes {
            self.group::<16>(first, [high, low], (out, escaped));
            first += 16;
        }
        while first < lanes {
            self.group::<1>(first, [high, low], (out, escaped));
            first += 1;
        }
    }

    #[inline(always)]
    fn group<const G: usize>(
        &self,
        first: usize,
        [high, low]: [&[u32]; 2],
        (out, escaped): (&mut [f64], &mut [u32]),
    ) {
        let (Some(high), Some(low)) =
            (high[first..].first_chunk::<G>(), low[first..].first_chunk())
        else {
            return;
        };
        let (Some(out), Some(escaped)) =
            (out[first..].first_chunk_mut::<G>(), escaped[first..].first_chunk_mut::<G>())
        else {
            return;
        };
        let low: &[u32; G] = low;
        // Apart, the look-ups and the arithmetic are vectorised; together, neither.
        let mut cells = [0; G];
        for i in 0..G {
            cells[i] = self.cell(high[i]);
        }
        for i in 0..G {
            let symbol = symbol(high[i], cells[i]);
            escaped[i] |= u32::from(symbol == NODES as u32);
            out[i] = self.place(symbol, high[i], low[i]);
        }
    }

    #[inline(always)]
    fn cell(&self, high: u32) -> u32 {
        self.cells[(high >> (32 - CELL_BITS)) as usize]
    }

    /// The number in the hat of node `symbol` at the 39 low bits of the words: the sum of the 7 upper and
    /// the 32 lower ones of them, the middle of each.
    #[inline(always)]
    fn place(&self, symbol: u32, high: u32, low: u32) -> f64 {
        // The last bit that counts is 2^-39 of a strip; a mantissa has four more.
        const UNDER: u32 = 52 - CELL_BITS - 32 - STEP_BITS;
        let steps = (symbol << STEP_BITS) + (high & ((1 << STEP_BITS) - 1));
        let first = u64::from(steps) << (32 + UNDER) | 1 << (31 + UNDER);
        let second = u64::from(low) << (STEP_BITS + UNDER) | 1 << (STEP_BITS + UNDER - 1);
        self.origin + self.scale * f64::from_bits((1_023 << 52) + first + second)
    }
}

#[inline(always)]
fn symbol(high: u32, cell: u32) -> u32 {
    let own = high >> (32 - CELL_BITS);
    let part = high >> (32 - CHOICE_BITS) & ((1 << (CHOICE_BITS - CELL_BITS)) - 1);
    if part < cell >> CELL_BITS { own } else { cell & MASK }
}

impl Distribution<f64> for Strips {
    #[inline]
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        let (high, low) = (rng.next_u32(), rng.next_u32());
        match self.sample_words(high, low) {
            Some(value) => value,
            None => self.sample_escape(rng),
        }
    }
}

impl Rest {
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        loop {
            let place = self.boxes.sample(rng) as usize;
            let (u, v) = (unit_open(rng.next_u64()), unit_open(rng.next_u64()));
            let (x, floor, more) = if place < STRIPS {
                let x = self.low + self.width * (place as f64 + u);
                (x, stairs(u, &self.hats[place..]), self.most[place])
            } else {
                let (end, fall) = if place == STRIPS {
                    (self.low, -self.fall[0])
                } else {
                    (self.high, self.fall[1])
                };
                let x = end - libm::log(u) / fall;
                (x, 0.0, self.density.at(end) * u)
            };
            if floor + v * more < self.density.at(x) {
                return x;
            }
        }
    }
}

/// The height of the hats at a part of the strip between the first two of them.
fn stairs(part: f64, hats: &[f64]) -> f64 {
    let step = (part * STEPS + 0.5).floor() / STEPS;
    hats[0] + (hats[1] - hats[0]) * step
}

/// A strip of the density.
struct Strip {
    /// The density at both ends.
    heights: [f64; 2],
    /// Linear interpolation of the heights, this many times as high, has its stairs under the density.
    under: f64,
    /// And this many times as high, nowhere less than the density. It may be infinite.
    over: f64,
    /// The density is no more than this.
    top: f64,
}

impl Strip {
    /// As the density is log-concave, its logarithm lies above its chord, and below its tangents at the
    /// ends, which meet no more than (s0 - s1) w / 4 above the chord, s the slopes; and from the middle of
    /// a step to its edge it changes by no more than the steeper of the slopes allows.
    fn new(density: Density, [low, high]: [f64; 2]) -> Self {
        let heights = [density.at(low), density.at(high)];
        let slopes = [density.slope(low), density.slope(high)];
        let width = high - low;
        let stair = libm::exp(slopes[0].abs().max(slopes[1].abs()) * width / (2.0 * STEPS));
        // The least of e^(r t) / (1 - t + t e^r), the chord of the logarithm over that of the density.
        let r = libm::log(heights[1] / heights[0]);
        let chords = if r.abs() < 1e-5 {
            1.0 - r * r / 8.0 - 1e-15
        } else {
            let least = libm::expm1(r) / r;
            libm::exp(r * (least - 1.0) / libm::expm1(r)) / least
        };
        let under = chords / stair;
        let inside = (low..=high).contains(&density.mode());
        let top = if inside { density.at(density.mode()) } else { heights[0].max(heights[1]) };
        Self {
            heights,
            under: if under > 0.0 { under * (1.0 - 1e-13) } else { 0.0 },
            over: stair * libm::exp((slopes[0] - slopes[1]) * width / 4.0),
            top,
        }
    }

    /// The most that the density has above the stairs of the hats over both ends.
    fn most_above(&self, hats: &[f64]) -> f64 {
        let above = |i: usize| self.heights[i] * self.over - hats[i];
        let most = above(0).max(above(1)) * (1.0 + 1e-9) + self.top * 1e-12;
        if most < self.top { most } else { self.top }
    }
}

impl Density {
    fn at(self, x: f64) -> f64 {
        match self {
            Self::Normal => libm::exp(-0.5 * x * x) / std::f64::consts::TAU.sqrt(),
            // Nothing at 0 and below, as the shape is above 1.
            Self::Gamma { .. } if x <= 0.0 => 0.0,
            // k^k x^(k-1) e^(-kx) / Gamma(k), by its value at 1 and the deviance of 1 from x.
            Self::Gamma { shape, at_one } => {
                at_one * libm::exp(-shape * deviance(1.0, x, 1.0 - x)) / x
            }
        }
    }

    fn mode(self) -> f64 {
        match self {
            Self::Normal => 0.0,
            Self::Gamma { shape, .. } => (shape - 1.0) / shape,
        }
    }

    /// Slope of the density's logarithm.
    fn slope(self, x: f64) -> f64 {
        match self {
            Self::Normal => -x,
            Self::Gamma { shape, .. } => (shape - 1.0) / x - shape,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laws() -> impl Iterator<Item = Strips> {
        [2.0, 2.3, 5.0, 60.0, 1e4, 1e9]
            .into_iter()
            .filter_map(Strips::gamma)
            .chain([Strips::normal()])
    }

    /// Nowhere is there more than the density, nor does the density rise above the boxes: so hats and rest
    /// together are the density.
    #[test]
    fn stairs_lie_under_the_density_and_boxes_reach_over_it() {
        for law in laws() {
            let rest = &law.rest;
            for strip in 0..STRIPS {
                for i in 0..=2_560 {
                    let part = f64::from(i) / 2_560.0;
                    let x = rest.low + rest.width * (strip as f64 + part);
                    let at = rest.density.at(x);
                    // At an edge of a step, both sides.
                    for part in [part - 1e-9, part + 1e-9] {
                        let stairs = stairs(part.clamp(0.0, 1.0), &rest.hats[strip..]);
                        assert!(stairs <= at * (1.0 + 1e-9), "{:?} at {x}", rest.density);
                        let most = stairs + rest.most[strip];
                        assert!(at <= most * (1.0 + 1e-9), "{:?} over {x}", rest.density);
                    }
                }
            }
        }
    }

    #[test]
    fn every_hat_has_exactly_its_share_of_all_words() {
        for law in laws() {
            let mut words = vec![0_u32; CELLS];
            for choice in 0..1_u32 << CHOICE_BITS {
                let high = choice << STEP_BITS;
                words[symbol(high, law.cell(high)) as usize] += 1;
            }
            let unit = f64::from(1 << CHOICE_BITS);
            for (node, hat) in law.rest.hats.iter().enumerate() {
                let share = hat * law.rest.width * unit;
                assert!((f64::from(words[node]) - share).abs() < 1e-3, "{node}");
            }
            assert!(f64::from(words[NODES]) < 3e-3 * unit, "{} escape", words[NODES]);
        }
        let escapes = |law: &Strips| 1.0 - law.rest.hats.iter().sum::<f64>() * law.rest.width;
        assert!(escapes(&Strips::normal()) < 2.5e-4);
        assert!(escapes(&Strips::gamma(60.0).unwrap()) < 3e-4);
    }

    /// The words at the ends of a hat, and in its middle.
    #[test]
    fn a_hat_reaches_from_the_node_before_to_the_node_after() {
        let law = Strips::normal();
        let node = |i: u32| law.rest.low + law.rest.width * f64::from(i);
        let near = |x: f64, y: f64| (x - y).abs() < 0.005 * law.rest.width;
        assert!(near(law.place(100, 0, 0), node(99)));
        assert!(near(law.place(100, 127, u32::MAX), node(101)));
        assert!(near(law.place(100, 64, 1 << 31), node(100)));
        assert!(near(law.place(100, 32, 1 << 30), node(99) + 0.5 * law.rest.width));
    }
}
