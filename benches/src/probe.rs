//! The floor under W1: 12 Philox words and 12 look-ups a replication, and nothing else.
//!
//! 64 lanes of plain arrays, compiled for each instruction set that the machine may have. There is no strength, no day and
//! no metric; what the engine takes beyond this is what its model costs.

use multiversion::multiversion;

const LANES: usize = 64;

/// A table of 1,024 words, as an alias table of Poisson(1,200) has.
#[derive(Debug, Clone)]
pub struct Probe {
    table: Box<[u32; 1_024]>,
}

impl Default for Probe {
    fn default() -> Self {
        Self { table: Box::new(std::array::from_fn(|i| (i as u32).wrapping_mul(0x9E37_79B9))) }
    }
}

impl Probe {
    /// Draws 12 numbers for each of at least so many replications; gives their sum.
    pub fn run(&self, replications: u64) -> u64 {
        (0..replications).step_by(LANES).map(|first| draw_twelve(&self.table, first as u32)).sum()
    }
}

#[multiversion(targets("x86_64+avx512f+avx512vl+avx512bw+avx512dq", "x86_64+avx2+bmi2"))]
fn draw_twelve(table: &[u32; 1_024], first: u32) -> u64 {
    let mut sums = [0_u32; LANES];
    for block in 0..3 {
        for words in philox(block, first) {
            let mut cells = [0; LANES];
            for lane in 0..LANES {
                cells[lane] = table[(words[lane] >> 22) as usize];
            }
            for lane in 0..LANES {
                let word = words[lane];
                let kept = (word << 10) < (cells[lane] & !1_023);
                sums[lane] += if kept { word >> 22 } else { cells[lane] & 1_023 };
            }
        }
    }
    sums.iter().map(|&sum| u64::from(sum)).sum()
}

/// Philox4x32-10 of 64 counters: block, 0, 0, replication.
#[inline(always)]
fn philox(block: u32, first: u32) -> [[u32; LANES]; 4] {
    let mut c = [[block; LANES], [0; LANES], [0; LANES], [0; LANES]];
    for lane in 0..LANES {
        c[3][lane] = first.wrapping_add(lane as u32);
    }
    let (mut k0, mut k1) = (1_u32, 0_u32);
    for _ in 0..10 {
        for lane in 0..LANES {
            let p0 = u64::from(c[0][lane]) * 0xD251_1F53;
            let p1 = u64::from(c[2][lane]) * 0xCD9E_8D57;
            c[0][lane] = (p1 >> 32) as u32 ^ c[1][lane] ^ k0;
            c[1][lane] = p1 as u32;
            c[2][lane] = (p0 >> 32) as u32 ^ c[3][lane] ^ k1;
            c[3][lane] = p0 as u32;
        }
        k0 = k0.wrapping_add(0x9E37_79B9);
        k1 = k1.wrapping_add(0xBB67_AE85);
    }
    c
}
