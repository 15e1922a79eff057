//! Recovery in stages: delays of integer shape, without a day for anybody.
//!
//! A gamma delay of integer shape m and mean μ is the sum of m independent exponential waits, stages,
//! each left at the rate λ = m/μ a day (Erlang). Such waits forget how long they have lasted: so how
//! many are in each stage is all there is to know, and on a day each of them leaves as many stages as
//! a Poisson process of rate λ has events in it. Who leaves the last one is back.
//!
//! Of n with j stages left Binomial(n, P(N ≥ 1)) leave one, of these Binomial(·, P(N ≥ 2 | N ≥ 1))
//! another, and so on up to j, with N a Poisson number of mean λ: [`links`](Stages::links) of fixed
//! probability, drawn by tables in all lanes at once. Those who were lost on day d go through days
//! d + 1, d + 2, ..., so that a delay of x ends on day d + ceil(x), as in recovery by days.
//!
//! A recovery's day has one cell. Its words are laid out so that the usual ones come first: [`Words`].
//! What a link draws beyond its words comes from a part of the cell that is its own.

use std::sync::Arc;

use crate::aligned::Aligned;
use crate::lanes::Lanes;
use crate::samplers::BinomialDigits;
use crate::scenario::Duration;

/// Stages of a delay.
#[derive(Debug, Clone)]
pub(crate) struct Stages {
    /// Of those who have left k stages on a day, the part that leaves another, for k from 0 on.
    links: Arc<[Link]>,
    stream: u32,
}

/// What a block keeps of them.
#[derive(Debug, Clone)]
pub(crate) struct StagesState<const L: usize> {
    /// How many are in each stage, the last one first.
    stages: Vec<Aligned<[i64; L]>>,
    /// Room for the words of a day.
    blocks: Vec<Aligned<[[u32; L]; 4]>>,
}

impl<const L: usize> StagesState<L> {
    /// Forgets the last block.
    pub(crate) fn clear(&mut self) {
        self.stages.fill(Aligned([0; L]));
    }

    /// So many begin.
    #[inline(always)]
    pub(crate) fn enter(&mut self, who: &[i64; L]) {
        if let Some(first) = self.stages.last_mut() {
            for lane in 0..L {
                first[lane] += who[lane];
            }
        }
    }
}

#[derive(Debug)]
enum Link {
    Nobody,
    Everybody,
    Part(BinomialDigits),
}

/// Delays of more stages draw fewer numbers as days of returners.
const MOST: f64 = 4.0;
/// No run sees what is less likely than this.
const NEVER: f64 = 1e-18;
/// From this rate on a day leaves nobody in less than four stages, to the last bit.
const AT_ONCE: f64 = 60.0;
/// Blocks of a cell between what one link draws beyond its words and what the next one does.
const APART: u32 = 1 << 16;

impl Stages {
    /// The stages of a delay, if it has any, drawn from a stream.
    pub(crate) fn of(delay: &Duration, stream: u32) -> Option<Self> {
        let (stages, mean) = match *delay {
            Duration::Exponential { mean } => (1.0, mean),
            Duration::Gamma { mean, shape } => (shape, mean),
            _ => return None,
        };
        if !((1.0..=MOST).contains(&stages) && stages.fract() == 0.0) {
            return None;
        }
        let links = chances(stages / mean, stages as usize).into_iter().map(Link::new);
        Some(Self { links: links.collect(), stream })
    }

    /// How many stages there are.
    pub(crate) fn count(&self) -> usize {
        self.links.len()
    }

    /// Steps (of some 10 ns) that a day takes: half a block of words and some look-ups for each link.
    pub(crate) fn steps(&self) -> f64 {
        0.25 * (self.count() * (self.count() + 1) / 2) as f64
    }

    /// The state before the first block.
    pub(crate) fn state<const L: usize>(&self) -> StagesState<L> {
        let links = self.count() * (self.count() + 1) / 2;
        let blocks = (links + 2 * links.div_ceil(2)).div_ceil(4);
        StagesState {
            stages: vec![Aligned([0; L]); self.count()],
            blocks: vec![Aligned([[0; L]; 4]); blocks],
        }
    }

    /// Bytes of a lane of its state.
    pub(crate) fn lane_bytes(&self) -> f64 {
        let StagesState { stages, blocks } = self.state::<1>();
        (8 * stages.len() + 16 * blocks.len()) as f64
    }

