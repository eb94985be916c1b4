//! The real program over real HTTP, on both databases.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop there")]

mod documented;
mod endpoints;
mod limits;
mod power_cut;
mod price;
mod program;
mod sale;
mod wire;
