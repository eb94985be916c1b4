//! The real program over real HTTP, on both databases.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop there")]

mod barcode;
mod people;
mod power_cut;
mod program;
mod sale;
mod upkeep;
mod wire;