    /// A day goes by for those who are in the stages, the one with one stage left first; returns how
    /// many are back.
    #[inline(always)]
    pub(crate) fn advance<const L: usize>(
        &self,
        (day, lanes): (u32, &Lanes),
        state: &mut StagesState<L>,
    ) -> [i64; L] {
        let StagesState { stages, blocks } = state;
        let mut back = Aligned([0; L]);
        let mut words = Words::new(self.stream, (day, lanes), (self.count(), blocks));
        for left in 1..=self.count() {
            let mut leaving = stages[left - 1].0;
            for (done, link) in self.links[..left].iter().enumerate() {
                let all = leaving.iter().fold(0, |all, count| all | count);
                if all == 0 {
                    break;
                }
                leaving = match link {
                    Link::Nobody => [0; L],
                    Link::Everybody => leaving,
                    Link::Part(law) => words.draw(law, (left, done), (&leaving, all)).0,
                };
                // From the stage that they have come to into the next one, or out of the last.
                let at = left - 1 - done;
                for lane in 0..L {
                    stages[at][lane] -= leaving[lane];
                }
                let next = if at == 0 { &mut back } else { &mut stages[at - 1] };
                for lane in 0..L {
                    next[lane] += leaving[lane];
                }
            }
        }
        back.0
    }
}

/// The words of a day.
///
/// Links are numbered: first those that leave one stage, from the stage with one left on, then all
/// others, of which few people go through many. Of T links, link k has word k for the two lower digits
/// of its count, half a word of those from T on for the third, and half a word of those behind them for
/// the fourth. So what a day of hundreds or thousands in a stage takes lies in the first blocks: one for
/// delays of one or two stages, two for three stages, three for four.
struct Words<'a, const L: usize> {
    stream: u32,
    day: u32,
    lanes: &'a Lanes,
    stages: usize,
    links: usize,
    blocks: &'a mut [Aligned<[[u32; L]; 4]>],
    /// Blocks that are drawn.
    drawn: usize,
}

