//! The real program over real HTTP, on both databases.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop there")]

mod barcode;
mod documented;
mod endpoints;
mod limits;
mod papers;
mod people;
mod power_cut;
mod price;
mod program;
mod sale;
mod upkeep;
mod wire;
