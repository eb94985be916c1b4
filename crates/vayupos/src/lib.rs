//! The whole point of sale.
