//! Continuous laws as tables: one look-up and one product a number.
//!
//! The range of a log-concave density f is cut into 2,047 strips of one width w. Under f stands in
//! strip i a rectangle, of the height of the lower of the two ends of the strip; an alias table
//! (see [`walker`](super::walker)) draws a strip in proportion to its rectangle, and the number is
//! uniform in the strip. What lies above the rectangles and beyond the range, some 0.2 % of all, is
//! the table's escape, drawn by rejection from boxes over the strips and from exponential tails
//! tangent to f. Rectangles and the rest make up f, whatever the roundings of the table: their parts
//! are integers, and the rejection takes the heights that these integers stand for.
//!
//! The method is that of G. Marsaglia, W. W. Tsang and J. Wang, "Fast generation of discrete random
//! variables", Journal of Statistical Software 11(3) (2004), on strips; compare their ziggurat
//! (2000), whose fast part needs an acceptance test and whose strips lie the other way.
//!
//! A number takes 64 bits: 11 choose the cell, 16 are compared with its threshold, and 37 place the
//! number in its strip. So the numbers of the fast part lie on a lattice of 2^48 points across the
//! range, and the distribution function is exact to 1e-14; those of the rest are not on it.

use outlast_des::unit_open;
use rand::Rng;
use rand_distr::Distribution;

use super::saddle::{deviance, stirling_error_of_real};
use super::{AliasTable, walker};

const CELL_BITS: u32 = 11;
const CELLS: usize = 1 << CELL_BITS;
const MASK: u32 = (1 << CELL_BITS) - 1;
/// Strips, and the symbol of the escape.
const STRIPS: usize = CELLS - 1;
/// Bits that choose a strip.
const CHOICE_BITS: u32 = 27;
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

/// Standard normal numbers, or gamma numbers of fixed shape and mean 1, as a table of 8 KB and 50 KB that escapes read.
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
    /// A number is `origin + scale m` with m in 1..2 made of the strip and the place in it.
    origin: f64,
    scale: f64,
    rest: Rest,
}

/// What the strips' rectangles leave of the density.
#[derive(Debug, Clone, PartialEq)]
struct Rest {
    density: Density,
    low: f64,
    high: f64,
    /// Width of a strip.
    width: f64,
    /// Heights of the rectangles, and of the boxes over the strips.
    floors: Box<[f64]>,
    tops: Box<[f64]>,
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
        let edge = |i: usize| low + width * i as f64;
        let unit = f64::from(1 << CHOICE_BITS);
        let mode = density.mode();
        let (mut weights, mut floors, mut tops) = (vec![], vec![], vec![]);
        let mut areas = vec![];
        for i in 0..STRIPS {
            let ends = [density.at(edge(i)), density.at(edge(i + 1))];
            let weight = (ends[0].min(ends[1]) * width * unit) as u64;
            let floor = weight as f64 / unit / width;
            let inside = (edge(i)..=edge(i + 1)).contains(&mode);
            let top = if inside { density.at(mode) } else { ends[0].max(ends[1]) };
            weights.push(weight);
            floors.push(floor);
            tops.push(top);
            areas.push((top - floor) * width);
        }
        weights.push((1 << CHOICE_BITS) - weights.iter().sum::<u64>());
        let fall = [density.slope(low), -density.slope(high)];
        for (end, fall) in [low, high].into_iter().zip(fall) {
            areas.push(if density.at(end) > 0.0 { density.at(end) / fall } else { 0.0 });
        }
        let all: f64 = areas.iter().sum();
        let parts: Vec<f64> = areas.iter().map(|area| area / all).collect();
        let boxes = AliasTable::from_pmf(0, &parts).expect("parts of a whole");
        let cells = walker::cells(&weights, CHOICE_BITS);
        let scale = width * CELLS as f64;
        Self {
            cells: cells.try_into().expect("as many cells as weights"),
            origin: low - scale,
            scale,
            rest: Rest {
                density,
                low,
                high,
                width,
                floors: floors.into(),
                tops: tops.into(),
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
        (symbol != STRIPS as u32).then(|| self.place(symbol, high, low))
    }

    /// The number of a draw whose words escaped.
    #[cold]
    #[inline(never)]
    pub fn sample_escape<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        self.rest.sample(rng)
    }

    /// [`Self::sample_words`] in each of L lanes; where the words escape, the lane's flag is not 0
    /// and its number means nothing.
    #[inline(always)]
    pub fn lanes<const L: usize>(
        &self,
        [high, low]: [&[u32; L]; 2],
        out: &mut [f64; L],
        escaped: &mut [u32; L],
    ) {
        // Apart, the look-ups and the arithmetic are vectorised; together, neither.
        let mut cells = [0; L];
        for lane in 0..L {
            cells[lane] = self.cell(high[lane]);
        }
        for lane in 0..L {
            let symbol = symbol(high[lane], cells[lane]);
            escaped[lane] |= u32::from(symbol == STRIPS as u32);
            out[lane] = self.place(symbol, high[lane], low[lane]);
        }
    }

    #[inline(always)]
    fn cell(&self, high: u32) -> u32 {
        self.cells[(high >> (32 - CELL_BITS)) as usize]
    }

    /// The number in strip `symbol` at the 37 low bits of the words: their middle.
    #[inline(always)]
    fn place(&self, symbol: u32, high: u32, low: u32) -> f64 {
        const PLACE_BITS: u32 = 32 - CHOICE_BITS;
        let above = symbol << PLACE_BITS | (high & ((1 << PLACE_BITS) - 1));
        let bits = 1_023 << 52 | u64::from(above) << 36 | u64::from(low) << 4 | 8;
        self.origin + self.scale * f64::from_bits(bits)
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
            let (x, floor, top) = if place < STRIPS {
                let x = self.low + self.width * (place as f64 + u);
                (x, self.floors[place], self.tops[place])
            } else {
                let (end, fall) = if place == STRIPS {
                    (self.low, -self.fall[0])
                } else {
                    (self.high, self.fall[1])
                };
                let x = end - libm::log(u) / fall;
                (x, 0.0, self.density.at(end) * u)
            };
            if floor + v * (top - floor) < self.density.at(x) {
                return x;
            }
        }
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
