//! VayuPOS: the whole point of sale.
//!
//! Everything a shop does with it is one of the [`operations`]: a plain async function that takes the [`App`], a
//! permit for what it does, and its input. This crate knows neither windows nor HTTP; its faces are the desktop
//! (`src-tauri`) and the server (`crates/vayupos-server`).
//!
//! One folder a slice: what changes together lives together. `docs/ARCHITECTURE.md` walks through them.

mod app;
pub mod auth;
mod calls;
pub mod catalog;
pub mod clock;
pub mod coupons;
pub mod currency;
pub mod customers;
pub mod db;
pub mod error;
pub mod exchange;
mod finding;
pub mod folders;
pub mod id;
pub mod imports;
pub mod inventory;
pub mod labels;
pub mod logs;
pub mod mail;
pub mod money;
pub mod moving;
pub mod operations;
pub mod page;
pub mod payments;
pub mod prices;
pub mod quantity;
pub mod receipts;
pub mod reports;
pub mod sales;
pub mod settings;
pub mod setup;
pub mod tills;
pub mod upkeep;
pub mod users;
pub mod wire;
mod words;
pub mod work;

pub use app::App;
pub use error::{Error, Result};