impl<'a, const L: usize> Words<'a, L> {
    #[inline(always)]
    fn new(
        stream: u32,
        (day, lanes): (u32, &'a Lanes),
        (stages, blocks): (usize, &'a mut [Aligned<[[u32; L]; 4]>]),
    ) -> Self {
        let links = stages * (stages + 1) / 2;
        Self { stream, day, lanes, stages, links, blocks, drawn: 0 }
    }

    /// Draws how many of `leaving`, who had so many stages left and are done with some, leave another.
    /// `all` has the bits of all of their counts.
    #[inline(always)]
    fn draw(
        &mut self,
        law: &BinomialDigits,
        (left, done): (usize, usize),
        (leaving, all): (&[i64; L], i64),
    ) -> Aligned<[i64; L]> {
        let others = self.stages + (left - 1) * left.saturating_sub(2) / 2;
        let number = if done == 0 { left - 1 } else { others + done - 1 };
        let usual = all < if done == 0 { 1 << 12 } else { 1 << 8 };
        let upper = if usual { self.stages.div_ceil(2) } else { 2 * self.links.div_ceil(2) };
        while 4 * self.drawn < self.links + upper {
            let block = (self.day, self.drawn as u32);
            self.lanes.fill_block(self.stream, block, &mut self.blocks[self.drawn]);
            self.drawn += 1;
        }
        let beyond = (number as u32 + 1) * APART;
        let low = &self.blocks[number / 4][number % 4];
        let mut counts = Aligned([0; L]);
        let second = || self.upper_digits(number);
        law.lanes_by_need(leaving, (low, second), &mut counts, |lane| {
            self.lanes.cell_from(lane, self.stream, self.day, beyond)
        });
        counts
    }

    /// The words of the third and of the fourth digit of a link: the latter of no use if it is not drawn.
    #[inline(always)]
    fn upper_digits(&self, number: usize) -> [u32; L] {
        let third = self.links + number / 2;
        let fourth = third + self.links.div_ceil(2);
        let [third, fourth] = [third, fourth].map(|word| &self.blocks[word / 4][word % 4]);
        let half = 16 * (number as u32 % 2);
        let mut words = [0; L];
        for lane in 0..L {
            words[lane] = third[lane] >> half & 0xFFFF | fourth[lane] >> half << 16;
        }
        words
    }
}

impl Link {
    /// Of a part of 0 to 1.
    fn new(part: f64) -> Self {
        match part {
            0.0 => Self::Nobody,
            1.0 => Self::Everybody,
            part => BinomialDigits::new(part).map_or(Self::Nobody, Self::Part),
        }
    }
}

/// P(N ≥ k | N ≥ k − 1) for k = 1, 2, ..., of a Poisson number N of this mean.
///
/// P(N ≥ k) is e^−λ λ^k/k! S(k) with S(k) = 1 + λ/(k + 1) + λ²/((k + 1)(k + 2)) + ..., so the ratio of
/// two is λ/k S(k)/S(k − 1): no term is negative, and nothing cancels.
fn chances(rate: f64, count: usize) -> Vec<f64> {
    let sum = |k: usize| {
        let (mut sum, mut term, mut i) = (0.0, 1.0, k as f64);
        while term > 1e-18 * sum {
            sum += term;
            i += 1.0;
            term *= rate / i;
        }
        sum
    };
    let mut at_least = 1.0;
    let chance = |k: usize| {
        let chance = if rate < AT_ONCE { rate / k as f64 * sum(k) / sum(k - 1) } else { 1.0 };
        at_least *= chance;
        if at_least < NEVER { 0.0 } else { chance.min(1.0) }
    };
    (1..=count).map(chance).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_days_chances_are_those_of_a_poisson_number() {
        for rate in [1e-6, 0.01, 0.1, 1.0, 7.5, 59.0, 61.0, 1e4] {
            // P(N >= k) as one less the first terms where that is not small, else its first terms.
            let term = |k: u32| {
                libm::exp(f64::from(k) * libm::log(rate) - rate - libm::lgamma(f64::from(k) + 1.0))
            };
            let mut all = 1.0;
            for (k, chance) in (1..).zip(chances(rate, 4)) {
                all *= chance;
                let expected: f64 = if rate < 1.0 {
                    (k..k + 30).map(term).sum()
                } else {
                    1.0 - (0..k).map(term).sum::<f64>()
                };
                let expected = if expected < NEVER { 0.0 } else { expected };
                assert!((all - expected).abs() <= 1e-12 * expected, "{rate}, {k}: {all}");
            }
        }
    }

    #[test]
    fn only_delays_of_few_whole_stages_have_stages() {
        let gamma = |shape| Stages::of(&Duration::Gamma { mean: 30.0, shape }, 1);
        for shape in [1.0, 2.0, 3.0, 4.0] {
            assert_eq!(gamma(shape).expect("stages").count(), shape as usize);
        }
        for shape in [0.5, 1.5, 2.999_999, 5.0, 30.0] {
            assert!(gamma(shape).is_none(), "{shape}");
        }
        let exponential = Stages::of(&Duration::Exponential { mean: 30.0 }, 1);
        assert_eq!(exponential.expect("one stage").count(), 1);
        assert!(Stages::of(&Duration::Fixed(3.0), 1).is_none());
    }

    /// Counts of two lanes that go through days from the start of all stages.
    fn through(mean: f64, days: u32) -> ([i64; 2], Vec<Aligned<[i64; 2]>>) {
        let stages = Stages::of(&Duration::Gamma { mean, shape: 3.0 }, 5).expect("three stages");
        let mut state = stages.state();
        state.enter(&[1_000, 0]);
        let mut back = [0; 2];
        for day in 1..=days {
            let today = stages.advance((day, &Lanes::new(1, 0)), &mut state);
            back = [back[0] + today[0], back[1] + today[1]];
        }
        (back, state.stages)
    }

    #[test]
    fn nobody_is_made_or_forgotten_on_the_way() {
        let (back, columns) = through(9.0, 9);
        let there: i64 = columns.iter().map(|column| column[0]).sum();
        assert_eq!(back[0] + there, 1_000);
        assert!((500..700).contains(&back[0]), "P(x < mean) is 0.58: {}", back[0]);
        assert!(columns.iter().all(|column| column[0] > 0 && column[1] == 0) && back[1] == 0);
    }

    #[test]
    fn what_takes_no_time_takes_a_day() {
        assert_eq!(through(0.01, 1).0, [1_000, 0]);
    }
}
