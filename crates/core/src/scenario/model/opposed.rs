//! Opposed pools, as the file says them.

use super::Quantity;

/// Two pools whose losses depend on the strengths of both.
#[derive(Debug, Clone, PartialEq)]
pub struct Opposed {
    /// Name in the file: `[opposed.NAME]`.
    pub name: String,
    /// What to call it in traces; the name if absent.
    pub label: Option<String>,
    /// The two pools, in the order of the file.
    pub pools: [String; 2],
    /// The law of their losses.
    pub law: Lanchester,
    /// a, what a head of the second pool does to the first, and b, what a head of the first does to
    /// the second \[1/day; where the law multiplies both strengths, 1/day per own head\].
    pub coefficients: [Quantity; 2],
    /// Whether the losses are the law's, rounded, and not drawn around them.
    pub deterministic: bool,
    /// First day.
    pub from_day: u32,
    /// Last day; `None`: the horizon.
    pub until: Option<u32>,
}

/// How the losses of two sides depend on their strengths A and B.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lanchester {
    /// A' = -a B, B' = -b A.
    Square,
    /// A' = -a A B, B' = -b A B.
    Linear,
    /// A' = -a A B, B' = -b A.
    Mixed,
}

impl Lanchester {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Square, Self::Linear, Self::Mixed];

    /// As the file has it: `square`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Square => "square",
            Self::Linear => "linear",
            Self::Mixed => "mixed",
        }
    }
}
