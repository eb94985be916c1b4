//! Stories through the operations, each on SQLite and on Postgres.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop there")]

mod baskets;
mod catalog;
mod checkout;
mod concurrency;
mod first_run;
mod labels;
mod permissions;
mod scans;
mod shop;
mod sign_in;
mod stock;
mod stock_counts;
mod users;
