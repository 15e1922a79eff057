//! A picture in at most 256 colours: half the bytes of one in full colour, in a fraction of the time.
//!
//! A chart has a dozen colours, and some hundred more where edges are smoothed. If they are more than 256, the rarest are
//! replaced by the nearest of those that stay: edge pixels, by a few of 255 steps.

/// Colours that a palette holds.
const MOST: usize = 256;

/// A picture as indices into its palette.
pub(super) struct Indexed {
    /// Red, green and blue of each colour.
    pub(super) palette: Vec<u8>,
    /// A byte for each pixel.
    pub(super) pixels: Vec<u8>,
}

type Rgb = [u8; 3];

impl Indexed {
    /// Of pixels of four bytes, the last of which is not looked at.
    pub(super) fn of(rgba: &[u8]) -> Self {
        let mut counted = Colours::new();
        let mut runs = Vec::new();
        for run in rgba.as_chunks::<4>().0.chunk_by(|a, b| a == b) {
            let [r, g, b, _] = run[0];
            runs.push((counted.add([r, g, b], run.len()), run.len()));
        }
        let Colours { colours, .. } = counted;

        let mut order: Vec<usize> = (0..colours.len()).collect();
        order.sort_by_key(|place| (u64::MAX - colours[*place].1, colours[*place].0));
        let kept: Vec<Rgb> = order.iter().take(MOST).map(|place| colours[*place].0).collect();
        let mut indices = vec![0; colours.len()];
        for (rank, place) in order.iter().enumerate() {
            let index = if rank < MOST { rank } else { nearest(colours[*place].0, &kept) };
            indices[*place] = index as u8;
        }
        let mut pixels = Vec::with_capacity(rgba.len() / 4);
        for (place, length) in runs {
            pixels.resize(pixels.len() + length, indices[place]);
        }
        Self { palette: kept.concat(), pixels }
    }
}

fn nearest(colour: Rgb, among: &[Rgb]) -> usize {
    let distance = |other: &Rgb| -> u32 {
        let steps = colour.iter().zip(other).map(|(a, b)| u32::from(a.abs_diff(*b)));
        steps.map(|step| step * step).sum()
    };
    let ranked = among.iter().enumerate().min_by_key(|(_, other)| distance(other));
    ranked.map_or(0, |(index, _)| index)
}

/// Every colour, in order of appearance, and on how many pixels it stands.
struct Colours {
    colours: Vec<(Rgb, u64)>,
    /// Places in `colours` plus one, by hash; 0 where there is none. A power of two.
    table: Vec<u32>,
}

impl Colours {
    fn new() -> Self {
        Self { colours: Vec::new(), table: vec![0; 4_096] }
    }

    /// Counts so many pixels; gives the place of their colour.
    fn add(&mut self, colour: Rgb, pixels: usize) -> usize {
        let place = self.place(colour);
        self.colours[place].1 += pixels as u64;
        place
    }

    fn place(&mut self, colour: Rgb) -> usize {
        if 2 * self.colours.len() >= self.table.len() {
            self.grow();
        }
        let slot = self.slot(colour);
        if self.table[slot] == 0 {
            self.colours.push((colour, 0));
            self.table[slot] = self.colours.len() as u32;
        }
        self.table[slot] as usize - 1
    }

    /// Where a colour stands in the table, or where it would.
    fn slot(&self, colour: Rgb) -> usize {
        let [r, g, b] = colour.map(u32::from);
        // Fibonacci hashing: the high bits of a product with 2^32 over the golden ratio.
        let hash = ((r << 16) | (g << 8) | b).wrapping_mul(0x9e37_79b9);
        let mask = self.table.len() - 1;
        let mut slot = (hash >> (u32::BITS - self.table.len().trailing_zeros())) as usize;
        while self.table[slot] != 0 && self.colours[self.table[slot] as usize - 1].0 != colour {
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn grow(&mut self) {
        self.table = vec![0; 2 * self.table.len()];
        for place in 0..self.colours.len() {
            let slot = self.slot(self.colours[place].0);
            self.table[slot] = place as u32 + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pixels(colours: impl IntoIterator<Item = Rgb>) -> Vec<u8> {
        colours.into_iter().flat_map(|[r, g, b]| [r, g, b, 255]).collect()
    }

    fn shown(picture: &Indexed) -> Vec<Rgb> {
        let colour = |index: &u8| {
            let at = 3 * usize::from(*index);
            [picture.palette[at], picture.palette[at + 1], picture.palette[at + 2]]
        };
        picture.pixels.iter().map(colour).collect()
    }

    #[test]
    fn up_to_256_colours_stay_what_they_are() {
        let colours: Vec<Rgb> = (0..=255).map(|i| [i, 255 - i, i / 2]).collect();
        let picture = Indexed::of(&pixels(colours.iter().copied().chain(colours.clone())));
        assert_eq!(picture.palette.len(), 3 * 256);
        assert_eq!(shown(&picture)[256..], colours);
    }

    #[test]
    fn of_more_colours_the_rarest_become_their_nearest() {
        // 256 colours twice each, and two more once.
        let many: Vec<Rgb> = (0..=255).map(|i| [i, 0, 0]).collect();
        let rare = [[7, 0, 1], [200, 2, 0]];
        let all = many.iter().chain(&many).chain(&rare).copied();
        let shown = shown(&Indexed::of(&pixels(all)));
        assert_eq!(shown[..256], many);
        assert_eq!(shown[512..], [[7, 0, 0], [200, 0, 0]]);
    }

    #[test]
    fn runs_of_a_colour_are_as_long_as_they_were() {
        let colours = [([9, 9, 9], 3), ([1, 2, 3], 1), ([9, 9, 9], 2), ([0, 0, 0], 500)];
        let all: Vec<Rgb> = colours.iter().flat_map(|(c, length)| vec![*c; *length]).collect();
        let picture = Indexed::of(&pixels(all.iter().copied()));
        assert_eq!(shown(&picture), all);
        assert_eq!(picture.palette[..3], [0, 0, 0], "the most frequent comes first");
    }

    #[test]
    fn ten_thousand_colours_are_told_apart_and_counted() {
        let mut counted = Colours::new();
        for _ in 0..2 {
            for i in 0..10_000_u32 {
                let [_, r, g, b] = (i * 1_103).to_be_bytes();
                assert_eq!(counted.add([r, g, b], 1), i as usize);
            }
        }
        assert!(counted.colours.iter().all(|colour| colour.1 == 2));
    }
}
