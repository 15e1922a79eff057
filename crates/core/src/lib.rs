//! The domain of Outlast.

pub mod scenario;
