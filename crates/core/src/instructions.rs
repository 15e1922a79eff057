//! One source, several instruction sets.
//!
//! The loops over lanes are plain Rust; which instructions they become depends on what the compiler
//! may assume of the processor. So whatever runs often is compiled into one function per instruction
//! set, and the machine's best is chosen when an engine is made. All of them do the same integer and
//! IEEE arithmetic in the same order, so the results are the same bits: the sets differ in speed
//! alone.
//!
//! What is to be compiled with the set's instructions must be inlined into [`InstructionSet::run`]:
//! the whole way down from [`Kernel::run`] is `#[inline(always)]`, but for what is rare.

/// Instructions that a kernel may be compiled to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InstructionSet {
    /// What every processor of the target has.
    Baseline,
    /// x86-64 with AVX2: vectors of 256 bits.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// x86-64 with AVX-512 F, BW, DQ and VL: vectors of 512 bits.
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

/// A computation that is compiled once per instruction set.
pub(crate) trait Kernel {
    /// What it gives.
    type Output;

    /// Computes it. Implementations are `#[inline(always)]`.
    fn run(self) -> Self::Output;
}

impl InstructionSet {
    /// The sets that this machine has, from the slowest to the fastest.
    pub fn available() -> Vec<Self> {
        #[cfg(target_arch = "x86_64")]
        {
            let mut sets = vec![Self::Baseline];
            if Self::has_avx2() {
                sets.push(Self::Avx2);
                if Self::has_avx512() {
                    sets.push(Self::Avx512);
                }
            }
            sets
        }
        #[cfg(not(target_arch = "x86_64"))]
        vec![Self::Baseline]
    }

    #[cfg(target_arch = "x86_64")]
    fn has_avx2() -> bool {
        is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2")
            && is_x86_feature_detected!("lzcnt")
            && is_x86_feature_detected!("popcnt")
    }

    /// On a machine that has [AVX2 and its company](Self::has_avx2).
    #[cfg(target_arch = "x86_64")]
    fn has_avx512() -> bool {
        is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl")
    }

    /// The fastest set that this machine has.
    pub fn best() -> Self {
        Self::available().pop().unwrap_or(Self::Baseline)
    }

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Baseline => "baseline",
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => "avx2",
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => "avx512",
        }
    }
}

/// Fewer lanes gain too little by wider vectors to be compiled for each set.
const WIDE: usize = 64;

/// An instruction set that this machine was found to have.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Available(InstructionSet);

impl Available {
    /// What every machine has.
    pub(crate) const BASELINE: Self = Self(InstructionSet::Baseline);

    /// The machine's fastest.
    pub(crate) fn best() -> Self {
        Self(InstructionSet::best())
    }

    /// This set, if the machine has it.
    pub(crate) fn new(set: InstructionSet) -> Option<Self> {
        InstructionSet::available().contains(&set).then_some(Self(set))
    }

    /// Whether its vectors are so long that several computations take hardly longer than one.
    #[inline]
    pub(crate) fn has_long_vectors(self) -> bool {
        self.0 != InstructionSet::Baseline
    }

    /// Runs a kernel over so many lanes, as compiled for the set if they are many.
    #[inline]
    pub(crate) fn run_lanes<const L: usize, K: Kernel>(self, kernel: K) -> K::Output {
        if const { L >= WIDE } { self.run(kernel) } else { kernel.run() }
    }

    /// Runs a kernel as compiled for the set.
    #[inline]
    pub(crate) fn run<K: Kernel>(self, kernel: K) -> K::Output {
        match self.0 {
            InstructionSet::Baseline => kernel.run(),
            // SAFETY: the value exists only if the machine was asked and has AVX2 and BMI2.
            #[cfg(target_arch = "x86_64")]
            #[expect(unsafe_code, reason = "the machine was asked")]
            InstructionSet::Avx2 => unsafe { run_avx2(kernel) },
            // SAFETY: the value exists only if the machine was asked and has these, and AVX2 and BMI2.
            #[cfg(target_arch = "x86_64")]
            #[expect(unsafe_code, reason = "the machine was asked")]
            InstructionSet::Avx512 => unsafe { run_avx512(kernel) },
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn run_avx2<K: Kernel>(kernel: K) -> K::Output {
    kernel.run()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,bmi1,bmi2,lzcnt,popcnt")]
fn run_avx512<K: Kernel>(kernel: K) -> K::Output {
    kernel.run()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Square([f64; 16]);

    impl Kernel for Square {
        type Output = [f64; 16];

        #[inline(always)]
        fn run(self) -> [f64; 16] {
            self.0.map(|x| x * x + 0.1)
        }
    }

    #[test]
    fn every_instruction_set_of_the_machine_computes_the_same_bits() {
        let numbers = std::array::from_fn(|i| 1.0 / (i as f64 + 3.0));
        let expected = Square(numbers).run();
        for set in InstructionSet::available() {
            let available = Available::new(set).expect("it is available");
            assert_eq!(available.run(Square(numbers)), expected, "{}", set.name());
        }
    }

    #[test]
    fn the_best_set_is_one_of_those_available() {
        assert!(InstructionSet::available().contains(&InstructionSet::best()));
    }
}
