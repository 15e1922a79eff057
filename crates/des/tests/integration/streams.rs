//! Addressed randomness: known answers, the address layout, lanes, uniforms.

use outlast_des::{Address, REPLICATIONS, Streams, philox4x32, stream_id, unit_open};
use rand::Rng;

const PI_KEY: [u32; 2] = [0xA409_3822, 0x299F_31D0];
const PI_COUNTER: [u32; 4] = [0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344];

/// The vectors of the Random123 distribution, file `kat_vectors`, `philox4x32 10`.
#[test]
fn philox_gives_the_known_answers() {
    let ones = u32::MAX;
    assert_eq!(philox4x32([0; 4], [0; 2]), [0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8]);
    assert_eq!(
        philox4x32([ones; 4], [ones; 2]),
        [0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD]
    );
    assert_eq!(
        philox4x32(PI_COUNTER, PI_KEY),
        [0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1]
    );
}

/// Two blocks of one cell, from a Python program of the documented layout: every field of the address
/// is large enough to show if it were put in the wrong place.
#[test]
fn a_cell_is_addressed_as_documented() {
    let streams = Streams::new(0x0123_4567_89AB_CDEF);
    let stream = stream_id("losses.front/count");
    let address = Address { replication: 0xAB_89AB_CDEF, stream, tick: 31 };
    let mut cell = streams.cell(address);
    let words: Vec<u32> = (0..8).map(|_| cell.next_u32()).collect();
    let block_0 = [0x83E9_F9A6, 0x898D_DCAF, 0x3EF1_439F, 0xECF1_23FB];
    let block_1 = [0x7444_83EE, 0x3D66_85BC, 0xC256_D94A, 0x719A_B52F];
    assert_eq!(words, [block_0, block_1].concat());
}

#[test]
fn wide_draws_take_the_low_word_first_and_may_span_blocks() {
    let address = Address { replication: 3, stream: 4, tick: 5 };
    let streams = Streams::new(6);
    let mut narrow = streams.cell(address);
    let words: Vec<u64> = (0..9).map(|_| u64::from(narrow.next_u32())).collect();
    let mut wide = streams.cell(address);
    assert_eq!(wide.next_u64(), words[1] << 32 | words[0]);
    assert_eq!(u64::from(wide.next_u32()), words[2]);
    assert_eq!(wide.next_u64(), words[4] << 32 | words[3]);
    let mut bytes = [0; 6];
    wide.fill_bytes(&mut bytes);
    let expected = [(words[5] as u32).to_le_bytes(), (words[6] as u32).to_le_bytes()].concat();
    assert_eq!(bytes, expected[..6]);
    assert_eq!(u64::from(wide.next_u32()), words[7]);
}

fn lanes_equal_cells<const L: usize>(seed: u64, first: Address) {
    let streams = Streams::new(seed);
    let blocks = [0, 1, 2].map(|block| streams.lanes::<L>(first, block));
    for lane in 0..L {
        let replication = first.replication + lane as u64;
        let mut cell = streams.cell(Address { replication, ..first });
        for (block, columns) in blocks.iter().enumerate() {
            for (word, column) in columns.iter().enumerate() {
                assert_eq!(column[lane], cell.next_u32(), "lane {lane} block {block} word {word}");
            }
        }
    }
}

#[test]
fn lanes_are_the_cells_of_consecutive_replications() {
    let first = Address { replication: 1_000, stream: stream_id("demand"), tick: 12 };
    lanes_equal_cells::<1>(0, first);
    lanes_equal_cells::<7>(1, first);
    lanes_equal_cells::<16>(u64::MAX, first);
    lanes_equal_cells::<64>(20_241_025, first);
}

#[test]
fn lanes_stay_right_where_replication_numbers_pass_32_bits_and_at_their_end() {
    for replication in [(1 << 32) - 5, (7 << 32) - 1, REPLICATIONS - 16] {
        lanes_equal_cells::<16>(9, Address { replication, stream: 1, tick: u32::MAX });
    }
}

fn ticks_equal_cells<const G: usize>(seed: u64, first: Address, apart: u32) {
    let streams = Streams::new(seed);
    let mut columns = [[0; G]; 4];
    streams.fill_ticks(first, apart, &mut columns);
    for i in 0..G {
        let tick = first.tick.wrapping_add(apart.wrapping_mul(i as u32));
        let mut cell = streams.cell(Address { tick, ..first });
        for (word, column) in columns.iter().enumerate() {
            assert_eq!(column[i], cell.next_u32(), "tick {tick} word {word}");
        }
    }
}

#[test]
fn cells_of_several_ticks_are_the_cells_of_each() {
    let first = Address { replication: 1_000, stream: stream_id("demand"), tick: 1 };
    ticks_equal_cells::<8>(20_241_025, first, 4);
    ticks_equal_cells::<8>(u64::MAX, Address { tick: 361, ..first }, 2);
    ticks_equal_cells::<1>(0, first, 4);
    for (replication, tick) in [((1 << 32) - 1, u32::MAX - 9), (REPLICATIONS - 1, 0xABCD_EF01)] {
        ticks_equal_cells::<5>(9, Address { replication, stream: u32::MAX, tick }, 0x1234_5678);
    }
}

/// From a Python program of FNV-1a 64 and the finaliser of `MurmurHash3`.
#[test]
fn stream_ids_never_change() {
    for (name, id) in [
        ("", 0xEFD0_1F60),
        ("a", 0x82A2_A958),
        ("losses.front/count", 0x9828_4533),
        ("losses.front/rate", 0xBB42_1114),
        ("Überlauf", 0x8AE3_31FB),
    ] {
        assert_eq!(stream_id(name), id, "{name:?}");
    }
}

#[test]
fn uniforms_are_inside_the_open_interval_and_symmetric() {
    let half = 0.5 * f64::EPSILON;
    assert_eq!(unit_open(0), half);
    assert_eq!(unit_open(u64::MAX), 1.0 - half);
    let mut cell = Streams::new(5).cell(Address { replication: 0, stream: 0, tick: 0 });
    for _ in 0..1_000 {
        let bits = cell.next_u64();
        assert_eq!(unit_open(!bits), 1.0 - unit_open(bits));
    }
}

/// Chi-square of 64 equal classes over 64,000 uniforms, each of another (replication, stream, tick):
/// what is uniform along an address is so across addresses too. 63 degrees of freedom: the 0.05 %
/// and 99.95 % points are 32.46 and 106.58 (`scipy.stats.chi2.ppf`).
#[test]
fn uniforms_are_uniform_across_addresses() {
    let streams = Streams::new(77);
    let mut classes = [0_i32; 64];
    for i in 0..64_000_u32 {
        let address =
            Address { replication: u64::from(i % 40), stream: i / 40 % 40, tick: i / 1_600 };
        classes[(streams.cell(address).uniform() * 64.0) as usize] += 1;
    }
    let squares: f64 = classes.iter().map(|&n| f64::from(n - 1_000) * f64::from(n - 1_000)).sum();
    let chi_square = squares / 1_000.0;
    assert!((32.46..106.58).contains(&chi_square), "{chi_square}");
}
