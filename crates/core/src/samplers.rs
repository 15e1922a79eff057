//! Exact samplers of the laws that feed a result.
//!
//! Each is a table, an inversion or an exact rejection, uses only `+ - * /`, square root and
//! `libm`, and so gives the same bits on every platform. They implement [`rand_distr`]'s
//! [`Distribution`](rand_distr::Distribution) and take any generator; in production that is a
//! cell of [`outlast_des::Streams`].
//!
//! | law | parameters fixed for the run | parameters change from draw to draw |
//! |---|---|---|
//! | any law on integers | [`AliasTable`] of a [`pmf`] | - |
//! | Poisson | [`pmf::poisson`] | [`PoissonDigits`]; [`Poisson`] |
//! | negative binomial | [`pmf::neg_binomial`] | the mean alone: [`NegBinomialLattice`], [`NegBinomialDigits`]; [`NegBinomial`] |
//! | binomial | [`pmf::binomial`] | the trials alone: [`BinomialDigits`]; [`Binomial`] |
//! | hypergeometric; several groups | - | [`Hypergeometric`]; [`split`] |
//! | gamma | [`Strips`]; [`StandardGamma`], [`Gamma`] | the latter: the set-up is one square root |
//! | normal, lognormal | [`Strips`]; [`StandardNormal`], [`Lognormal`] | the same |
//! | laws drawn by inverse CDF | [`quantile`] | the same |
//! | a real amount as a count | - | [`stochastic_round`] |
//!
//! # Words used
//!
//! A uniform real is [`outlast_des::unit_open`] of one `next_u64`: in (0, 1), 52 bits. An alias
//! table takes one `next_u32`, a digit 16 bits, a number from strips or a count on the lattice 64. The rejections draw as many words as they need. Which words a
//! sampler takes, and what it makes of them, is part of every result: golden vectors pin it.
//!
//! # Exactness
//!
//! The acceptance tests use the saddle-point form of the laws (Loader 2000), which does not cancel:
//! acceptance probabilities hold to about 1e-13 for counts up to 10^9. Inversion resolves
//! probabilities of 2^-52, tables to 1e-12 at least: what their words round away is drawn too. No step is a normal approximation.

mod alias;
mod binomial;
mod digits;
mod exp;
mod gamma;
mod gamma_tail;
mod hypergeometric;
mod inversion;
mod lattice;
mod ln;
mod lognormal;
mod multivariate;
mod neg_binomial;
mod normal;
pub mod pmf;
mod poisson;
pub mod quantile;
mod rounding;
mod saddle;
mod strips;
mod walker;

pub use alias::{AliasError, AliasTable};
pub use binomial::{Binomial, BinomialError};
pub use digits::{BinomialDigits, NegBinomialDigits, PoissonDigits};
pub(crate) use exp::exp;
pub use gamma::{Gamma, GammaError, StandardGamma};
pub use gamma_tail::gamma_survival;
pub use hypergeometric::{Hypergeometric, HypergeometricError};
pub use lattice::NegBinomialLattice;
pub(crate) use ln::ln;
pub use lognormal::{Lognormal, LognormalError};
pub use multivariate::{SplitError, split};
pub use neg_binomial::{NegBinomial, NegBinomialError};
pub(crate) use normal::normal_quantiles;
pub use normal::{StandardNormal, normal_cdf, normal_quantile};
pub use pmf::PmfError;
pub use poisson::{Poisson, PoissonError};
pub use rounding::stochastic_round;
pub use strips::Strips;
