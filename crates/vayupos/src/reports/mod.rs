//! Reports: what was sold, by day, product, method, tax, customer, hour and cashier.
//!
//! They read the day tables, which every sale and refund keeps up to date ([`rollups`]), so that a year costs as
//! little as a day. This slice may read everybody's tables; it owns the `day_*` ones alone.

mod day_tables;
pub(crate) mod rollups;

pub use rollups::{Difference, compare_days, rebuild_days};
