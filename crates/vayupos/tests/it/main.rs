//! Stories through the operations, each on SQLite and on Postgres.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop there")]

mod approvals;
mod baskets;
mod catalog;
mod checkout;
mod concurrency;
mod first_run;
mod lock;
mod orders;
mod permissions;
mod reports;
mod returns;
mod shop;
mod sign_in;
mod throttle;
mod tills;
mod users;
