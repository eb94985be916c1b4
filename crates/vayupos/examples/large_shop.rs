//! A shop of 100,000 products and 1,000,000 orders, to see how the desk does with it. Its accounts are the demo shop's.
//!
//! `cargo run --release --package vayupos --example large_shop -- sqlite:large.db`

#![expect(clippy::unwrap_used, reason = "what cannot go on should stop there")]

#[path = "../benches/large/mod.rs"]
mod large;

use vayupos::auth::Caller;
use vayupos::operations::{Nothing, load_demo_shop};
use vayupos::{App, reports};

const PRODUCTS: usize = 100_000;
const ORDERS: u64 = 1_000_000;

#[tokio::main]
async fn main() {
    let url = std::env::args().nth(1).unwrap_or_else(|| "sqlite:large.db".into());
    let app = App::open(&url).await.unwrap();
    load_demo_shop(&app, Caller::nobody().permit().unwrap(), Nothing {}).await.unwrap();
    large::products(&url, PRODUCTS).await;
    large::orders(&url, ORDERS).await;
    reports::rebuild_days(&app).await.unwrap();
    app.db().close().await;
    println!("{PRODUCTS} products and {ORDERS} orders more are in {url}");
}
