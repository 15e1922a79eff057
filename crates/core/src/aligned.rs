//! Columns that begin with a line of the cache.

use std::ops::{Deref, DerefMut};

/// A column, or several, at a multiple of 64 bytes: the longest vectors then lie in one line of the cache
/// each, where they would lie in two of it.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(crate) struct Aligned<T>(pub(crate) T);

impl<T> Deref for Aligned<T> {
    type Target = T;

    #[inline(always)]
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Aligned<T> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}
