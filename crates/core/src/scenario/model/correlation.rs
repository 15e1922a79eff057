//! Correlations, as the file says them.

use super::use_of;

/// Two that go together.
#[derive(Debug, Clone, PartialEq)]
pub struct Correlation {
    /// The two as the file names them.
    pub names: [String; 2],
    /// Who they are.
    pub members: [Member; 2],
    /// Correlation of their normals in the Gaussian copula, within -1 and 1.
    pub rho: f64,
}

/// What can go together with others of its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Member {
    /// A loss process whose rate drifts, by its name.
    Losses(String),
    /// A transfer whose rate drifts, by its name.
    Transfer(String),
    /// The use of a supply whose rate drifts, by the supply's name.
    Supply(String),
    /// An uncertain input, by the name of its draws: that of its path, without the form of a law and
    /// with a batch by its own name (see [`uncertain_inputs`](crate::Plan::uncertain_inputs)).
    Input(String),
}

impl Member {
    /// Where its streams of randomness are found.
    pub(crate) fn path(&self) -> String {
        match self {
            Self::Losses(name) => format!("losses.{name}"),
            Self::Transfer(name) => format!("transfers.{name}"),
            Self::Supply(name) => format!("supplies.{}", use_of(name)),
            Self::Input(name) => name.clone(),
        }
    }

    /// The streams that it shares with others.
    pub(crate) const fn purposes(&self) -> &'static [&'static str] {
        match self {
            Self::Losses(_) | Self::Transfer(_) | Self::Supply(_) => &["drift", "rate"],
            Self::Input(_) => &["input"],
        }
    }

    /// Whether it is an uncertain input, drawn once per replication.
    pub const fn is_input(&self) -> bool {
        matches!(self, Self::Input(_))
    }
}
