//! x
mod canvas; mod chart; mod charts; mod font; mod number; mod place;
#[cfg(feature = "png")] mod raster;
mod text; mod ticks; mod time;
pub use chart::{Chart, Source};
pub use charts::*;
#[cfg(feature = "png")] pub use raster::Error;
pub use time::Timeline;
